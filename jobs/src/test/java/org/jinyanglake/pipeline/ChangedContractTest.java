package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract that is edited after rows were collected by it, as somebody does who drafted one. */
class ChangedContractTest {
  private static final String LOANS = "culture.loans";

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:culture:loans
      name: loans
      version: 1.0.0
      status: active
      domain: culture
      tenant: 太原市
      description: {purpose: 借阅, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "culture/loans/*.csv", format: csv}
      schema:
        - name: loans
          physicalType: table
          customProperties:
            - {property: openingType, value: unconditional}
            - {property: grade, value: general-1}
          properties:
            - {name: lei_bie, physicalName: 类别, businessName: 类别, logicalType: string, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: day, physicalName: 日期, businessName: 日期, logicalType: date, required: true, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path folder;

  private TestLake lake(String contract) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/culture"));
    Files.writeString(schemas.resolve("loans.yaml"), contract);
    return TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE).approved();
  }

  private static Outcome run(TestLake lake) {
    return lake.run().datasets().get(0);
  }

  private static List<String> rows(TestLake lake, Zone zone, String column) {
    return lake.rows(zone, LOANS).select(column).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private void collected() throws IOException {
    try (TestLake lake = lake(CONTRACT)) {
      lake.land("culture/loans/1.csv", "类别,日期\n文学,1899-03-01\n历史,1899-03-02\n");
      assertThat(run(lake).stored()).isEqualTo(2);
    }
  }

  private void assertThatNothingIsDone(TestLake lake, String why) {
    lake.land("culture/loans/2.csv", "类别,日期\n科技,1899-03-03\n");

    Outcome outcome = run(lake);

    assertThat(outcome.status()).isEqualTo(Outcome.Status.HELD);
    assertThat(outcome.held()).singleElement().asString().contains(why, "another name");
    assertThat(rows(lake, Zone.RAW, "lei_bie")).containsExactly("[历史]", "[文学]");
    assertThat(rows(lake, Zone.OPEN, "lei_bie")).as("what is open stays").hasSize(2);
    assertThat(
            Standing.of(
                    lake.lake(),
                    lake.contract(LOANS),
                    lake.policy(),
                    Ledger.of(lake.lake()).state())
                .held())
        .isEqualTo(List.copyOf(outcome.held()));
    assertThatThrownBy(
            () ->
                new Pipeline(
                        lake.lake(),
                        lake.contracts().contracts(),
                        lake.policy(),
                        TestLake.hierarchies())
                    .preview(lake.contract(LOANS), lake::engine))
        .isInstanceOf(RefusedApprovalException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aTableKeepsThePartitionsThatItWasMadeWith() throws IOException {
    collected();
    String partitioned =
        CONTRACT.replace("logicalType: date,", "logicalType: date, partitioned: true,");
    try (TestLake lake = lake(partitioned)) {
      assertThatNothingIsDone(
          lake, "its table is partitioned by nothing, and the contract says day now");
    }
    try (TestLake lake = lake(CONTRACT)) {
      assertThat(run(lake).held()).as("set back, it goes on").isEmpty();
      assertThat(rows(lake, Zone.OPEN, "lei_bie")).hasSize(3);
    }
  }

  @Test
  void aColumnThatHasRowsKeepsItsName() throws IOException {
    collected();
    try (TestLake lake = lake(CONTRACT.replace("name: lei_bie", "name: category"))) {
      assertThatNothingIsDone(lake, "column lei_bie (类别) is called category now");
    }
  }

  @Test
  void aColumnThatIsNamedLaterIsNullInTheRowsThatAreThere() throws IOException {
    collected();
    String more =
        CONTRACT.replaceAll(
            "( +)- \\{name: day,",
            "$1- {name: desk, physicalName: 柜台, businessName: 柜台, logicalType: string, classification: public, customProperties: [{property: mayBeMissing, value: true}, {property: open, value: {technique: keep}}]}\n$0");
    try (TestLake lake = lake(more)) {
      Outcome without = run(lake);
      assertThat(without.held()).isEmpty();
      assertThat(without.status()).isEqualTo(Outcome.Status.DONE);
      assertThat(rows(lake, Zone.OPEN, "desk")).containsExactly("[null]", "[null]");

      lake.land("culture/loans/2.csv", "类别,日期,柜台\n科技,1899-03-03,东\n");
      assertThat(run(lake).held()).isEmpty();
      assertThat(rows(lake, Zone.OPEN, "desk")).containsExactly("[null]", "[null]", "[东]");
    }
  }
}
