package org.jinyanglake.desensitize;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Puts one text in the place of every value; it still shows where there was none. */
record Replace(String with) implements TextTechnique {

  @Override
  public Column apply(Column value) {
    return functions.when(value.isNotNull(), functions.lit(with));
  }
}
