package org.jinyanglake.desensitize.anonymity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Random tables, and what must be true of what is published of them, counted row by row. */
class LabelSolverTest {

  /** A small table with its rows: of each, its quasi-identifiers, its person and a secret. */
  private record Table(Tuples tuples, int[] tupleOf, int[] person, int[] secret, int secrets) {
    static Table random(long seed) {
      Random random = new Random(seed);
      int width = 1 + random.nextInt(3);
      Taxonomy[] taxonomies = new Taxonomy[width];
      for (int q = 0; q < width; q++) {
        taxonomies[q] = taxonomy(random);
      }
      int size = 1 + random.nextInt(60);
      Map<List<Integer>, List<Integer>> rows =
          new TreeMap<>(java.util.Comparator.comparing(Object::toString));
      for (int row = 0; row < size; row++) {
        List<Integer> leaves = new ArrayList<>();
        for (Taxonomy each : taxonomies) {
          leaves.add((int) (each.leaves() * random.nextDouble() * random.nextDouble()));
        }
        rows.computeIfAbsent(leaves, any -> new ArrayList<>()).add(row);
      }
      int[] leaves = new int[rows.size() * width];
      int[] counts = new int[rows.size()];
      int[] tupleOf = new int[size];
      int tuple = 0;
      for (var entry : rows.entrySet()) {
        for (int q = 0; q < width; q++) {
          leaves[tuple * width + q] = entry.getKey().get(q);
        }
        for (int row : entry.getValue()) {
          tupleOf[row] = tuple;
        }
        counts[tuple++] = entry.getValue().size();
      }
      int persons = 1 + random.nextInt(size);
      int secrets = 1 + random.nextInt(5);
      return new Table(
          new Tuples(taxonomies, leaves, counts),
          tupleOf,
          random.ints(size, -1, persons).toArray(),
          random.ints(size, 0, secrets).toArray(),
          secrets);
    }

    /** One to nine leaves, some of them null, in one to four levels of which some repeat. */
    private static Taxonomy taxonomy(Random random) {
      int leaves = 1 + random.nextInt(9);
      int levels = 1 + random.nextInt(3);
      List<List<Object>> paths = new ArrayList<>();
      for (int leaf = 0; leaf < leaves; leaf++) {
        List<Object> path = new ArrayList<>();
        path.add(leaf == 3 ? null : "leaf " + leaf);
        for (int level = 1; level < levels; level++) {
          path.add("level " + level + " " + (leaf >> level));
        }
        path.add("*");
        paths.add(path);
      }
      return Taxonomy.of(paths);
    }

    Crowd crowd(int k) {
      long[][] buckets = new long[tuples.size()][1];
      long[] nameless = new long[tuples.size()];
      for (int row = 0; row < tupleOf.length; row++) {
        if (person[row] < 0) {
          nameless[tupleOf[row]]++;
        } else {
          buckets[tupleOf[row]][0] |= 1L << person[row];
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
      for (int row = 0; row < tupleOf.length; row++) {
        rows[tupleOf[row]][secret[row]]++;
      }
      return new Sensitive(secrets, of, rows);
    }

    /** The rows of each published class, by its labels. */
    Map<List<Integer>, List<Integer>> published(Classes classes) {
      Map<List<Integer>, List<Integer>> published = new HashMap<>();
      for (int row = 0; row < tupleOf.length; row++) {
        int of = classes.of()[tupleOf[row]];
        if (of != Classes.WITHHELD) {
          published
              .computeIfAbsent(
                  Arrays.stream(classes.labels()[of]).boxed().toList(), any -> new ArrayList<>())
              .add(row);
        }
      }
      return published;
    }

    long persons(List<Integer> rows) {
      Set<Integer> persons = new HashSet<>();
      rows.forEach(row -> persons.add(person[row]));
      return persons.size();
    }

    double[] shares(List<Integer> rows) {
      double[] shares = new double[secrets];
      rows.forEach(row -> shares[secret[row]] += 1.0 / rows.size());
      return shares;
    }

    List<Integer> all() {
      return java.util.stream.IntStream.range(0, tupleOf.length).boxed().toList();
    }
  }

  @Property(tries = 100)
  void everyPublishedClassHasKPersons(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int k) {
    Table table = Table.random(seed);
    Classes classes = LabelSolver.solve(table.tuples(), table.crowd(k), 0);

    assertThat(table.published(classes).values()).allMatch(rows -> table.persons(rows) >= k);
    assertThat(classes.labels().length == 0).isEqualTo(table.persons(table.all()) < k);
  }

  @Property(tries = 100)
  void aLabelStandsForWhatWasThere(@ForAll long seed) {
    Table table = Table.random(seed);
    Classes classes = LabelSolver.solve(table.tuples(), table.crowd(3), 0);

    for (int tuple = 0; tuple < table.tuples().size(); tuple++) {
      for (int q = 0; q < table.tuples().width() && classes.of()[tuple] >= 0; q++) {
        Taxonomy taxonomy = table.tuples().taxonomies()[q];
        int label = classes.labels()[classes.of()[tuple]][q];
        assertThat(taxonomy.node(taxonomy.level(label), table.tuples().leaf(tuple, q)))
            .isEqualTo(label);
      }
    }
  }

  @Property(tries = 100)
  void nothingIsWithheldBeyondTheShareAndNeverIsAllOfItWorseThanTheTop(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int percent) {
    Table table = Table.random(seed);
    Classes classes = LabelSolver.solve(table.tuples(), table.crowd(3), percent / 100.0);

    long published = table.published(classes).values().stream().mapToLong(List::size).sum();
    long withheld = table.tupleOf().length - published;
    if (classes.labels().length > 0) {
      assertThat(withheld).isLessThanOrEqualTo((long) (percent / 100.0 * table.tupleOf().length));
    }
    assertThat(classes.loss(table.tuples())).isBetween(0.0, 1.0);
  }

  /** One who stands out is left out only where nearly all others would be generalized for them. */
  @Test
  void rowsAreWithheldOnlyWhereOthersWouldLoseMuch() {
    Taxonomy taxonomy =
        Taxonomy.of(List.of(List.of("a", "*"), List.of("b", "*"), List.of("c", "*")));
    Tuples noneNear = new Tuples(new Taxonomy[] {taxonomy}, new int[] {0, 1}, new int[] {999, 1});
    Tuples fewNear =
        new Tuples(new Taxonomy[] {taxonomy}, new int[] {0, 1, 2}, new int[] {989, 10, 1});

    assertThat(LabelSolver.solve(noneNear, Requirement.rows(noneNear, 5), 0.01).of())
        .containsExactly(0, Classes.WITHHELD);
    assertThat(LabelSolver.solve(fewNear, Requirement.rows(fewNear, 5), 0.01).of())
        .doesNotContain(Classes.WITHHELD);
    assertThat(LabelSolver.solve(noneNear, Requirement.rows(noneNear, 5), 0).of())
        .doesNotContain(Classes.WITHHELD);
  }

  @Property(tries = 100)
  void neverDearerThanTheBestFullDomainRecoding(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int k) {
    Table table = Table.random(seed);
    Tuples tuples = table.tuples();
    Classes classes = LabelSolver.solve(tuples, Requirement.rows(tuples, k), 0);

    assertThat(classes.loss(tuples)).isLessThanOrEqualTo(bestFullDomain(tuples, k) + 0.1);
  }

  /** One level for each quasi-identifier, the same for all rows, by trying all. */
  private static double bestFullDomain(Tuples tuples, int k) {
    int vectors = 1;
    for (Taxonomy each : tuples.taxonomies()) {
      vectors *= each.levels();
    }
    double best = 1;
    for (int vector = 0; vector < vectors; vector++) {
      int[] groups = new int[tuples.size()];
      Map<List<Integer>, Integer> numbers = new HashMap<>();
      Map<Integer, Integer> rows = new HashMap<>();
      double loss = 0;
      for (int tuple = 0; tuple < tuples.size(); tuple++) {
        List<Integer> labels = new ArrayList<>();
        int rest = vector;
        for (int q = 0; q < tuples.width(); q++) {
          Taxonomy taxonomy = tuples.taxonomies()[q];
          int node = taxonomy.node(rest % taxonomy.levels(), tuples.leaf(tuple, q));
          labels.add(node);
          loss += taxonomy.cost(node) * tuples.rows()[tuple] / tuples.width() / tuples.total();
          rest /= taxonomy.levels();
        }
        groups[tuple] = numbers.computeIfAbsent(labels, any -> numbers.size());
        rows.merge(groups[tuple], tuples.rows()[tuple], Integer::sum);
      }
      if (rows.values().stream().allMatch(each -> each >= k)) {
        best = Math.min(best, loss);
      }
    }
    return best;
  }

  @Property(tries = 100)
  void theOrderOfTheTuplesOfSeveralPersonsDoesNotMatter(@ForAll long seed) {
    Table table = Table.random(seed);
    Crowd crowd = table.crowd(3);

    assertThat(LabelSolver.solve(table.tuples(), crowd, 0.05).of())
        .isEqualTo(LabelSolver.solve(table.tuples(), crowd, 0.05).of());
  }

  @Property(tries = 100)
  void everyClassHasEnoughValues(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int l) {
    Table table = Table.random(seed);
    Sensitive sensitive = table.sensitive();
    Crowd crowd = table.crowd(2);

    assertThat(table.published(solve(table, crowd.and(sensitive.distinct(l)))).values())
        .allSatisfy(
            rows ->
                assertThat(rows.stream().map(row -> table.secret()[row]).distinct().count())
                    .isGreaterThanOrEqualTo(l));
    assertThat(table.published(solve(table, crowd.and(sensitive.entropy(l)))).values())
        .allSatisfy(
            rows ->
                assertThat(
                        Arrays.stream(table.shares(rows))
                            .filter(share -> share > 0)
                            .map(share -> -share * Math.log(share))
                            .sum())
                    .isGreaterThanOrEqualTo(Math.log(l) - 1e-9));
    assertThat(table.published(solve(table, crowd.and(sensitive.recursive(2, l)))).values())
        .allSatisfy(
            rows -> {
              double[] shares = Arrays.stream(table.shares(rows)).sorted().toArray();
              double rare = Arrays.stream(shares).limit(Math.max(0, shares.length - l + 1)).sum();
              assertThat(shares[shares.length - 1]).isLessThan(2 * rare + 1e-9);
            });
  }

  @Property(tries = 100)
  void everyClassIsCloseToAll(@ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int tenths) {
    Table table = Table.random(seed);
    Sensitive sensitive = table.sensitive();
    Crowd crowd = table.crowd(2);
    double t = tenths / 10.0;
    double[] all = table.shares(table.all());

    assertThat(table.published(solve(table, crowd.and(sensitive.close(t)))).values())
        .allSatisfy(
            rows -> {
              double[] shares = table.shares(rows);
              double moved = 0;
              for (int i = 0; i < all.length; i++) {
                moved += Math.max(0, shares[i] - all[i]);
              }
              assertThat(moved).isLessThanOrEqualTo(t + 1e-9);
            });
    assertThat(table.published(solve(table, crowd.and(sensitive.orderedClose(t)))).values())
        .allSatisfy(
            rows -> {
              double[] shares = table.shares(rows);
              double moved = 0;
              for (int cut = 1; cut < all.length; cut++) {
                double below = 0;
                for (int i = 0; i < cut; i++) {
                  below += shares[i] - all[i];
                }
                moved += Math.abs(below) / (all.length - 1);
              }
              assertThat(moved).isLessThanOrEqualTo(t + 1e-9);
            });
    assertThat(table.published(solve(table, crowd.and(sensitive.like(t)))).values())
        .allSatisfy(
            rows -> {
              double[] shares = table.shares(rows);
              for (int i = 0; i < all.length; i++) {
                assertThat(shares[i]).isLessThanOrEqualTo(all[i] + t * all[i] + 1e-9);
              }
            });
  }

  private static Classes solve(Table table, Requirement requirement) {
    return LabelSolver.solve(table.tuples(), requirement, 0);
  }

  /** Two leaves of one parent are half as far as two of different ones. */
  @Test
  void inAHierarchyValuesAreAsFarAsTheirCommonLabelIsHigh() {
    Taxonomy taxonomy =
        Taxonomy.of(
            List.of(
                List.of("flu", "lungs", "*"),
                List.of("asthma", "lungs", "*"),
                List.of("ulcer", "stomach", "*"),
                List.of("cramp", "stomach", "*")));
    // All: a quarter each. One class has flu only: a quarter stays, a quarter comes from asthma at
    // half the distance, and half from the stomach at the whole distance.
    int[][] values = {{0}, {1, 2, 3}};
    int[][] rows = {{1}, {1, 1, 1}};
    Sensitive sensitive = new Sensitive(4, values, rows);
    int[] flu = {0};

    assertThat(sensitive.hierarchicallyClose(0.625, taxonomy).holds(flu, 0, 1)).isTrue();
    assertThat(sensitive.hierarchicallyClose(0.624, taxonomy).holds(flu, 0, 1)).isFalse();
    assertThat(sensitive.close(0.75).holds(flu, 0, 1)).isTrue();
    assertThat(sensitive.close(0.749).holds(flu, 0, 1)).isFalse();
  }

  @Property(tries = 100)
  void tightValuesHoldAsWell(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int k) {
    Table table = Table.random(seed);
    boolean[] ordered = new boolean[table.tuples().width()];
    ordered[0] = true;
    int[] groups = Mondrian.solve(table.tuples(), table.crowd(k), ordered);

    Map<Integer, List<Integer>> classes = new HashMap<>();
    for (int row : table.all()) {
      classes.computeIfAbsent(groups[table.tupleOf()[row]], any -> new ArrayList<>()).add(row);
    }
    if (table.persons(table.all()) < k) {
      assertThat(classes.keySet()).containsExactly(Classes.WITHHELD);
    } else {
      assertThat(classes.values()).allMatch(rows -> table.persons(rows) >= k);
      assertThat(Mondrian.loss(table.tuples(), groups, ordered)).isBetween(0.0, 1.0);
    }
  }
}
