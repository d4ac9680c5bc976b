package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of counts whose totals are open, too; cells of fewer than five persons are not. */
class MarginedTablesTest {
  private static final String BY_SEX = "health.by_sex";
  private static final String BY_AGE = "health.by_age";

  private static final String VISITS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:visits
      name: visits
      version: 1.0.0
      status: active
      domain: health
      tenant: 太原市
      description: {purpose: 就诊, limitations: 不开放, usage: 汇总}
      servers:
        - {server: landing, type: local, path: "health/visits/*.csv", format: csv}
      schema:
        - name: visits
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
          quality:
            - {type: custom, engine: deequ, implementation: 'Rules = [ IsComplete "sex" ]', severity: error}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public}
            - {name: patient_id, logicalType: string, required: true, classification: direct-identifier}
            - {name: district, logicalType: string, required: true, classification: quasi-identifier}
            - {name: sex, logicalType: string, required: true, classification: quasi-identifier}
            - {name: age, logicalType: string, required: true, classification: quasi-identifier}
            - {name: cost, logicalType: integer, required: true, classification: sensitive}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private static final String TABLE =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:by_NAME
      name: by_NAME
      version: VERSION
      status: active
      domain: health
      tenant: 太原市
      description: {purpose: 就诊统计, limitations: 人数不足的格不开放, usage: 测试}
      servers:
        - server: lake
          type: custom
          customProperties:
            - property: sql
              value: |
                SELECT day, district, NAME, COUNT(*) AS persons, CAST(SUM(n) AS BIGINT) AS visits, CAST(SUM(c) AS BIGINT) AS cost,
                  CAST(MAX(c) AS BIGINT) AS cost_1, CAST(sort_array(collect_list(c), false)[1] AS BIGINT) AS cost_2
                FROM (
                  SELECT day, patient_id, IF(GROUPING(district) = 1, '合计', district) AS district, IF(GROUPING(NAME) = 1, '合计', NAME) AS NAME,
                    COUNT(*) AS n, SUM(cost) AS c
                  FROM health.visits GROUP BY day, patient_id, CUBE(district, NAME))
                GROUP BY day, district, NAME
      schema:
        - name: by_NAME
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: cells, value: persons}
            MARGINS
          quality:
            - {type: custom, engine: deequ, implementation: 'Rules = [ IsComplete "persons" ]', severity: error}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: district, logicalType: string, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: NAME, logicalType: string, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: persons, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: visits, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: cost, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: cost_1, logicalType: integer, classification: sensitive}
            - {name: cost_2, logicalType: integer, classification: sensitive}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private static final String MARGINS =
      "- {property: margins, value: {dimensions: [district, NAME], total: 合计, sums: [persons, visits, cost], dominance: {cost: {largest: [cost_1, cost_2], percent: 10}}LINKED}}";

  @TempDir Path folder;
  private final Map<String, String> contracts = new LinkedHashMap<>(Map.of("visits", VISITS));

  private static String table(String name, String version, String margins) {
    return TABLE.replace("MARGINS", margins).replace("NAME", name).replace("VERSION", version);
  }

  private void in(Consumer<TestLake> test) throws Exception {
    Path schemas = Files.createDirectories(folder.resolve("schemas/health"));
    for (Map.Entry<String, String> each : contracts.entrySet()) {
      Files.writeString(schemas.resolve(each.getKey() + ".yaml"), each.getValue());
    }
    try (TestLake lake =
        TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE).approved()) {
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
    contracts.put("by_sex", table("sex", "1.0.0", MARGINS.replace("LINKED", "")));
    in(
        lake -> {
          landFew(lake);
          lake.run();
          Map<String, Long> cells = open(lake, BY_SEX, "sex");
          assertThat(cells).hasSize(12).containsEntry("合计 合计", 130L).containsEntry("古交市 女", null);
          assertThat(cells.values().stream().filter(each -> each == null)).hasSize(4);
          assertThat(rebuilt(lake)).isEqualTo(1);
        });
    contracts.put("by_sex", table("sex", "1.0.1", MARGINS.replace("LINKED", "")));
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
    contracts.put("by_sex", table("sex", "1.0.0", MARGINS.replace("LINKED", "")));
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
    contracts.put("by_sex", table("sex", "1.0.0", ""));
    in(
        lake -> {
          landFew(lake);
          lake.run();
          assertThat(open(lake, BY_SEX, "sex")).containsEntry("古交市 男", 12L);
        });
    contracts.put("by_sex", table("sex", "2.0.0", MARGINS.replace("LINKED", "")));
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
    contracts.put("by_sex", table("sex", "1.0.0", MARGINS.replace("LINKED", "")));
    contracts.put(
        "by_age", table("age", "1.0.0", MARGINS.replace("LINKED", ", linked: [health.by_sex]")));
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
