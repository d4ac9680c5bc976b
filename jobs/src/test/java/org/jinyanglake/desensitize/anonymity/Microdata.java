package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A table row by row: as the solver sees it, and as it is counted again by code that shares nothing
 * with the solver's.
 */
final class Microdata {
  /**
   * A row.
   *
   * @param paths of each quasi-identifier its value, then coarser labels of it; null is a value
   * @param person null if the row names none
   * @param secret the number of a sensitive value
   */
  record Entry(List<List<String>> paths, String person, int secret) {}

  private final List<Entry> entries;
  private final int secrets;
  private final List<String> persons;
  private final Tuples tuples;
  private final int[] tupleOf;

  /** The shares of the sensitive values among all rows. */
  private final double[] all;

  Microdata(List<Entry> entries, int secrets) {
    this.entries = entries;
    this.secrets = secrets;
    persons = entries.stream().map(Entry::person).filter(p -> p != null).distinct().toList();
    int width = entries.get(0).paths().size();
    Taxonomy[] taxonomies = new Taxonomy[width];
    List<Map<String, Integer>> leaves = new ArrayList<>();
    for (int q = 0; q < width; q++) {
      Map<String, List<String>> paths = new TreeMap<>(Comparator.nullsFirst(String::compareTo));
      for (Entry entry : entries) {
        paths.put(entry.paths().get(q).get(0), entry.paths().get(q));
      }
      Map<String, Integer> numbers = new HashMap<>();
      paths.keySet().forEach(leaf -> numbers.put(leaf, numbers.size()));
      leaves.add(numbers);
      taxonomies[q] = Taxonomy.of(List.copyOf(paths.values()));
    }
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < entries.size(); row++) {
      StringBuilder key = new StringBuilder();
      for (int q = 0; q < width; q++) {
        int leaf = leaves.get(q).get(entries.get(row).paths().get(q).get(0));
        key.append((char) ('0' + leaf));
      }
      rows.computeIfAbsent(key.toString(), any -> new ArrayList<>()).add(row);
    }
    tupleOf = new int[entries.size()];
    int tuple = 0;
    for (List<Integer> each : rows.values()) {
      for (int row : each) {
        tupleOf[row] = tuple;
      }
      tuple++;
    }
    tuples =
        new Tuples(
            taxonomies,
            rows.keySet().stream().flatMapToInt(String::chars).map(c -> c - '0').toArray(),
            rows.values().stream().mapToInt(List::size).toArray());
    all = shares(all());
  }

  /**
   * Up to 60 rows of one to three quasi-identifiers: some leaves are null, some levels repeat, some
   * rows name no person.
   */
  static Microdata random(long seed) {
    return random(seed, 60);
  }

  /** The same with fewer rows. */
  static Microdata random(long seed, int mostRows) {
    Random random = new Random(seed);
    List<List<List<String>>> taxonomies = new ArrayList<>();
    for (int q = 1 + random.nextInt(3); q > 0; q--) {
      taxonomies.add(taxonomy(random));
    }
    int size = 1 + random.nextInt(mostRows);
    int persons = 1 + random.nextInt(size);
    int secrets = 1 + random.nextInt(5);
    List<Entry> entries = new ArrayList<>();
    for (int row = 0; row < size; row++) {
      List<List<String>> paths = new ArrayList<>();
      for (List<List<String>> each : taxonomies) {
        paths.add(each.get((int) (each.size() * random.nextDouble() * random.nextDouble())));
      }
      int person = random.nextInt(-1, persons);
      entries.add(
          new Entry(paths, person < 0 ? null : "person " + person, random.nextInt(secrets)));
    }
    return new Microdata(entries, secrets);
  }

  /** One to nine leaves, one of them null, in two to four levels of which some repeat. */
  private static List<List<String>> taxonomy(Random random) {
    int leaves = 1 + random.nextInt(9);
    int levels = 1 + random.nextInt(3);
    List<List<String>> paths = new ArrayList<>();
    for (int leaf = 0; leaf < leaves; leaf++) {
      List<String> path = new ArrayList<>();
      path.add(leaf == 3 ? null : "leaf " + leaf);
      for (int level = 1; level < levels; level++) {
        path.add("level " + level + " " + (leaf >> level));
      }
      path.add("*");
      paths.add(path);
    }
    return paths;
  }

  /** The same table with the empty text instead of null. */
  Microdata withoutNull() {
    return new Microdata(
        entries.stream()
            .map(
                entry ->
                    new Entry(
                        entry.paths().stream().map(Microdata::withoutNull).toList(),
                        entry.person(),
                        entry.secret()))
            .toList(),
        secrets);
  }

  private static List<String> withoutNull(List<String> path) {
    return path.stream().map(label -> label == null ? "" : label).toList();
  }

  Microdata shuffled(long seed) {
    List<Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(seed));
    return new Microdata(shuffled, secrets);
  }

  Tuples tuples() {
    return tuples;
  }

  int size() {
    return entries.size();
  }

  int secrets() {
    return secrets;
  }

  /** At least k persons: as many rows if each is of another, or else they have a bucket each. */
  Requirement crowd(int k) {
    if (persons.size() == entries.size()) {
      return Requirement.rows(tuples, k);
    }
    Map<String, Integer> numbers = new HashMap<>();
    persons.forEach(person -> numbers.put(person, numbers.size()));
    long[][] buckets = new long[tuples.size()][(persons.size() + 63) / 64];
    long[] nameless = new long[tuples.size()];
    for (int row = 0; row < tupleOf.length; row++) {
      Integer person = numbers.get(entries.get(row).person());
      if (person == null) {
        nameless[tupleOf[row]]++;
      } else {
        buckets[tupleOf[row]][person >> 6] |= 1L << person;
      }
    }
    return new Crowd(k, buckets, nameless);
  }

  Sensitive sensitive() {
    int[][] rows = new int[tuples.size()][secrets];
    int[][] of = new int[tuples.size()][secrets];
    for (int[] each : of) {
      Arrays.setAll(each, value -> value);
    }
    Map<String, Integer> numbers = new HashMap<>();
    persons.forEach(person -> numbers.put(person, numbers.size()));
    long[] nameless = new long[tuples.size()];
    List<List<Long>> several = new ArrayList<>();
    for (int tuple = 0; tuple < tuples.size(); tuple++) {
      several.add(new ArrayList<>());
    }
    for (int row = 0; row < tupleOf.length; row++) {
      Entry entry = entries.get(row);
      rows[tupleOf[row]][entry.secret()]++;
      if (entry.person() == null) {
        nameless[tupleOf[row]]++;
      } else {
        several.get(tupleOf[row]).add(Sensitive.row(numbers.get(entry.person()), entry.secret()));
      }
    }
    return new Sensitive(
        secrets,
        of,
        rows,
        nameless,
        several.stream()
            .map(each -> each.stream().mapToLong(Long::longValue).toArray())
            .toArray(long[][]::new));
  }

  List<Integer> all() {
    return IntStream.range(0, entries.size()).boxed().toList();
  }

  /** The numbers of the rows of each published class, by its labels as texts. */
  Map<List<String>, List<Integer>> published(Classes classes) {
    Map<List<String>, List<Integer>> published = new HashMap<>();
    for (int row = 0; row < tupleOf.length; row++) {
      List<String> labels = labels(classes, row);
      if (labels != null) {
        published.computeIfAbsent(labels, any -> new ArrayList<>()).add(row);
      }
    }
    return published;
  }

  /** The numbers of the rows of each group of tuples. */
  Collection<List<Integer>> grouped(int[] groups) {
    Map<Integer, List<Integer>> grouped = new HashMap<>();
    for (int row = 0; row < tupleOf.length; row++) {
      grouped.computeIfAbsent(groups[tupleOf[row]], any -> new ArrayList<>()).add(row);
    }
    return grouped.values();
  }

  /** The labels, with their levels, under which a row is published; null if it is withheld. */
  private List<String> labels(Classes classes, int row) {
    int of = classes.of()[tupleOf[row]];
    if (of == Classes.WITHHELD) {
      return null;
    }
    List<String> labels = new ArrayList<>();
    for (int q = 0; q < tuples.width(); q++) {
      int label = classes.labels()[of][q];
      int level = tuples.taxonomies()[q].level(label);
      if (tuples.taxonomies()[q].node(level, tuples.leaf(tupleOf[row], q)) != label) {
        throw new AssertionError("a label does not stand for its row");
      }
      labels.add(level + " " + entries.get(row).paths().get(q).get(level));
    }
    return labels;
  }

  /** How often which row is published under which labels, whatever the order of the rows. */
  Map<List<Object>, Integer> content(Classes classes) {
    Map<List<Object>, Integer> content = new HashMap<>();
    for (int row = 0; row < entries.size(); row++) {
      content.merge(Arrays.asList(entries.get(row), labels(classes, row)), 1, Integer::sum);
    }
    return content;
  }

  /** The share of the leaves that labels stand for, over all rows; 1 for what is withheld. */
  double loss(Classes classes) {
    double loss = 0;
    List<Map<String, Set<String>>> under = new ArrayList<>();
    List<Integer> leaves = new ArrayList<>();
    for (int q = 0; q < tuples.width(); q++) {
      Map<String, Set<String>> of = new HashMap<>();
      for (Entry entry : entries) {
        List<String> path = entry.paths().get(q);
        for (int level = 0; level < path.size(); level++) {
          of.computeIfAbsent(level + " " + path.get(level), any -> new HashSet<>())
              .add(path.get(0));
        }
      }
      under.add(of);
      leaves.add((int) of.keySet().stream().filter(label -> label.startsWith("0 ")).count());
    }
    for (int row = 0; row < entries.size(); row++) {
      List<String> labels = labels(classes, row);
      for (int q = 0; q < tuples.width(); q++) {
        if (labels == null) {
          loss += 1;
        } else if (!labels.get(q).substring(2).equals(entries.get(row).paths().get(q).get(0))) {
          // A label that is the value itself, on whatever level, tells all.
          if (!(labels.get(q).startsWith("0 "))) {
            loss += (double) under.get(q).get(labels.get(q)).size() / leaves.get(q);
          }
        }
      }
    }
    return loss / entries.size() / tuples.width();
  }

  /** Different persons; the rows that name none count as one. */
  long persons(List<Integer> rows) {
    Set<String> persons = new HashSet<>();
    rows.forEach(row -> persons.add(entries.get(row).person()));
    return persons.size();
  }

  /** The persons who have each value; a row without a person is of one of its own. */
  long[] had(List<Integer> rows) {
    long[] had = new long[secrets];
    Set<List<Object>> seen = new HashSet<>();
    for (int row : rows) {
      Entry entry = entries.get(row);
      Object person = entry.person() == null ? (Object) row : entry.person();
      had[entry.secret()] += seen.add(List.of(person, entry.secret())) ? 1 : 0;
    }
    return had;
  }

  /** Persons, falling by value, if the frequent values take as many of them as they can. */
  private List<Long> concentrated(List<Integer> rows) {
    List<Long> concentrated = new ArrayList<>();
    long left = persons(rows);
    for (long had : Arrays.stream(had(rows)).boxed().sorted(Comparator.reverseOrder()).toList()) {
      concentrated.add(Math.min(left, had));
      left -= Math.min(left, had);
    }
    return concentrated;
  }

  long values(List<Integer> rows) {
    return concentrated(rows).stream().filter(n -> n > 0).count();
  }

  /** Values a person. */
  private double perPerson(List<Integer> rows) {
    return Arrays.stream(had(rows)).sum() / (double) persons(rows);
  }

  double[] shares(List<Integer> rows) {
    double total = Arrays.stream(had(rows)).sum();
    return Arrays.stream(had(rows)).mapToDouble(n -> n / total).toArray();
  }

  double entropy(List<Integer> rows) {
    double persons = persons(rows);
    return concentrated(rows).stream()
        .filter(n -> n > 0)
        .mapToDouble(n -> -n / persons * Math.log(n / persons))
        .sum();
  }

  /** Whether the most frequent value has fewer than c times the persons of those from the l-th. */
  boolean isRecursive(List<Integer> rows, double c, int l) {
    List<Long> falling = concentrated(rows);
    long rare = falling.stream().skip(l - 1).mapToLong(Long::longValue).sum();
    return falling.get(0) < c * rare;
  }

  /** By how much a person of these rows has more values than one of all, and how they differ. */
  private double moved(List<Integer> rows, double distance) {
    return perPerson(rows) * distance + Math.max(0, perPerson(rows) - perPerson(all()));
  }

  /** How much must be moved to make the shares of rows those of all, any move being alike. */
  double distance(List<Integer> rows) {
    double[] shares = shares(rows);
    return moved(
        rows, IntStream.range(0, secrets).mapToDouble(i -> Math.max(0, shares[i] - all[i])).sum());
  }

  /** The same where to move by one rank costs 1 of as many as there are. */
  double orderedDistance(List<Integer> rows) {
    double[] shares = shares(rows);
    double moved = 0;
    for (int cut = 1; cut < secrets; cut++) {
      double below = 0;
      for (int i = 0; i < cut; i++) {
        below += shares[i] - all[i];
      }
      moved += Math.abs(below) / (secrets - 1);
    }
    return moved(rows, moved);
  }

  /**
   * The same along a tree: what is too much under a label passes by the way up from it, and a way
   * to the next level is half a share of the height.
   */
  double hierarchicalDistance(List<Integer> rows, List<List<String>> paths) {
    double[] shares = shares(rows);
    int height = paths.get(0).size() - 1;
    double moved = 0;
    for (int level = 0; level < height; level++) {
      Map<String, Double> extra = new HashMap<>();
      for (int i = 0; i < secrets; i++) {
        extra.merge(paths.get(i).get(level), shares[i] - all[i], Double::sum);
      }
      moved += extra.values().stream().mapToDouble(Math::abs).sum() / 2 / height;
    }
    return moved(rows, moved);
  }

  /** By how much more of the persons have a value than of all, as a share of that. */
  double excess(List<Integer> rows) {
    long[] had = had(rows);
    long[] hadByAll = had(all());
    double of = persons(rows) / (double) persons(all());
    return IntStream.range(0, secrets)
        .filter(i -> had[i] > 0)
        .mapToDouble(i -> had[i] / (hadByAll[i] * of) - 1)
        .max()
        .orElse(0);
  }
}
