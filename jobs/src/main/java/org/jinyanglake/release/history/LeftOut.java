package org.jinyanglake.release.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Where somebody of a cohort is gone from raw: which others are left out, so that k persons are
 * missing together. A Spark task or, of few rows, in the driver; unit by unit ({@link Units}).
 */
final class LeftOut implements FlatMapFunction<Iterator<Row>, Tuple2<Long, HashSet<Long>>> {
  private static final long serialVersionUID = 1;

  private final Notes notes;
  private final Units units;
  private final int k;

  LeftOut(Notes notes, Units units, int k) {
    this.notes = notes;
    this.units = units;
    this.k = k;
  }

  /**
   * Who is left out, by cohort.
   *
   * @param rows unit by unit: number of the unit, raw partition, hash of the row
   */
  @Override
  public Iterator<Tuple2<Long, HashSet<Long>>> call(Iterator<Row> rows) {
    KeyedHash hash = new KeyedHash(notes.key());
    List<Tuple2<Long, HashSet<Long>>> out = new ArrayList<>();
    Map<String, Set<Long>> there = new HashMap<>();
    int unit = -1;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.getInt(0) != unit && unit >= 0) {
        add(unit, there, out);
        there = new HashMap<>();
      }
      unit = row.getInt(0);
      there.computeIfAbsent(row.getString(1), any -> new HashSet<>()).add(hash.of(row.getLong(2)));
    }
    if (unit >= 0) {
      add(unit, there, out);
    }
    return out.iterator();
  }

  private void add(int unit, Map<String, Set<Long>> there, List<Tuple2<Long, HashSet<Long>>> out) {
    Map<Long, Set<Long>> gone = new HashMap<>();
    List<Member> stay = new ArrayList<>();
    units
        .noted(unit)
        .forEach(
            (file, paths) ->
                notes
                    .read(file)
                    .forEach(
                        (path, of) -> {
                          if (!paths.contains(path)) {
                            return;
                          }
                          Set<Long> rows = there.getOrDefault(path, Set.of());
                          for (Member each : of.members()) {
                            if (rows.contains(each.row())) {
                              stay.add(each);
                            } else {
                              gone.computeIfAbsent(each.cohort(), any -> new HashSet<>())
                                  .add(each.person());
                            }
                          }
                        }));
    Map<Long, Set<Long>> others = new HashMap<>();
    for (Member each : stay) {
      if (gone.containsKey(each.cohort()) && !gone.get(each.cohort()).contains(each.person())) {
        others.computeIfAbsent(each.cohort(), any -> new TreeSet<>()).add(each.person());
      }
    }
    others.forEach(
        (cohort, persons) ->
            out.add(
                new Tuple2<>(
                    cohort,
                    persons.stream()
                        .limit(Math.max(0, k - gone.get(cohort).size()))
                        .collect(Collectors.toCollection(HashSet::new)))));
  }
}
