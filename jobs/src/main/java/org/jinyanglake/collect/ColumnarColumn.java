package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;

/** A column while its values are read from rows of Spark's readers: exactly, or not at all. */
final class ColumnarColumn {

  private static final long MICROS = 1_000_000;
  private static final long NANOS = 1000 * MICROS;

  /** 0001-01-01 and the day after 9999-12-31, in microseconds since 1970. */
  private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay() * 86_400 * MICROS;

  private static final long LAST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 * MICROS;

  private static final Misfit NOT_FINITE = new Misfit("number", "not a number, or infinite");
  private static final Misfit TOO_EXACT =
      new Misfit("number", "an integer that a double does not hold exactly");
  private static final Misfit TOO_FINE =
      new Misfit("timestamp", "a fraction finer than a microsecond");
  private static final Misfit FAR_OFF = new Misfit("date", "a year that is not from 1 to 9999");

  private final SourceColumn texts;
  private final SourceColumn values;
  private final DataType target;
  private final Utf8 utf8 = new Utf8();
  private final Text checked = new Text();
  private final int[] ordinals;
  private final int[] widths;
  private final DataType type;
  private final boolean nanos;
  private final boolean wallClock;

  /**
   * @param rows the schema of the rows that are read
   * @param path of the field in it
   * @param nanos whether a long counts nanoseconds since 1970
   */
  ColumnarColumn(
      SourceColumn column,
      ZoneId zone,
      StructType rows,
      FieldPath path,
      boolean nanos,
      Source.Format format) {
    this.texts = column;
    this.values = column.exact(zone);
    this.target = column.field().type();
    List<String> names = path.names();
    this.ordinals = new int[names.size()];
    this.widths = new int[names.size()];
    DataType at = rows;
    for (int i = 0; i < ordinals.length; i++) {
      StructType struct = (StructType) at;
      ordinals[i] = struct.fieldIndex(names.get(i));
      at = struct.fields()[ordinals[i]].dataType();
      widths[i] = at instanceof StructType inner ? inner.length() : 0;
    }
    this.type = at;
    this.nanos = nanos;
    // ORC's timestamps are what a clock showed, which Spark takes for the JVM's clock.
    this.wallClock = format == Source.Format.ORC;
  }

  String name() {
    return texts.field().name();
  }

  String header() {
    return texts.field().header();
  }

  /** Sets the field from a row. */
  Misfit read(InternalRow from, InternalRow row) {
    InternalRow in = holder(from);
    return in == null ? texts.readNull(row) : readValue(in, ordinals[ordinals.length - 1], row);
  }

  /** The row in which the value stands; null if there is no value. */
  private InternalRow holder(InternalRow from) {
    InternalRow in = from;
    for (int i = 0; i < ordinals.length; i++) {
      if (in.isNullAt(ordinals[i])) {
        return null;
      }
      in = i == ordinals.length - 1 ? in : in.getStruct(ordinals[i], widths[i]);
    }
    return in;
  }

  private Misfit readValue(InternalRow in, int at, InternalRow row) {
    if (type instanceof DecimalType decimal) {
      return readDecimal(
          in.getDecimal(at, decimal.precision(), decimal.scale()).toJavaBigDecimal(), row);
    }
    return switch (type.typeName()) {
      case "string" -> readText(in.getUTF8String(at).getBytes(), row);
      case "boolean" -> read(in.getBoolean(at) ? "true" : "false", row);
      case "byte" -> readLong(in.getByte(at), row);
      case "short" -> readLong(in.getShort(at), row);
      case "integer" -> readLong(in.getInt(at), row);
      case "long" -> nanos ? readNanos(in.getLong(at), row) : readLong(in.getLong(at), row);
      case "float" -> readFloat(in.getFloat(at), row);
      case "double" -> readDouble(in.getDouble(at), row);
      case "date" -> readDate(in.getInt(at), row);
      case "timestamp" ->
          wallClock ? readWall(atClock(in.getLong(at)), row) : readInstant(in.getLong(at), row);
      case "timestamp_ntz" -> readWall(in.getLong(at), row);
      default -> throw new IllegalStateException("no file of type " + type + " is read");
    };
  }

  private Misfit readText(byte[] bytes, InternalRow row) {
    int malformed = utf8.read(bytes, 0, bytes.length, true, checked);
    if (malformed >= 0) {
      return new Misfit("encoding", "byte " + malformed + " of the text is not UTF-8");
    }
    Misfit misfit = ControlCharacters.find(bytes, 0, bytes.length);
    return misfit == null ? texts.read(bytes, 0, bytes.length, row) : misfit;
  }

  private Misfit readLong(long value, InternalRow row) {
    if (target.equals(DataTypes.DoubleType) && (long) (double) value != value) {
      return TOO_EXACT;
    }
    return read(Long.toString(value), row);
  }

  private Misfit readFloat(float value, InternalRow row) {
    if (!Float.isFinite(value)) {
      return NOT_FINITE;
    }
    return target.equals(DataTypes.DoubleType)
        ? read(Double.toString(value), row)
        : readDecimal(new BigDecimal(Float.toString(value)), row);
  }

  private Misfit readDouble(double value, InternalRow row) {
    if (!Double.isFinite(value)) {
      return NOT_FINITE;
    }
    return target.equals(DataTypes.DoubleType)
        ? read(Double.toString(value), row)
        : readDecimal(BigDecimal.valueOf(value), row);
  }

  /** Integers of decimals are written without point, so that they fit integers. */
  private Misfit readDecimal(BigDecimal value, InternalRow row) {
    BigDecimal plain =
        target.equals(DataTypes.StringType) || value.scale() <= 0
            ? value
            : value.stripTrailingZeros();
    return read(plain.toPlainString(), row);
  }

  private Misfit readDate(int day, InternalRow row) {
    long micros = day * 86_400L * MICROS;
    return micros < FIRST || micros >= LAST
        ? FAR_OFF
        : read(LocalDate.ofEpochDay(day).toString(), row);
  }

  private Misfit readNanos(long nanoseconds, InternalRow row) {
    return nanoseconds % 1000 == 0 ? readInstant(nanoseconds / 1000, row) : TOO_FINE;
  }

  private Misfit readInstant(long micros, InternalRow row) {
    return micros < FIRST || micros >= LAST ? FAR_OFF : read(iso(micros) + "Z", row);
  }

  private Misfit readWall(long micros, InternalRow row) {
    return micros < FIRST || micros >= LAST ? FAR_OFF : read(iso(micros), row);
  }

  private static long atClock(long micros) {
    long seconds = Math.floorDiv(micros, MICROS);
    ZoneOffset offset = ZoneId.systemDefault().getRules().getOffset(Instant.ofEpochSecond(seconds));
    return micros + offset.getTotalSeconds() * MICROS;
  }

  private static String iso(long micros) {
    return iso(Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000);
  }

  private static String iso(long seconds, int nanoseconds) {
    String text = LocalDateTime.ofEpochSecond(seconds, nanoseconds, ZoneOffset.UTC).toString();
    return text.length() == "2024-03-04T10:00".length() ? text + ":00" : text;
  }

  private Misfit read(String ascii, InternalRow row) {
    byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return values.read(bytes, 0, bytes.length, row);
  }

  /** The type of the values. */
  DataType type() {
    return type;
  }

  /** The value as Spark's readers give it; null if there is none. */
  Object value(InternalRow from) {
    InternalRow in = holder(from);
    return in == null ? null : in.get(ordinals[ordinals.length - 1], type);
  }

  /** The value as text that is read as the same value; null if there is none. */
  String text(InternalRow from) {
    Object value = value(from);
    if (value == null) {
      return null;
    }
    if (nanos && value instanceof Long count) {
      return iso(Math.floorDiv(count, NANOS), (int) Math.floorMod(count, NANOS)) + "Z";
    }
    return switch (type.typeName()) {
      case "date" -> LocalDate.ofEpochDay((Integer) value).toString();
      case "timestamp" -> wallClock ? iso(atClock((Long) value)) : iso((Long) value) + "Z";
      case "timestamp_ntz" -> iso((Long) value);
      default ->
          value instanceof Number || value instanceof Decimal
              ? number(value.toString())
              : value.toString();
    };
  }

  /** Without exponent, and whole numbers without point, so that they fit their type. */
  private String number(String value) {
    if (target.equals(DataTypes.DoubleType)
        || !Character.isDigit(value.charAt(value.length() - 1))) {
      return value; // not finite
    }
    BigDecimal exact = new BigDecimal(value);
    boolean whole = target.equals(DataTypes.IntegerType) || target.equals(DataTypes.LongType);
    return (whole && exact.scale() > 0 ? exact.stripTrailingZeros() : exact).toPlainString();
  }
}
