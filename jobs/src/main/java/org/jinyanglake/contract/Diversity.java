package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/**
 * What the values of a sensitive column must be like in every class of a released partition, so
 * that who knows somebody's class does not know the value. Values are those published; null is one
 * of them.
 *
 * <p>Each value counts by the persons who have it: of a class of N persons n(v) have the value v,
 * and one with several values is in the n of each. The definitions below know one value a person.
 * Those of l hold here whichever one of a person's values is taken: they are asked of the most
 * concentrated choice that n and N allow. Those of t and β compare how often a person of the class
 * has a value, n(v) / N, with how often a person of the partition has it. A row without a person
 * may be of any, so it counts in n(v), but in N all of them count as one. Where each person has one
 * row these are the published definitions; what is said of several is of this lake.
 *
 * @param column a sensitive column; the condition is for the zones that see it
 * @param bound l, t or β
 * @param c of {@link Measure#RECURSIVE} only, otherwise 0
 * @param distance of {@link Measure#CLOSENESS} only, where the contract declares it
 */
public record Diversity(
    String column, Measure measure, double bound, double c, Optional<Distance> distance) {

  /** What is measured of a class. */
  public enum Measure {
    /** It has at least l values. */
    DISTINCT("l"),
    /** The entropy of its values is at least log l (Machanavajjhala et al., TKDD 2007). */
    ENTROPY("entropyL"),
    /**
     * Its most frequent value has fewer than c times the persons of all values from the l-th
     * frequent on (the same).
     */
    RECURSIVE("recursive"),
    /**
     * Its values are spread like those of the whole partition but for an earth mover's distance of
     * t (Li et al., ICDE 2007). With a values a person, and b in the partition, it is a times that
     * distance, and a - b more if that is not negative.
     */
    CLOSENESS("t"),
    /**
     * No value's share of its persons exceeds that in the partition by more than β times as much
     * (Cao and Karras, PVLDB 2012).
     */
    LIKENESS("beta");

    private final String option;

    Measure(String option) {
      this.option = option;
    }

    /** As contracts write it. */
    public String option() {
      return option;
    }
  }

  /** How far two values are from each other, from 0 to 1. */
  public enum Distance {
    /** Any two as far as any others. */
    EQUAL,
    /** As many ranks as are between them among the values of the partition. */
    ORDERED,
    /** As high as their lowest common label is above them in the column's hierarchy. */
    HIERARCHICAL
  }

  private static final Set<String> IN_ORDER =
      Set.of("keep", "round", "top", "bottom", "truncate", "grid");

  /** Whether it compares a class with the whole partition, so that no row of it may be missing. */
  public boolean ofAllRows() {
    return measure == Measure.CLOSENESS || measure == Measure.LIKENESS;
  }

  /** Whether every class that fulfils this one fulfils the other. */
  boolean implies(Diversity other) {
    return column.equals(other.column)
        && measure == other.measure
        && distance.equals(other.distance)
        && c <= other.c
        && (ofAllRows() ? bound <= other.bound : bound >= other.bound);
  }

  /** The distance in a zone, as declared or by what the zone sees of the column. */
  public Distance distance(Column column, Zone zone) {
    return distance.orElse(natural(column, zone));
  }

  /** The closest distance that makes sense of what a zone sees of a column. */
  static Distance natural(Column column, Zone zone) {
    String technique = column.techniques().get(zone).name();
    if (technique.equals("generalize")) {
      return Distance.HIERARCHICAL;
    }
    return switch (column.type().kind()) {
      case STRING, BOOLEAN -> Distance.EQUAL;
      default -> IN_ORDER.contains(technique) ? Distance.ORDERED : Distance.EQUAL;
    };
  }

  /** As certificates and messages say it: {@code l=3}, {@code recursive(c=2, l=3)}. */
  public String condition() {
    return measure == Measure.RECURSIVE
        ? "recursive(c=%s, l=%s)".formatted(plain(c), plain(bound))
        : measure.option() + "=" + plain(bound);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
