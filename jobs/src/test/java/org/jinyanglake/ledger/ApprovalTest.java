package org.jinyanglake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.LakeException;
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

/** Who may sign what, with which key, and what a signature holds together. */
class ApprovalTest {
  private static final String READINGS = "environment.readings";
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path home;

  private TestLake town;
  private Contract contract;
  private Persons persons = TestPersons.register("steward", "officer", "deputy", "other");

  @BeforeEach
  void open() {
    town = TestLake.of(home, Town.schemas(), Observer.NONE);
    contract = town.contract(READINGS);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private static Signer signer(String name, Persons register, Instant at) {
    return new Signer(TestPersons.key(name), register, Clock.fixed(at, ZoneOffset.UTC));
  }

  private Signer signer(String name) {
    return Signer.with(TestPersons.key(name), persons);
  }

  private Ledger ledger() {
    return Ledger.of(town.lake());
  }

  private void propose(Signer who) {
    Approvals.in(ledger())
        .propose(
            contract,
            town.contracts().canonical(contract.dataset()),
            PolicyDigest.terms(town.policy(), contract),
            who);
  }

  private Approval approve(Signer who) {
    return Approvals.in(ledger())
        .approve(contract, PolicyDigest.of(town.policy()), town.policy().notice(), who);
  }

  private static void assertRefused(ThrowingCallable act, String why) {
    assertThatThrownBy(act).isInstanceOf(RefusedApprovalException.class).hasMessageContaining(why);
  }

  /** The register, an entry of it changed. */
  private Persons with(String name, Optional<Instant> until, Optional<Instant> revoked) {
    List<Persons.Key> keys = new ArrayList<>(persons.keys());
    keys.replaceAll(
        key ->
            key.person().equals(name)
                ? new Persons.Key(name, key.publicKey(), key.from(), until, revoked, key.demo())
                : key);
    return new Persons(keys);
  }

  @Test
  void whoSignsIsWhoseKeyItIs() {
    propose(signer("steward"));
    Approval approval = approve(signer("officer"));

    assertThat(approval.proposer()).isEqualTo("steward");
    assertThat(approval.officerInWords()).isEqualTo("officer");
    assertThat(approval.objection(persons)).isEmpty();
    assertThat(approval.terms()).isEqualTo(PolicyDigest.terms(town.policy(), contract));
    assertThat(approval.approval().text("proposal")).isEqualTo(approval.proposal().digest());
  }

  @Test
  void aKeyThatIsNotRegisteredOrExpiredOrRevokedSignsNothing() {
    propose(signer("steward"));

    assertRefused(
        () -> approve(Signer.with(TestPersons.key("officer"), TestPersons.register("steward"))),
        "counts nowhere else");
    PersonKey unknown = PersonKey.make("officer", false);
    Persons.Key real =
        new Persons.Key(
            "steward",
            PersonKey.make("steward", false).publicKey(),
            NOON,
            Optional.empty(),
            Optional.empty(),
            false);
    assertRefused(
        () -> approve(Signer.with(unknown, new Persons(List.of(real)))),
        "is not in the register of persons: add it to conf/persons.yaml");
    assertRefused(
        () -> approve(Signer.with(unknown, persons)),
        "In the demo's lake sign with the keys in its folder demo");
    assertRefused(
        () ->
            approve(signer("officer", with("officer", Optional.of(NOON), Optional.empty()), NOON)),
        "expired at " + NOON);
    assertRefused(
        () ->
            approve(signer("officer", with("officer", Optional.empty(), Optional.of(NOON)), NOON)),
        "revoked since " + NOON);
    assertThat(ledger().state().approvals()).isEmpty();
  }

  @Test
  void aKeyOfTheDemoIsRefusedAlsoWhereSomebodyRegisteredItAsARealOne() {
    Persons copied =
        new Persons(
            persons.keys().stream()
                .map(
                    key ->
                        new Persons.Key(
                            key.person(),
                            key.publicKey(),
                            key.from(),
                            key.until(),
                            key.revoked(),
                            false))
                .toList());

    assertRefused(
        () -> propose(Signer.with(TestPersons.key("steward"), copied)), "was made by 'lake demo'");
  }

  @Test
  void aLaterRevocationLeavesWhatWasSignedBefore() {
    propose(signer("steward"));
    Approval approval = approve(signer("officer"));
    Instant signed = Instant.parse(approval.approvedAt());

    assertThat(
            approval.objection(
                with("officer", Optional.empty(), Optional.of(signed.plusSeconds(1)))))
        .isEmpty();
    assertThat(
            approval
                .objection(with("officer", Optional.empty(), Optional.of(signed)))
                .orElseThrow())
        .contains("revoked");
    assertThat(approval.objection(TestPersons.register("steward")).orElseThrow())
        .contains("not in the register");
  }

  @Test
  void oneWhoHoldsBothRolesNeedsASecondPersonNonetheless() {
    Persons both =
        new Persons(
            List.of(
                TestPersons.entry("steward"),
                new Persons.Key(
                    "steward",
                    TestPersons.key("other").publicKey(),
                    TestPersons.entry("other").from(),
                    Optional.empty(),
                    Optional.empty(),
                    true)));
    Deputies.in(ledger())
        .name("steward", NOON, Instant.parse("2100-01-01T00:00:00Z"), signer("officer"));
    propose(signer("steward"));

    assertRefused(() -> approve(Signer.with(TestPersons.key("other"), both)), "chief data officer");
    assertRefused(() -> approve(signer("steward")), "two persons");
  }

  @Test
  void aDeputySignsForSomebodyWithinTheTermOnly() {
    Instant end = Instant.parse("2100-01-01T00:00:00Z");
    propose(signer("steward"));
    assertRefused(() -> approve(signer("deputy")), "its chief data officer is officer");

    Deputies.in(ledger()).name("deputy", NOON, end, signer("officer"));
    assertRefused(() -> approve(signer("deputy", persons, NOON.minusSeconds(1))), "officer");
    assertRefused(() -> approve(signer("deputy", persons, end)), "its chief data officer");
    Approval approval = approve(signer("deputy"));

    assertThat(approval.officerInWords()).isEqualTo("deputy for officer");
    assertThat(approval.objection(persons)).isEmpty();
    assertThat(
            approval.objection(with("officer", Optional.empty(), Optional.of(NOON))).orElseThrow())
        .as("who names a deputy needs a key, too")
        .contains("deputy for officer", "revoked");
  }

  @Test
  void theLastWordAboutADeputyHolds() {
    Instant end = Instant.parse("2100-01-01T00:00:00Z");
    Deputies deputies = Deputies.in(ledger());
    deputies.name("deputy", NOON, end, signer("officer"));
    deputies.name("deputy", NOON, NOON.plusSeconds(1), signer("officer"));
    propose(signer("steward"));

    assertRefused(() -> approve(signer("deputy")), "its chief data officer is officer");
    assertRefused(() -> deputies.name("nobody", NOON, end, signer("officer")), "has no key");
    assertRefused(() -> deputies.name("deputy", end, NOON, signer("officer")), "ends before");
    assertRefused(() -> deputies.name("officer", NOON, end, signer("officer")), "needs no");
  }

  @Test
  void thePolicyMustBeThatOfTheProposal() {
    propose(signer("steward"));
    town.under(town.policy().with(Zone.OPEN, new Policy.Threshold(2, 2)));

    assertRefused(() -> approve(signer("officer")), "the thresholds of the policy changed");
  }

  @Test
  void theSameAgainRecordsNothingAndOtherTermsAskAgain() {
    propose(signer("steward"));
    propose(signer("steward"));
    Approval first = approve(signer("officer"));
    approve(signer("officer"));
    propose(signer("steward"));
    assertThat(ledger().state().records()).isEqualTo(2);

    town.under(town.policy().with(Zone.OPEN, new Policy.Threshold(7, 20)));
    propose(signer("steward"));
    assertThat(ledger().state().proposals()).containsKey(READINGS);
    assertThat(approve(signer("officer")).id()).isNotEqualTo(first.id());
  }

  @Test
  void theStewardsLastWordIsWhatTheOfficerSigns() {
    Policy signed = town.policy();
    propose(signer("steward"));
    Terms first = approve(signer("officer")).terms();
    town.under(signed.with(Zone.OPEN, new Policy.Threshold(7, 20)));
    propose(signer("steward"));

    town.under(signed);
    propose(signer("steward"));

    assertThat(approve(signer("officer")).terms()).isEqualTo(first);
  }

  @Test
  void everyFieldOfARecordIsHeldByItsSignatures() {
    propose(signer("steward"));
    Approval good = approve(signer("officer"));
    Signed other =
        new Signed(
            good.approval().statement().replace("environment", "environmenT"),
            good.approval().publicKey(),
            good.approval().signature());

    assertThat(objection(good, "officer", "somebody")).contains("otherwise than what was signed");
    assertThat(objection(good, "proposer", "somebody")).contains("otherwise");
    assertThat(objection(good, "dataset", "health.visits")).contains("otherwise");
    assertThat(objection(good, "contract", "0".repeat(64))).contains("otherwise");
    assertThat(objection(good, "version", "9.0.0")).contains("otherwise");
    assertThat(objection(good, "canonical", good.canonical().replace("steward", "other")))
        .contains("the contract's text in its record is not what was signed");
    assertThat(objection(good, "effectiveAt", "2020-01-01T00:00:00Z")).contains("otherwise");
    assertThat(objection(good, "approvedAt", "2020-01-01T00:00:00Z")).contains("otherwise");
    assertThat(other.objection(persons).orElseThrow()).contains("does not verify");
  }

  private String objection(Approval approval, String field, String value) {
    var fields =
        Evidence.JSON.<com.fasterxml.jackson.databind.node.ObjectNode>valueToTree(approval);
    fields.put(field, value);
    return Evidence.JSON.convertValue(fields, Approval.class).objection(persons).orElseThrow();
  }

  @Test
  void verifyNamesTheRecordOfAnApprovalThatItsPersonDidNotSign() {
    propose(signer("steward"));
    Approval good = approve(signer("officer"));
    byte[] seed = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    assertThat(faults(seed)).isEmpty();

    var forged = Evidence.JSON.<ObjectNode>valueToTree(good);
    forged.put("contract", "f".repeat(64));
    ledger()
        .append(
            "forged",
            state ->
                new Ledger.Change(
                    List.of(Ledger.entry("approval", READINGS, "", forged)),
                    state.approved(Evidence.JSON.convertValue(forged, Approval.class))));

    assertThat(faults(seed))
        .singleElement()
        .asString()
        .startsWith("approval of environment.readings in record 3: its record says otherwise");
  }

  @Test
  void aDateThatCannotBeIsNamed() {
    propose(signer("steward", persons, NOON));
    byte[] seed = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());

    assertThat(faults(seed))
        .singleElement()
        .asString()
        .contains("proposal of environment.readings in record 1: it says that it was signed at");
  }

  @Test
  void nobodySignsByAClockThatIsAheadNorApprovesWhatWas() {
    Instant later = Instant.now().plusSeconds(600);

    assertRefused(() -> propose(signer("steward", persons, later)), "which is yet to come");
    propose(signer("steward"));
    assertRefused(() -> approve(signer("officer", persons, later)), "which is yet to come");
    assertThat(ledger().state().approvals()).isEmpty();
  }

  /** A machine whose clock was ahead stamps the record with it, too; the next record tells. */
  @Test
  void anApprovalThatClaimsALaterTimeIsNamed() {
    propose(signer("steward"));
    Approval good = approve(signer("officer"));
    byte[] seed = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    Instant later = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    ObjectNode said = (ObjectNode) good.approval().fields();
    said.put("at", later.toString()).put("effectiveAt", later.toString());
    ObjectNode fields = Evidence.JSON.valueToTree(good);
    fields.put("approvedAt", later.toString()).put("effectiveAt", later.toString());
    fields.set("approval", Evidence.JSON.valueToTree(Signed.of(said, TestPersons.key("officer"))));
    Approval ahead = Evidence.JSON.convertValue(fields, Approval.class);
    ledger()
        .append(
            "ahead",
            state ->
                new Ledger.Change(
                    List.of(
                        new Chain.Entry(later, "approval", READINGS, "", Evidence.text(fields))),
                    state.approved(ahead)));
    String name = "approval of environment.readings in record 3: says that it was signed at ";
    assertThat(faults(seed)).singleElement().asString().startsWith(name + later + ", and at ");

    Deputies.in(ledger())
        .name("deputy", NOON, Instant.parse("2100-01-01T00:00:00Z"), signer("officer"));

    assertThat(faults(seed)).singleElement().asString().startsWith(name + later + ", and at ");
  }

  @Test
  void aSignatureOfAnotherLakesLedgerIsNamed() {
    Approval foreign;
    try (TestLake other = TestLake.of(home.resolve("other"), Town.schemas(), Observer.NONE)) {
      foreign = other.approved().approve(other.contract(READINGS), stricter(other));
    }
    byte[] seed = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    ledger()
        .append(
            "replayed",
            state ->
                new Ledger.Change(
                    List.of(
                        Ledger.entry("approval", READINGS, "", Evidence.JSON.valueToTree(foreign))),
                    state.approved(foreign)));

    assertThat(faults(seed))
        .singleElement()
        .asString()
        .contains("approval of environment.readings in record 1: it was signed for another ledger");
  }

  private static Terms stricter(TestLake lake) {
    lake.under(lake.policy().with(Zone.OPEN, new Policy.Threshold(7, 20)));
    return PolicyDigest.terms(lake.policy(), lake.contract(READINGS));
  }

  private List<Audit.Fault> faults(byte[] publicKey) {
    return Audit.of(town.lake(), List.of(publicKey), List.of(), persons)
        .execute(Optional.empty())
        .faults();
  }

  @Test
  void aKeyIsAFileOfItsOwnerThatItsPasswordOpens() throws Exception {
    Path file = home.resolve("li.na.p12");
    PersonKey key = PersonKey.make("li.na", false);
    key.write(file, "correct horse battery".toCharArray());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PersonKey.read(file, "correct horse battery".toCharArray()).publicKey())
        .isEqualTo(key.publicKey());
    assertThat(PersonKey.read(file, "correct horse battery".toCharArray()).demo()).isFalse();
    assertThatThrownBy(() -> PersonKey.read(file, "wrong".toCharArray()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("is the password that of the file?");
    assertThatThrownBy(() -> key.write(file, "x".toCharArray())).hasMessageContaining("already");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> PersonKey.read(file, "correct horse battery".toCharArray()))
        .hasMessageContaining("is open to others");
  }
}
