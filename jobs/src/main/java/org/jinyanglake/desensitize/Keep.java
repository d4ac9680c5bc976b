package org.jinyanglake.desensitize;

import java.time.ZoneId;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Type;

/**
 * Leaves a value as it is. The coarser levels of dates and timestamps are those of {@link
 * Truncate}; all else has none but {@link Suppress}.
 */
record Keep(Type type, ZoneId zone) implements Technique {

  @Override
  public Column apply(Column value) {
    return value;
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(
        switch (type.kind()) {
          case DATE -> new Truncate(type, Truncate.Unit.MONTH, zone);
          case TIMESTAMP -> new Truncate(type, Truncate.Unit.HOUR, zone);
          default -> new Suppress(type);
        });
  }

  @Override
  public Type resultType(Type type) {
    return type;
  }
}
