package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How far a partition may be from the profile that was signed: {@code drift} in {@code
 * conf/policy.yaml}. Fewer withheld rows are no drift.
 *
 * @param rows the greatest factor between its rows and those of the smallest or largest one
 * @param withheld the greatest rise of the share of withheld rows, in points of per cent
 * @param nulls the greatest change of a column's share of nulls, in points of per cent
 * @param distinct the greatest factor between the numbers of a column's distinct values, of which
 *     none counts as one
 * @param attacks the greatest rise of an attack's rate of success, in points of per cent
 */
public record DriftLimits(int rows, int withheld, int nulls, int distinct, int attacks) {
  public static final DriftLimits DEFAULT = new DriftLimits(3, 10, 20, 10, 10);

  private static final double PER_CENT = 100;

  /** What of a profile is beyond the one that was signed, in words; empty: nothing. */
  public List<String> beyond(Profile signed, Profile now) {
    List<String> beyond = new ArrayList<>();
    if (now.rowsMost() * rows < signed.rowsLeast() || now.rowsMost() > signed.rowsMost() * rows) {
      beyond.add(
          signed.rowsLeast() == signed.rowsMost()
              ? "%,d rows instead of %,d".formatted(now.rowsMost(), signed.rowsMost())
              : "%,d rows instead of %,d to %,d"
                  .formatted(now.rowsMost(), signed.rowsLeast(), signed.rowsMost()));
    }
    if (now.withheld() > signed.withheld() + withheld / PER_CENT) {
      beyond.add(
          "withheld %s instead of %s".formatted(say(now.withheld()), say(signed.withheld())));
    }
    signed
        .attacks()
        .forEach(
            (attack, was) -> {
              double is = now.attacks().getOrDefault(attack, 0.0);
              if (is > was + attacks / PER_CENT) {
                beyond.add(
                    "%s succeeds in up to %s instead of %s".formatted(attack, say(is), say(was)));
              }
            });
    // Of nothing there are no shares; that all is withheld was said.
    if (now.withheld() < 1) {
      signed
          .columns()
          .forEach(
              (column, was) -> {
                Profile.ColumnFigures is = now.columns().get(column);
                if (is != null) {
                  compare(column, was, is, beyond);
                }
              });
    }
    return beyond;
  }

  private void compare(
      String column, Profile.ColumnFigures was, Profile.ColumnFigures is, List<String> beyond) {
    if (Math.abs(is.nulls() - was.nulls()) > nulls / PER_CENT) {
      beyond.add(
          "nulls in %s %s instead of %s".formatted(column, say(is.nulls()), say(was.nulls())));
    }
    // A column without values on the day that was signed may have one on another; nulls say more.
    if (is.distinct() > Math.max(1, was.distinct()) * distinct
        || Math.max(1, is.distinct()) * distinct < was.distinct()) {
      beyond.add(
          "about %,d distinct values in %s instead of %,d"
              .formatted(is.distinct(), column, was.distinct()));
    }
  }

  private static String say(double share) {
    return String.format(Locale.ROOT, "%.0f %%", PER_CENT * share);
  }

  static DriftLimits read(String file, Object given) {
    if (given == null) {
      return DEFAULT;
    }
    if (!(given instanceof Map<?, ?> values)
        || !values.keySet().equals(Set.of("rows", "withheld", "nulls", "distinct", "attacks"))) {
      throw new IllegalArgumentException(
          file
              + ": drift must be like {rows: 3, withheld: 10, nulls: 20, distinct: 10, attacks: 10} and hold no other key");
    }
    return new DriftLimits(
        number(file, values, "rows", 1, 1000),
        number(file, values, "withheld", 0, 100),
        number(file, values, "nulls", 0, 100),
        number(file, values, "distinct", 1, 1_000_000),
        number(file, values, "attacks", 0, 100));
  }

  private static int number(String file, Map<?, ?> values, String key, int least, int most) {
    if (values.get(key) instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw new IllegalArgumentException(
        "%s: drift.%s must be a whole number from %d to %d".formatted(file, key, least, most));
  }
}
