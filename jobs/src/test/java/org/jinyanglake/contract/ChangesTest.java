package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new version of a contract opens more or less. */
class ChangesTest {

  private static final DatasetName TICKETS = DatasetName.parse("governance.tickets");

  @TempDir Path folder;
  private Contract approved;

  @BeforeEach
  void approve() {
    approved = read(Schemas.TICKETS).contract(TICKETS).orElseThrow();
  }

  private Contracts read(String contract) {
    Contracts contracts = new Schemas(folder).with("governance/tickets.yaml", contract).read();
    assertThat(contracts.problems()).isEmpty();
    return contracts;
  }

  private Contracts changed(String passage, String replacement) {
    return read(Schemas.changed(Schemas.TICKETS, passage, replacement));
  }

  private List<Change> changes(String passage, String replacement) {
    return Contracts.changes(
        approved, changed(passage, replacement).contract(TICKETS).orElseThrow());
  }

  @Test
  void aStricterConditionOnASensitiveColumnOpensLess() {
    String sensitive =
        Schemas.changed(
            Schemas.TICKETS,
            "primaryKey: true\n        classification: public",
            "primaryKey: true\n        classification: sensitive");
    approved =
        read(Schemas.changed(sensitive, "k: 5", "k: 5, sensitive: {ticket_id: {l: 2}}"))
            .contract(TICKETS)
            .orElseThrow();
    for (var change :
        Map.of("{l: 3}", false, "{l: 2, t: 0.4}", false, "{t: 0.4}", true).entrySet()) {
      Contract next =
          read(Schemas.changed(
                  sensitive, "k: 5", "k: 5, sensitive: {ticket_id: %s}".formatted(change.getKey())))
              .contract(TICKETS)
              .orElseThrow();
      assertThat(Contracts.changes(approved, next))
          .singleElement()
          .satisfies(
              said -> {
                assertThat(said.opensMore()).isEqualTo(change.getValue());
                assertThat(said.what())
                    .startsWith("anonymity k=5 of caller_id, l=2 of ticket_id → ");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width: 10 | width: 5 | column age in the conditional zone: range {width=10} → range {width=5} | true",
        "width: 10 | width: 20 | column age in the conditional zone: range {width=10} → range {width=20} | false",
        "unit: day | unit: hour | column happened_at in the conditional zone: truncate {unit=day} → truncate {unit=hour} | true",
        "unit: day | unit: year | column happened_at in the conditional zone: truncate {unit=day} → truncate {unit=year} | false",
        "'technique: token, domain: phone' | 'technique: mask, keepFirst: 3' | column phone in the conditional zone: token {domain=phone} → mask {keepFirst=3} | true",
        "'technique: token, domain: phone' | 'technique: replace, with: x' | column phone in the conditional zone: token {domain=phone} → replace {with=x} | false",
        "'technique: token, domain: phone' | technique: suppress | column phone in the conditional zone is no longer opened | false",
        "'technique: token, domain: phone' | 'technique: token, domain: caller' | column phone in the conditional zone: token {domain=phone} → token {domain=caller} | true",
        "physicalName: 来电号码 | physicalName: 联系电话 | column phone in the conditional zone: it has another source | true",
        "'physicalType: int\n        classification: quasi-identifier\n        customProperties:' | 'physicalType: int\n        classification: quasi-identifier\n        customProperties:\n          - {property: groupChar, value: \",\"}' | column age in the conditional zone: it has another source | true",
        "'technique: range, width: 10' | 'technique: bottom, at: 10' | column age in the conditional zone: range {width=10} → bottom {at=10} | true",
        "'      - {property: anonymity' | '      - {property: sample, value: {fraction: 0.5, by: phone}}\n      - {property: anonymity' | sample none → 0.5 of phone | false",
        "'      - {property: anonymity' | '      - {property: attacks, value: {conditional: {linkage: 0.1, checksum: 0}}}\n      - {property: anonymity' | limits of attacks none → checksum up to 0.0 in the conditional zone, linkage up to 0.1 in the conditional zone | false",
        "k: 5 | k: 3 | anonymity k=5 of caller_id → k=3 of caller_id | true",
        "k: 5 | k: 5, mostLoss: 0.5 | anonymity k=5 of caller_id → k=5 of caller_id, mostLoss=0.5 | false",
        "k: 5 | k: 5, search: false | anonymity k=5 of caller_id → k=5 of caller_id, without search | false",
        "k: 5 | k: 5, merge: {day: week} | anonymity k=5 of caller_id → k=5 of caller_id, day by the week | true",
        "k: 5 | k: 5, withhold: 0.05 | anonymity k=5 of caller_id, withhold=0.01 → k=5 of caller_id, withhold=0.05 | false",
        "k: 5 | k: 10 | anonymity k=5 of caller_id → k=10 of caller_id | false",
        "'{property: encoding, value: GBK}' | '{property: control, value: \"*.control.csv\"}' | control files none → *.control.csv | false",
        "'retention, value: 3' | 'retention, value: 5' | retention 1095 days → 1825 days | true",
        "'retention, value: 3' | 'retention, value: 1' | retention 1095 days → 365 days | false"
      })
  void oneChange(String passage, String replacement, String what, boolean opensMore) {
    assertThat(changes(passage, replacement)).containsExactly(new Change(what, opensMore));
  }

  @Test
  void newlyOpenedColumn() {
    assertThat(
            changes(
                "transformLogic: hour(happened_at)\n        classification: public",
                "transformLogic: hour(happened_at)\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}"))
        .containsExactly(
            new Change("column hour in the conditional zone is newly opened: keep", true));
  }

  @Test
  void widerOpeningType() {
    assertThat(
            changes(
                "openingType, value: conditional}\n      - {property: anonymity, value: {k: 5, person: caller_id}}\n    properties:\n      - name: day\n        logicalType: date\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:",
                "openingType, value: unconditional}\n      - {property: anonymity, value: {k: 5, person: caller_id}}\n    properties:\n      - name: day\n        logicalType: date\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:\n          - {property: open, value: {technique: keep}}"))
        .containsExactly(
            new Change("opening type conditional → unconditional", true),
            new Change("column day in the open zone is newly opened: keep", true));
  }

  @Test
  void whatDoesNotTouchOpeningIsNoChange() {
    assertThat(changes("usage: 事件分拨", "usage: 事件分拨与调度")).isEmpty();
    assertThat(changes("RowCount > 0", "RowCount > 1")).isEmpty();
  }

  @Test
  void r88VersionNotRaisedThoughOpenedColumnsChanged() {
    assertThat(changed("width: 10", "width: 5").againstApproved(approved))
        .extracting(problem -> problem.toString().replace(folder + "/", ""))
        .containsExactly(
            "governance/tickets.yaml:5:10: version 1.0.0 is approved already, but what is opened changed (column age in the conditional zone: range {width=10} → range {width=5}); raise it");
  }

  @Test
  void r88VersionLowered() {
    assertThat(changed("version: 1.0.0", "version: 0.9.0").againstApproved(approved))
        .extracting(Problem::message)
        .containsExactly("version 0.9.0 is lower than the approved 1.0.0; raise it");
  }

  @Test
  void r88VersionRaised() {
    String raised = Schemas.TICKETS.replace("version: 1.0.0", "version: 1.0.1");
    assertThat(read(raised.replace("width: 10", "width: 5")).againstApproved(approved)).isEmpty();
    assertThat(changed("usage: 事件分拨", "usage: 调度").againstApproved(approved)).isEmpty();
  }

  @Test
  void r87EditedContractHasAnotherHash() {
    assertThat(changed("width: 10", "width: 5").contract(TICKETS).orElseThrow().hash())
        .isNotEqualTo(approved.hash());
    assertThat(read("# a remark\n" + Schemas.TICKETS).contract(TICKETS).orElseThrow().hash())
        .isEqualTo(approved.hash());
  }
}
