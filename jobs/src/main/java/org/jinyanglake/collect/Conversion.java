package org.jinyanglake.collect;

import java.time.ZoneId;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How the text of a cell becomes a value of one type: exactly, or not at all. Nothing is rounded,
 * completed or guessed, and nothing trimmed but texts of the primary key, {@link ToKey}. Instances
 * are for one thread.
 */
abstract class Conversion {

  /** An ordinal that means: check the text, but keep no value. */
  static final int CHECK_ONLY = -1;

  /**
   * Converts {@code utf8[from, to)}, which is not null, and sets the row's field.
   *
   * @param ordinal of the field, or {@link #CHECK_ONLY}
   * @return why the text is not a value of the type, null if it is
   */
  abstract Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal);

  /**
   * The conversion to a field's type.
   *
   * @param zone in which a timestamp is read that has no offset of its own
   */
  static Conversion to(SourceField field, ZoneId zone) {
    DataType type = field.type();
    Optional<String> format = Optional.ofNullable(field.format());
    String groupChar = field.cells().groupChar();
    if (!groupChar.isEmpty()) {
      SourceField plain =
          new SourceField(field.name(), field.header(), type, field.format(), field.required());
      return new Ungrouped(groupChar, to(plain, zone));
    }
    if (type instanceof DecimalType decimal) {
      return new ToDecimal(decimal.precision(), decimal.scale());
    }
    return switch (type.typeName()) {
      case "string" -> field.key() ? new ToKey() : new ToString();
      case "integer" -> new ToInteger(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
      case "long" -> new ToInteger(Long.MIN_VALUE, Long.MAX_VALUE, "long");
      case "double" -> new ToDouble();
      case "date" -> new ToDate(format, field.latest());
      case "timestamp" -> new ToTimestamp(format, zone, field.latest());
      case "boolean" -> new ToBoolean(field.cells());
      default -> throw new IllegalArgumentException("no conversion to " + type);
    };
  }

  /** Text as it is. The row borrows the bytes. */
  private static final class ToString extends Conversion {
    @Override
    Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
      if (ordinal != CHECK_ONLY) {
        row.update(ordinal, UTF8String.fromBytes(utf8, from, to - from));
      }
      return null;
    }
  }
}
