package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Follows persons from partition to partition of a table in which each has one token everywhere.
 * Whoever knows a person to be in two partitions, and the class in each, looks for the tokens that
 * are in both classes: fewer, often, than k. A partition is laid beside those that are open, and
 * beside those of the same release that come before it, as if they were opened one by one.
 */
final class Following implements FlatMapFunction<Iterator<Following.Step>, Tuple2<String, Mosaic>> {
  private static final long serialVersionUID = 1;

  /** So many before and after, in the order of their paths. */
  private static final int NEAR = 3;

  private final Notes notes;
  private final String dataset;
  private final String person;
  private final int k;

  /**
   * @param person the column that holds the tokens
   */
  Following(Notes notes, String dataset, String person, int k) {
    this.notes = notes;
    this.dataset = dataset;
    this.person = person;
    this.k = k;
  }

  /** Some raw partitions that one file notes. */
  record Part(String file, TreeSet<String> paths) implements Serializable {}

  /**
   * What is laid beside a partition of the zone.
   *
   * @param own its raw partitions as they are to be published
   * @param near those beside it
   */
  record Step(String partition, List<Part> own, List<Part> near) implements Serializable {}

  /**
   * Of each partition that has any beside it, in the order of their names.
   *
   * @param made the raw partitions of each partition of the zone
   * @param open by raw partition, the file that notes the rows that are published
   * @param now the same of those that are to be published
   */
  static List<Step> steps(
      SortedMap<String, ? extends SortedSet<String>> made,
      SortedMap<String, String> open,
      SortedMap<String, String> now) {
    NavigableMap<String, String> before = new TreeMap<>(open);
    before.putAll(now);
    NavigableMap<String, String> after = new TreeMap<>(open);
    List<Step> steps = new ArrayList<>();
    made.forEach(
        (partition, paths) -> {
          SortedMap<String, String> own = of(paths, now);
          TreeMap<String, String> near = new TreeMap<>();
          for (String path : own.keySet()) {
            add(before.headMap(path, false).descendingMap(), paths, near);
            add(after.tailMap(path, false), paths, near);
          }
          if (!near.isEmpty()) {
            steps.add(new Step(partition, parts(own), parts(near)));
          }
        });
    return steps;
  }

  /** Those of some raw partitions that are noted, with their files. */
  static SortedMap<String, String> of(SortedSet<String> paths, SortedMap<String, String> noted) {
    SortedMap<String, String> of = new TreeMap<>();
    paths.stream().filter(noted::containsKey).forEach(path -> of.put(path, noted.get(path)));
    return of;
  }

  private static void add(
      SortedMap<String, String> from, SortedSet<String> own, Map<String, String> near) {
    from.entrySet().stream()
        .filter(each -> !own.contains(each.getKey()))
        .limit(NEAR)
        .forEach(each -> near.put(each.getKey(), each.getValue()));
  }

  private static List<Part> parts(SortedMap<String, String> files) {
    Map<String, TreeSet<String>> byFile = new TreeMap<>();
    files.forEach((path, file) -> byFile.computeIfAbsent(file, any -> new TreeSet<>()).add(path));
    return byFile.entrySet().stream()
        .map(each -> new Part(each.getKey(), each.getValue()))
        .toList();
  }

  @Override
  public Iterator<Tuple2<String, Mosaic>> call(Iterator<Step> steps) {
    List<Tuple2<String, Mosaic>> followed = new ArrayList<>();
    Lately lately = new Lately();
    while (steps.hasNext()) {
      Step step = steps.next();
      PersonClasses own = of(step.own());
      BitSet tried = new BitSet();
      BitSet found = new BitSet();
      for (Part each : step.near()) {
        own.follow(lately.computeIfAbsent(each, part -> of(List.of(part))), k, tried, found);
      }
      if (!tried.isEmpty()) {
        Mosaic mosaic =
            new Mosaic(dataset, List.of(person), tried.cardinality(), found.cardinality());
        followed.add(new Tuple2<>(step.partition(), mosaic));
      }
    }
    return followed.iterator();
  }

  private PersonClasses of(List<Part> parts) {
    LongRecords rows = new LongRecords(2);
    for (Part part : parts) {
      SortedMap<String, Remembered> all = notes.read(part.file());
      for (String path : part.paths()) {
        all.getOrDefault(path, Remembered.NOTHING).addPersons(rows);
      }
    }
    return new PersonClasses(rows);
  }

  /** Those that a partition lies beside lie beside the next one, too. */
  private static final class Lately extends LinkedHashMap<Part, PersonClasses> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Part, PersonClasses> eldest) {
      return size() > 2 * NEAR;
    }
  }
}
