package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What several versions of one partition give away, each of which is safe by itself. */
class DifferencesTest {
  private static final String DAY = "day=1899-01-04";
  private static final int K = 2;

  /** Versions one after the other; of each the class of each person, "-" if left out. */
  @SafeVarargs
  private static Differences last(int k, Map<String, String>... versions) {
    SortedMap<String, List<Member>> known = new TreeMap<>();
    Differences last = null;
    for (Map<String, String> version : versions) {
      List<Seen> rows = new ArrayList<>();
      version.forEach(
          (person, of) ->
              rows.add(
                  new Seen(
                      DAY,
                      DAY,
                      person.hashCode(),
                      person.hashCode(),
                      0,
                      of.equals("-") ? null : of)));
      Differences.Judged judged = Differences.of(known, rows, k);
      known = judged.after();
      last = judged.partitions().get(DAY);
    }
    return last;
  }

  /** {@code "Bob Alice: A, Ken: B"}. */
  private static Map<String, String> version(String text) {
    Map<String, String> version = new LinkedHashMap<>();
    for (String part : text.split(", ")) {
      String[] both = part.split(": ");
      for (String person : both[0].split(" ")) {
        version.put(person, both[1]);
      }
    }
    return version;
  }

  @Test
  void aPersonWhoseClassesHaveNobodyElseInCommonIsFound() {
    // Xiao, Tao: m-invariance (SIGMOD 2007), tables 2 and 3: Bob and Alice share a class, then Bob
    // shares one with Mike, who is new; both tables are 2-anonymous and 2-diverse.
    Differences found =
        last(
            K,
            version("Bob Alice: 21-22, Andy David: 23-24, Gary Helen: 36-41"),
            version("Bob Gary: 21-41, Mike Emily: 25-26, Andy David: 23-24"));
    assertThat(found.parts()).isPositive();
    assertThat(found.singledOut()).isPositive();
  }

  @Test
  void whoWasAddedAloneIsFoundByTheDifference() {
    // Byun, Sohn, Bertino, Li: Secure anonymization for incremental datasets (SDM 2006).
    Differences found = last(K, version("Tom Sue: A"), version("Tom Sue Ann: A"));
    assertThat(found).isEqualTo(new Differences(3, 1, 1, 0));
  }

  @Test
  void twoRecodingsOfTheSamePersonsAreIntersected() {
    // Ganta, Kasiviswanathan, Smith: Composition attacks (KDD 2008): by age, then by district.
    Differences found =
        last(K, version("p1 p2: 20s, p3 p4: 30s"), version("p1 p3: 迎泽区, p2 p4: 小店区"));
    assertThat(found).isEqualTo(new Differences(4, 4, 4, 0));
  }

  @Test
  void aSequenceInWhichEnoughPersonsMoveTogetherPasses() {
    Differences passed =
        last(
            K,
            version("p1 p2 p3 p4: A, q1 q2: B"),
            version("p1 p2 p3 p4: A, q1 q2: B"),
            version("p1 p2: A, p3 p4: C, q1 q2: C, n1 n2: A"),
            version("p1 p2: A, p3 p4: A, q1 q2: -, n1 n2: A"));
    assertThat(passed).isEqualTo(new Differences(8, 0, 0, 0));
  }

  @Test
  void theWayBackToAnEarlierVersionIsJudgedLikeAnyOther() {
    String first = "p1 p2 p3: A, q1 q2: B";
    assertThat(last(K, version(first), version("p1 p2: A, q1 q2 p3: B"), version(first)).parts())
        .as("p3, whose way A B A nobody shares, was found when it left A")
        .isZero();
    assertThat(last(K, version(first), version("q1 q2: B"), version("p1 p2: A, q1 q2: B")).left())
        .as("p3 did not come back with the others")
        .isOne();
  }

  @Test
  void whoLeftRawAloneIsToldButDoesNotKeepTheOldVersionPublished() {
    Differences left = last(K, version("p1 p2 p3: A"), version("p1 p2: A"));
    assertThat(left).isEqualTo(new Differences(3, 1, 0, 1));
  }

  @Test
  void whoIsLeftOutAloneIsFound() {
    assertThat(last(K, version("p1 p2 p3: A"), version("p1 p2: A, p3: -")).parts()).isOne();
  }

  @Test
  void rowsOfOnePersonCountAsOne() {
    SortedMap<String, List<Member>> known = new TreeMap<>();
    known.put(DAY, List.of(new Member(1, 7, 42, 0), new Member(2, 7, 42, 0), member(3), member(4)));
    List<Seen> now = new ArrayList<>();
    for (long row = 1; row <= 4; row++) {
      now.add(new Seen(DAY, DAY, row, row <= 2 ? 7 : row, 0, row <= 2 ? "B" : "A"));
    }
    assertThat(Differences.of(known, now, 2).partitions().get(DAY))
        .isEqualTo(new Differences(3, 1, 1, 0));
  }

  private static Member member(long row) {
    return new Member(row, row, 42, 0);
  }

  @Test
  void rowsThatGoFromADayToItsWeekAreFollowed() {
    String week = "day=1899-W01";
    SortedMap<String, List<Member>> known = new TreeMap<>();
    known.put(DAY, List.of(member(1), member(2), member(3)));
    List<Seen> now = new ArrayList<>();
    for (long row = 1; row <= 3; row++) {
      now.add(new Seen(DAY, week, row, row, 0, row == 3 ? "B" : "A"));
    }
    now.add(new Seen("day=1899-01-05", week, 4, 4, 0, "B"));
    assertThat(Differences.of(known, now, 2).partitions())
        .isEqualTo(Map.of(week, new Differences(4, 2, 2, 0)));
  }

  @Test
  void agreesWithWhoeverKeepsAllVersionsSideBySide() {
    Random random = new Random(6);
    int found = 0;
    for (int sequence = 0; sequence < 400; sequence++) {
      List<Map<String, String>> versions = new ArrayList<>();
      int persons = 3 + random.nextInt(12);
      int length = 2 + random.nextInt(3);
      for (int i = 0; i < length; i++) {
        Map<String, String> version = new LinkedHashMap<>();
        for (int person = 0; person < persons; person++) {
          // Mostly nobody moves, else no sequence would pass.
          boolean moves = i == 0 || random.nextInt(10) == 0;
          String before = i == 0 ? "A" : versions.get(i - 1).getOrDefault("p" + person, "gone");
          String to = List.of("A", "B", "C", "-", "gone").get(random.nextInt(i == 0 ? 3 : 5));
          String now = moves ? to : before;
          if (!now.equals("gone")) {
            version.put("p" + person, now);
          }
        }
        versions.add(version);
      }
      Set<String> expected = singledOut(versions, 3);
      assertThat(last(3, versions.<Map<String, String>>toArray(Map[]::new)).singledOut())
          .as("%s", versions)
          .isEqualTo(expected.size());
      found += expected.isEmpty() ? 0 : 1;
    }
    assertThat(found).as("both outcomes occur").isBetween(40, 360);
  }

  /**
   * By the definition, without cohorts: whoever is among fewer than k persons of the same ways over
   * all versions, but among others until the last one.
   */
  private static Set<String> singledOut(List<Map<String, String>> versions, int k) {
    Set<String> persons = new TreeSet<>();
    versions.forEach(version -> persons.addAll(version.keySet()));
    Map<List<String>, Set<String>> before = new HashMap<>();
    Map<List<String>, Set<String>> after = new HashMap<>();
    for (String person : persons) {
      List<String> ways =
          versions.stream()
              .map(version -> version.getOrDefault(person, "-"))
              .collect(Collectors.toList());
      if (ways.stream().allMatch("-"::equals)) {
        continue;
      }
      before.computeIfAbsent(ways.subList(0, ways.size() - 1), any -> new TreeSet<>()).add(person);
      after.computeIfAbsent(ways, any -> new TreeSet<>()).add(person);
    }
    Set<String> singledOut = new TreeSet<>();
    after.forEach(
        (ways, same) -> {
          List<String> past = ways.subList(0, ways.size() - 1);
          boolean published = past.stream().anyMatch(of -> !of.equals("-"));
          boolean together = published && before.get(past).equals(same);
          if (same.size() < k && !together) {
            singledOut.addAll(same);
          }
        });
    return singledOut;
  }
}
