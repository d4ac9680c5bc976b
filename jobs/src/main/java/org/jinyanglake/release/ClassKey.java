package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.unix_micros;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * One name for an equivalence class, computed alike from rows that Iceberg reads and from rows in
 * Spark: the SHA-256 of its values' texts, each after its length in code points, null as a hyphen.
 */
final class ClassKey {

  private ClassKey() {}

  /** The key of values that Iceberg's generic reader returned, or that stood in a row of Spark. */
  static String of(List<Object> values) {
    StringBuilder text = new StringBuilder();
    for (Object value : values) {
      if (value == null) {
        text.append('-');
      } else {
        String piece = text(value);
        text.append(piece.codePointCount(0, piece.length())).append(':').append(piece);
      }
    }
    try {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The same of columns of Spark rows, whose fields are given beside them. */
  static Column of(List<Column> columns, List<StructField> fields) {
    Column text = lit("");
    for (int i = 0; i < columns.size(); i++) {
      Column piece =
          fields.get(i).dataType().equals(DataTypes.TimestampType)
              ? unix_micros(columns.get(i)).cast("string")
              : columns.get(i).cast("string");
      text = concat(text, coalesce(concat(length(piece), lit(":"), piece), lit("-")));
    }
    return sha2(text.cast("binary"), 256);
  }

  private static String text(Object value) {
    if (value instanceof OffsetDateTime time) {
      return micros(time.toInstant());
    }
    if (value instanceof Timestamp time) {
      return micros(time.toInstant());
    }
    if (value instanceof Instant time) {
      return micros(time);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static String micros(Instant time) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }
}
