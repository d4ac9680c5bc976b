package org.jinyanglake.bench;

import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.check.Check;
import org.jinyanglake.check.Compared;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.check.Search;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.check.measure.MeasureHistory;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Holidays;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * A raw table of payments that nobody made, with 30 rules on eight columns: how long the lake takes
 * to judge and measure it, and how long Spark takes for the same numbers by hand-written SQL.
 */
final class CheckSpeed implements AutoCloseable {
  /** So many times the rows of the other parts lie in the table of which one partition changes. */
  static final int TIMES = 3;

  /** Rules of severity row on the rows of a {@link Workload}; some rows break the third. */
  static final List<String> ROW_RULES =
      List.of(
          "ColumnValues \"age\" between -1 and 130",
          "IsComplete \"card\"",
          "ColumnValues \"amount\" >= 1.01",
          "ColumnLength \"phone\" between 9 and 12",
          "ColumnValues \"channel\" in [ \"APP\", \"柜台\" ]",
          "IsPrimaryKey \"id\"");

  private static final DatasetName DATASET = DatasetName.parse("bench.checked");
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
  private static final String RUN = "bench";

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:bench:checked
      name: checked
      version: 1.0.0
      status: active
      domain: bench
      tenant: 太原市
      description: {purpose: 测速, limitations: 合成数据, usage: 测速}
      servers:
        - {server: landing, type: local, path: bench/checked/*.csv, format: csv}
      schema:
        - name: checked
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public}
            - {name: id, logicalType: integer, required: true, classification: public}
            - {name: phone, logicalType: string, classification: direct-identifier}
            - {name: age, logicalType: integer, physicalType: int, classification: quasi-identifier}
            - {name: district, logicalType: string, classification: quasi-identifier}
            - {name: amount, logicalType: number, physicalType: "decimal(10,2)", classification: public}
            - {name: paid_at, logicalType: timestamp, classification: public}
            - {name: channel, logicalType: string, classification: public}
          quality:
            - type: custom
              engine: deequ
              severity: warning
              implementation: >-
                Rules = [ RowCount > 0, IsComplete "id", IsComplete "age", IsComplete "district", IsComplete "amount",
                IsComplete "paid_at", IsComplete "channel", Completeness "phone" > 0.5,
                ColumnValues "age" between -1 and 130, ColumnValues "age" >= 0, ColumnValues "amount" > 0,
                ColumnValues "amount" < 100000, ColumnValues "channel" in [ "APP", "柜台" ], ColumnValues "channel" != "x",
                ColumnValues "district" in [ "小店区", "迎泽区", "杏花岭区", "尖草坪区", "万柏林区" ], ColumnValues "id" >= 0,
                ColumnLength "phone" between 9 and 12, ColumnLength "district" between 2 and 6, ColumnLength "channel" < 10,
                ColumnValues "phone" matches "0[0-9]{9}", Mean "amount" > 1, Sum "amount" > 1, StandardDeviation "amount" > 0,
                Mean "age" between 1 and 100, StandardDeviation "age" > 0, Sum "age" > 0, Mean "id" > 0,
                ColumnCorrelation "age" "amount" < 0.9, Completeness "age" > 0.9 where "channel = 'APP'",
                Uniqueness "id" = 1.0 ]
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      """;

  /** The numbers that the rules need, and those that the lake measures of every partition. */
  private static final String SQL =
      """
      SELECT day, count(*), count(day), count(id), count(phone), count(age), count(district), count(amount),
        count(paid_at), count(channel), approx_count_distinct(day), approx_count_distinct(id),
        approx_count_distinct(phone), approx_count_distinct(age), approx_count_distinct(district),
        approx_count_distinct(amount), approx_count_distinct(paid_at), approx_count_distinct(channel),
        avg(id), sum(id), stddev_pop(id), min(id), max(id),
        avg(amount), sum(amount), stddev_pop(amount), min(amount), max(amount),
        avg(age), sum(age), stddev_pop(age), corr(age, amount),
        count_if(age > -1 AND age < 130), min(age), count_if(channel IN ('APP', '柜台')), count_if(channel <> 'x'),
        count_if(district IN ('小店区', '迎泽区', '杏花岭区', '尖草坪区', '万柏林区')),
        min(length(phone)), max(length(phone)), min(length(district)), max(length(district)), max(length(channel)),
        count_if(phone RLIKE '^0[0-9]{9}$'), count_if(channel = 'APP'), count_if(channel = 'APP' AND age IS NOT NULL)
      FROM checked GROUP BY day
      """;

  private static final int DAYS_A_TASK = 25;

  private static final String UNIQUENESS =
      """
      SELECT day, count_if(n = 1) / sum(n) FROM (SELECT day, id, count(*) n FROM checked WHERE id IS NOT NULL GROUP BY day, id)
      GROUP BY day
      """;

  private final SparkSession spark;
  private final Lake lake;
  private final Engine engine;
  private final Contract contract;
  private Version raw;

  /**
   * A lake below a folder, which is empty.
   *
   * @param project whose {@code conf} it has
   */
  CheckSpeed(SparkSession spark, Path project, Path folder) throws IOException {
    this.spark = spark;
    Path schemas = Files.createDirectories(folder.resolve("schemas/bench"));
    Files.writeString(schemas.resolve("checked.yaml"), CONTRACT);
    Contracts contracts =
        Contracts.in(schemas.getParent()).hierarchies(project.resolve("conf/hierarchies")).read();
    if (contracts.failed()) {
      throw new IllegalStateException(contracts.problems().toString());
    }
    contract = contracts.contract(DATASET).orElseThrow();
    lake = Lake.open(LakeConf.embedded(folder.resolve("home")), Observer.NONE);
    engine = Engine.on(spark, lake);
  }

  /** Writes the table anew: days of as many rows each. */
  void fill(int days, int rowsOfDay) {
    raw = commit(Optional.empty(), rows(0, days, rowsOfDay), 0, days);
  }

  /** More rows for one day, of other keys. */
  void change(int day, int rows) {
    Dataset<Row> more = rows(day, day + 1, rows).withColumn("id", expr("id + " + raw.rows()));
    raw = commit(Optional.of(raw), more, day, day + 1);
  }

  /** Makes all partitions as they were before they were judged. */
  void forget() {
    SortedMap<String, State.PartitionState> partitions = new TreeMap<>(raw.state().partitions());
    partitions.replaceAll(
        (path, each) -> State.PartitionState.unjudged(each.version(), each.refused()));
    raw =
        commit(Commit.to(lake, Zone.RAW, DATASET, Optional.of(raw), Optional.empty()), partitions);
  }

  private Dataset<Row> rows(int from, int to, int rowsOfDay) {
    String salt = "xxhash64(id, " + (raw == null ? 0 : raw.snapshot().snapshotId()) + ")";
    Map<String, String> columns =
        new LinkedHashMap<>(Map.of("phone", "concat('0', 200000000 + pmod(" + salt + ", 50000))"));
    columns.put("age", "cast(pmod(" + salt + ", 97) as int)");
    columns.put(
        "district",
        "element_at(array('小店区', '迎泽区', '杏花岭区', '尖草坪区', '万柏林区'), cast(pmod("
            + salt
            + ", 5) as int) + 1)");
    columns.put("amount", "cast(pmod(" + salt + ", 99900) / 100 + 1 as decimal(10,2))");
    columns.put(
        "paid_at", "timestamp_seconds(unix_date(day) * 86400L + pmod(" + salt + ", 86400))");
    columns.put("channel", "if(pmod(" + salt + ", 3) = 0, 'APP', '柜台')");
    columns.put(Lineage.FILE, "'bench/checked/a.csv'");
    columns.put(Lineage.ROW, "id");
    columns.put(Lineage.RUN, "'" + RUN + "'");
    columns.put(Lineage.COLLECTED_AT, "timestamp_seconds(0)");
    Dataset<Row> rows =
        spark
            // A task keeps a file open for each of its days.
            .range((long) from * rowsOfDay, (long) to * rowsOfDay, 1, 1 + (to - from) / DAYS_A_TASK)
            .withColumn(
                "day", expr("date_add('" + FIRST + "', cast(id div " + rowsOfDay + " as int))"));
    for (Map.Entry<String, String> column : columns.entrySet()) {
      rows = rows.withColumn(column.getKey(), expr(column.getValue()));
    }
    Column[] ordered =
        Stream.concat(
                contract.columns().stream().map(org.jinyanglake.contract.Column::name),
                Stream.of(Lineage.FILE, Lineage.ROW, Lineage.RUN, Lineage.COLLECTED_AT))
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    return rows.select(ordered);
  }

  private Version commit(Optional<Version> base, Dataset<Row> rows, int from, int to) {
    Commit commit =
        Commit.to(
            lake,
            Zone.RAW,
            DATASET,
            base,
            base.isPresent()
                ? Optional.empty()
                : Optional.of(Layouts.of(contract, Zone.RAW, rows.schema())));
    commit.add(engine.write(rows, commit, commit.metadata().location()));
    SortedMap<String, State.PartitionState> partitions =
        base.map(version -> new TreeMap<>(version.state().partitions())).orElse(new TreeMap<>());
    for (int day = from; day < to; day++) {
      String path = "day=" + FIRST.plusDays(day);
      partitions.put(
          path,
          State.PartitionState.unjudged(
              Evidence.sha256(path + base.map(Version::evidence).orElse("")), 0));
    }
    return commit(commit, partitions);
  }

  private Version commit(Commit commit, SortedMap<String, State.PartitionState> partitions) {
    State state = new State(contract.hash(), 0, new TreeMap<>(), partitions);
    return commit.execute(
        RUN, lake.evidence().write("collect", state, Evidence.JSON.createObjectNode()));
  }

  /** All rules and measures of all partitions, without keeping them. */
  void check() {
    Check.Result result =
        Check.of(contract)
            .measuring()
            .on(engine.read(raw).withColumnRenamed(Lineage.FILE, "_file"));
    if (result.results().stream().anyMatch(each -> !each.passed())) {
      throw new IllegalStateException(result.results().toString());
    }
  }

  /** The same numbers by hand-written SQL. */
  void aggregatePlainly() {
    engine.read(raw).createOrReplaceTempView("checked");
    spark.sql(SQL).collectAsList();
    spark.sql(UNIQUENESS).collectAsList();
  }

  /** What is due of the check stage, with its commit, and then the measures of the whole table. */
  void judge() {
    Compared nothing = Compared.of(contract, Map.of(), lake);
    raw = new Judgement(contract, engine, RUN, Search.NONE, nothing, Holidays.NONE).execute(raw);
    SortedMap<Measure, Double> table = MeasureHistory.of(lake, raw).table();
    if (!table.containsKey(Measure.ROW_COUNT)) {
      throw new IllegalStateException("the table was not measured");
    }
  }

  /** Gives the contract of a workload these rules of severity row, and no others of it. */
  static void rowRules(LakeSide lake, List<String> rules) throws IOException {
    Path contract = lake.schemas().resolve(Workload.DOMAIN + "/" + Workload.name(0) + ".yaml");
    String text =
        Files.readString(contract)
            .lines()
            .filter(line -> !line.contains("severity: row"))
            .collect(Collectors.joining("\n", "", "\n"));
    String quality = "    quality:\n";
    if (!text.contains(quality)) {
      throw new IllegalStateException("the workload's contract has no rules");
    }
    String added =
        rules.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "      - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ %s ]'}%n",
                String.join(", ", rules));
    Files.writeString(contract, text.replace(quality, quality + added));
  }

  @Override
  public void close() {
    lake.close();
  }
}
