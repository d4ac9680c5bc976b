package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.jinyanglake.contract.Classification.DIRECT_IDENTIFIER;
import static org.jinyanglake.contract.Classification.SENSITIVE;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.SparkTypes;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Techniques whose result hangs on more than the value: on the person, the row, the partition. */
class RowTechniquesTest {
  @TempDir static Path temp;
  static SparkSession spark;
  static Keys keys;
  static Keys otherKeys;

  @BeforeAll
  static void open() {
    spark = SharedSpark.session();
    keys = Keys.open(temp.resolve("keys"));
    otherKeys = Keys.open(temp.resolve("other"));
    for (Keys each : List.of(keys, otherKeys)) {
      each.make(DatasetName.parse("health.visits"), 1);
      each.make(DatasetName.parse("health.visits"), 2);
    }
  }

  @Test
  void aPersonsDatesAreAllShiftedByTheSameDays() {
    Contract contract =
        new TestContract()
            .closed("person", Type.STRING, DIRECT_IDENTIFIER)
            .column("born", Type.DATE, SENSITIVE, "shift", "by", "person", "days", 10L)
            .column("came", Type.TIMESTAMP, SENSITIVE, "shift", "by", "person", "days", 10L)
            .build();
    List<Object[]> raw = new ArrayList<>();
    Instant came = Instant.parse("1899-03-04T05:06:07.123456Z");
    for (int i = 0; i < 400; i++) {
      String person = "p" + i / 2 + (i % 2 == 0 ? "" : " ");
      raw.add(new Object[] {person, Date.valueOf("1890-05-06"), Timestamp.from(came)});
    }
    raw.add(new Object[] {null, Date.valueOf("1890-05-06"), Timestamp.from(came)});
    raw.add(new Object[] {"p1", null, null});

    List<Row> rows = released(contract, keys, raw);

    Map<Long, Integer> days = new TreeMap<>();
    for (int i = 0; i < 400; i += 2) {
      LocalDate born = rows.get(i).getDate(0).toLocalDate();
      long shift = ChronoUnit.DAYS.between(LocalDate.parse("1890-05-06"), born);
      days.merge(shift, 1, Integer::sum);
      assertThat(rows.get(i).getTimestamp(1).toInstant())
          .isEqualTo(came.plus(Duration.ofDays(shift)));
      assertThat(rows.get(i + 1)).isEqualTo(rows.get(i));
    }
    assertThat(days).hasSize(20).doesNotContainKey(0L);
    assertThat(days.keySet()).allMatch(shift -> Math.abs(shift) <= 10);
    assertThat(rows.get(400)).isEqualTo(RowFactory.create(null, null));
    assertThat(rows.get(401)).isEqualTo(RowFactory.create(null, null));
    assertThat(released(contract, keys, raw)).isEqualTo(rows);
    assertThat(released(contract, otherKeys, raw)).isNotEqualTo(rows);
  }

  @Test
  void noiseHasTheDeclaredScaleAndIsTheSameInAReplay() {
    for (String distribution : List.of("laplace", "normal")) {
      Contract contract = noisy(Type.DOUBLE, "scale", 3L, "distribution", distribution);
      List<Object[]> raw = new ArrayList<>();
      for (long i = 0; i < 20_000; i++) {
        raw.add(new Object[] {i, 500.0});
      }
      List<Double> noise =
          released(contract, keys, raw).stream().map(row -> row.getDouble(1) - 500).toList();

      double mean = noise.stream().mapToDouble(n -> n).average().orElseThrow();
      double away = noise.stream().mapToDouble(Math::abs).average().orElseThrow();
      double variance = noise.stream().mapToDouble(n -> n * n).average().orElseThrow();
      assertThat(mean).isCloseTo(0, within(0.15));
      // E|x| of Laplace is its scale; of the normal distribution sqrt(2/π) of it
      boolean laplace = distribution.equals("laplace");
      assertThat(away).isCloseTo(laplace ? 3 : 3 * Math.sqrt(2 / Math.PI), within(0.1));
      assertThat(variance).isCloseTo(laplace ? 18 : 9, within(1.5));

      Collections.shuffle(raw, new Random(1));
      Map<Long, Double> replayed = new HashMap<>();
      released(contract, keys, raw)
          .forEach(row -> replayed.put(row.getLong(0), row.getDouble(1) - 500));
      for (int i = 0; i < noise.size(); i++) {
        assertThat(replayed.get((long) i)).isEqualTo(noise.get(i));
      }
      assertThat(released(contract, otherKeys, raw)).isNotEqualTo(released(contract, keys, raw));
    }
  }

  @Test
  void noiseLeavesNoTypeAndNoBound() {
    List<Row> rows =
        released(
            noisy(Type.decimal(8, 2), "scale", 400L),
            keys,
            rows(new BigDecimal("5.25"), new BigDecimal("999999.99"), null));
    assertThat(rows.get(2).isNullAt(1)).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(rows.get(i).getDecimal(1)).isBetween(BigDecimal.ZERO, new BigDecimal("1000.5"));
    }
    for (Row row : released(noisy(Type.LONG, "scale", 400L), keys, rows(5L, 7_000_000L, -9L))) {
      assertThat(row.getLong(1)).isBetween(0L, 1000L);
    }
    assertThat(released(noisy(Type.DOUBLE, "scale", 1L), keys, rows(Double.NaN)).get(0).isNullAt(1))
        .isTrue();
  }

  private static Contract noisy(Type type, Object... options) {
    List<Object> all = new ArrayList<>(List.of("least", 0L, "most", 1000.5));
    all.addAll(List.of(options));
    return new TestContract()
        .key("id", Type.LONG)
        .column("v", type, SENSITIVE, "noise", all.toArray())
        .build();
  }

  private static List<Object[]> rows(Object... values) {
    List<Object[]> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(new Object[] {(long) rows.size(), value});
    }
    return rows;
  }

  @Test
  void microAggregationGivesTheMeanOfNeighboursOfThePartition() {
    Contract contract =
        new TestContract()
            .partition("day", Type.DATE)
            .column("v", Type.LONG, SENSITIVE, "microaggregate", "k", 3L)
            .build();
    List<Object[]> raw = new ArrayList<>();
    for (Object v : new Object[] {50L, 1L, 2L, 2L, 2L, 9L, 10L, 14L, 30L, null}) {
      raw.add(new Object[] {Date.valueOf("1899-01-01"), v});
    }
    raw.add(new Object[] {Date.valueOf("1899-01-02"), 5L});
    raw.add(new Object[] {Date.valueOf("1899-01-02"), 6L});

    // 1 2 2 2 | 9 10 14 30 50: equal ones stay together, two left over join the group before.
    assertThat(released(contract, keys, raw).stream().map(row -> row.get(1)))
        .containsExactly(23L, 2L, 2L, 2L, 2L, 23L, 23L, 23L, 23L, null, null, null);
  }

  @Test
  void microAggregationMakesGroupsOfKOnRandomTables() {
    Random random = new Random(7);
    for (int trial = 0; trial < 60; trial++) {
      int k = 3 + random.nextInt(5);
      Contract contract =
          new TestContract()
              .column("v", Type.DOUBLE, SENSITIVE, "microaggregate", "k", (long) k)
              .build();
      List<Object[]> raw = new ArrayList<>();
      int size = random.nextInt(40);
      int distinct = 1 + random.nextInt(30);
      for (int i = 0; i < size; i++) {
        raw.add(new Object[] {(double) random.nextInt(distinct)});
      }
      Map<Double, Integer> groups = new HashMap<>();
      TreeMap<Double, Double> means = new TreeMap<>();
      double sum = 0;
      List<Row> rows = released(contract, keys, raw);
      for (int i = 0; i < size; i++) {
        if (size < k) {
          assertThat(rows.get(i).isNullAt(0)).isTrue();
          continue;
        }
        double mean = rows.get(i).getDouble(0);
        groups.merge(mean, 1, Integer::sum);
        Double other = means.put((Double) raw.get(i)[0], mean);
        assertThat(other == null || other == mean).as("equal numbers have one mean").isTrue();
        sum += mean - (Double) raw.get(i)[0];
      }
      assertThat(groups.values()).allMatch(count -> count >= k);
      assertThat(new ArrayList<>(means.values())).isSorted();
      assertThat(sum).as("the sum stays").isCloseTo(0, within(1e-6));
    }
  }

  @Test
  void aSampleKeepsAllRowsOfAFractionOfThePersons() {
    Contract contract =
        new TestContract()
            .column("person", Type.STRING, DIRECT_IDENTIFIER, "token", "domain", "person")
            .sample(0.2, "person")
            .build();
    List<Object[]> raw = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      raw.add(new Object[] {"p" + i % 2000});
    }
    raw.add(new Object[] {null});
    List<Row> sampled = sampled(contract, keys, raw);
    Map<String, Integer> rows = new HashMap<>();
    sampled.forEach(row -> rows.merge(row.getString(0), 1, Integer::sum));

    assertThat(rows).doesNotContainKey(null).allSatisfy((person, n) -> assertThat(n).isEqualTo(5));
    assertThat(rows.size()).isBetween(340, 460);
    assertThat(sampled(contract, keys, raw)).isEqualTo(sampled);
    Set<Row> others = new HashSet<>(sampled(contract, otherKeys, raw));
    assertThat(others).isNotEqualTo(new HashSet<>(sampled));
    assertThat(sampled(new TestContract().build(), keys, raw)).hasSize(raw.size());
  }

  /** What did not change would stay under a key that is given up, and nobody would see it. */
  @Test
  void whateverAKeyHasAPartInChangesWithItsVersion() {
    List<Object[]> texts = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      texts.add(new Object[] {"138" + (10_000_000 + i)});
    }
    List<Object[]> numbers = new ArrayList<>();
    List<Object[]> dates = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      numbers.add(new Object[] {i, 500.0});
      dates.add(new Object[] {"p" + i, Date.valueOf("1890-05-06")});
    }
    TestContract token =
        new TestContract()
            .column("phone", Type.STRING, DIRECT_IDENTIFIER, "token", "domain", "phone");
    TestContract encrypt =
        new TestContract()
            .column(
                "phone",
                Type.STRING,
                DIRECT_IDENTIFIER,
                "encrypt",
                "domain",
                "phone",
                "alphabet",
                "digits",
                "minLength",
                11L);
    TestContract shift =
        new TestContract()
            .closed("person", Type.STRING, DIRECT_IDENTIFIER)
            .column("born", Type.DATE, SENSITIVE, "shift", "by", "person", "days", 10L);
    assertChanges(token.build(), texts);
    assertChanges(encrypt.build(), texts);
    assertChanges(shift.build(), dates);
    assertChanges(noisy(Type.DOUBLE, "scale", 3L), numbers);

    Contract sample =
        new TestContract()
            .column("person", Type.STRING, SENSITIVE, "keep")
            .sample(0.2, "person")
            .build();
    assertThat(sample.keyed(Zone.CONDITIONAL)).isTrue();
    assertThat(sampled(sample, keys.at(2), texts)).isNotEqualTo(sampled(sample, keys, texts));
    assertThat(
            new TestContract()
                .column("person", Type.STRING, SENSITIVE, "mask")
                .build()
                .keyed(Zone.CONDITIONAL))
        .isFalse();
  }

  private static void assertChanges(Contract contract, List<Object[]> raw) {
    assertThat(contract.keyed(Zone.CONDITIONAL)).isTrue();
    assertThat(contract.keyed(Zone.OPEN)).isFalse();
    assertThat(released(contract, keys.at(2), raw))
        .isNotEqualTo(released(contract, keys, raw))
        .isEqualTo(released(contract, keys.at(2), raw));
  }

  private static List<Row> sampled(Contract contract, Keys keys, List<Object[]> raw) {
    Dataset<Row> rows =
        spark.createDataFrame(
            raw.stream().map(RowFactory::create).toList(),
            new StructType().add("person", SparkTypes.of(Type.STRING)));
    return Sampling.of(contract, keys, rows).collectAsList();
  }

  private static List<Row> released(Contract contract, Keys keys, List<Object[]> raw) {
    StructType schema = new StructType();
    for (var column : contract.columns()) {
      schema = schema.add(column.name(), SparkTypes.of(column.type()));
    }
    Dataset<Row> rows =
        spark.createDataFrame(raw.stream().map(RowFactory::create).toList(), schema);
    return Desensitize.of(contract)
        .to(Zone.CONDITIONAL)
        .with(keys, Hierarchies.NONE, 5)
        .apply(rows)
        .rows()
        .collectAsList();
  }
}
