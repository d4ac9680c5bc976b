package org.jinyanglake.release;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Merge;

/**
 * The form of a column by which partitions are merged: the value as text, or what it is merged to.
 */
final class MergedLabel extends Form {

  private static final long serialVersionUID = 1;
  private static final Pattern WEEK = Pattern.compile("([0-9]{4})-W([0-5][0-9])");
  private static final Pattern MONTH = Pattern.compile("([0-9]{4})-([01][0-9])");
  private static final Pattern QUARTER = Pattern.compile("([0-9]{4})-Q([1-4])");
  private static final Pattern YEAR = Pattern.compile("[0-9]{4}");

  /** The days from the first one to the last one. */
  private record Days(LocalDate first, LocalDate last) {}

  private final String to;
  private final Hierarchy hierarchy;

  /**
   * @param hierarchy null if dates are merged
   */
  MergedLabel(Merge merge, Hierarchy hierarchy) {
    this.to = merge.to();
    this.hierarchy = hierarchy;
  }

  @Override
  boolean matches(Object published) {
    return hierarchy != null || days(published.toString()).isPresent();
  }

  @Override
  boolean standsFor(Object raw, Object published) {
    if (raw.toString().equals(published.toString())) {
      return true;
    }
    if (hierarchy != null) {
      return hierarchy.covers(raw.toString(), published.toString(), hierarchy.level(to));
    }
    LocalDate day = LocalDate.parse(raw.toString());
    return days(published.toString())
        .filter(days -> !day.isBefore(days.first()) && !day.isAfter(days.last()))
        .isPresent();
  }

  /** A day, or a period of the contract's kind. */
  private Optional<Days> days(String label) {
    try {
      if (label.length() == 10) {
        LocalDate day = LocalDate.parse(label);
        return Optional.of(new Days(day, day));
      }
      return switch (to) {
        case "week" -> matched(WEEK, label).map(week -> week(week.group()));
        case "month" ->
            matched(MONTH, label).map(month -> months(YearMonth.parse(month.group()), 1));
        case "quarter" ->
            matched(QUARTER, label)
                .map(
                    quarter ->
                        months(
                            YearMonth.of(
                                Integer.parseInt(quarter.group(1)),
                                Integer.parseInt(quarter.group(2)) * 3 - 2),
                            3));
        case "year" ->
            matched(YEAR, label)
                .map(year -> months(YearMonth.of(Integer.parseInt(year.group()), 1), 12));
        default -> Optional.empty();
      };
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Matcher> matched(Pattern pattern, String label) {
    Matcher matcher = pattern.matcher(label);
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }

  private static Days week(String label) {
    LocalDate monday = LocalDate.parse(label + "-1", DateTimeFormatter.ISO_WEEK_DATE);
    return new Days(monday, monday.plusDays(6));
  }

  private static Days months(YearMonth first, int months) {
    return new Days(first.atDay(1), first.plusMonths(months - 1L).atEndOfMonth());
  }
}
