package org.jinyanglake.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.fetch.VersionedTable.Part;
import org.jinyanglake.fetch.VersionedTable.Rows;

/**
 * What changed between two versions of a table, told by their rows and not by what was done to it:
 * parts that both have are not read, and of the others rows that both have cancel out, so that
 * compaction is no change, and every way in which a format deletes or updates is understood. Only
 * where a row is gone its key is looked for in all that is there now.
 *
 * <p>Rows are compared by salted hashes, about a million at a time; of more the hashes are put into
 * {@link Shares} first. However many they are, they are read twice.
 */
final class Difference {
  /** Rows that are held at once; some 100 bytes each. */
  private static final long MOST_ROWS = 1_000_000;

  private final VersionedTable.Reader reader;
  private final DockedColumns columns;
  private final Attempts attempts;
  private final long most;
  private long read;

  Difference(VersionedTable.Reader reader, DockedColumns columns, Attempts attempts) {
    this(reader, columns, attempts, MOST_ROWS);
  }

  /** With another number of rows that are held at once. */
  Difference(VersionedTable.Reader reader, DockedColumns columns, Attempts attempts, long most) {
    this.reader = reader;
    this.columns = columns;
    this.attempts = attempts;
    this.most = most;
  }

  /** Takes what changed: first all that is gone, then all that is there. */
  interface Sink {
    /** A row that was, and of whose key there is none now; without keys, that is not there now. */
    void gone(Object[] row) throws FetchException, IOException;

    /** A row that is new or not what it was, or the one that is left of several of a key. */
    void there(Object[] row) throws FetchException, IOException;
  }

  /** Whether a row was added, removed or changed. */
  boolean isAny(SortedMap<String, Part> before, SortedMap<String, Part> after)
      throws FetchException, IOException {
    return !sum(without(before, after)).equals(sum(without(after, before)));
  }

  /** Rows in whatever order; that others have the same sum is as unlikely as an equal hash. */
  private record Sum(long rows, long first, long second) {}

  private Sum sum(List<Part> parts) throws FetchException, IOException {
    Sum[] sum = {new Sum(0, 0, 0)};
    each(
        parts,
        row -> {
          Hash hash = columns.row(row);
          sum[0] =
              new Sum(sum[0].rows + 1, sum[0].first + hash.first(), sum[0].second + hash.second());
        });
    return sum[0];
  }

  /** Gives the sink what changed. */
  void write(SortedMap<String, Part> before, SortedMap<String, Part> after, Sink sink)
      throws FetchException, IOException {
    List<Part> old = without(before, after);
    List<Part> fresh = without(after, before);
    if (old.isEmpty()) {
      each(fresh, sink::there);
      return;
    }
    SortedMap<String, Part> same = new TreeMap<>(after);
    same.keySet().retainAll(before.keySet());
    List<Part> both = List.copyOf(same.values());
    Comparison comparison = new Comparison(columns.isByKey(), most);
    int count = shares(rows(old) + rows(fresh));
    try (Shares was = new Shares(count);
        Shares is = new Shares(count)) {
      spread(old, columns, was);
      spread(fresh, columns, is);
      for (int share = 0; share < count; share++) {
        comparison.compare(was, is, share);
        if (comparison.isFull() || share == count - 1) {
          lookFor(comparison, both);
        }
      }
    }
    chosen(old, comparison.gone(), sink::gone);
    chosen(both, comparison.left(), sink::there);
    chosen(fresh, comparison.there(), sink::there);
  }

  /** Keys whose row is gone may have another in a part that was not compared. */
  private void lookFor(Comparison comparison, List<Part> both) throws FetchException, IOException {
    if (!comparison.isDone()) {
      DockedColumns keys = columns.keys();
      for (int part = 0; part < both.size(); part++) {
        each(both.get(part), part, keys, (place, row) -> comparison.found(place, keys.key(row)));
      }
      comparison.done();
    }
  }

  /** Parts of one version that the other has not. */
  static List<Part> without(SortedMap<String, Part> parts, SortedMap<String, Part> others) {
    List<Part> without = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          if (!others.containsKey(name)) {
            without.add(part);
          }
        });
    return without;
  }

  /** In how many shares so many rows are compared. */
  int shares(long rows) {
    return Shares.of(rows, most);
  }

  /** Rows or keys that are held at once. */
  long most() {
    return most;
  }

  static long rows(Iterable<Part> parts) {
    long rows = 0;
    for (Part part : parts) {
      rows += part.rows();
    }
    return rows;
  }

  /** Hashes of all rows. */
  void spread(List<Part> parts, DockedColumns of, Shares shares)
      throws FetchException, IOException {
    for (int part = 0; part < parts.size(); part++) {
      each(parts.get(part), part, of, (place, row) -> shares.add(place, of.key(row), of.row(row)));
    }
  }

  private void chosen(List<Part> parts, Places places, Step step)
      throws FetchException, IOException {
    for (int part = 0; part < parts.size(); part++) {
      if (places.concerns(part)) {
        each(
            parts.get(part),
            part,
            columns,
            (place, row) -> {
              if (places.holds(place)) {
                step.on(row);
              }
            });
      }
    }
  }

  /** What is done with a row. */
  interface Step {
    void on(Object[] row) throws FetchException, IOException;
  }

  private interface PlacedStep {
    void on(long place, Object[] row) throws FetchException, IOException;
  }

  /** Reads parts. */
  void each(List<Part> parts, Step step) throws FetchException, IOException {
    for (Part part : parts) {
      each(part, 0, columns, (place, row) -> step.on(row));
    }
  }

  private void each(Part part, int number, DockedColumns of, PlacedStep step)
      throws FetchException, IOException {
    try (Rows rows = reader.rows(part, of.names())) {
      int at = 0;
      for (Object[] row = rows.next(); row != null; row = rows.next()) {
        step.on(Places.of(number, at++), row);
        if (++read % 10_000 == 0) {
          checkTime();
        }
      }
    }
  }

  private void checkTime() throws FetchException {
    if (attempts.left() == 0) {
      throw FetchException.refused(
          "reading the table takes longer than "
              + attempts.time().toMinutes()
              + " minutes, the most that the contract allows; if that is right, raise maxMinutes");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw FetchException.refused("the run was stopped");
    }
  }
}
