package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Makes all values one, nulls included: {@code *} for text, null for other types. The coarsest
 * level of every technique.
 */
record Suppress(Type type) implements Technique {
  static final String ANY = "*";

  @Override
  public Column apply(Column value) {
    return type.kind() == Type.Kind.STRING
        ? functions.lit(ANY)
        : functions.lit(null).cast(SparkTypes.of(type));
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.empty();
  }

  @Override
  public Type resultType(Type type) {
    return this.type;
  }
}
