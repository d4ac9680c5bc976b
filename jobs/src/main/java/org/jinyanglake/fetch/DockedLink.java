package org.jinyanglake.fetch;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Where a file of a docked table ends, as its name tells: {@code
 * 000002-17-0a1b2c3d.20240304T101112123Z}. Numbers let names sort by age.
 *
 * @param number how many files there are up to this one
 * @param version of the table, as {@link VersionedTable} names it
 * @param moment that its rows were given, later than that of all before
 */
record DockedLink(long number, String version, Instant moment) {
  /** Before the first file. */
  static final String START = "000000-none";

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  static DockedLink of(String end) {
    int number = end.indexOf('-');
    int moment = end.lastIndexOf('.');
    return new DockedLink(
        Long.parseLong(end.substring(0, number)),
        end.substring(number + 1, moment < 0 ? end.length() : moment),
        moment < 0 ? Instant.EPOCH : MOMENT.parse(end.substring(moment + 1), Instant::from));
  }

  /**
   * What follows.
   *
   * @param committed when the version was made
   * @param opened when the table was opened
   * @param reload whether all rows are fetched again, since nobody can tell what changed
   */
  DockedLink next(String version, Instant committed, Instant opened, boolean reload) {
    // A table may go back to an old version, and its clock may be another one.
    Instant next = reload || !committed.isAfter(moment) ? opened : committed;
    next = next.truncatedTo(ChronoUnit.MILLIS);
    return new DockedLink(number + 1, version, next.isAfter(moment) ? next : moment.plusMillis(1));
  }

  /** As it stands in the name of the file. */
  String end() {
    return "%06d-%s.%s".formatted(number, version, MOMENT.format(moment));
  }
}
