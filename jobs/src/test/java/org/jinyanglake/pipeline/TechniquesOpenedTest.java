package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset that is opened by the techniques that need a key, a person, a row or a partition. */
class TechniquesOpenedTest {
  private static final ContractYaml CONTRACT =
      ContractYaml.of("health.stays")
          .table("openingType", "conditional")
          .table("sample", "{fraction: 0.5, by: phone}")
          .column(
              "name: ward, logicalType: string, required: true, partitioned: true, classification: public",
              "technique: keep")
          .column(
              "name: id, logicalType: integer, required: true, primaryKey: true, classification: public",
              "technique: keep")
          .column(
              "name: phone, logicalType: string, classification: direct-identifier",
              "technique: encrypt, domain: phone, alphabet: digits, minLength: 11")
          .column(
              "name: came, logicalType: date, classification: sensitive",
              "technique: shift, by: phone, days: 30")
          .column(
              "name: lon, logicalType: number, classification: sensitive",
              "technique: grid, cell: 500, unit: metre, latitude: 37.9")
          .column(
              "name: cost, logicalType: number, physicalType: \"decimal(10,2)\", classification: sensitive",
              "technique: microaggregate, k: 5")
          .column(
              "name: income, logicalType: integer, classification: sensitive",
              "technique: noise, scale: 500, least: 0, most: 20000")
          .column(
              "name: score, logicalType: integer, physicalType: int, classification: public",
              "technique: bottom, at: 60");

  @TempDir Path folder;

  @Test
  void passesTheGateAndShowsNothingOfARowAsItWas() throws Exception {
    Path schemas = CONTRACT.writeTo(folder.resolve("schemas"));
    StringBuilder csv = new StringBuilder("ward,id,phone,came,lon,cost,income,score\n");
    for (int i = 0; i < 400; i++) {
      csv.append(
          "内科,%d,1380000%04d,1899-03-%02d,112.%04d,%d.37,%d,%d%n"
              .formatted(i, i / 2, 1 + i % 28, 5000 + 7 * i, 100 + i * i % 900, 20 * i, i % 100));
    }
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved()) {
      lake.land("health/stays/a.csv", csv.toString());

      assertThat(lake.run().datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));

      List<Row> rows = lake.rows(Zone.CONDITIONAL, "health.stays").collectAsList();
      assertThat(rows.size()).isBetween(140, 260);
      Map<String, Integer> persons = new HashMap<>();
      Map<Object, Integer> costs = new HashMap<>();
      for (Row row : rows) {
        String raw = csv.toString().split("\n")[(int) (row.<Long>getAs("id") + 1)];
        persons.merge(row.getAs("phone"), 1, Integer::sum);
        costs.merge(row.getAs("cost"), 1, Integer::sum);
        assertThat(row.<String>getAs("phone")).matches("[0-9]{11}");
        assertThat(raw).doesNotContain(row.<String>getAs("phone"), row.getAs("came").toString());
        assertThat(row.<Long>getAs("income")).isBetween(0L, 20_000L);
        assertThat(row.<Integer>getAs("score")).isGreaterThanOrEqualTo(60);
      }
      assertThat(persons.values()).as("both stays of each person").containsOnly(2);
      assertThat(costs.values()).allMatch(count -> count >= 5);
      assertThat(rows.stream().map(row -> row.getAs("lon")).distinct().count()).isLessThan(60);
    }
  }
}
