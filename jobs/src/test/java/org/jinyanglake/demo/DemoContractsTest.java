package org.jinyanglake.demo;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.deequ.dqdl.EvaluateDataQuality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts in {@code schemas/} and the demo city belong together. */
class DemoContractsTest {

  private static final Path SCHEMAS = Path.of("..", "schemas");
  private static final Path HIERARCHIES = Path.of("..", "conf", "hierarchies");
  private static final Set<String> REFUSED_AT_CHECK =
      Stream.of(Fault.values())
          .filter(fault -> fault.refusedAt() == Fault.Stage.CHECK)
          .map(Fault::label)
          .collect(toSet());

  @TempDir static Path landing;
  private static DemoCity.Result city;
  private static Contracts contracts;
  private static SparkSession spark;

  @BeforeAll
  static void build() {
    contracts = Contracts.in(SCHEMAS).hierarchies(HIERARCHIES).read();
    city = DemoCity.rows(30_000).seed(11).days(2).writeTo(landing);
    spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.session.timeZone", "Asia/Shanghai");
    // Many small questions: compiling a plan would cost more than running it.
    spark.conf().set("spark.sql.codegen.wholeStage", "false");
    spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set("spark.sql.shuffle.partitions", "1");
  }

  static Stream<String> providers() {
    return Stream.of(
        "governance.hotline_tickets",
        "governance.grid_events",
        "transport.bus_swipes",
        "health.hospital_visits",
        "market.enterprises",
        "utilities.meter_readings",
        "environment.air_quality");
  }

  @Test
  void everyDatasetOfTheDemoHasAContract() {
    assertThat(contracts.contracts())
        .extracting(contract -> contract.dataset().toString())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    providers(),
                    Stream.of(
                        "health.epidemic_daily",
                        "city.run_monitor",
                        "city.event_dispatch",
                        "city.public_resources"))
                .toList());
  }

  @Test
  void theGuidesExampleIsAValidContract(@TempDir Path schemas) throws IOException {
    String guide = Files.readString(SCHEMAS.resolve("README.md"));
    String example = guide.substring(guide.indexOf("```yaml\n") + 8);
    Files.createDirectories(schemas.resolve("transport"));
    Files.writeString(
        schemas.resolve("transport/parking_stays.yaml"),
        example.substring(0, example.indexOf("```")));

    Contracts read = Contracts.in(schemas).hierarchies(HIERARCHIES).read();

    assertThat(read.problems()).isEmpty();
    assertThat(read.contracts()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void theFilesHaveTheContractsColumns(String dataset) throws IOException {
    List<String> expected =
        contract(dataset).columns().stream()
            .filter(column -> column.expression().isEmpty())
            .map(Column::header)
            .toList();

    for (Path file : files(dataset)) {
      DeliveredRows delivered = DeliveredRows.read(file);
      assertThat(
              delivered.header().isEmpty()
                  ? delivered.rows().get(0).cells().keySet()
                  : delivered.header())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void soundRowsPassTheRulesThatHoldAPartitionOrRefuseARow(String dataset) throws IOException {
    Contract contract = contract(dataset);
    List<Rule> binding =
        contract.rules().stream().filter(rule -> rule.severity() != Rule.Severity.WARNING).toList();

    assertThat(failed(frame(contract, Set.of()), binding)).isEmpty();
    assertThat(contract.rules())
        .extracting(Rule::severity)
        .contains(Rule.Severity.ERROR, Rule.Severity.ROW, Rule.Severity.WARNING);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void eachFaultThatTheCheckRefusesFailsARuleOfItsOwn(String dataset) throws IOException {
    Contract contract = contract(dataset);
    List<Rule> row =
        contract.rules().stream().filter(rule -> rule.severity() == Rule.Severity.ROW).toList();
    Set<String> present = new HashSet<>(labels(dataset).values());
    present.retainAll(REFUSED_AT_CHECK);

    assertThat(present).isNotEmpty();
    assertThat(failed(frame(contract, REFUSED_AT_CHECK), row)).hasSize(present.size());
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyValueThatIsGeneralizedStandsInItsHierarchy(String dataset) throws IOException {
    Contract contract = contract(dataset);
    Dataset<Row> rows = frame(contract, Set.of());
    for (Column column : contract.columns()) {
      for (TechniqueSpec technique : column.techniques().values()) {
        if (technique.name().equals("generalize")) {
          Set<String> known = new HashSet<>();
          for (String line :
              Files.readAllLines(
                  HIERARCHIES.resolve(technique.options().get("hierarchy") + ".csv"))) {
            known.addAll(List.of(line.split(",", -1)));
          }
          assertThat(
                  rows.select(column.name()).distinct().collectAsList().stream()
                      .map(row -> row.getString(0)))
              .as(column.name())
              .isNotEmpty()
              .isSubsetOf(known);
        }
      }
    }
  }

  @Test
  void theRunMonitorHasOneRowADayWithEveryFigure() throws IOException {
    List<Row> days = derive("city.run_monitor").orderBy("day").collectAsList();

    assertThat(days)
        .extracting(row -> row.get(0).toString())
        .containsExactly("2024-03-04", "2024-03-05");
    assertThat(days)
        .allSatisfy(
            row -> {
              for (int i = 0; i < row.length(); i++) {
                assertThat(row.isNullAt(i)).as(row.schema().fieldNames()[i]).isFalse();
              }
              long least = row.getAs("persons");
              assertThat(least).isBetween(10L, (Long) row.getAs("new_enterprises"));
            });
  }

  @Test
  void eventsAreDispatchedByStreetAndTopic() throws IOException {
    Dataset<Row> cells = derive("city.event_dispatch");
    long tickets = frame(contract("governance.hotline_tickets"), Set.of()).count();

    assertThat(cells.agg(functions.sum("tickets")).first().getLong(0)).isEqualTo(tickets);
    assertThat(cells.where("persons > tickets OR closed > tickets OR hours_to_close < 0").count())
        .isZero();
  }

  @Test
  void publicResourcesAreCountedInEachDistrict() throws IOException {
    assertThat(derive("city.public_resources").groupBy("day").count().collectAsList())
        .extracting(row -> row.getLong(1))
        .containsExactly(10L, 10L);
  }

  /** The derived dataset's query over sound rows; its columns are those of the contract. */
  private static Dataset<Row> derive(String dataset) throws IOException {
    Contract contract = contract(dataset);
    Source.Query query = (Source.Query) contract.source();
    String sql = query.sql();
    for (DatasetName input : query.inputs()) {
      String view = input.domain() + "__" + input.name();
      frame(contract(input.toString()), Set.of()).createOrReplaceTempView(view);
      sql = sql.replace(input.toString(), view);
    }
    Dataset<Row> result = spark.sql(sql);
    assertThat(result.columns())
        .containsExactly(contract.columns().stream().map(Column::name).toArray(String[]::new));
    return result;
  }

  /** The rules that a frame fails; a rule that deequ cannot evaluate fails with its reason. */
  private static List<String> failed(Dataset<Row> rows, List<Rule> rules) {
    String ruleset = rules.stream().map(Rule::dqdl).collect(joining(", ", "Rules = [ ", " ]"));
    return EvaluateDataQuality.process(rows, ruleset)
        .where("Outcome != 'Passed'")
        .collectAsList()
        .stream()
        .map(row -> row.getAs("Rule") + ": " + row.getAs("FailureReason"))
        .toList();
  }

  /** The rows of a dataset that are sound or have one of the labels, with the contract's types. */
  private static Dataset<Row> frame(Contract contract, Set<String> alsoLabelled)
      throws IOException {
    String dataset = contract.dataset().toString();
    Map<String, String> labels = labels(dataset);
    List<Column> read =
        contract.columns().stream().filter(column -> column.expression().isEmpty()).toList();
    List<Row> rows = new ArrayList<>();
    for (Path file : files(dataset)) {
      List<DeliveredRows.Row> delivered = DeliveredRows.read(file).rows();
      for (int i = 0; i < delivered.size(); i++) {
        String label = labels.get(landing.relativize(file) + "," + (i + 1));
        if (label == null || alsoLabelled.contains(label)) {
          Map<String, String> cells = delivered.get(i).cells();
          rows.add(
              RowFactory.create(
                  read.stream()
                      .map(column -> cells.get(column.header()))
                      .map(cell -> cell.isEmpty() ? null : cell)
                      .toArray()));
        }
      }
    }
    StructType text = new StructType();
    for (Column column : read) {
      text = text.add(column.name(), DataTypes.StringType);
    }
    Dataset<Row> typed =
        spark
            .createDataFrame(rows, text)
            .select(
                read.stream()
                    .map(
                        column ->
                            functions.col(column.name()).cast(sql(column.type())).as(column.name()))
                    .toArray(org.apache.spark.sql.Column[]::new));
    for (Column column : contract.columns()) {
      if (column.expression().isPresent()) {
        typed = typed.withColumn(column.name(), functions.expr(column.expression().get()));
      }
    }
    return typed;
  }

  private static String sql(Type type) {
    return switch (type.kind()) {
      case LONG -> "bigint";
      case DECIMAL -> "decimal(%d,%d)".formatted(type.precision(), type.scale());
      default -> type.kind().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static Contract contract(String dataset) {
    return contracts.contract(DatasetName.parse(dataset)).orElseThrow();
  }

  /** The files of a dataset that can be read. */
  private static List<Path> files(String dataset) {
    return city.files().stream()
        .filter(file -> file.dataset().equals(dataset))
        .map(DemoCity.Landed::file)
        .filter(file -> !file.toString().contains("misencoded"))
        .toList();
  }

  /** The labels of a dataset's rows, by file and row number. */
  private static Map<String, String> labels(String dataset) throws IOException {
    Map<String, String> labels = new HashMap<>();
    for (String line : Files.readAllLines(city.labels())) {
      String[] cells = line.split(",", -1);
      if (cells[0].equals(dataset) && !cells[2].equals("0")) {
        labels.put(cells[1] + "," + cells[2], cells[3]);
      }
    }
    return labels;
  }
}
