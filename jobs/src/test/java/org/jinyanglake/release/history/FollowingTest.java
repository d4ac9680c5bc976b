package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a partition is laid beside, and who is found there. */
class FollowingTest {
  private static final SortedMap<String, String> OPEN =
      new TreeMap<>(Map.of("d1", "a", "d2", "a", "d3", "b", "d4", "c", "d6", "d", "d8", "e"));

  private static Following.Step step(SortedMap<String, String> now, String... raw) {
    SortedMap<String, TreeSet<String>> made = new TreeMap<>();
    made.put("p", new TreeSet<>(Set.of(raw)));
    return Following.steps(made, OPEN, now).get(0);
  }

  private static String near(Following.Step step) {
    return step.near().stream()
        .map(part -> part.file() + part.paths())
        .collect(Collectors.joining(" "));
  }

  @Test
  void liesBesideThreePartitionsBeforeAndAfter() {
    assertThat(near(step(new TreeMap<>(Map.of("d5", "new")), "d5")))
        .isEqualTo("a[d2] b[d3] c[d4] d[d6] e[d8]");
  }

  @Test
  void ofTheSameReleaseOnlyWhatComesBeforeCounts() {
    SortedMap<String, String> now = new TreeMap<>(Map.of("d4", "n4", "d5", "n5", "d6", "n6"));
    assertThat(near(step(now, "d5"))).isEqualTo("a[d2] b[d3] d[d6] e[d8] n4[d4]");
  }

  @Test
  void aMergedPartitionIsNotLaidBesideItself() {
    SortedMap<String, String> now = new TreeMap<>(Map.of("d4", "n", "d5", "n"));
    assertThat(near(step(now, "d4", "d5"))).isEqualTo("a[d1, d2] b[d3] d[d6] e[d8]");
  }

  /** Against the definition: the persons who share a class here and one there. */
  @Test
  void findsWhoSharesTwoClassesWithTooFew() {
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    int safe = 0;
    for (int round = 0; round < 300; round++) {
      List<long[]> here = rows(random);
      List<long[]> there = rows(random);
      int k = random.nextInt(2, 5);
      Set<Long> expectedTried = new TreeSet<>();
      Set<Long> expectedFound = new TreeSet<>();
      for (long[] one : here) {
        for (long[] other : there) {
          if (one[0] != 0 && one[0] == other[0]) {
            expectedTried.add(one[0]);
            Set<Long> both = persons(here, one[1]);
            both.retainAll(persons(there, other[1]));
            if (both.size() < k) {
              expectedFound.add(one[0]);
            }
          }
        }
      }

      BitSet tried = new BitSet();
      BitSet singledOut = new BitSet();
      new PersonClasses(records(here))
          .follow(new PersonClasses(records(there)), k, tried, singledOut);

      assertThat(tried.cardinality()).isEqualTo(expectedTried.size());
      assertThat(singledOut.cardinality()).isEqualTo(expectedFound.size());
      found += expectedFound.size();
      safe += expectedTried.size() - expectedFound.size();
    }
    assertThat(Math.min(found, safe)).isGreaterThan(300);
  }

  /** As a number does that clerks write where they know none: its ways are 100 million. */
  @Test
  void aPersonInVeryManyClassesTakesNoMoreMemoryThanTheRows() {
    List<long[]> rows = new ArrayList<>();
    for (int row = 0; row < 10_000; row++) {
      rows.add(new long[] {hash(1), hash(100 + row)});
    }
    BitSet tried = new BitSet();
    BitSet found = new BitSet();
    PersonClasses many = new PersonClasses(records(rows));
    many.follow(new PersonClasses(records(rows)), 2, tried, found);
    assertThat(tried.cardinality()).isOne();
    assertThat(found.cardinality()).isOne();
  }

  private static Set<Long> persons(List<long[]> rows, long classKey) {
    return rows.stream()
        .filter(row -> row[0] != 0 && row[1] == classKey)
        .map(row -> row[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<long[]> rows(SplittableRandom random) {
    List<long[]> rows = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      rows.add(new long[] {hash(random.nextInt(12)), hash(100 + random.nextInt(3))});
    }
    return rows;
  }

  /** Spread over all numbers, but for 0: nobody. */
  private static long hash(int number) {
    return number * 0x9E3779B97F4A7C15L;
  }

  private static LongRecords records(List<long[]> rows) {
    LongRecords records = new LongRecords(2);
    for (long[] row : rows) {
      int at = records.add();
      records.set(at, 0, row[0]);
      records.set(at, 1, row[1]);
    }
    return records;
  }
}
