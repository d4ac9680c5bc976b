package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Type;

/** Puts one text in the place of every value; it still shows where there was none. */
record Replace(String with) implements Technique {

  @Override
  public Column apply(Column value) {
    return functions.when(value.isNotNull(), functions.lit(with));
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(new Suppress(Type.STRING));
  }

  @Override
  public Type resultType(Type type) {
    return Type.STRING;
  }
}
