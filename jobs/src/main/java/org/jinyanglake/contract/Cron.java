package org.jinyanglake.contract;

import java.util.Optional;
import java.util.TreeSet;

/** Five-field cron schedules: minute, hour, day of month, month, day of week. */
final class Cron {

  private static final String[] FIELDS = {"minute", "hour", "day", "month", "weekday"};
  private static final int[] LEAST = {0, 0, 1, 1, 0};
  private static final int[] MOST = {59, 23, 31, 12, 7};
  private static final int[] LONGEST = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Cron() {}

  /** What is wrong with a schedule, among it that it is never due. */
  static Optional<String> complain(String cron) {
    String[] fields = cron.strip().split("\\s+");
    if (fields.length != FIELDS.length) {
      return Optional.of(
          "a cron schedule has five fields (minute hour day month weekday), not "
              + fields.length
              + "; write one as '0 20 * * *'");
    }
    TreeSet<?>[] values = new TreeSet<?>[FIELDS.length];
    for (int i = 0; i < FIELDS.length; i++) {
      Optional<TreeSet<Integer>> field = values(fields[i], LEAST[i], MOST[i]);
      if (field.isEmpty()) {
        return Optional.of(
            "cron %s '%s' is not within %d-%d; correct it"
                .formatted(FIELDS[i], Place.shorten(fields[i]), LEAST[i], MOST[i]));
      }
      values[i] = field.get();
    }
    int earliestDay = (Integer) values[2].first();
    boolean due =
        !fields[4].startsWith("*")
            || values[3].stream().anyMatch(month -> LONGEST[(Integer) month] >= earliestDay);
    return due
        ? Optional.empty()
        : Optional.of("cron '" + cron.strip() + "' is never due; choose a day that exists");
  }

  private static Optional<TreeSet<Integer>> values(String field, int least, int most) {
    TreeSet<Integer> values = new TreeSet<>();
    for (String part : field.split(",", -1)) {
      if (!part.matches("(\\*|\\d{1,2}(-\\d{1,2})?)(/\\d{1,2})?")) {
        return Optional.empty();
      }
      String[] stepped = part.split("/");
      int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
      String[] range = stepped[0].equals("*") ? new String[0] : stepped[0].split("-");
      int from = range.length == 0 ? least : Integer.parseInt(range[0]);
      int to =
          range.length == 0
              ? most
              : range.length == 2 ? Integer.parseInt(range[1]) : stepped.length == 2 ? most : from;
      if (step == 0 || from < least || to > most || from > to) {
        return Optional.empty();
      }
      for (int value = from; value <= to; value += step) {
        values.add(value);
      }
    }
    return Optional.of(values);
  }
}
