package org.jinyanglake.release.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jinyanglake.release.written.Tuples;

/**
 * The raw rows of a unit, by keyed hashes, and the lines of the recoding that say where they are
 * published. Rows of which no line says anything are passed over: the gate refuses them by their
 * number.
 */
final class UnitRows {
  private static final int KEY = 0;
  private static final int PERSON = 1;
  private static final int ROW = 2;
  private static final int GROUP = 3;
  private static final int FIRST_VALUE = 4;

  private final KeyedHash hash;
  private final List<String> columns;
  private final LongRecords rows;

  /** The keys of lines, and by their numbers the lines. */
  private final Tuples keys = new Tuples(2);

  private final List<Line> lines = new ArrayList<>();
  private final int[] halves = new int[2];
  private final Map<List<String>, Line> distinct = new HashMap<>();

  /**
   * No rows yet.
   *
   * @param columns by which others may be joined, as {@link JoinColumns} names them
   */
  UnitRows(KeyedHash hash, List<String> columns) {
    this.hash = hash;
    this.columns = columns;
    this.rows = new LongRecords(FIRST_VALUE + columns.size());
  }

  /** Where rows are published. */
  private static final class Line {
    private final String raw;
    private final String partition;
    private final String classKey;
    private final long openClass;
    private final long cohort;

    private Line(String raw, String partition, String classKey, KeyedHash hash) {
      this.raw = raw;
      this.partition = partition;
      this.classKey = classKey;
      this.openClass = hash.of((partition + "\n" + classKey).getBytes(StandardCharsets.UTF_8));
      this.cohort = Differences.cohort(0, partition, classKey);
    }
  }

  /** Adds a row that {@link Comparison#call} is given. */
  void add(Row row) {
    if (!row.isNullAt(2)) {
      int number = number(row.getLong(1));
      Line line = line(row.getString(2), row.getString(3), row.getString(4));
      if (number == lines.size()) {
        lines.add(line);
      } else {
        lines.set(number, line);
      }
      return;
    }
    int at = rows.add();
    rows.set(at, KEY, row.getLong(1));
    rows.set(at, PERSON, row.isNullAt(5) ? 0 : hash.of(row.getLong(5)));
    rows.set(at, ROW, hash.of(row.getLong(6)));
    rows.set(at, GROUP, row.getLong(7));
    for (int i = 0; i < columns.size(); i++) {
      rows.set(at, FIRST_VALUE + i, hash.of(row.getLong(8 + i)));
    }
  }

  private int number(long key) {
    halves[0] = (int) (key >> Integer.SIZE);
    halves[1] = (int) key;
    return keys.number(halves);
  }

  /** What is said of a row; null if nothing is. All lines have been added. */
  private Line lineOf(int row) {
    int number = number(rows.get(row, KEY));
    return number < lines.size() ? lines.get(number) : null;
  }

  /** One for all that say the same. */
  private Line line(String raw, String partition, String classKey) {
    return distinct.computeIfAbsent(
        Arrays.asList(raw, partition, classKey), any -> new Line(raw, partition, classKey, hash));
  }

  int size() {
    return rows.size();
  }

  /** The raw partitions of each partition of the zone. */
  SortedMap<String, SortedSet<String>> made() {
    SortedMap<String, SortedSet<String>> made = new TreeMap<>();
    distinct
        .values()
        .forEach(
            line -> made.computeIfAbsent(line.partition, any -> new TreeSet<>()).add(line.raw));
    return made;
  }

  /** All rows, also those that are withheld. */
  List<Seen> seen() {
    List<Seen> seen = new ArrayList<>(rows.size());
    IntStream.range(0, rows.size())
        .forEach(
            at -> {
              Line line = lineOf(at);
              if (line != null) {
                seen.add(
                    new Seen(
                        line.raw,
                        line.partition,
                        rows.get(at, ROW),
                        rows.get(at, PERSON),
                        rows.get(at, GROUP),
                        line.classKey));
              }
            });
    return seen;
  }

  /**
   * The rows to be published, by raw partition.
   *
   * @param first whether none of them was published before, so that all are to be remembered as
   *     they are now
   */
  SortedMap<String, Remembered> published(boolean first) {
    SortedMap<String, Remembered> published = new TreeMap<>();
    for (int at : rows.by(ROW)) {
      Line line = lineOf(at);
      if (line == null || line.classKey == null) {
        continue;
      }
      Remembered of = published.computeIfAbsent(line.raw, any -> Remembered.nothing(columns));
      long person = rows.get(at, PERSON);
      int open = of.addOpen(person, line.openClass);
      for (int i = 0; i < columns.size(); i++) {
        of.setValue(open, i, rows.get(at, FIRST_VALUE + i));
      }
      if (first && !of.endsWith(rows.get(at, ROW))) {
        of.addMember(rows.get(at, ROW), person, line.cohort, rows.get(at, GROUP));
      }
    }
    return published;
  }
}
