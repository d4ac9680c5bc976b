package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a measure must be, as ODCS 3.1 writes it ({@code mustBeLessThan: 5}). Numbers are compared
 * exactly.
 *
 * @param numbers one; two for {@code mustBeBetween} and {@code mustNotBeBetween}, the smaller one
 *     first, both of which belong to the range
 */
public record Bound(Operator operator, List<BigDecimal> numbers) {

  /** The operators of the standard, by their names there. */
  public enum Operator {
    mustBe,
    mustNotBe,
    mustBeGreaterThan,
    mustBeGreaterOrEqualTo,
    mustBeLessThan,
    mustBeLessOrEqualTo,
    mustBeBetween,
    mustNotBeBetween;

    static Optional<Operator> named(String name) {
      return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }

    boolean isRange() {
      return this == mustBeBetween || this == mustNotBeBetween;
    }
  }

  public Bound {
    numbers = List.copyOf(numbers);
  }

  /** No more than none. */
  static Bound none() {
    return new Bound(Operator.mustBe, List.of(BigDecimal.ZERO));
  }

  /** Whether {@code dividend / divisor} is within the bound; the divisor is greater than 0. */
  public boolean admits(BigDecimal dividend, BigDecimal divisor) {
    int low = dividend.compareTo(numbers.get(0).multiply(divisor));
    int high = dividend.compareTo(numbers.get(numbers.size() - 1).multiply(divisor));
    return switch (operator) {
      case mustBe -> low == 0;
      case mustNotBe -> low != 0;
      case mustBeGreaterThan -> low > 0;
      case mustBeGreaterOrEqualTo -> low >= 0;
      case mustBeLessThan -> low < 0;
      case mustBeLessOrEqualTo -> low <= 0;
      case mustBeBetween -> low >= 0 && high <= 0;
      case mustNotBeBetween -> low < 0 || high > 0;
    };
  }

  /** Whether of things that are counted there must be none. */
  boolean demandsNone(boolean percent) {
    BigDecimal number = numbers.get(0);
    return switch (operator) {
      case mustBe, mustBeLessOrEqualTo -> number.signum() == 0;
      case mustBeLessThan ->
          !percent && number.signum() > 0 && number.compareTo(BigDecimal.ONE) <= 0;
      default -> false;
    };
  }

  /** As {@code mustBeLessThan 5}. */
  @Override
  public String toString() {
    return operator
        + " "
        + numbers.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(" and "));
  }
}
