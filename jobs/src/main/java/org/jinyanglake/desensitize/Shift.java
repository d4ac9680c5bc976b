package org.jinyanglake.desensitize;

import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;

/**
 * Moves a date or timestamp by whole days (of 24 hours), at most {@code days} to either side and
 * never by none. How far follows from the key and from who the row is about, so that the time
 * between two events of one person stays. Rows that are about nobody become null.
 *
 * @param by the column of the person
 * @param folder where every JVM that runs tasks finds the key
 */
record Shift(Type type, String by, int days, KeyLabel label, Path folder)
    implements SameTypeTechnique {
  private static final long MICROS_A_DAY = 86_400_000_000L;

  @Override
  public Column apply(Column value) {
    Column shift =
        new Function(folder)
            .call(
                functions.col(by).cast(DataTypes.StringType),
                functions.lit(days),
                functions.lit(label.toString()));
    return type.kind() == Type.Kind.DATE
        ? functions.date_add(value, shift)
        : functions.timestamp_micros(
            functions
                .unix_micros(value)
                .plus(shift.cast(DataTypes.LongType).multiply(functions.lit(MICROS_A_DAY))));
  }

  /** {@code lake.shift_days(person, days, key_label)}. */
  public static final class Function extends KeyedFunction<KeyedHash> {
    private static final long serialVersionUID = 1L;

    Function(Path folder) {
      super(
          folder,
          "shift_days",
          DataTypes.IntegerType,
          DataTypes.StringType,
          DataTypes.IntegerType,
          DataTypes.StringType);
    }

    @Override
    KeyedHash open(KeyLabel label, byte[] key) {
      return new KeyedHash(label, key);
    }

    /** See {@link Shift}; throws {@link IllegalArgumentException} for days below 1. */
    public Integer invoke(UTF8String person, int days, UTF8String label) {
      UTF8String canonical = Canonical.of(person);
      if (canonical == null || label == null) {
        return null;
      }
      if (days < 1) {
        throw new IllegalArgumentException("shift_days: days must be at least 1");
      }
      long drawn = Long.remainderUnsigned(with(label).of(canonical).number(0), 2L * days);
      return (int) (drawn < days ? drawn - days : drawn - days + 1);
    }
  }
}
