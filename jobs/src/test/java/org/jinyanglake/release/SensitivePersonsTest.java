package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sensitive values where persons have several rows: the lake publishes nothing that its gate
 * refuses, and the gate counts persons.
 */
class SensitivePersonsTest {
  @TempDir static Path folder;

  /** The same figures whether the gate reads few rows here or many by Spark. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatTheLakePublishesPasses(long seed) throws Exception {
    Stays stays = Stays.of(Stays.CONTRACT, source(new Random(seed)), folder);
    assertThat(stays.rows).as("with t nothing is withheld").hasSameSizeAs(stays.raw);

    Verdict here = stays.judge().get(0);
    stays.few = false;
    Verdict bySpark = stays.judge().get(0);

    assertThat(here.failures()).isEmpty();
    assertThat(bySpark.failures()).isEmpty();
    assertThat(here.classes()).isGreaterThan(1);
    assertThat(bySpark.sensitive()).isEqualTo(here.sensitive());
    assertThat(here.sensitive())
        .filteredOn(each -> each.condition().column().equals("diagnosis"))
        .singleElement()
        .satisfies(each -> assertThat(each.worst()).isEqualTo(fewestDiagnoses(stays)));
  }

  /** Everybody of a class has a broken bone, and one of them everything else, too. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void varietyThatOnePersonBringsIsRefused(boolean few) throws Exception {
    Stays stays = Stays.sound(folder);
    stays.few = few;
    for (int row = 0; row < 12; row++) {
      set(stays, row, "diagnosis", row < 6 ? "骨折" : List.of("咳嗽", "发热").get(row % 2));
      if (row >= 6) {
        stays.raw.get(row)[stays.source("patient")] = Stays.patient(0);
      }
    }

    assertThat(stays.judge().get(0).failures())
        .filteredOn(failure -> failure.check() == Check.SENSITIVE)
        .singleElement()
        .hasToString("sensitive diagnosis: classes without l=2; the worst has 1.0 (1)");
  }

  /** The same rows, but each of another person: seven values of twelve persons are enough. */
  @Test
  void varietyOfManyPersonsPasses() throws Exception {
    Stays stays = Stays.sound(folder);
    for (int row = 0; row < 12; row++) {
      set(stays, row, "diagnosis", row < 6 ? "骨折" : List.of("咳嗽", "发热").get(row % 2));
    }

    assertThat(stays.judge().get(0).failures()).isEmpty();
  }

  /**
   * In no class has anybody two rows, but six persons are in two classes, with dear stays: of the
   * rows these are a half, but six of eighteen persons have them.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void personsOfTwoClassesAreOneOfThePartitionEach(boolean few) throws Exception {
    List<Object[]> source = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      source.add(Stays.stay(source.size(), i, 30 + i, "柳巷街道", i % 4, 900));
      source.add(Stays.stay(source.size(), i, 40 + i, "坞城街道", i % 4, 900));
      source.add(Stays.stay(source.size(), 20 + i, 50 + i, "上兰街道", i % 4, 100));
      source.add(Stays.stay(source.size(), 30 + i, 70 + i, "东曲街道", i % 4, 100));
    }
    Stays stays =
        Stays.of(Stays.CONTRACT.replace("cost: {t: 0.6}", "cost: {t: 1}"), source, folder);
    stays.judgedBy = Stays.sound(folder).contract;
    stays.few = few;

    assertThat(stays.judge().get(0).failures())
        .singleElement()
        .hasToString("sensitive cost: classes without t=0.6; the worst has 0.666667 (2)");
  }

  @Test
  void costsNoSparkJobOfFewRows() throws Exception {
    String conditions = ", sensitive: {diagnosis: {l: 2}, cost: {t: 0.6}}";
    Stays without = Stays.by(Stays.CONTRACT.replace(conditions, ""), Stays.REGIONS, folder);
    assertThat(jobs(Stays.sound(folder))).isEqualTo(jobs(without)).isPositive();

    Stays many = Stays.sound(folder);
    many.few = false;
    without.few = false;
    assertThat(jobs(many)).isGreaterThan(jobs(without));
  }

  private static int jobs(Stays stays) throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    SparkContext spark = SharedSpark.session().sparkContext();
    String adaptive = SharedSpark.session().conf().get("spark.sql.adaptive.enabled");
    spark.listenerBus().waitUntilEmpty(10_000);
    spark.addSparkListener(counter);
    // As the lake reads few rows: a query is one job, whatever its stages are.
    SharedSpark.session().conf().set("spark.sql.adaptive.enabled", "false");
    try {
      stays.judge();
      spark.listenerBus().waitUntilEmpty(10_000);
    } finally {
      SharedSpark.session().conf().set("spark.sql.adaptive.enabled", adaptive);
      spark.removeSparkListener(counter);
    }
    return jobs.get();
  }

  private static void set(Stays stays, int row, String column, String value) {
    stays.rows.get(row)[stays.column(column)] = value;
    stays.raw.get(row)[stays.source(column)] = value;
  }

  /** Of 70 stays a third are of persons with several, some of whom moved in between. */
  private static List<Object[]> source(Random random) {
    String[] streets = {"柳巷街道", "桥东街道", "坞城街道", "上兰街道"};
    List<Object[]> rows = new ArrayList<>();
    for (int row = 0; row < 70; row++) {
      int person = random.nextInt(3) > 0 ? row : random.nextInt(70);
      int street = random.nextInt(12) == 0 ? random.nextInt(4) : person % 4;
      int cost = 100 * (1 + random.nextInt(5));
      rows.add(Stays.stay(row, person, 30 + person % 40, streets[street], random.nextInt(4), cost));
    }
    return rows;
  }

  /**
   * The fewest diagnoses that could be had by all persons of a class between them, going by how
   * many have each.
   */
  private static double fewestDiagnoses(Stays stays) {
    Map<List<Object>, Map<Object, Set<Object>>> classes = new HashMap<>();
    for (int row = 0; row < stays.rows.size(); row++) {
      Object[] published = stays.rows.get(row);
      classes
          .computeIfAbsent(
              Arrays.asList(published[stays.column("age")], published[stays.column("street")]),
              any -> new HashMap<>())
          .computeIfAbsent(published[stays.column("diagnosis")], any -> new HashSet<>())
          .add(stays.raw.get(row)[stays.source("patient")]);
    }
    return classes.values().stream().mapToInt(SensitivePersonsTest::fewest).min().orElseThrow();
  }

  private static int fewest(Map<Object, Set<Object>> had) {
    Set<Object> all = new HashSet<>();
    had.values().forEach(all::addAll);
    List<Integer> falling =
        had.values().stream().map(Collection::size).sorted(Comparator.reverseOrder()).toList();
    int count = 0;
    for (int covered = 0; covered < all.size(); count++) {
      covered += falling.get(count);
    }
    return count;
  }
}
