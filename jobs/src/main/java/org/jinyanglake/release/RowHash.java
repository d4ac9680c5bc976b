package org.jinyanglake.release;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;

/**
 * The SHA-256 (64 hex digits) of a row's canonical text. That has, for each column in the order of
 * the names, the name, {@code =}, and {@code -} for null or else the value's length in bytes, a
 * colon and the value in UTF-8. Whole numbers are written in digits, decimals without zeros at the
 * end, dates as {@code 2024-03-04}, timestamps as microseconds since 1970 in UTC, doubles as the 16
 * hex digits of IEEE 754.
 */
final class RowHash implements UDF1<Row, String> {
  private static final long serialVersionUID = 1;

  private final String[] names;
  private final int[] order;

  /** Of rows with these columns, dates and timestamps as text and number already. */
  RowHash(List<String> columns) {
    names = columns.toArray(String[]::new);
    order =
        IntStream.range(0, names.length)
            .boxed()
            .sorted((a, b) -> names[a].compareTo(names[b]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  @Override
  public String call(Row row) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i : order) {
      write(names[i] + "=", text);
      if (row.isNullAt(i)) {
        write("-", text);
      } else {
        byte[] value = text(row.get(i)).getBytes(StandardCharsets.UTF_8);
        write(value.length + ":", text);
        text.writeBytes(value);
      }
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void write(String ascii, ByteArrayOutputStream text) {
    text.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return HexFormat.of().toHexDigits(Double.doubleToLongBits(number));
    }
    if (value instanceof BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }
}
