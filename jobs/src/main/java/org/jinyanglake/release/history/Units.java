package org.jinyanglake.release.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Raw partitions that are compared together: those of which one partition of the zone is made, and
 * those that one file notes, as rows that were in one class are noted in one file. No cohort has
 * rows in two units. Most units are one raw partition.
 */
final class Units implements UDF1<String, Integer> {
  private static final long serialVersionUID = 1;

  private final HashMap<String, Integer> numbers = new HashMap<>();
  private final List<TreeMap<String, TreeSet<String>>> noted = new ArrayList<>();

  /**
   * The units of a release.
   *
   * @param made the raw partitions of each partition of the zone
   * @param files by raw partition, the file that notes its rows; of some there is none
   */
  Units(Collection<SortedSet<String>> made, SortedMap<String, String> files) {
    Map<String, Set<String>> together = new HashMap<>();
    Map<String, SortedSet<String>> inFile = new TreeMap<>();
    files.forEach((path, file) -> inFile.computeIfAbsent(file, any -> new TreeSet<>()).add(path));
    made.forEach(paths -> join(paths, together));
    inFile.values().forEach(paths -> join(paths, together));
    for (String path : new TreeSet<>(together.keySet())) {
      if (!numbers.containsKey(path)) {
        TreeMap<String, TreeSet<String>> of = new TreeMap<>();
        for (String mate : together.get(path)) {
          numbers.put(mate, noted.size());
          if (files.containsKey(mate)) {
            of.computeIfAbsent(files.get(mate), any -> new TreeSet<>()).add(mate);
          }
        }
        noted.add(of);
      }
    }
  }

  /** Makes one set of those of all paths, the smaller ones going into the largest. */
  private static void join(Set<String> paths, Map<String, Set<String>> together) {
    Set<String> all = new HashSet<>();
    for (String path : paths) {
      Set<String> of = together.computeIfAbsent(path, one -> new HashSet<>(Set.of(one)));
      if (of != all) {
        Set<String> large = of.size() > all.size() ? of : all;
        Set<String> small = large == of ? all : of;
        small.forEach(each -> together.put(each, large));
        large.addAll(small);
        all = large;
      }
    }
  }

  int size() {
    return noted.size();
  }

  /** Whether each is one raw partition. */
  boolean areSingle() {
    return numbers.size() == noted.size();
  }

  /** By file, the raw partitions of a unit that it notes. */
  SortedMap<String, ? extends SortedSet<String>> noted(int unit) {
    return noted.get(unit);
  }

  /** The number of a raw partition's unit; partitions that nobody asked for are in the first. */
  @Override
  public Integer call(String path) {
    return numbers.getOrDefault(path, 0);
  }
}
