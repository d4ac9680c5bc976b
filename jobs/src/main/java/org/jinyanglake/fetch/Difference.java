package org.jinyanglake.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jinyanglake.fetch.VersionedTable.Part;
import org.jinyanglake.fetch.VersionedTable.Rows;

/**
 * What changed between two versions of a table, told by their rows and not by what was done to it:
 * parts that both have are not read, and of the others rows that both have cancel out, so that
 * compaction is no change, and every way in which a format deletes or updates is understood.
 *
 * <p>Rows are compared by 128 bits of their SHA-256, about a million at a time; more are read again
 * and again, a share of the keys each time.
 */
final class Difference {
  /** Rows that are held at once; some 100 bytes each. */
  private static final long MOST_ROWS = 1_000_000;

  private final VersionedTable table;
  private final DockedColumns columns;
  private final Attempts attempts;
  private final long most;
  private long read;

  Difference(VersionedTable table, DockedColumns columns, Attempts attempts) {
    this(table, columns, attempts, MOST_ROWS);
  }

  /** With another number of rows that are held at once. */
  Difference(VersionedTable table, DockedColumns columns, Attempts attempts, long most) {
    this.table = table;
    this.columns = columns;
    this.attempts = attempts;
    this.most = most;
  }

  /** Takes what changed; both answer whether to go on. */
  interface Sink {
    /** A row that is new or not what it was. */
    boolean there(Object[] row) throws FetchException, IOException;

    /** A row that was, and of whose key there is none now; without keys, that is not there now. */
    boolean gone(Object[] row) throws FetchException, IOException;
  }

  /** Whether something changed. */
  boolean isAny(SortedMap<String, Part> before, SortedMap<String, Part> after)
      throws FetchException, IOException {
    return !write(
        before,
        after,
        new Sink() {
          @Override
          public boolean there(Object[] row) {
            return false;
          }

          @Override
          public boolean gone(Object[] row) {
            return false;
          }
        });
  }

  /** Gives the sink what changed; false if it did not want all. */
  boolean write(SortedMap<String, Part> before, SortedMap<String, Part> after, Sink sink)
      throws FetchException, IOException {
    Collection<Part> old = without(before, after);
    Collection<Part> fresh = without(after, before);
    if (old.isEmpty()) {
      return all(fresh, sink);
    }
    int shares = shares(rows(old) + rows(fresh));
    for (int share = 0; share < shares; share++) {
      if (!share(old, fresh, sink, share, shares)) {
        return false;
      }
    }
    return true;
  }

  /** Parts of one version that the other has not. */
  static Collection<Part> without(SortedMap<String, Part> parts, SortedMap<String, Part> others) {
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
    return (int) Math.min(10_000, 1 + rows / most);
  }

  static long rows(Collection<Part> parts) {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  private boolean all(Collection<Part> parts, Sink sink) throws FetchException, IOException {
    return each(parts, sink::there);
  }

  private boolean share(
      Collection<Part> old, Collection<Part> fresh, Sink sink, int share, int shares)
      throws FetchException, IOException {
    Map<Hash, int[]> left = new HashMap<>();
    each(
        old,
        row -> {
          if (columns.key(row).isIn(share, shares)) {
            left.computeIfAbsent(columns.row(row), hash -> new int[1])[0]++;
          }
          return true;
        });
    Set<Hash> keys = new HashSet<>();
    boolean goOn =
        each(
            fresh,
            row -> {
              Hash key = columns.key(row);
              if (!key.isIn(share, shares) || took(left, columns.row(row))) {
                return true;
              }
              keys.add(key);
              return sink.there(row);
            });
    if (!goOn || left.isEmpty()) {
      return goOn;
    }
    return each(
        old,
        row -> {
          Hash key = columns.key(row);
          return !key.isIn(share, shares)
              || !took(left, columns.row(row))
              || keys.contains(key)
              || sink.gone(row);
        });
  }

  private static boolean took(Map<Hash, int[]> left, Hash row) {
    int[] count = left.get(row);
    if (count == null) {
      return false;
    }
    if (--count[0] == 0) {
      left.remove(row);
    }
    return true;
  }

  /** What is done with a row; whether to go on. */
  interface Step {
    boolean on(Object[] row) throws FetchException, IOException;
  }

  /** Reads parts; false if a step did not want all. */
  boolean each(Collection<Part> parts, Step step) throws FetchException, IOException {
    for (Part part : parts) {
      try (Rows rows = table.rows(part, columns.names())) {
        for (Object[] row = rows.next(); row != null; row = rows.next()) {
          if (!step.on(row)) {
            return false;
          }
          if (++read % 10_000 == 0) {
            checkTime();
          }
        }
      }
    }
    return true;
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
