package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jinyanglake.contract.Classification.DIRECT_IDENTIFIER;
import static org.jinyanglake.contract.Classification.QUASI_IDENTIFIER;
import static org.jinyanglake.contract.Classification.SENSITIVE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Measure;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sensitive values must be like in each class: l-diversity, t-closeness, β-likeness. */
class SensitiveColumnsTest {
  private static final StructType RAW =
      new StructType()
          .add("person", DataTypes.StringType)
          .add("age", DataTypes.IntegerType)
          .add("diagnosis", DataTypes.StringType)
          .add("cost", DataTypes.IntegerType);

  @TempDir static Path temp;
  private static Hierarchies hierarchies;

  @BeforeAll
  static void hierarchy() throws Exception {
    Files.writeString(
        temp.resolve("disease.csv"), "disease,organ\n流感,呼吸系统\n肺炎,呼吸系统\n胃炎,消化系统\n胃溃疡,消化系统\n");
    hierarchies = Hierarchies.read(temp);
  }

  private static Diversity condition(String column, Measure measure, double bound) {
    return new Diversity(column, measure, bound, 2, Optional.empty());
  }

  private static List<Row> published(List<Row> rows, int k, Diversity... conditions) {
    return published(SharedSpark.session().createDataFrame(rows, RAW), k, conditions);
  }

  private static List<Row> published(Dataset<Row> rows, int k, Diversity... conditions) {
    Contract contract =
        new TestContract()
            .column("person", Type.STRING, DIRECT_IDENTIFIER, "keep")
            .column("age", Type.INTEGER, QUASI_IDENTIFIER, "range", "width", 10L)
            .column(
                "diagnosis",
                Type.STRING,
                SENSITIVE,
                "generalize",
                "hierarchy",
                "disease",
                "level",
                "disease")
            .column("cost", Type.INTEGER, SENSITIVE, "keep")
            .anonymity(k, "person", conditions)
            .build();
    return Desensitize.of(contract)
        .to(Zone.CONDITIONAL)
        .with(null, hierarchies, k)
        .apply(rows)
        .rows()
        .collectAsList();
  }

  private static List<Row> rows(Object[]... values) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      rows.add(RowFactory.create("p" + i, values[i][0], values[i][1], values[i][2]));
    }
    return rows;
  }

  private static Object[] row(Integer age, String diagnosis, Integer cost) {
    return new Object[] {age, diagnosis, cost};
  }

  @Test
  void aClassOfOneDiagnosisIsUnitedWithAnother() {
    List<Row> rows =
        rows(
            row(31, "流感", 10),
            row(32, "流感", 10),
            row(41, "胃炎", 10),
            row(42, "肺炎", 10),
            row(61, "胃炎", 10),
            row(62, "肺炎", 10));
    assertThat(ages(published(rows, 2)))
        .containsExactly("30-39", "30-39", "40-49", "40-49", "60-69", "60-69");
    assertThat(ages(published(rows, 2, condition("diagnosis", Measure.DISTINCT, 2))))
        .containsExactly("0-79", "0-79", "0-79", "0-79", "60-69", "60-69");
  }

  @Test
  void valuesThatNoClassCanMixAreNotPublished() {
    List<Row> rows = rows(row(31, "流感", 10), row(32, "流感", 10), row(41, "流感", 10));
    assertThat(published(rows, 2, condition("diagnosis", Measure.DISTINCT, 2))).isEmpty();
    assertThat(published(rows, 2, condition("diagnosis", Measure.CLOSENESS, 0.1))).hasSize(3);
  }

  /** Who knows the class knows that everybody in it has the flu, whatever else one of them has. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onePersonsManyDiagnosesDoNotHideThatAllHaveOne(boolean few) {
    List<Row> rows =
        List.of(
            RowFactory.create("a", 31, "流感", 10),
            RowFactory.create("a", 31, "肺炎", 10),
            RowFactory.create("a", 31, "胃炎", 10),
            RowFactory.create("a", 31, "胃溃疡", 10),
            RowFactory.create("b", 32, "流感", 10),
            RowFactory.create("c", 33, "流感", 10),
            RowFactory.create("d", 41, "胃炎", 10),
            RowFactory.create("e", 42, "肺炎", 10),
            RowFactory.create("f", 61, "胃炎", 10),
            RowFactory.create("g", 62, "肺炎", 10));
    Dataset<Row> raw = SharedSpark.session().createDataFrame(rows, RAW);

    List<Row> published =
        published(few ? raw.coalesce(1) : raw, 2, condition("diagnosis", Measure.DISTINCT, 2));

    assertThat(ages(published))
        .containsExactly(
            "0-79", "0-79", "0-79", "0-79", "0-79", "0-79", "0-79", "0-79", "60-69", "60-69");
  }

  /** A person with ten visits for one disease is one person with it. */
  @Test
  void manyVisitsForOneDiseaseAreOneOfIt() {
    List<Row> rows = new ArrayList<>();
    for (int visit = 0; visit < 10; visit++) {
      rows.add(RowFactory.create("a", 31, "流感", 10));
    }
    rows.add(RowFactory.create("b", 32, "肺炎", 10));
    rows.add(RowFactory.create("c", 33, "胃炎", 10));

    assertThat(ages(published(rows, 3, condition("diagnosis", Measure.ENTROPY, 3))))
        .hasSize(12)
        .containsOnly("30-39");
  }

  /** Rows that must not share classes are compared with all of the partition nevertheless. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsThatAreKeptApartAreComparedWithAllOfThePartition(boolean few) {
    List<Row> rows =
        rows(
            row(31, "流感", 10),
            row(32, "流感", 10),
            row(33, "流感", 10),
            row(61, "胃炎", 10),
            row(62, "胃炎", 10),
            row(63, "胃炎", 10));
    Dataset<Row> all = SharedSpark.session().createDataFrame(rows, RAW);
    Dataset<Row> apart =
        all.withColumn(
            Desensitize.GROUP, functions.when(functions.col("age").gt(50), 2L).otherwise(1L));
    Dataset<Row> raw = few ? apart.coalesce(1) : apart;

    assertThat(published(raw, 3, condition("diagnosis", Measure.CLOSENESS, 0.5))).hasSize(6);
    assertThat(published(raw, 3, condition("diagnosis", Measure.CLOSENESS, 0.4))).isEmpty();
  }

  /** Three of six persons have the flu, though they come twice: in rows that are kept apart. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void personsAreOneOfThePartitionAlsoWhereTheirRowsAreKeptApart(boolean few) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(RowFactory.create("p" + i, 31 + i, "流感", 10));
      rows.add(RowFactory.create("p" + i, 61 + i, "流感", 10));
      rows.add(RowFactory.create("q" + i, 31 + i, "胃炎", 10));
    }
    Dataset<Row> all = SharedSpark.session().createDataFrame(rows, RAW);
    Dataset<Row> apart =
        all.withColumn(
            Desensitize.GROUP, functions.expr("IF(diagnosis = '胃炎', 3L, IF(age > 50, 2L, 1L))"));
    Dataset<Row> raw = few ? apart.coalesce(1) : apart;

    assertThat(published(raw, 3, condition("diagnosis", Measure.CLOSENESS, 0.5))).hasSize(9);
    assertThat(published(raw, 3, condition("diagnosis", Measure.CLOSENESS, 0.4))).isEmpty();
  }

  /** Rows without a person may be of many, who all have the flu. */
  @Test
  void rowsWithoutAPersonBringNoVariety() {
    List<Row> rows = new ArrayList<>();
    for (String disease : List.of("流感", "肺炎", "胃炎", "胃溃疡")) {
      rows.add(RowFactory.create(null, 31, disease, 10));
    }
    rows.add(RowFactory.create("b", 32, "流感", 10));
    rows.add(RowFactory.create("c", 33, "流感", 10));

    assertThat(published(rows, 3)).hasSize(6);
    assertThat(published(rows, 3, condition("diagnosis", Measure.DISTINCT, 2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyClassOfARandomTableFulfilsAllConditions(long seed) {
    Random random = new Random(seed);
    String[] diagnoses = {"流感", "流感", "流感", "肺炎", "胃炎", "胃溃疡", "不详", null};
    List<Row> rows =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    RowFactory.create(
                        "p" + random.nextInt(90),
                        random.nextInt(12) == 0 ? null : 20 + random.nextInt(60),
                        diagnoses[random.nextInt(diagnoses.length)],
                        random.nextInt(15) == 0 ? null : 10 * random.nextInt(6)))
            .toList();
    Diversity[] conditions = {
      condition("diagnosis", Measure.DISTINCT, 3),
      condition("diagnosis", Measure.RECURSIVE, 2),
      condition("diagnosis", Measure.CLOSENESS, 0.3),
      condition("cost", Measure.ENTROPY, 2.5),
      condition("cost", Measure.CLOSENESS, 0.25),
      condition("cost", Measure.LIKENESS, 2)
    };
    List<Row> published = published(rows, 3, conditions);
    assertThat(published).as("with t and β nothing is withheld").hasSize(150);

    List<Row> diagnosed = had(published, 2);
    List<Row> costed = had(published, 3);
    List<String> names = diagnosed.stream().map(row -> row.getString(2)).toList();
    List<Integer> costs = costed.stream().map(SensitiveColumnsTest::cost).toList();
    long all = persons(published);
    Map<Object, List<Row>> byAge =
        published.stream().collect(Collectors.groupingBy(row -> String.valueOf(row.get(1))));
    assertThat(byAge.values())
        .allSatisfy(
            of -> {
              for (int choice = 0; choice < 50; choice++) {
                Collection<Row> chosen = oneOfEachPerson(of, random);
                List<Object> diagnosis = chosen.stream().map(row -> row.get(2)).toList();
                assertThat(diagnosis.stream().distinct().count()).isGreaterThanOrEqualTo(3);
                List<Long> falling =
                    counts(diagnosis).values().stream()
                        .sorted((a, b) -> Long.compare(b, a))
                        .toList();
                long rest = falling.stream().skip(1).mapToLong(n -> n).sum();
                assertThat(falling.get(0)).isLessThan(2 * rest);
                assertThat(entropy(chosen.stream().map(SensitiveColumnsTest::cost).toList()))
                    .isGreaterThanOrEqualTo(Math.log(2.5) - 1e-9);
              }
              double persons = persons(of);
              List<Object> diagnosis = had(of, 2).stream().map(row -> row.get(2)).toList();
              List<Integer> cost = had(of, 3).stream().map(SensitiveColumnsTest::cost).toList();
              double costsEach = cost.size() / persons;
              double more = Math.max(0, costsEach - costs.size() / (double) all);
              assertThat(costsEach * byRank(cost, costs) + more).isLessThanOrEqualTo(0.25 + 1e-9);
              double namesEach = diagnosis.size() / persons;
              more = Math.max(0, namesEach - names.size() / (double) all);
              assertThat(namesEach * byTree(diagnosis, names) + more)
                  .isLessThanOrEqualTo(0.3 + 1e-9);
              counts(cost)
                  .forEach(
                      (value, n) ->
                          assertThat(n / persons)
                              .isLessThanOrEqualTo(3.0 * counts(costs).get(value) / all + 1e-9));
            });

    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    assertThat(
            published(
                SharedSpark.session().createDataFrame(shuffled, RAW).repartition(5), 3, conditions))
        .containsExactlyInAnyOrderElementsOf(published);
  }

  private static long persons(List<Row> rows) {
    return rows.stream().map(row -> row.get(0)).distinct().count();
  }

  /** One row of each person and value. */
  private static List<Row> had(List<Row> rows, int column) {
    Map<List<Object>, Row> had = new LinkedHashMap<>();
    rows.forEach(row -> had.put(Arrays.asList(row.get(0), row.get(column)), row));
    return List.copyOf(had.values());
  }

  private static Collection<Row> oneOfEachPerson(List<Row> rows, Random random) {
    List<Row> inAnyOrder = new ArrayList<>(rows);
    Collections.shuffle(inAnyOrder, random);
    Map<Object, Row> chosen = new LinkedHashMap<>();
    inAnyOrder.forEach(row -> chosen.put(row.get(0), row));
    return chosen.values();
  }

  private static Integer cost(Row row) {
    return row.isNullAt(3) ? Integer.valueOf(-1) : Integer.valueOf(row.getInt(3));
  }

  private static List<String> ages(List<Row> rows) {
    return rows.stream().map(row -> row.getString(1)).sorted().toList();
  }

  private static Map<Object, Long> counts(List<?> values) {
    Map<Object, Long> counts = new HashMap<>();
    values.forEach(value -> counts.merge(String.valueOf(value), 1L, Long::sum));
    return counts;
  }

  private static double entropy(List<?> values) {
    return counts(values).values().stream()
        .mapToDouble(n -> -(double) n / values.size() * Math.log((double) n / values.size()))
        .sum();
  }

  /** The area between the two distribution functions, over the ranks of the values. */
  private static double byRank(List<Integer> some, List<Integer> all) {
    List<Integer> values = all.stream().distinct().sorted().toList();
    double area = 0;
    for (int i = 0; i < values.size() - 1; i++) {
      int bound = values.get(i);
      area +=
          Math.abs(
              some.stream().filter(v -> v <= bound).count() / (double) some.size()
                  - all.stream().filter(v -> v <= bound).count() / (double) all.size());
    }
    return area / (values.size() - 1);
  }

  /** Diseases, organs and all: two steps, so that an edge counts a quarter. */
  private static double byTree(List<Object> some, List<String> all) {
    double work = 0;
    for (int level = 0; level < 2; level++) {
      int at = level;
      Map<Object, Long> of = counts(some.stream().map(v -> raised((String) v, at)).toList());
      Map<Object, Long> ofAll = counts(all.stream().map(v -> raised(v, at)).toList());
      for (var each : ofAll.entrySet()) {
        work +=
            Math.abs(
                    of.getOrDefault(each.getKey(), 0L) / (double) some.size()
                        - each.getValue() / (double) all.size())
                / 4;
      }
    }
    return work;
  }

  private static String raised(String value, int level) {
    if (level == 0 || value == null || value.equals("*")) {
      return value;
    }
    return value.startsWith("胃") ? "消化系统" : "呼吸系统";
  }
}
