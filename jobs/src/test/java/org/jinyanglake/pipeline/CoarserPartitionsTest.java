package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of too few persons, which are withheld one by one and opened by the week. */
class CoarserPartitionsTest {
  private static final String HEAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:%1$s
      name: %1$s
      version: 1.0.0
      status: active
      domain: health
      tenant: 太原市
      description: {purpose: 就诊, limitations: 已脱敏, usage: 研究}
      """;

  private static final String TABLE =
      """
      schema:
        - name: %1$s
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: anonymity, value: {k: 5, person: patient_id}}
          properties:
            - {name: %2$s, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: patient_id, logicalType: string, classification: direct-identifier}
            - {name: age, logicalType: integer, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: range, width: 10}}]}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private static final String BY_DAY =
      HEAD.formatted("visits")
          + """
            servers:
              - {server: landing, type: local, path: "health/visits/*.csv", format: csv}
            """
          + TABLE.formatted("visits", "day");

  private static final String BY_WEEK =
      HEAD.formatted("visits_by_week")
          + """
            servers:
              - server: lake
                type: custom
                customProperties:
                  - property: sql
                    value: |
                      SELECT CAST(date_trunc('WEEK', day) AS DATE) AS week, patient_id, age
                      FROM health.visits
            """
          + TABLE.formatted("visits_by_week", "week");

  @TempDir Path folder;

  private static String day(LocalDate day, int persons) {
    StringBuilder csv = new StringBuilder("day,patient_id,age\n");
    for (int i = 0; i < persons; i++) {
      csv.append("%s,p%s%d,%d%n".formatted(day, day.getDayOfMonth(), i, 40 + i));
    }
    return csv.toString();
  }

  @Test
  void aWeekIsOpenedWhereItsDaysHaveTooFewPersons() throws Exception {
    Path schemas = Files.createDirectories(folder.resolve("schemas/health"));
    Files.writeString(schemas.resolve("visits.yaml"), BY_DAY);
    Files.writeString(schemas.resolve("visits_by_week.yaml"), BY_WEEK);
    LocalDate monday = LocalDate.of(1899, 1, 2);
    try (TestLake lake =
        TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE).approved()) {
      for (int i = 0; i < 3; i++) {
        lake.land("health/visits/%d.csv".formatted(i), day(monday.plusDays(i), 2));
      }
      lake.land("health/visits/next.csv", day(monday.plusDays(7), 2));

      List<Outcome> outcomes = lake.run().datasets();

      assertThat(outcomes.get(0).notes())
          .hasSize(4)
          .allMatch(note -> note.contains("as it has fewer than 5 persons; partition by longer"));
      assertThat(outcomes.get(1).notes())
          .singleElement()
          .asString()
          .startsWith("week=1899-01-09: no row of it may be opened");
      List<Row> week = lake.rows(Zone.CONDITIONAL, "health.visits_by_week").collectAsList();
      assertThat(week).hasSize(6).allMatch(row -> row.get(0).toString().equals("1899-01-02"));

      lake.land("health/visits/more.csv", day(monday.plusDays(8), 3));
      lake.run();
      assertThat(lake.rows(Zone.CONDITIONAL, "health.visits_by_week").count()).isEqualTo(11);
    }
  }
}
