package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load mode {@code history}: each key's versions, from when to when each was valid. */
class HistoryTest {
  private static final String COMPANIES = "market.companies";
  private static final ContractYaml CONTRACT =
      ContractYaml.of(COMPANIES)
          .table("loadMode", "history")
          .table("orderColumn", "changed_on")
          .table("drift", "{newColumn: add}")
          .column(
              "name: code, logicalType: string, required: true, primaryKey: true, classification: public")
          .column(
              "name: district, logicalType: string, required: true, partitioned: true, classification: public")
          .column("name: state, logicalType: string, classification: public")
          .column("name: changed_on, logicalType: date, required: true, classification: public")
          .column("name: valid_from, logicalType: date, classification: public")
          .column("name: valid_to, logicalType: date, classification: public");

  /** As {@code code district state changed_on}; some say the same again, one comes twice. */
  private static final List<String> ROWS =
      List.of(
          "A,小店区,open,1899-01-01",
          "A,小店区,open,1899-01-03",
          "A,小店区,open,1899-01-09",
          "A,小店区,shut,1899-01-05",
          "A,迎泽区,shut,1899-01-07",
          "B,小店区,,1899-01-02",
          "B,小店区,open,1899-01-04",
          "B,小店区,open,1899-01-04");

  private static final List<String> VERSIONS =
      List.of(
          "A 小店区 open 1899-01-01 1899-01-05",
          "A 小店区 shut 1899-01-05 1899-01-07",
          "A 迎泽区 shut 1899-01-07 1899-01-09",
          "A 小店区 open 1899-01-09 null",
          "B 小店区 null 1899-01-02 1899-01-04",
          "B 小店区 open 1899-01-04 null");

  @TempDir Path folder;

  private TestLake lake(String name) throws Exception {
    Path schemas = CONTRACT.writeTo(folder.resolve("schemas"));
    return TestLake.of(folder.resolve(name), schemas, Observer.NONE).approved();
  }

  private static void deliver(TestLake lake, String file, List<String> rows) {
    lake.land(
        "market/companies/" + file,
        "code,district,state,changed_on\n" + String.join("\n", rows) + "\n");
    assertThat(lake.run().datasets().get(0).held()).isEmpty();
  }

  private static List<String> versions(TestLake lake) {
    return lake
        .rows(Zone.RAW, COMPANIES)
        .orderBy("code", "valid_from")
        .select("code", "district", "state", "valid_from", "valid_to")
        .collectAsList()
        .stream()
        .map(HistoryTest::text)
        .toList();
  }

  private static String text(Row row) {
    return row.mkString(" ");
  }

  @Test
  void allInOneFile() throws Exception {
    try (TestLake lake = lake("one")) {
      deliver(lake, "all.csv", ROWS);
      assertThat(versions(lake)).isEqualTo(VERSIONS);

      lake.land(
          "market/companies/more.csv",
          "code,phone,district,state,changed_on\nA,1,小店区,open,1899-01-11\n");
      lake.run();
      assertThat(versions(lake))
          .as("a cell that no contract names yet makes a version, too")
          .contains("A 小店区 open 1899-01-09 1899-01-11", "A 小店区 open 1899-01-11 null")
          .hasSize(VERSIONS.size() + 1);
    }
  }

  /** Rows that come late divide what was taken for one version, as if they had come in time. */
  @Test
  void rowByRowInAnyOrder() throws Exception {
    try (TestLake lake = lake("late")) {
      for (int at : new int[] {7, 2, 0, 4, 3, 1, 6, 5}) {
        deliver(lake, at + ".csv", List.of(ROWS.get(at)));
      }
      assertThat(versions(lake)).isEqualTo(VERSIONS);
    }
  }

  /**
   * A later file corrects one day of a version that earlier files told, and knows which they are.
   */
  @Test
  void aCorrectionMeetsTheFileThatToldTheDay() throws Exception {
    try (TestLake lake = lake("named")) {
      deliver(lake, "full.csv", List.of("A,小店区,open,1899-01-01"));
      deliver(lake, "delta-3.csv", List.of("A,小店区,open,1899-01-03"));
      deliver(lake, "delta-3b.csv", List.of("A,小店区,shut,1899-01-03"));
      deliver(lake, "delta-9.csv", List.of("A,小店区,open,1899-01-09"));
      assertThat(versions(lake))
          .containsExactly(
              "A 小店区 open 1899-01-01 1899-01-03",
              "A 小店区 shut 1899-01-03 1899-01-09",
              "A 小店区 open 1899-01-09 null");
      assertThat(
              lake.rows(Zone.RAW, COMPANIES)
                  .orderBy("valid_from")
                  .select("_source_file")
                  .collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly(
              "market/companies/full.csv",
              "market/companies/delta-3b.csv",
              "market/companies/delta-9.csv");
    }
  }

  /** The same day told otherwise, and a whole file again under another name. */
  @Test
  void aCorrectionOfADayTakesItsPlace() throws Exception {
    try (TestLake lake = lake("corrected")) {
      deliver(lake, "1.csv", ROWS.subList(0, 4));
      deliver(lake, "2.csv", List.of("A,小店区,open,1899-01-05"));
      assertThat(versions(lake)).containsExactly("A 小店区 open 1899-01-01 null");
      deliver(lake, "3.csv", ROWS.subList(1, 4));
      assertThat(versions(lake)).hasSize(3);
    }
  }
}
