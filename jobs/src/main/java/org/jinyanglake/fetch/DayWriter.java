package org.jinyanglake.fetch;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.lake.DayFile;

/** Writes rows, which come day by day, to a landing file for each day. */
final class DayWriter implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Origin.Database origin;
  private final Inbox inbox;
  private final Instant begun;
  private final SortedMap<LocalDate, DayFigures> due;
  private final Map<LocalDate, DayFile> known;
  private final TreeSet<LocalDate> left;
  private LocalDate current;
  private Delivery delivery;
  private RowFile file;

  /**
   * A writer.
   *
   * @param begun when the table was as it is read
   * @param due the days that are written
   * @param known the file before of each day that has one
   */
  DayWriter(
      Origin.Database origin,
      Inbox inbox,
      Instant begun,
      SortedMap<LocalDate, DayFigures> due,
      Map<LocalDate, DayFile> known) {
    this.origin = origin;
    this.inbox = inbox;
    this.begun = begun;
    this.due = due;
    this.known = known;
    this.left = new TreeSet<>(due.keySet());
  }

  /** Adds a row; one of another day than those that are due is left out. */
  void add(byte[] json, String text) throws FetchException, IOException {
    Optional<LocalDate> day = DayFigures.parsed(text).filter(due::containsKey);
    if (day.isEmpty()) {
      return;
    }
    if (!day.get().equals(current)) {
      end();
      begin(day.get());
    }
    file.add(json, json.length);
  }

  private void begin(LocalDate day) throws IOException {
    current = day;
    delivery = inbox.begin(DatabaseTable.stem(origin));
    file = new RowFile(delivery, origin.limits());
  }

  private void end() throws FetchException, IOException {
    if (current == null) {
      return;
    }
    DayFigures figures = due.get(current);
    if (file.rows() != figures.rows() || !left.contains(current)) {
      throw FetchException.passing(
          origin.name()
              + ": the rows of "
              + current
              + " changed while they were read, as in a table without transactions; run again");
    }
    file.finish();
    DayFile before = known.get(current);
    inbox.take(
        delivery,
        new DayFile(
                inbox.below(DatabaseTable.stem(origin)), current, time(before), figures.inName())
            .name(),
        origin.name(),
        OptionalLong.of(file.rows()),
        before == null ? "" : before.name(),
        Optional.empty());
    left.remove(current);
    current = null;
    delivery = null;
  }

  /** Later than the file before, also if a clock was set back. */
  private String time(DayFile before) {
    String now = TIME.format(begun);
    return before == null || before.time().compareTo(now) < 0
        ? now
        : TIME.format(TIME.parse(before.time(), Instant::from).plusSeconds(1));
  }

  /** Ends the last file, and writes those of days that have no rows. */
  void finish() throws FetchException, IOException {
    end();
    for (LocalDate day : List.copyOf(left)) {
      begin(day);
      end();
    }
  }

  @Override
  public void close() throws IOException {
    if (delivery != null) {
      delivery.discard();
    }
  }
}
