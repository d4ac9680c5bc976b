package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of counts whose totals are open, too; cells of fewer than five persons are not. */
class MarginedTablesTest {
  private static final String BY_SEX = "health.by_sex";
  private static final String BY_AGE = "health.by_age";

  private static final ContractYaml VISITS =
      ContractYaml.of("health.visits")
          .rules("error", "IsComplete \"sex\"")
          .column(
              "name: day, logicalType: date, partitioned: true, required: true, classification: public")
          .column(
              "name: patient_id, logicalType: string, required: true, classification: direct-identifier")
          .column(
              "name: district, logicalType: string, required: true, classification: quasi-identifier")
          .column(
              "name: sex, logicalType: string, required: true, classification: quasi-identifier")
          .column(
              "name: age, logicalType: string, required: true, classification: quasi-identifier")
          .column("name: cost, logicalType: integer, required: true, classification: sensitive");

  private static final String QUERY =
      """
      SELECT day, district, NAME, COUNT(*) AS persons, CAST(SUM(n) AS BIGINT) AS visits, CAST(SUM(c) AS BIGINT) AS cost,
        CAST(MAX(c) AS BIGINT) AS cost_1, CAST(sort_array(collect_list(c), false)[1] AS BIGINT) AS cost_2
      FROM (
        SELECT day, patient_id, IF(GROUPING(district) = 1, '合计', district) AS district, IF(GROUPING(NAME) = 1, '合计', NAME) AS NAME,
          COUNT(*) AS n, SUM(cost) AS c
        FROM health.visits GROUP BY day, patient_id, CUBE(district, NAME))
      GROUP BY day, district, NAME
      """;

  @TempDir Path folder;
  private Path schemas;

  @BeforeEach
  void writeVisits() {
    schemas = VISITS.writeTo(folder.resolve("schemas"));
  }

  private static ContractYaml table(String name, String version) {
    return ContractYaml.of("health.by_" + name)
        .version(version)
        .sql(QUERY.replace("NAME", name))
        .table("openingType", "conditional")
        .table("cells", "persons")
        .rules("error", "IsComplete \"persons\"")
        .column(
            "name: day, logicalType: date, partitioned: true, required: true, classification: public",
            "technique: keep")
        .column(
            "name: district, logicalType: string, required: true, classification: public",
            "technique: keep")
        .column(
            "name: " + name + ", logicalType: string, required: true, classification: public",
            "technique: keep")
        .column("name: persons, logicalType: integer, classification: public", "technique: keep")
        .column("name: visits, logicalType: integer, classification: public", "technique: keep")
        .column("name: cost, logicalType: integer, classification: public", "technique: keep")
        .column("name: cost_1, logicalType: integer, classification: sensitive")
        .column("name: cost_2, logicalType: integer, classification: sensitive");
  }

  /** A table whose totals its contract declares. */
  private static ContractYaml margined(String name, String version, String... linked) {
    return table(name, version)
        .table(
            "margins",
            "{dimensions: [district, %s], total: 合计, sums: [persons, visits, cost], dominance: {cost: {largest: [cost_1, cost_2], percent: 10}}, linked: %s}"
                .formatted(name, List.of(linked)));
  }

  private void in(Consumer<TestLake> test) throws Exception {
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved()) {
      test.accept(lake);
    }
  }

  /** So many persons of a district, sex and age, each with one visit that costs 10. */
  private static String persons(String district, String sex, String age, int count) {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < count; i++) {
      csv.append(
          "1899-01-02,%s%s%s%d,%s,%s,%s,10%n".formatted(district, sex, age, i, district, sex, age));
    }
    return csv.toString();
  }

  private static void land(TestLake lake, String... rows) {
    lake.land(
        "health/visits/a.csv", "day,patient_id,district,sex,age,cost\n" + String.join("", rows));
  }

  /** Three women of 古交市 among many others. */
  private static void landFew(TestLake lake) {
    land(
        lake,
        persons("迎泽区", "男", "老", 30),
        persons("迎泽区", "女", "少", 40),
        persons("小店区", "男", "少", 25),
        persons("小店区", "女", "老", 20),
        persons("古交市", "男", "老", 12),
        persons("古交市", "女", "老", 3));
  }

  /** What is open: the persons by cell, null where they are suppressed. */
  private static Map<String, Long> open(TestLake lake, String dataset, String column) {
    Map<String, Long> cells = new TreeMap<>();
    for (Row row : lake.rows(Zone.CONDITIONAL, dataset).collectAsList()) {
      cells.put(row.getAs("district") + " " + row.getAs(column), row.getAs("persons"));
    }
    return cells;
  }

  /** How many partitions come out as they were when they are made anew. */
  private static long rebuilt(TestLake lake) {
    return new Pipeline(
            lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
        .rebuild(
            DatasetName.parse(BY_SEX), Set.of(Zone.CONDITIONAL), Optional.empty(), lake::engine)
        .count(Rebuild.Outcome.EQUAL);
  }

  @Test
  void whatCouldBeSubtractedIsSuppressedToo() throws Exception {
    margined("sex", "1.0.0").writeTo(schemas);
    in(
        lake -> {
          landFew(lake);
          lake.run();
          Map<String, Long> cells = open(lake, BY_SEX, "sex");
          assertThat(cells).hasSize(12).containsEntry("合计 合计", 130L).containsEntry("古交市 女", null);
          assertThat(cells.values().stream().filter(each -> each == null)).hasSize(4);
          assertThat(rebuilt(lake)).isEqualTo(1);
        });
    margined("sex", "1.0.1").writeTo(schemas);
    in(
        lake -> {
          Map<String, Long> before = open(lake, BY_SEX, "sex");
          assertThat(lake.run().toString()).contains("rows=12");
          assertThat(open(lake, BY_SEX, "sex")).as("the same again").isEqualTo(before);
          assertThat(rebuilt(lake)).isEqualTo(1);
        });
  }

  @Test
  void oneLargeContributorHidesASumOfMany() throws Exception {
    margined("sex", "1.0.0").writeTo(schemas);
    in(
        lake -> {
          land(
              lake,
              persons("迎泽区", "男", "老", 30),
              persons("迎泽区", "女", "少", 40),
              persons("小店区", "男", "少", 25),
              "1899-01-02,大户,小店区,男,少,100000\n",
              persons("小店区", "女", "老", 20));
          lake.run();
          assertThat(open(lake, BY_SEX, "sex")).containsEntry("小店区 男", null);
        });
  }

  @Test
  void aTableThatWasOpenBeforeItsMarginsWereThoughtOfIsNotOpenedAgain() throws Exception {
    table("sex", "1.0.0").writeTo(schemas);
    in(
        lake -> {
          landFew(lake);
          lake.run();
          assertThat(open(lake, BY_SEX, "sex")).containsEntry("古交市 男", 12L);
        });
    margined("sex", "2.0.0").writeTo(schemas);
    in(
        lake -> {
          Summary summary = lake.run();
          assertThat(summary.toString())
              .contains(
                  "suppressed cells of which totals, linked tables and earlier versions tell");
        });
  }

  @Test
  void whatALinkedTableHidesIsNotTold() throws Exception {
    margined("sex", "1.0.0").writeTo(schemas);
    margined("age", "1.0.0", BY_SEX).writeTo(schemas);
    in(
        lake -> {
          land(
              lake,
              persons("迎泽区", "男", "老", 30),
              persons("迎泽区", "女", "少", 40),
              persons("小店区", "男", "少", 25),
              persons("小店区", "女", "老", 20),
              persons("古交市", "女", "老", 3));
          lake.run();
          // 古交市 has three persons in all, so another district's total is hidden with it.
          Map<String, Long> bySex = open(lake, BY_SEX, "sex");
          Map<String, Long> byAge = open(lake, BY_AGE, "age");
          assertThat(bySex).containsEntry("古交市 合计", null).containsEntry("合计 合计", 118L);
          assertThat(hiddenTotals(bySex)).hasSize(2).isEqualTo(hiddenTotals(byAge));
        });
  }

  private static List<String> hiddenTotals(Map<String, Long> cells) {
    return cells.keySet().stream()
        .filter(cell -> cell.endsWith(" 合计") && cells.get(cell) == null)
        .toList();
  }
}
