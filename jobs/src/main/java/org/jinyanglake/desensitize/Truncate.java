package org.jinyanglake.desensitize;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.TruncTimestamp;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Type;
import scala.Option;

/**
 * Sets a date or timestamp back to the begin of its hour, day, month or year, as the clocks of
 * {@code zone} show it, whatever the session's zone. Coarser: the next greater unit.
 */
record Truncate(Type type, Unit unit, ZoneId zone) implements Technique {

  /** From fine to coarse. */
  enum Unit {
    HOUR,
    DAY,
    MONTH,
    YEAR
  }

  @Override
  public Column apply(Column value) {
    String name = unit.name().toLowerCase(Locale.ROOT);
    if (type.kind() == Type.Kind.TIMESTAMP) {
      return new Column(
          new TruncTimestamp(functions.lit(name).expr(), value.expr(), Option.apply(zone.getId())));
    }
    return unit.compareTo(Unit.DAY) <= 0 ? value : functions.trunc(value, name);
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(
        unit == Unit.YEAR
            ? new Suppress(type)
            : new Truncate(type, Unit.values()[unit.ordinal() + 1], zone));
  }

  @Override
  public Type resultType(Type type) {
    return type;
  }
}
