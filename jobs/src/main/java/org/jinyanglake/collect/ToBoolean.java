package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jinyanglake.contract.CellFormat;

/** The words that the contract declares, or {@code true} and {@code false} in any case. */
final class ToBoolean extends Conversion {

  private final byte[][] trueValues;
  private final byte[][] falseValues;
  private final Misfit otherwise;

  ToBoolean(CellFormat cells) {
    this.trueValues = bytes(cells.trueValues());
    this.falseValues = bytes(cells.falseValues());
    this.otherwise =
        new Misfit(
            "boolean",
            trueValues.length == 0
                ? "neither true nor false, which are the only booleans"
                : "neither one of trueValues nor of falseValues");
  }

  private static byte[][] bytes(List<String> words) {
    return words.stream().map(w -> w.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    boolean declared = trueValues.length > 0;
    boolean isTrue = declared ? isOne(trueValues, utf8, from, to) : is(utf8, from, to, "true");
    boolean isFalse = declared ? isOne(falseValues, utf8, from, to) : is(utf8, from, to, "false");
    if (!isTrue && !isFalse) {
      return otherwise;
    }
    if (ordinal != CHECK_ONLY) {
      row.setBoolean(ordinal, isTrue);
    }
    return null;
  }

  private static boolean isOne(byte[][] words, byte[] utf8, int from, int to) {
    for (byte[] word : words) {
      if (Arrays.equals(utf8, from, to, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(byte[] utf8, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((utf8[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
