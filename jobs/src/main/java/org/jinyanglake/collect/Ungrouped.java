package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;

/** A number whose digits before the point may stand in groups of three, as {@code 1,234.5}. */
final class Ungrouped extends Conversion {

  private static final Misfit MISFIT =
      new Misfit(
          "number", "groups of digits that are not of three, as the contract's groupChar says");

  private final byte[] groupChar;
  private final Conversion number;
  private byte[] digits = new byte[32];

  /**
   * @param number how the digits are read when nothing stands between them any more
   */
  Ungrouped(String groupChar, Conversion number) {
    this.groupChar = groupChar.getBytes(StandardCharsets.UTF_8);
    this.number = number;
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    if (digits.length < to - from) {
      digits = new byte[2 * (to - from)];
    }
    int out = 0;
    int group = -1; // digits since the last group character; -1 before the first
    boolean whole = true;
    for (int i = from; i < to; ) {
      if (whole && isGroupChar(utf8, i, to)) {
        if (group >= 0 ? group != 3 : !beginsGroup(out)) {
          return MISFIT;
        }
        group = 0;
        i += groupChar.length;
        continue;
      }
      byte b = utf8[i++];
      boolean digit = b >= '0' && b <= '9';
      if (whole && !digit && group >= 0) {
        if (group != 3) {
          return MISFIT;
        }
        group = -1;
      }
      whole &= digit || out == 0;
      group += digit && whole && group >= 0 ? 1 : 0;
      digits[out++] = b;
    }
    return group >= 0 && group != 3 ? MISFIT : number.convert(digits, 0, out, row, ordinal);
  }

  /** Whether one to three digits, after a sign perhaps, stand before the first group character. */
  private boolean beginsGroup(int out) {
    int sign = out > 0 && (digits[0] < '0' || digits[0] > '9') ? 1 : 0;
    return out - sign >= 1 && out - sign <= 3;
  }

  private boolean isGroupChar(byte[] utf8, int i, int to) {
    if (i + groupChar.length > to) {
      return false;
    }
    for (int j = 0; j < groupChar.length; j++) {
      if (utf8[i + j] != groupChar[j]) {
        return false;
      }
    }
    return true;
  }
}
