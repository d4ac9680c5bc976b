package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jinyanglake.contract.Classification.DIRECT_IDENTIFIER;
import static org.jinyanglake.contract.Classification.PUBLIC;
import static org.jinyanglake.contract.Classification.QUASI_IDENTIFIER;
import static org.jinyanglake.contract.Classification.SENSITIVE;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesensitizeTest {
  private static final StructType RAW =
      new StructType()
          .add("day", DataTypes.DateType)
          .add("person", DataTypes.StringType)
          .add("age", DataTypes.IntegerType)
          .add("street", DataTypes.StringType)
          .add("birth", DataTypes.DateType)
          .add("diagnosis", DataTypes.StringType)
          .add("_file", DataTypes.StringType)
          .add("_row", DataTypes.LongType);

  private static final Contract ANONYMOUS =
      new TestContract()
          .partition("day", Type.DATE)
          .closed("person", Type.STRING, DIRECT_IDENTIFIER)
          .column("age", Type.INTEGER, QUASI_IDENTIFIER, "range", "width", 10L)
          .column(
              "street",
              Type.STRING,
              QUASI_IDENTIFIER,
              "generalize",
              "hierarchy",
              "region",
              "level",
              "street")
          .column("birth", Type.DATE, QUASI_IDENTIFIER, "truncate", "unit", "month")
          .column("diagnosis", Type.STRING, SENSITIVE, "keep")
          .anonymity(3, "person")
          .build();

  @TempDir static Path temp;
  static SparkSession spark;
  static Keys keys;
  static Hierarchies hierarchies;

  @BeforeAll
  static void open() throws Exception {
    spark = SharedSpark.session();
    keys = Keys.open(temp.resolve("keys"));
    keys.make(DatasetName.parse("health.visits"), 1);
    Path region = Files.createDirectory(temp.resolve("hierarchies")).resolve("region.csv");
    Files.writeString(region, "street,district,city\n柳巷街道,迎泽区,太原市\n桥东街道,迎泽区,太原市\n平阳路街道,小店区,太原市\n");
    hierarchies = Hierarchies.read(region.getParent());
  }

  @Test
  void withoutAnonymityItIsAPureProjectionOfTheZonesColumns() {
    Contract contract =
        new TestContract()
            .partition("day", Type.DATE)
            .column("diagnosis", Type.STRING, SENSITIVE, "keep")
            .column("person", Type.STRING, DIRECT_IDENTIFIER, "token", "domain", "person")
            .closed("birth", Type.DATE, QUASI_IDENTIFIER)
            .column("street", Type.STRING, PUBLIC, "suppress")
            .build();
    Dataset<Row> raw = parquet(List.of(row("2020-01-11", "p1", 34, "柳巷街道", "1890-03-31")));
    Counter jobs = Counter.of(spark);

    Desensitize.Result result =
        Desensitize.of(contract).to(Zone.CONDITIONAL).with(keys, hierarchies, 20).apply(raw);

    assertThat(jobs.stop()).isZero();
    assertThat(result.rows().columns()).containsExactly("day", "diagnosis", "person");
    assertThat(result.recoding()).isEmpty();
    assertThat(result.partitions()).isEmpty();
    String plan = result.rows().queryExecution().executedPlan().toString();
    assertThat(plan).contains("token.invoke").doesNotContain("Exchange", "Join", "Python", "UDF");
    assertThat(plan.substring(plan.indexOf("ReadSchema")))
        .contains("day", "diagnosis", "person")
        .doesNotContain("birth", "street", "_file", "_row");
    assertThat(plan).contains("*(1) Project");
  }

  @Test
  void smallClassesAreGeneralizedTogetherAndTheRestIsWithheld() {
    List<Row> rows = new ArrayList<>();
    for (String person : List.of("p1", "p2", "p3")) {
      rows.add(row("2020-01-11", person, 34, "柳巷街道", "1890-03-31"));
    }
    rows.add(row("2020-01-11", "p4", 41, "桥东街道", "1889-12-01"));
    rows.add(row("2020-01-11", "p5", 58, "柳巷街道", "1889-01-02"));
    rows.add(row("2020-01-11", "p6", 45, "桥东街道", "1889-07-08"));
    rows.add(row("2020-01-12", "p1", 34, "柳巷街道", "1890-03-31"));
    rows.add(row("2020-01-12", "p1", 34, "柳巷街道", "1890-03-31"));
    rows.add(row("2020-01-12", "ｐ２", 34, "柳巷街道", "1890-03-31"));
    rows.add(row("2020-01-12", "p2", 34, "柳巷街道", "1890-03-31"));

    Desensitize.Result result = anonymize(parquet(rows), 2);

    assertThat(strings(result.rows()))
        .containsExactlyInAnyOrder(
            "[2020-01-11,30-39,柳巷街道,1890-03-01,流感]",
            "[2020-01-11,30-39,柳巷街道,1890-03-01,流感]",
            "[2020-01-11,30-39,柳巷街道,1890-03-01,流感]",
            "[2020-01-11,40-59,迎泽区,1889-01-01,流感]",
            "[2020-01-11,40-59,迎泽区,1889-01-01,流感]",
            "[2020-01-11,40-59,迎泽区,1889-01-01,流感]");
    assertThat(result.partitions())
        .containsOnly(
            Map.entry(
                "day=2020-01-11", new Desensitize.Stats(6, 6, 0, (2.0 / 3 + 1 + 3.0 / 4) / 6, 3)),
            Map.entry("day=2020-01-12", new Desensitize.Stats(4, 0, 4, 1, 0)));
    assertThat(strings(result.recoding().get()))
        .contains(
            "[2020-01-11,34,柳巷街道,1890-03-31,30-39,柳巷街道,1890-03-01,false]",
            "[2020-01-11,58,柳巷街道,1889-01-02,40-59,迎泽区,1889-01-01,false]")
        .hasSize(5)
        .filteredOn(row -> row.endsWith("true]"))
        .singleElement()
        .asString()
        .startsWith("[2020-01-12,34,柳巷街道,1890-03-31,");
    assertThat(result.recoding().get().columns())
        .containsExactly(
            "day",
            "age",
            "street",
            "birth",
            "_released_age",
            "_released_street",
            "_released_birth",
            "_withheld");
  }

  @Test
  void thePolicyMayAskForMoreThanTheContract() {
    List<Row> rows =
        IntStream.range(0, 4)
            .mapToObj(i -> row("2020-01-11", "p" + i, 34, "柳巷街道", "1890-03-31"))
            .toList();

    assertThat(anonymize(parquet(rows), 3).rows().count()).isEqualTo(4);
    assertThat(anonymize(parquet(rows), 5).rows().count()).isZero();
  }

  @Test
  void whatWouldLoseTooMuchIsNotPublished() {
    List<Row> rows =
        List.of(
            row("2020-01-11", "p1", 34, "柳巷街道", "1890-03-31"),
            row("2020-01-11", "p2", 74, "平阳路街道", "1850-03-31"),
            row("2020-01-12", "p1", 34, "柳巷街道", "1890-03-31"),
            row("2020-01-12", "p2", 34, "柳巷街道", "1890-03-31"));
    Contract contract =
        new TestContract()
            .partition("day", Type.DATE)
            .closed("person", Type.STRING, DIRECT_IDENTIFIER)
            .column("age", Type.INTEGER, QUASI_IDENTIFIER, "range", "width", 10L)
            .column("birth", Type.DATE, QUASI_IDENTIFIER, "truncate", "unit", "month")
            .mostLoss(0.5)
            .anonymity(2, "person")
            .build();
    Desensitize.Result result =
        Desensitize.of(contract)
            .to(Zone.CONDITIONAL)
            .with(keys, hierarchies, 2)
            .apply(parquet(rows));
    assertThat(result.partitions())
        .containsEntry("day=2020-01-11", new Desensitize.Stats(2, 0, 2, 1, 0))
        .containsEntry("day=2020-01-12", new Desensitize.Stats(2, 2, 0, 0, 2));
    assertThat(strings(result.rows()))
        .containsExactly("[2020-01-12,30-39,1890-03-01]", "[2020-01-12,30-39,1890-03-01]");
  }

  @Test
  void rowsWithoutAPersonAreOneTogether() {
    List<Row> rows = new ArrayList<>();
    for (String person : new String[] {null, null, " ", "p1", "p2"}) {
      rows.add(row("2020-01-11", person, 34, "柳巷街道", "1890-03-31"));
    }
    assertThat(anonymize(parquet(rows), 3).partitions().get("day=2020-01-11").k()).isEqualTo(3);
  }

  @Test
  void allPartitionsAreSolvedInOneGo() {
    List<Row> rows = new ArrayList<>();
    for (int day = 1; day <= 28; day++) {
      for (int i = 0; i < 5; i++) {
        rows.add(row("2020-02-%02d".formatted(day), "p" + i, 30 + 9 * i, "柳巷街道", "1890-03-31"));
      }
    }
    Dataset<Row> raw = parquet(rows);
    Counter jobs = Counter.of(spark);

    Desensitize.Result result = anonymize(raw, 3);

    assertThat(jobs.stop()).isLessThanOrEqualTo(4);
    assertThat(result.partitions())
        .hasSize(28)
        .allSatisfy(
            (path, stats) -> {
              assertThat(stats.rowsOut()).isEqualTo(5);
            });
  }

  @Test
  void aPartitionWithoutQuasiIdentifiersIsOneClass() {
    Contract contract =
        new TestContract()
            .closed("person", Type.STRING, DIRECT_IDENTIFIER)
            .column("diagnosis", Type.STRING, SENSITIVE, "keep")
            .anonymity(3, "person")
            .build();
    List<Row> rows = new ArrayList<>();
    for (String person : List.of("p1", "p2")) {
      rows.add(row("2020-01-11", person, 34, "柳巷街道", "1890-03-31"));
    }
    Desensitize.Result two =
        Desensitize.of(contract)
            .to(Zone.CONDITIONAL)
            .with(keys, hierarchies, 2)
            .apply(parquet(rows));
    assertThat(two.partitions().get("")).isEqualTo(new Desensitize.Stats(2, 0, 2, 0, 0));
    assertThat(two.rows().count()).isZero();
    assertThat(strings(two.recoding().get())).containsExactly("[true]");

    assertThat(
            Desensitize.of(contract)
                .to(Zone.CONDITIONAL)
                .with(keys, hierarchies, 2)
                .apply(parquet(List.of()))
                .partitions())
        .isEmpty();

    rows.add(row("2020-01-11", "p3", 34, "柳巷街道", "1890-03-31"));
    Desensitize.Result three =
        Desensitize.of(contract)
            .to(Zone.CONDITIONAL)
            .with(keys, hierarchies, 2)
            .apply(parquet(rows));
    assertThat(three.rows().count()).isEqualTo(3);
    assertThat(strings(three.recoding().get())).containsExactly("[false]");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void byBruteForceEveryPublishedClassOfARandomTableHasKPersons(long seed) {
    Random random = new Random(seed);
    int k = 2 + random.nextInt(4);
    List<Row> rows = new ArrayList<>();
    int size = 1 + random.nextInt(120);
    for (int i = 0; i < size; i++) {
      int person = (int) Math.abs(random.nextGaussian() * 12);
      rows.add(
          RowFactory.create(
              random.nextInt(12) == 0 ? null : Date.valueOf("2020-01-1" + random.nextInt(3)),
              random.nextInt(10) == 0 ? null : (random.nextBoolean() ? "p" : "ｐ") + person,
              random.nextInt(10) == 0 ? null : 20 + (int) Math.abs(random.nextGaussian() * 12),
              pick(random, "柳巷街道", "桥东街道", "平阳路街道", "迎泽区", "海淀区", "", null),
              random.nextInt(8) == 0
                  ? null
                  : Date.valueOf(
                      "18" + (88 + random.nextInt(2)) + "-0" + (1 + random.nextInt(3)) + "-15"),
              "流感",
              "f",
              (long) i));
    }
    Desensitize.Result result = anonymize(parquet(rows), k);

    Map<List<Object>, List<Object>> published = new HashMap<>();
    for (Row row : result.recoding().get().collectAsList()) {
      if (!row.getBoolean(7)) {
        List<Object> raw = values(row, 0, 4);
        List<Object> released = values(row, 4, 7);
        released.add(0, row.get(0));
        published.put(raw, released);
      }
    }
    Map<List<Object>, Set<Object>> classes = new HashMap<>();
    Map<List<Object>, Integer> counts = new HashMap<>();
    for (Row row : rows) {
      List<Object> raw = new ArrayList<>(List.of());
      Collections.addAll(raw, row.get(0), row.get(2), row.get(3), row.get(4));
      List<Object> released = published.get(raw);
      if (released != null) {
        String person = row.getString(1);
        Object one = person == null ? "" : person.replace('ｐ', 'p');
        classes.computeIfAbsent(released, each -> new HashSet<>()).add(one);
        counts.merge(released, 1, Integer::sum);
      }
    }
    int needed = Math.max(k, 3);
    assertThat(classes.values()).allMatch(persons -> persons.size() >= needed);

    Map<List<Object>, Integer> written = new HashMap<>();
    result.rows().collectAsList().forEach(row -> written.merge(values(row, 0, 4), 1, Integer::sum));
    assertThat(written).isEqualTo(counts);
    result
        .partitions()
        .values()
        .forEach(
            stats -> {
              assertThat(stats.rowsIn()).isEqualTo(stats.rowsOut() + stats.withheld());
              assertThat(stats.loss()).isBetween(0.0, 1.0);
            });
    assertThat(result.partitions().values().stream().mapToLong(Desensitize.Stats::rowsIn).sum())
        .isEqualTo(size);
    assertThat(result.partitions().values().stream().mapToLong(Desensitize.Stats::rowsOut).sum())
        .isEqualTo(written.values().stream().mapToInt(n -> n).sum());

    Collections.shuffle(rows, random);
    for (Dataset<Row> shuffled : List.of(parquet(rows).repartition(7), parquet(rows).coalesce(1))) {
      Desensitize.Result again = anonymize(shuffled, k);
      new JavaDataFrameSuiteBase().assertDataFrameDataEquals(result.rows(), again.rows());
      new JavaDataFrameSuiteBase()
          .assertDataFrameDataEquals(result.recoding().get(), again.recoding().get());
      assertThat(again.partitions()).isEqualTo(result.partitions());
    }
  }

  private static Desensitize.Result anonymize(Dataset<Row> raw, int k) {
    return Desensitize.of(ANONYMOUS).to(Zone.CONDITIONAL).with(keys, hierarchies, k).apply(raw);
  }

  private static Row row(String day, String person, int age, String street, String birth) {
    return RowFactory.create(
        Date.valueOf(day), person, age, street, Date.valueOf(birth), "流感", "f", 1L);
  }

  private static Dataset<Row> parquet(List<Row> rows) {
    String file = temp.resolve("raw" + System.nanoTime()).toString();
    spark.createDataFrame(rows, RAW).write().parquet(file);
    return spark.read().schema(RAW).parquet(file);
  }

  private static List<String> strings(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }

  private static List<Object> values(Row row, int from, int to) {
    List<Object> values = new ArrayList<>();
    for (int i = from; i < to; i++) {
      values.add(row.get(i));
    }
    return values;
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  /** Counts the jobs that Spark starts. */
  private static final class Counter extends SparkListener {
    private final SparkSession session;
    private int jobs;

    private Counter(SparkSession session) {
      this.session = session;
    }

    static Counter of(SparkSession session) {
      Counter counter = new Counter(session);
      session.sparkContext().addSparkListener(counter);
      return counter;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      jobs++;
    }

    int stop() {
      try {
        session.sparkContext().listenerBus().waitUntilEmpty();
      } catch (java.util.concurrent.TimeoutException e) {
        throw new AssertionError(e);
      }
      session.sparkContext().removeSparkListener(this);
      synchronized (this) {
        return jobs;
      }
    }
  }
}
