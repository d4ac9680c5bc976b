package org.jinyanglake.release.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final int FIRST_VALUE = 7;

  private final Notes notes;
  private final Units units;
  private final List<String> columns;
  private final List<Neighbour> neighbours;
  private final int k;
  private final boolean kept;

  /**
   * A comparison.
   *
   * @param columns by which others may be joined, as {@link JoinColumns} names them
   * @param kept whether the rows are to be noted
   */
  Comparison(
      Notes notes,
      Units units,
      List<String> columns,
      List<Neighbour> neighbours,
      int k,
      boolean kept) {
    this.notes = notes;
    this.units = units;
    this.columns = List.copyOf(columns);
    this.neighbours = List.copyOf(neighbours);
    this.k = k;
    this.kept = kept;
  }

  /**
   * Compares.
   *
   * @param rows unit by unit: number of the unit, partition of the zone, raw partition, class (null
   *     if withheld), then hashes: person (null without one), row, group, and the values of the
   *     columns
   */
  @Override
  public Iterator<Compared> call(Iterator<Row> rows) {
    return rows.hasNext() ? List.of(of(rows)).iterator() : List.<Compared>of().iterator();
  }

  /** The same. */
  public Compared of(Iterator<Row> rows) {
    Work work = new Work();
    int unit = -1;
    List<Seen> seen = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getInt(0) != unit && !seen.isEmpty()) {
        work.compare(unit, seen);
        seen = new ArrayList<>();
      }
      unit = row.getInt(0);
      seen.add(work.seen(row));
    }
    if (!seen.isEmpty()) {
      work.compare(unit, seen);
    }
    work.write();
    return work.compared;
  }

  private final class Work {
    private final KeyedHash hash = new KeyedHash(notes.key());
    private final Compared compared = new Compared();
    private final Map<String, String> names = new HashMap<>();
    private SortedMap<String, Remembered> unwritten = new TreeMap<>();
    private int rows;

    Seen seen(Row row) {
      List<Long> values = new ArrayList<>(columns.size());
      for (int i = FIRST_VALUE; i < row.size(); i++) {
        values.add(hash.of(row.getLong(i)));
      }
      return new Seen(
          once(row.getString(2)),
          once(row.getString(1)),
          hash.of(row.getLong(5)),
          row.isNullAt(4) ? 0 : hash.of(row.getLong(4)),
          row.getLong(6),
          row.isNullAt(3) ? null : once(row.getString(3)),
          values);
    }

    /** One object for equal names. */
    private String once(String name) {
      return names.computeIfAbsent(name, same -> same);
    }

    void compare(int unit, List<Seen> seen) {
      Differences.Judged judged = Differences.of(before(unit), seen, k);
      compared.differences().putAll(judged.partitions());
      Map<String, List<OpenRow>> open = open(seen);
      join(seen, open);
      if (kept) {
        judged
            .after()
            .forEach(
                (path, members) ->
                    unwritten.put(
                        path,
                        new Remembered(members, columns, open.getOrDefault(path, List.of()))));
        rows += seen.size();
        if (rows >= ROWS_A_FILE) {
          write();
        }
      }
      names.clear();
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

    private Map<String, List<OpenRow>> open(List<Seen> seen) {
      Map<String, List<OpenRow>> open = new TreeMap<>();
      Map<String, Long> classes = new HashMap<>();
      for (Seen row : seen) {
        if (row.classKey() != null) {
          long classKey =
              classes.computeIfAbsent(
                  row.partition() + "\n" + row.classKey(),
                  name -> hash.of(name.getBytes(StandardCharsets.UTF_8)));
          open.computeIfAbsent(row.raw(), any -> new ArrayList<>())
              .add(new OpenRow(row.person(), classKey, row.values()));
        }
      }
      return open;
    }

    /** Each partition of the zone with each of the tables. */
    private void join(List<Seen> seen, Map<String, List<OpenRow>> open) {
      if (neighbours.isEmpty()) {
        return;
      }
      Map<String, SortedSet<String>> made = new TreeMap<>();
      seen.forEach(
          row ->
              made.computeIfAbsent(row.partition(), any -> new java.util.TreeSet<>())
                  .add(row.raw()));
      made.forEach(
          (partition, raw) -> {
            Map<String, List<OpenRow>> rows = new TreeMap<>();
            raw.forEach(path -> rows.put(path, open.getOrDefault(path, List.of())));
            Optional<Mosaic> worst =
                neighbours.stream()
                    .map(neighbour -> neighbour.join(columns, rows, k))
                    .filter(mosaic -> mosaic.tried() > 0)
                    .max(Comparator.comparingDouble(Mosaic::rate).thenComparingLong(Mosaic::tried));
            worst.ifPresent(mosaic -> compared.worst().put(partition, mosaic));
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
