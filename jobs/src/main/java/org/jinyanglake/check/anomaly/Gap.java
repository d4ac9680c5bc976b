package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Days that are missing right before one. */
final class Gap {

  /** Data come on a day of the week if so large a share of the last of them had any. */
  private static final double REGULAR = 0.9;

  private static final int WEEKS = 4;

  private Gap() {}

  /**
   * The days without a partition between a day and the one before it that should have one: ordinary
   * days of which the same days of the four weeks before all but always had one. Oldest first.
   */
  static List<LocalDate> before(LocalDate day, NavigableSet<LocalDate> present, DayClass classes) {
    LocalDate last = present.lower(day);
    if (last == null || present.headSet(day).size() < Baseline.LEAST_DAYS) {
      return List.of();
    }
    List<LocalDate> missing = new ArrayList<>();
    for (LocalDate each = last.plusDays(1); each.isBefore(day); each = each.plusDays(1)) {
      if (classes.isOrdinary(each) && isRegular(each, last, present)) {
        missing.add(each);
      }
    }
    return missing;
  }

  private static boolean isRegular(LocalDate day, LocalDate last, NavigableSet<LocalDate> present) {
    LocalDate first = present.first();
    int had = 0;
    int should = 0;
    LocalDate each = day;
    while (should < WEEKS && !each.isBefore(first)) {
      if (!each.isAfter(last)) {
        should++;
        had += present.contains(each) ? 1 : 0;
      }
      each = each.minusWeeks(1);
    }
    return should > 1 && had >= REGULAR * should;
  }
}
