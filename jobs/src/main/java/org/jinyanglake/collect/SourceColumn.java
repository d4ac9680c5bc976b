package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jinyanglake.contract.CellFormat;

/** A column while its cells are read. For one thread. */
final class SourceColumn {

  private final SourceField field;
  private final Conversion conversion;
  private final int ordinal;
  private final byte[][] nullValues;

  /**
   * @param ordinal of its field in the row, or {@link Conversion#CHECK_ONLY}
   */
  SourceColumn(SourceField field, ZoneId zone, int ordinal, List<String> nullValues) {
    this.field = field;
    this.conversion = Conversion.to(field, zone);
    this.ordinal = ordinal;
    this.nullValues =
        nullValues.stream()
            .map(value -> value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /**
   * The same column for values that are not written by the source's rules: dates and times in ISO
   * 8601, and none that means null.
   */
  SourceColumn exact(ZoneId zone) {
    SourceField plain =
        new SourceField(
            field.name(),
            field.header(),
            field.type(),
            null,
            field.required(),
            field.key(),
            CellFormat.PLAIN,
            field.mayBeMissing(),
            field.latest());
    return new SourceColumn(plain, zone, ordinal, List.of());
  }

  SourceField field() {
    return field;
  }

  /** Sets the field from text, which may be one of the values that mean null. */
  Misfit read(byte[] utf8, int from, int to, InternalRow row) {
    for (byte[] nullValue : nullValues) {
      if (nullValue.length == to - from
          && Arrays.equals(utf8, from, to, nullValue, 0, nullValue.length)) {
        return readNull(row);
      }
    }
    return conversion.convert(utf8, from, to, row, ordinal);
  }

  /** Sets the field to null. */
  Misfit readNull(InternalRow row) {
    if (field.required()) {
      return Misfit.REQUIRED;
    }
    if (ordinal != Conversion.CHECK_ONLY) {
      row.setNullAt(ordinal);
    }
    return null;
  }
}
