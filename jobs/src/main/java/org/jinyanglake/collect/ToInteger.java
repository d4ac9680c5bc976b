package org.jinyanglake.collect;

import org.apache.spark.sql.catalyst.InternalRow;

/** Digits with an optional minus sign, within the type's range; −0 is 0. */
final class ToInteger extends Conversion {

  /** Of the longest numbers of type long. */
  private static final int LONG_DIGITS = 19;

  private final long min;
  private final long max;
  private final boolean isInt;
  private final NumberMisfits misfits = new NumberMisfits("integer", "an integer");
  private final Misfit outOfRange;
  private final Misfit outOfInt;

  ToInteger(long min, long max, String type) {
    this.min = min;
    this.max = max;
    this.isInt = max == Integer.MAX_VALUE;
    this.outOfRange = misfits.of("an integer out of the range of " + type);
    this.outOfInt = new Misfit(outOfRange.rule(), outOfRange.reason(), LONG_DIGITS);
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    boolean negative = from < to && utf8[from] == '-';
    int i = negative ? from + 1 : from;
    if (i == to) {
      return misfits.describe(utf8, from, to);
    }
    // Summed up below zero, where the range is greater by one.
    long value = 0;
    boolean overflow = false;
    for (; i < to; i++) {
      int digit = utf8[i] - '0';
      if (digit < 0 || digit > 9) {
        return misfits.describe(utf8, from, to);
      }
      overflow |= value < Long.MIN_VALUE / 10 || 10 * value < Long.MIN_VALUE + digit;
      value = 10 * value - digit;
    }
    if (overflow || (!negative && value == Long.MIN_VALUE)) {
      return outOfRange;
    }
    value = negative ? value : -value;
    if (value < min || value > max) {
      return outOfInt;
    }
    if (ordinal != CHECK_ONLY) {
      if (isInt) {
        row.setInt(ordinal, (int) value);
      } else {
        row.setLong(ordinal, value);
      }
    }
    return null;
  }
}
