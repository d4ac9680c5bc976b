package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ApproxCountDistinct;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.Sum;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Metric;
import com.amazon.deequ.repository.AnalysisResult;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Percentage;
import org.jinyanglake.check.measure.LakeMetrics;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.check.measure.MeasureHistory;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * The measures of a table by merging what is kept of its partitions are those that deequ computes
 * from its rows, whatever happened to the partitions.
 */
class KeptMeasuresTest {
  private static final String READINGS = "environment.readings";
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:environment:readings
      name: readings
      version: 1.0.0
      status: active
      domain: environment
      tenant: 太原市
      description: {purpose: 测试, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "environment/readings/*.csv", format: csv}
      schema:
        - name: readings
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
            - {property: loadMode, value: MODE}
            - {property: tolerance, value: {percent: 90}}
          properties:
            - {name: day, logicalType: date, required: true, partitioned: true, classification: public}
            - {name: station, logicalType: string, required: true, classification: public}
            - {name: pm25, logicalType: integer, physicalType: int, classification: public}
            - {name: rain, logicalType: number, physicalType: "decimal(10,2)", classification: public}
            - {name: reader, logicalType: string, classification: direct-identifier}
            - {name: badge, logicalType: integer, classification: sensitive}
          quality:
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "badge" >= 0 ]'}
            - {type: custom, engine: deequ, severity: warning, implementation: 'Rules = [ IsPrimaryKey "day" "station", Uniqueness "station" > 0.5 ]'}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path folder;
  private TestLake lake;

  private void open(String mode) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("schemas/environment")).resolve("readings.yaml"),
        CONTRACT.replace("MODE", mode));
    lake = TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static String header() {
    return "day,station,pm25,rain,reader,badge\n";
  }

  /** Readings of one day, of which some are null; no two of a day are of one station. */
  private static String day(int day, int rows) {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      csv.append("1899-01-%02d,S%d,".formatted(day, i))
          .append(i % 7 == 3 ? "" : String.valueOf(day * 10 + i % 23))
          .append(',')
          .append(i % 5 == 1 ? "" : day + "." + (10 + i % 90))
          .append(',')
          .append(i % 3 == 0 ? "" : "R" + i % 11)
          .append(',')
          .append(i)
          .append('\n');
    }
    return csv.toString();
  }

  private void deliver(String name, String text) {
    lake.land("environment/readings/" + name, text);
    lake.run(READINGS);
  }

  private Version raw() {
    return lake.lake().version(Zone.RAW, DatasetName.parse(READINGS)).orElseThrow();
  }

  private MeasureHistory history() {
    return MeasureHistory.of(lake.lake(), raw());
  }

  private void isAsDeequMeasuresIt(long rows) {
    SortedMap<Measure, Double> kept = history().table();
    Dataset<Row> table = lake.rows(Zone.RAW, READINGS);
    for (String column : List.of("pm25", "rain")) {
      List<Double> sorted =
          table
              .select(table.col(column).cast("double"))
              .na()
              .drop()
              .as(Encoders.DOUBLE())
              .sort(column)
              .collectAsList();
      for (double share : List.of(0.25, 0.5, 0.75)) {
        assertThat(kept.remove(new Measure("ApproxQuantiles-" + share, column)))
            .as(column + " at " + share)
            .isCloseTo(
                sorted.get((int) (share * (sorted.size() - 1))), Percentage.withPercentage(1));
      }
    }
    SortedMap<Measure, Double> measured = deequ(table);
    assertThat(kept.keySet()).isEqualTo(measured.keySet());
    assertThat(kept).containsEntry(Measure.ROW_COUNT, (double) rows);
    measured.forEach(
        (measure, value) -> {
          if (List.of("RowCount", "Completeness", "ApproxCountDistinct", "Minimum", "Maximum")
              .contains(measure.metric())) {
            assertThat(kept.get(measure)).as(measure.toString()).isEqualTo(value);
          } else {
            assertThat(kept.get(measure))
                .as(measure.toString())
                .isCloseTo(value, Percentage.withPercentage(1e-9));
          }
        });
  }

  private static SortedMap<Measure, Double> deequ(Dataset<Row> rows) {
    List<Analyzer<?, Metric<?>>> analyzers = new ArrayList<>();
    analyzers.add(any(new Size(Option.empty())));
    for (String column : List.of("day", "station", "pm25", "rain", "reader", "badge")) {
      analyzers.add(any(new Completeness(column, Option.empty(), Option.empty())));
      analyzers.add(any(new ApproxCountDistinct(column, Option.empty())));
    }
    for (String column : List.of("pm25", "rain")) {
      analyzers.add(any(new Mean(column, Option.empty())));
      analyzers.add(any(new Sum(column, Option.empty())));
      analyzers.add(any(new StandardDeviation(column, Option.empty())));
      analyzers.add(any(new Minimum(column, Option.empty(), Option.empty())));
      analyzers.add(any(new Maximum(column, Option.empty(), Option.empty())));
    }
    analyzers.add(
        any(
            new Uniqueness(
                JavaConverters.asScalaBuffer(List.of("day", "station")),
                Option.empty(),
                Option.empty())));
    SortedMap<Measure, Double> measures = new TreeMap<>();
    JavaConverters.asJavaCollection(
            AnalysisRunner.onData(rows)
                .addAnalyzers(JavaConverters.asScalaBuffer(analyzers))
                .run()
                .allMetrics())
        .stream()
        .map(DoubleMetric.class::cast)
        .forEach(
            metric ->
                measures.put(
                    metric.name().equals("Size")
                        ? Measure.ROW_COUNT
                        : new Measure(metric.name(), metric.instance()),
                    (Double) metric.value().get()));
    return measures;
  }

  @SuppressWarnings("unchecked")
  private static Analyzer<?, Metric<?>> any(Analyzer<?, ?> analyzer) {
    return (Analyzer<?, Metric<?>>) analyzer;
  }

  @Test
  void rowsThatAreRefusedAddedAndRepaired() throws Exception {
    open("append");
    String broken = "1899-01-01,S900,x,1.5,R900,1\n";
    deliver(
        "a.csv", header() + broken + day(1, 200) + day(2, 50) + "1899-01-02,S901,5,1,R901,-2\n");
    isAsDeequMeasuresIt(250);
    assertThat(history().byPartition().get("day=1899-01-02"))
        .as("what the rule refused is not measured")
        .containsEntry(Measure.ROW_COUNT, 50.0)
        .containsEntry(Measure.parse("Minimum(pm25)"), 20.0)
        .containsEntry(Measure.parse("Uniqueness(station)"), 1.0);
    String first = raw().state().partitions().get("day=1899-01-01").measured();

    deliver("b.csv", header() + day(3, 70));
    isAsDeequMeasuresIt(320);
    assertThat(raw().state().partitions().get("day=1899-01-01").measured()).isEqualTo(first);

    lake.land(
        "environment/readings/a.repaired.csv",
        "_refused,day,station,pm25,rain,reader,badge\nenvironment/readings/a.csv#"
            + header().length()
            + ",1899-01-01,S900,88,1.5,R900,1\n");
    lake.run(READINGS);
    isAsDeequMeasuresIt(321);
    assertThat(raw().state().partitions().get("day=1899-01-01").measured()).isNotEqualTo(first);
    assertThat(history().series(Measure.parse("Maximum(pm25)")))
        .containsEntry(LocalDate.of(1899, 1, 1), 88.0)
        .containsEntry(LocalDate.of(1899, 1, 3), 52.0);

    readByDeequ();
    nothingTellsAValueOfAColumnThatIsNotPublic();
    statesThatAreLostAreMeasuredWithTheNextChange();
  }

  private void readByDeequ() {
    List<AnalysisResult> results =
        JavaConverters.seqAsJavaList(
            LakeMetrics.of(lake.lake(), raw())
                .load()
                .after(
                    LocalDate.of(1899, 1, 2)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli())
                .get());
    assertThat(results)
        .extracting(each -> each.resultKey().tags().apply("partition"))
        .containsExactlyInAnyOrder("day=1899-01-02", "day=1899-01-03");
    assertThat(results)
        .allSatisfy(
            each -> {
              assertThat(JavaConverters.mapAsJavaMap(each.resultKey().tags()))
                  .containsKeys("run", "contract")
                  .containsEntry("dataset", READINGS);
              DoubleMetric size =
                  (DoubleMetric) each.analyzerContext().metric(any(new Size(Option.empty()))).get();
              assertThat((Double) size.value().get()).isIn(50.0, 70.0);
            });
  }

  /** In the evidence, from which the ledger's records are made. */
  private void nothingTellsAValueOfAColumnThatIsNotPublic() {
    JsonNode facts =
        lake.lake()
            .evidence()
            .read(raw().snapshot().summary().get(Lake.EVIDENCE))
            .path("facts")
            .path("measure");
    assertThat(facts).hasSize(1);
    List<String> measures = new ArrayList<>();
    facts
        .get(0)
        .path("measures")
        .forEach(
            each ->
                measures.add(
                    new Measure(each.path("metric").asText(), each.path("column").asText())
                        .toString()));
    assertThat(measures)
        .as("of a closed dataset, which nobody searches, no value of a row is in the ledger")
        .contains("RowCount", "Sum(pm25)", "Mean(rain)")
        .doesNotContain("Maximum(rain)", "Minimum(rain)");
    assertThat(measures)
        .filteredOn(measure -> measure.contains("reader") || measure.contains("badge"))
        .containsExactlyInAnyOrder(
            "Completeness(reader)",
            "ApproxCountDistinct(reader)",
            "Completeness(badge)",
            "ApproxCountDistinct(badge)");
  }

  private void statesThatAreLostAreMeasuredWithTheNextChange() throws Exception {
    Map<String, String> versions = new TreeMap<>();
    raw().state().partitions().forEach((path, each) -> versions.put(path, each.version()));
    Files.delete(
        folder.resolve(
            "home/warehouse/raw/states/environment/readings/"
                + raw().state().partitions().get("day=1899-01-03").measured()));
    assertThat(history().missing()).containsExactly("day=1899-01-03");
    deliver("c.csv", header() + day(4, 10));
    assertThat(history().missing()).isEmpty();
    isAsDeequMeasuresIt(331);
    versions.forEach(
        (path, version) ->
            assertThat(raw().state().partitions().get(path).version()).isEqualTo(version));
  }

  @Test
  void partitionsThatAreReplacedAndErased() throws Exception {
    open("snapshot");
    deliver("a.csv", header() + day(1, 40) + day(2, 50) + day(3, 60));
    isAsDeequMeasuresIt(150);

    deliver("b.csv", header() + day(1, 40) + day(2, 90));
    isAsDeequMeasuresIt(130);
    assertThat(history().byPartition()).containsOnlyKeys("day=1899-01-01", "day=1899-01-02");

    deliver("c.csv", header() + "1899-01-02,S1,4,1,R1,-1\n" + day(1, 3));
    assertThat(history().byPartition().get("day=1899-01-02"))
        .as("a partition of which the rules left nothing")
        .containsExactly(Map.entry(Measure.ROW_COUNT, 0.0));
    isAsDeequMeasuresIt(3);
  }

  @Test
  void aRunThatBeganBeforeFindsTheFilesOfItsVersion() throws Exception {
    open("append");
    deliver("a.csv", header() + day(1, 20));
    Version before = raw();
    deliver("b.csv", header() + "1899-01-01,S900,5,1,R900,1\n");
    for (String file : lake.files("warehouse/raw/states/environment/readings")) {
      Files.setLastModifiedTime(
          folder.resolve("home/warehouse/raw/states/environment/readings").resolve(file),
          FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS)));
    }

    MeasureHistory.clear(lake.lake(), raw());

    assertThat(before.state().partitions().get("day=1899-01-01").measured())
        .isNotEqualTo(raw().state().partitions().get("day=1899-01-01").measured());
    assertThat(MeasureHistory.of(lake.lake(), before).missing()).isEmpty();
    assertThat(history().missing()).isEmpty();
  }

  @Test
  void ofRowsThatAreTooManyToRefuseNothingIsClaimed() throws Exception {
    open("append");
    deliver("a.csv", header() + day(2, 50) + "1899-01-01,S,1,1,R,-1\n".repeat(200_001));

    assertThat(raw().state().partitions().values())
        .as("both are held back, and no row is removed")
        .hasSize(2)
        .allMatch(partition -> partition.held().get("raw").toString().contains("more than 200000"));
    assertThat(history().series(Measure.ROW_COUNT))
        .containsExactly(Map.entry(LocalDate.of(1899, 1, 2), 50.0));
    assertThat(history().table()).isEmpty();
    assertThat(history().missing()).as("it is not measured again by each run").isEmpty();
  }
}
