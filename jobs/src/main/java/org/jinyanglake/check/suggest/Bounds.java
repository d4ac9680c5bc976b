package org.jinyanglake.check.suggest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Between which numbers a column's stay: with four times the room on either side that the numbers
 * take, but for one in a thousand, rounded outwards to one digit of it. Tomorrow may be unlike
 * today; what a rule is to find is a slipped point or a code for a fault.
 */
record Bounds(BigDecimal least, BigDecimal most) {
  private static final int FEWEST = 50;
  private static final double TAIL = 0.001;
  private static final double ROOM = 4;

  static Optional<Bounds> of(List<String> values) {
    double[] numbers = values.stream().mapToDouble(Double::parseDouble).sorted().toArray();
    if (numbers.length < FEWEST) {
      return Optional.empty();
    }
    double low = numbers[(int) Math.floor(TAIL * (numbers.length - 1))];
    double high = numbers[(int) Math.ceil((1 - TAIL) * (numbers.length - 1))];
    double width = high - low;
    if (!(width > 0) || Double.isInfinite(width)) {
      return Optional.empty();
    }
    boolean signed = numbers[0] < 0;
    BigDecimal least =
        low - ROOM * width < 0 && !signed
            ? BigDecimal.ZERO
            : rounded(low - ROOM * width, width, RoundingMode.FLOOR);
    return Optional.of(
        new Bounds(least, rounded(high + ROOM * width, width, RoundingMode.CEILING)));
  }

  private static BigDecimal rounded(double bound, double width, RoundingMode mode) {
    int scale = -(int) Math.floor(Math.log10(width));
    BigDecimal rounded = BigDecimal.valueOf(bound).setScale(scale, mode);
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
