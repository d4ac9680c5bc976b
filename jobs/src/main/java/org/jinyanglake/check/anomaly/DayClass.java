package org.jinyanglake.check.anomaly;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;
import org.jinyanglake.contract.Holidays;

/** With which days of the week a day is compared. */
final class DayClass {

  private static final Set<DayOfWeek> WORKING =
      Set.of(
          DayOfWeek.MONDAY,
          DayOfWeek.TUESDAY,
          DayOfWeek.WEDNESDAY,
          DayOfWeek.THURSDAY,
          DayOfWeek.FRIDAY);

  private final Holidays holidays;

  DayClass(Holidays holidays) {
    this.holidays = holidays;
  }

  /** Whether a day is what its day of the week says. */
  boolean isOrdinary(LocalDate day) {
    return holidays.kind(day).isEmpty();
  }

  boolean isHoliday(LocalDate day) {
    return holidays.kind(day).filter(kind -> kind == Holidays.Kind.HOLIDAY).isPresent();
  }

  /**
   * The days of the week between whose values a day's may lie: of an ordinary day its own; of a
   * holiday its own and the weekend; of a working weekend its own and the working days.
   */
  Set<DayOfWeek> like(LocalDate day) {
    DayOfWeek own = day.getDayOfWeek();
    if (isOrdinary(day)) {
      return Set.of(own);
    }
    java.util.EnumSet<DayOfWeek> like = java.util.EnumSet.of(own);
    like.addAll(isHoliday(day) ? Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY) : WORKING);
    return like;
  }
}
