package org.jinyanglake.lake;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A landing file that holds all rows which a source has of one day, by its name {@code
 * STEM.day-DAY.TIME-FIGURES.jsonl.gz}. Of one day, the file that was extracted last counts and
 * takes the place of the others.
 *
 * @param stem with the folder, as {@code health/stays/public-stays}
 * @param time when it was extracted, UTC, as {@code 20240304T101112Z}
 * @param figures a digest of what the source said of the day's rows
 */
public record DayFile(String stem, LocalDate day, String time, String figures)
    implements Comparable<DayFile> {

  private static final Pattern NAME =
      Pattern.compile(
          "(.+)\\.day-(\\d{4}-\\d{2}-\\d{2})\\.(\\d{8}T\\d{6}Z)-([0-9a-f]{12})\\.jsonl\\.gz");

  /** The file of a name below the landing folder; empty if it is no such name. */
  public static Optional<DayFile> of(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DayFile(
              matcher.group(1),
              LocalDate.parse(matcher.group(2)),
              matcher.group(3),
              matcher.group(4)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Its name below the landing folder. */
  public String name() {
    return stem + ".day-" + day + "." + time + "-" + figures + ".jsonl.gz";
  }

  /** By day, then by age. */
  @Override
  public int compareTo(DayFile other) {
    int byDay = day.compareTo(other.day);
    int byTime = byDay != 0 ? byDay : time.compareTo(other.time);
    return byTime != 0 ? byTime : name().compareTo(other.name());
  }
}
