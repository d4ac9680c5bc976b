package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A decimal number with an optional exponent. Infinity, NaN, hexadecimal numbers, suffixes and
 * numbers that a double cannot come near (too large, or not zero but too small) are refused; −0 is
 * 0.
 */
final class ToDouble extends Conversion {

  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  /** Integers up to here are exact in a double. */
  private static final long EXACT = 1L << 53;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final NumberMisfits misfits = new NumberMisfits("number", "a number");
  private final Misfit tooLarge = misfits.of("a number too large for a double");
  private final Misfit tooSmall =
      misfits.of("a number that is not zero but too small for a double");

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    boolean negative = from < to && utf8[from] == '-';
    int i = negative ? from + 1 : from;
    long mantissa = 0;
    boolean exact = true;
    boolean zero = true;
    int digits = 0;
    int afterPoint = 0;
    int point = -1;
    for (; i < to; i++) {
      int digit = utf8[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        afterPoint += point >= 0 ? 1 : 0;
        zero &= digit == 0;
        mantissa = 10 * mantissa + digit;
        exact &= mantissa <= EXACT && mantissa >= 0;
      } else if (utf8[i] == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    boolean exponent = i < to && (utf8[i] == 'e' || utf8[i] == 'E');
    boolean more = i < to && !(exponent && isExponent(utf8, i + 1, to));
    if (digits == 0 || point == i - 1 || more) {
      return misfits.describe(utf8, from, to);
    }
    double value;
    if (exact && !exponent && afterPoint < POWERS.length) {
      // Both are exact, so their quotient is rounded once, as it should be.
      value = mantissa / POWERS[afterPoint];
      value = negative ? -value : value;
    } else {
      value = Double.parseDouble(new String(utf8, from, to - from, StandardCharsets.US_ASCII));
    }
    if (Double.isInfinite(value)) {
      return tooLarge;
    }
    if (value == 0 && !zero) {
      return tooSmall;
    }
    if (ordinal != CHECK_ONLY) {
      row.setDouble(ordinal, value == 0 ? 0.0 : value);
    }
    return null;
  }

  private static boolean isExponent(byte[] utf8, int from, int to) {
    int i = from < to && (utf8[from] == '-' || utf8[from] == '+') ? from + 1 : from;
    if (i == to) {
      return false;
    }
    for (; i < to; i++) {
      if (utf8[i] < '0' || utf8[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
