package org.jinyanglake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.PolicyDigest;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody does who can write to the ledger's table and holds a registered key, but not those
 * of the persons whom a contract names.
 */
class ForgedEvidenceTest {
  private static final String READINGS = "environment.readings";
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path home;

  private final Persons persons = TestPersons.register("steward", "officer", "deputy", "other");
  private TestLake town;
  private Contract contract;
  private byte[] publicKey;

  @BeforeEach
  void open() {
    town = TestLake.of(home, Town.schemas(), Observer.NONE);
    contract = town.contract(READINGS);
    publicKey = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    town.approve(contract, PolicyDigest.terms(town.policy(), contract));
    town.under(town.policy().signedBy(persons));
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Ledger ledger() {
    return Ledger.of(town.lake());
  }

  private Approval approved() {
    return ledger().state().approvals().get(READINGS);
  }

  private static Signer.Acting oneself() {
    return new Signer.Acting("", Optional.empty());
  }

  private void forge(String kind, String dataset, Object body, UnaryOperator<LedgerState> state) {
    JsonNode json = Evidence.JSON.valueToTree(body);
    ledger()
        .append(
            "forged",
            before ->
                new Ledger.Change(
                    List.of(Ledger.entry(kind, dataset, "", json)), state.apply(before)));
  }

  private List<String> faults() {
    return Audit.of(town.lake(), List.of(publicKey), List.of(), persons)
        .execute(Optional.empty())
        .faults()
        .stream()
        .map(Audit.Fault::toString)
        .toList();
  }

  @Test
  void twoPersonsWhomTheContractDoesNotNameOpenNothing() {
    LedgerState state = ledger().state();
    ObjectNode fields = Signer.fields();
    fields.setAll((ObjectNode) approved().proposal().fields());
    Signed proposal = town.signer("other").sign("proposal", oneself(), state, fields.deepCopy());
    fields.put("proposal", proposal.digest());
    fields.put("effectiveAt", town.signer("deputy").now().toString());
    Signed approval = town.signer("deputy").sign("approval", oneself(), state, fields);
    Approval forged =
        new Approval(
            READINGS,
            contract.hash(),
            contract.version(),
            approved().canonical(),
            "other",
            proposal.text("at"),
            "deputy",
            approval.text("at"),
            approval.text("effectiveAt"),
            proposal,
            approval,
            List.of());

    assertThat(forged.suspended(town.policy()).orElseThrow())
        .endsWith("its contract has steward propose and officer approve it");
    forge("approval", READINGS, forged, before -> before.approved(forged));
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("approval of environment.readings in record 3: its contract has steward");
  }

  @Test
  void aDeputyWhoseTermWasEndedCannotUseTheFirstWordAboutIt() {
    Deputies deputies = Deputies.in(ledger());
    Signed first = deputies.name("deputy", BEGIN, END, town.signer("officer"));
    deputies.name("deputy", BEGIN, BEGIN.plusSeconds(1), town.signer("officer"));
    Signer.Acting acting = new Signer.Acting("officer", Optional.of(first));
    ObjectNode fields = (ObjectNode) approved().approval().fields().deepCopy();
    fields.put("effectiveAt", town.signer("deputy").now().toString());
    Signed approval = town.signer("deputy").sign("approval", acting, ledger().state(), fields);
    Approval good = approved();
    Approval forged =
        new Approval(
            READINGS,
            good.contract(),
            good.version(),
            good.canonical(),
            good.proposer(),
            good.proposedAt(),
            "deputy",
            approval.text("at"),
            approval.text("effectiveAt"),
            good.proposal(),
            approval,
            List.of(first));
    assertThat(forged.objection(persons)).as("its record alone").isEmpty();

    forge("approval", READINGS, forged, before -> before.approved(forged));

    assertThat(faults())
        .singleElement()
        .asString()
        .contains("record 5: deputy for officer: by another deputation than the last one");
  }

  /** What runs go by is not in the records: an older approval, or a word that was taken back. */
  @Test
  void whatTheLedgerSaysThatItKnowsIsComparedWithItsRecords() {
    Deputies.in(ledger()).name("deputy", BEGIN, END, town.signer("officer"));
    assertThat(faults()).isEmpty();

    forge(
        "run",
        "",
        Signer.fields(),
        before ->
            new LedgerState(
                before.records(),
                before.head(),
                before.recorded(),
                before.proposals(),
                new TreeMap<>(),
                before.keys(),
                before.reviews(),
                before.pending(),
                new TreeMap<>(),
                before.policies()));

    assertThat(faults())
        .hasSize(2)
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .startsWith(
                        "ledger: the approval of environment.readings is another one in its records"))
        .anySatisfy(fault -> assertThat(fault).contains("the deputies of officer"));
  }

  @Test
  void anOrderToStopCountsForItsZoneItsGiverAndOnce() {
    Signer giver = town.signer("steward");
    StopOrder order =
        StopOrder.sign(contract, "open", List.of("day=2024-03-01"), "有误", ledger().state(), giver);
    withdrawal(order, "open", 1);
    withdrawal(order, "open", 1);
    assertThat(faults()).as("one commit").isEmpty();

    withdrawal(order, "conditional", 1);
    withdrawal(order, "open", 2);
    withdrawal(forged(order, "other"), "open", 3);

    String where = "withdrawal of environment.readings in record ";
    assertThat(faults())
        .satisfiesExactly(
            fault -> assertThat(fault).startsWith(where + "5: its record says otherwise"),
            fault -> assertThat(fault).startsWith(where + "6: it was carried out before"),
            fault ->
                assertThat(fault)
                    .startsWith(
                        where
                            + "7: other might not withdraw it: its contract named officer, steward"));
  }

  private StopOrder forged(StopOrder order, String by) {
    ObjectNode fields = (ObjectNode) order.signed().fields().deepCopy();
    Signed signed = town.signer(by).sign("withdrawal", oneself(), ledger().state(), fields);
    return new StopOrder(by, signed, List.of());
  }

  private void withdrawal(StopOrder order, String zone, long snapshot) {
    ObjectNode body = Evidence.JSON.createObjectNode();
    body.put("reason", "stopped").put("words", "有误").put("zone", zone).put("snapshot", snapshot);
    body.put("certificate", "").set("order", Evidence.JSON.valueToTree(order));
    ledger()
        .append(
            "run",
            state ->
                new Ledger.Change(
                    List.of(Ledger.entry("withdrawal", READINGS, "day=2024-03-01", body)), state));
  }
}
