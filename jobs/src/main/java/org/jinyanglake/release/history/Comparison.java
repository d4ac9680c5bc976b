package org.jinyanglake.release.history;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Compares rows with what was published, as a Spark task or, of few rows, in the driver. It goes
 * unit by unit ({@link Units}) and holds the rows of one; names of files and counts come back.
 */
public final class Comparison implements FlatMapFunction<Iterator<Row>, Compared> {
  private static final long serialVersionUID = 1;

  /** Partitions of fewer rows share a file with others. */
  private static final int ROWS_A_FILE = 20_000;

  private final Notes notes;
  private final Units units;
  private final List<String> columns;
  private final List<Neighbour> neighbours;
  private final int k;

  /**
   * A comparison.
   *
   * @param columns by which others may be joined, as {@link JoinColumns} names them
   */
  Comparison(Notes notes, Units units, List<String> columns, List<Neighbour> neighbours, int k) {
    this.notes = notes;
    this.units = units;
    this.columns = List.copyOf(columns);
    this.neighbours = List.copyOf(neighbours);
    this.k = k;
  }

  /**
   * Compares.
   *
   * @param rows unit by unit, in each unit raw rows and lines of the recoding in any order: place
   *     (the same in a unit), hash of what rows are looked up by in the recoding; of lines only raw
   *     partition, partition of the zone, class (null if withheld); of rows only, as hashes, person
   *     (null without one), row, group, and the values of the columns
   */
  @Override
  public Iterator<Compared> call(Iterator<Row> rows) {
    return rows.hasNext() ? List.of(of(rows)).iterator() : List.<Compared>of().iterator();
  }

  /** The same. */
  public Compared of(Iterator<Row> rows) {
    Work work = new Work();
    long place = 0;
    UnitRows unit = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (unit == null || row.getLong(0) != place) {
        if (unit != null) {
          work.compare(unit);
        }
        unit = new UnitRows(work.hash, columns);
        place = row.getLong(0);
      }
      unit.add(row);
    }
    if (unit != null) {
      work.compare(unit);
    }
    work.write();
    return work.compared;
  }

  private final class Work {
    private final KeyedHash hash = new KeyedHash(notes.key());
    private final Compared compared = new Compared();
    private SortedMap<String, Remembered> unwritten = new TreeMap<>();
    private int rows;

    void compare(UnitRows unit) {
      SortedMap<String, SortedSet<String>> made = unit.made();
      if (made.isEmpty()) {
        return;
      }
      Map<String, List<Member>> before =
          before(units.call(made.values().iterator().next().first()));
      SortedMap<String, Remembered> now = unit.published(before.isEmpty());
      if (before.isEmpty()) {
        made.keySet().forEach(partition -> compared.differences().put(partition, Differences.NONE));
      } else {
        Differences.Judged judged = Differences.of(before, unit.seen(), k);
        compared.differences().putAll(judged.partitions());
        judged
            .after()
            .forEach(
                (path, members) ->
                    now.computeIfAbsent(path, any -> Remembered.nothing(columns)).addAll(members));
      }
      join(made, now);
      unwritten.putAll(now);
      rows += unit.size();
      if (rows >= ROWS_A_FILE) {
        write();
      }
    }

    private Map<String, List<Member>> before(int unit) {
      Map<String, List<Member>> before = new TreeMap<>();
      units
          .noted(unit)
          .forEach(
              (file, paths) -> {
                SortedMap<String, Remembered> all = notes.read(file);
                paths.forEach(
                    path -> before.put(path, all.getOrDefault(path, Remembered.NOTHING).members()));
              });
      return before;
    }

    /** Each partition of the zone with each of the tables. */
    private void join(
        SortedMap<String, SortedSet<String>> made, SortedMap<String, Remembered> open) {
      made.forEach(
          (partition, raw) -> {
            OpenRows rows =
                OpenRows.of(
                    columns,
                    raw.stream()
                        .map(path -> open.getOrDefault(path, Remembered.NOTHING).published())
                        .toList());
            Neighbour.worst(neighbours, raw, rows, k)
                .ifPresent(mosaic -> compared.worst().put(partition, mosaic));
          });
    }

    void write() {
      if (!unwritten.isEmpty()) {
        String file = notes.write(unwritten);
        unwritten.keySet().forEach(path -> compared.noted().put(path, file));
      }
      unwritten = new TreeMap<>();
      rows = 0;
    }
  }
}
