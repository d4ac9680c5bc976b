package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.KeyText;

/** Text of a primary key, kept as {@link KeyText}. */
final class ToKey extends Conversion {

  private static final Misfit BLANK =
      new Misfit("required", "nothing but spaces in a column of the primary key");

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    UTF8String key =
        isPlain(utf8, from, to)
            ? UTF8String.fromBytes(utf8, from, to - from)
            : UTF8String.fromString(
                KeyText.of(new String(utf8, from, to - from, StandardCharsets.UTF_8)));
    if (key.numBytes() == 0 && from < to) {
      return BLANK;
    }
    if (ordinal != CHECK_ONLY) {
      row.update(ordinal, key);
    }
    return null;
  }

  private static boolean isPlain(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      if (utf8[i] < 0) {
        return false;
      }
    }
    return from == to || utf8[from] > ' ' && utf8[to - 1] > ' ';
  }
}
