package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.AttackResult;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody keeps what was open of a day before it was corrected, and compares. */
class CorrectedPartitionsTest {
  private static final String VISITS = "health.visits";
  private static final ContractYaml CONTRACT =
      ContractYaml.of(VISITS)
          .table("openingType", "conditional")
          .table("loadMode", "upsert")
          .table("orderColumn", "revision")
          .table("deleted", "{column: op, values: [D]}")
          .table("anonymity", "{k: 3, person: patient_id}")
          .column(
              "name: day, logicalType: date, partitioned: true, required: true, classification: public",
              "technique: keep")
          .column(
              "name: visit_id, logicalType: string, required: true, primaryKey: true, classification: direct-identifier")
          .column(
              "name: patient_id, logicalType: string, required: true, classification: direct-identifier")
          .column(
              "name: age, logicalType: integer, classification: quasi-identifier",
              "technique: range, width: 10")
          .column("name: cost, logicalType: integer, classification: public", "technique: keep")
          .column("name: revision, logicalType: integer, required: true, classification: public")
          .column("name: op, logicalType: string, classification: public");

  @TempDir Path folder;
  private TestLake lake;
  private int files;

  /** Of ages 30-39 six persons, of 40-49 four. */
  @BeforeEach
  void openADay() throws Exception {
    Path schemas = CONTRACT.writeTo(folder.resolve("schemas"));
    lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved();
    land(
        IntStream.range(0, 10)
            .mapToObj(i -> visit(i, i < 6 ? 30 + i : 40 + i, ""))
            .toArray(String[]::new));
    run();
    assertThat(open()).isEqualTo(Map.of("30-39", "0 1 2 3 4 5", "40-49", "6 7 8 9"));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  /** The visit's number is its cost, so that the test knows it again; the person has it, too. */
  private static String visit(int i, int age, String op) {
    return "v%d,p%d,%d,%d,%%d,%s".formatted(i, i, age, i, op);
  }

  private void land(String... visits) {
    files++;
    lake.land(
        "health/visits/%d.csv".formatted(files),
        "day,visit_id,patient_id,age,cost,revision,op\n"
            + List.of(visits).stream()
                .map(visit -> "1899-01-04," + visit.formatted(files) + "\n")
                .collect(Collectors.joining()));
  }

  private void run() {
    assertThat(lake.run().datasets().get(0).held()).isEmpty();
  }

  /** The visits of each class. */
  private Map<String, String> open() {
    Map<String, String> classes = new TreeMap<>();
    for (Row row :
        lake.rows(Zone.CONDITIONAL, VISITS).select("age", "cost").orderBy("cost").collectAsList()) {
      classes.merge(row.getString(0), "" + row.get(1), (a, b) -> a + " " + b);
    }
    return classes;
  }

  private AttackResult comparison() {
    return Certificates.of(lake.lake(), DatasetName.parse(VISITS)).stream()
        .reduce((first, last) -> last)
        .orElseThrow()
        .attacks()
        .stream()
        .filter(each -> each.attack().equals("history"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void newcomersWaitUntilTheyAreAsManyAsAClassHas() {
    land(visit(20, 33, ""), visit(21, 34, ""));
    run();
    assertThat(open()).isEqualTo(Map.of("30-39", "0 1 2 3 4 5", "40-49", "6 7 8 9"));

    land(visit(22, 35, ""));
    run();
    assertThat(open()).isEqualTo(Map.of("30-39", "0 1 2 3 4 5 20 21 22", "40-49", "6 7 8 9"));
    assertThat(comparison()).isEqualTo(new AttackResult("history", "", 13, 0, 0, 0));
  }

  @Test
  void whoIsErasedLeavesAtOnceAndNotAlone() {
    land(visit(4, 34, "D"));
    run();
    String stay = open().get("30-39");
    assertThat(stay).doesNotContain("4");
    assertThat(stay.split(" ")).as("two others are left out with 4").hasSize(3);
    assertThat(comparison().succeeded()).isZero();
    assertThat(rebuilt()).isEqualTo(Rebuild.Outcome.EQUAL);
  }

  @Test
  void whoseAgeIsCorrectedDoesNotMoveAlone() {
    land(visit(4, 44, ""));
    run();
    assertThat(comparison().succeeded()).isZero();
    assertThat(open().get("40-49")).isEqualTo("6 7 8 9");
  }

  @Test
  void aCorrectedCostIsOpenedAtOnce() {
    lake.land(
        "health/visits/cost.csv",
        "day,visit_id,patient_id,age,cost,revision,op\n1899-01-04,v4,p4,34,99,2,\n");
    run();
    assertThat(open()).isEqualTo(Map.of("30-39", "0 1 2 3 5 99", "40-49", "6 7 8 9"));
  }

  private Rebuild.Outcome rebuilt() {
    return new Pipeline(
            lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
        .rebuild(
            DatasetName.parse(VISITS), List.of(Zone.CONDITIONAL), Optional.empty(), lake::engine)
        .partitions()
        .get(0)
        .outcome();
  }
}
