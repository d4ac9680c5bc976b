package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/**
 * Digits with an optional minus sign and decimal point, exactly representable in DECIMAL(precision,
 * scale): further digits after the point must be zeros.
 */
final class ToDecimal extends Conversion {

  private static final int LONG_DIGITS = 18;

  private final int precision;
  private final int scale;
  private final NumberMisfits misfits = new NumberMisfits("decimal", "a decimal");
  private final Misfit tooFine;
  private final Misfit tooLarge;

  ToDecimal(int precision, int scale) {
    this.precision = precision;
    this.scale = scale;
    this.tooFine = misfits.of("more than " + scale + " digits after the decimal point");
    this.tooLarge =
        misfits.of("more than " + (precision - scale) + " digits before the decimal point");
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    boolean negative = from < to && utf8[from] == '-';
    int start = negative ? from + 1 : from;
    int point = to;
    int digits = 0;
    int significant = 0;
    int afterPoint = 0;
    long unscaled = 0;
    for (int i = start; i < to; i++) {
      int digit = utf8[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (point < to && ++afterPoint > scale) {
          if (digit != 0) {
            return isNumber(utf8, i, to, point) ? tooFine : misfits.describe(utf8, from, to);
          }
          continue;
        }
        significant += significant > 0 || digit != 0 ? 1 : 0;
        unscaled = 10 * unscaled + digit;
      } else if (utf8[i] == '.' && point == to) {
        point = i;
      } else {
        return misfits.describe(utf8, from, to);
      }
    }
    if (digits == 0 || point == to - 1) {
      return misfits.describe(utf8, from, to);
    }
    int pad = Math.max(0, scale - afterPoint);
    if (significant > 0 && significant + pad > precision) {
      int needed = significant + pad;
      return needed > DecimalType.MAX_PRECISION()
          ? tooLarge
          : new Misfit(tooLarge.rule(), tooLarge.reason(), needed);
    }
    if (ordinal != CHECK_ONLY) {
      row.update(
          ordinal,
          precision <= LONG_DIGITS
              ? shortDecimal(unscaled, pad, negative)
              : longDecimal(utf8, from, to));
    }
    return null;
  }

  private static boolean isNumber(byte[] utf8, int i, int to, int point) {
    for (int at = i; at < to; at++) {
      if (utf8[at] < '0' || utf8[at] > '9') {
        return false;
      }
    }
    return point < to;
  }

  private Decimal shortDecimal(long unscaled, int pad, boolean negative) {
    long value = unscaled;
    for (int i = 0; i < pad; i++) {
      value *= 10;
    }
    return Decimal.createUnsafe(negative ? -value : value, precision, scale);
  }

  private Decimal longDecimal(byte[] utf8, int from, int to) {
    String text = new String(utf8, from, to - from, StandardCharsets.US_ASCII);
    return Decimal.apply(new BigDecimal(text).setScale(scale), precision, scale);
  }
}
