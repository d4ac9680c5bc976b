package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Chain;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Replay;
import org.jinyanglake.ledger.Review;
import org.jinyanglake.ledger.Roles;
import org.jinyanglake.ledger.Signed;
import org.jinyanglake.ledger.StopOrder;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Provenance;
import org.jinyanglake.release.SignedHead;
import org.jinyanglake.release.Sm2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a lake against its own evidence: the chain of the ledger, the evidence of every commit,
 * every certificate, and every byte that is published. Changes nothing; needs no Spark.
 */
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final int LONGEST_HEAD = 1 << 16;
  private static final String RESTORE_LEDGER = "restore the ledger from its back-up";

  private static final String FOUND =
      "withdraw the partition, restore the ledger from its back-up, and find out who wrote to it";

  /** How long after a statement was signed it may have been recorded. */
  private static final Duration LATE = Duration.ofMinutes(10);

  private final Lake lake;
  private final List<byte[]> publicKeys;
  private final List<byte[]> sm2Keys;
  private final Persons persons;
  private final List<Fault> faults = new ArrayList<>();
  private final RecordedCertificates certificates = new RecordedCertificates();

  /** Which commit carried out an order to withdraw, by the order's digest. */
  private final Map<String, Long> carriedOut = new HashMap<>();

  private final Endings endings = new Endings(new TreeMap<>());
  private final Replay replay = new Replay();

  /** Until when statements claim to have been signed, and which they are. */
  private final TreeMap<Instant, List<String>> claimed = new TreeMap<>();

  private final List<Review> reviews = new ArrayList<>();

  /** Whom contract versions name that were proposed or approved, by their hashes. */
  private final Map<String, Roles> roles = new HashMap<>();

  private final Set<String> approved = new HashSet<>();
  private final Set<String> policies = new HashSet<>();

  /** The hashes of the records, the first one after that before all. */
  private final List<String> chain = new ArrayList<>(List.of(Chain.GENESIS));

  private List<Path> headFiles = List.of();

  /** Hashes of the records so far, and their times: what a statement may say that it is after. */
  private final Map<String, Instant> before = new HashMap<>(Map.of(Chain.GENESIS, Instant.MIN));

  private Audit(Lake lake, List<byte[]> publicKeys, List<byte[]> sm2Keys, Persons persons) {
    this.lake = lake;
    this.publicKeys = publicKeys;
    this.sm2Keys = sm2Keys;
    this.persons = persons;
  }

  /**
   * An audit of a lake.
   *
   * @param publicKeys of 32 bytes each; a certificate must be signed with one of them
   * @param sm2Keys of 65 bytes each; the second signature of a certificate must be of one of them,
   *     if there are any
   * @param persons by whose keys proposals, approvals, reviews and deputations must be signed
   * @throws IllegalArgumentException if no key is written so
   */
  public static Audit of(
      Lake lake, List<byte[]> publicKeys, List<byte[]> sm2Keys, Persons persons) {
    publicKeys.forEach(Certificate::requirePublicKey);
    sm2Keys.forEach(Sm2::requirePublicKey);
    return new Audit(
        lake,
        publicKeys.stream().map(byte[]::clone).toList(),
        sm2Keys.stream().map(byte[]::clone).toList(),
        persons);
  }

  /** With heads of the chain that were kept as files. */
  public Audit heads(List<Path> kept) {
    headFiles = List.copyOf(kept);
    return this;
  }

  /**
   * Something that is wrong.
   *
   * @param where a record, a file, a partition
   * @param what is wrong with it
   * @param remedy what to do
   */
  public record Fault(String where, String what, String remedy) {
    @Override
    public String toString() {
      return where + ": " + what + "; " + remedy;
    }
  }

  /**
   * What an audit found.
   *
   * @param records good records of the ledger, from the first
   * @param certificates in the ledger
   * @param files published files that were read
   * @param head hash of the last good record
   * @param faults in the order in which they were found; empty if all is well
   */
  public record Result(
      long records, int certificates, int files, String head, List<Fault> faults) {}

  /**
   * Checks all of it.
   *
   * @param head the head that was kept outside the lake, if one was
   */
  public Result execute(Optional<String> head) {
    Chain.Verification verified = new Chain.Verification(0, Chain.Head.EMPTY, Optional.empty());
    Optional<LedgerState> told = told();
    try {
      List<AuditRecord> records = Ledger.of(lake).records();
      verified = Chain.verify(records.iterator(), head);
      verified
          .fault()
          .ifPresent(
              fault ->
                  fault(
                      "ledger",
                      fault.message(),
                      "restore the ledger from the back-up taken before, and find out who wrote to it"));
      records.forEach(record -> learn(record, told));
      if (verified.passed() && told.filter(state -> state.records() > records.size()).isPresent()) {
        fault("ledger", "has fewer records than it says", RESTORE_LEDGER);
      }
      reviewers();
      ahead(Instant.now());
    } catch (LakeException e) {
      fault("ledger", e.getMessage(), RESTORE_LEDGER);
    } catch (RuntimeException e) {
      LOG.error("the ledger cannot be read", e);
      fault(
          "ledger",
          "its records cannot be read (%s)".formatted(e.getClass().getSimpleName()),
          RESTORE_LEDGER);
    }
    heads();
    ended();
    int files = new ZoneAudit(lake, told, certificates, faults::add).execute();
    return new Result(
        verified.records(),
        certificates.all().size(),
        files,
        verified.head().hash(),
        List.copyOf(faults));
  }

  private void fault(String where, String what, String remedy) {
    faults.add(new Fault(where, what, remedy));
  }

  /** Heads that are kept as files: of the lake's own home, and those given. */
  private void heads() {
    Path own = HeadFile.of(lake);
    if (Files.exists(own)) {
      head(own);
    } else if (hasPlaces()) {
      fault(own.toString(), "is missing", "'lake run' writes it");
    }
    headFiles.forEach(this::head);
  }

  /** Whether certificates are from since their place in the chain is published. */
  private boolean hasPlaces() {
    return certificates.all().stream()
        .anyMatch(each -> !each.chain().equals(Certificate.Chain.UNKNOWN));
  }

  /** What strangers are told of certificates that hold no more. */
  private void ended() {
    Path file = EndedFile.of(lake);
    if (Files.exists(file) || hasPlaces()) {
      EndedFile.check(
          lake,
          list ->
              publicKeys.stream().anyMatch(list::verify)
                  && (sm2Keys.isEmpty() || sm2Keys.stream().anyMatch(list::verifySm2)),
          chain,
          endings.ended(),
          what -> fault(file.toString(), what, "delete it, and call 'lake run', which writes it"));
    }
  }

  private void head(Path file) {
    try {
      if (Files.size(file) > LONGEST_HEAD) {
        throw new IllegalArgumentException("too long for a head");
      }
      SignedHead head = SignedHead.parse(Files.readString(file));
      if (publicKeys.stream().noneMatch(head::verify)
          || (!sm2Keys.isEmpty() && sm2Keys.stream().noneMatch(head::verifySm2))) {
        fault(
            file.toString(),
            "was not signed by this lake's key, or not as it stands",
            "is it the head of another lake? If another key was in use, name its public half");
      } else if (head.seq() >= chain.size() || !chain.get((int) head.seq()).equals(head.hash())) {
        fault(
            file.toString(),
            "the ledger has no record %d with hash %s: it was cut off, or the chain written anew"
                .formatted(head.seq(), head.hash()),
            "restore the ledger from the back-up taken before, and find out who wrote to it");
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      fault(
          file.toString(),
          "was altered: it is no head of a chain",
          "of the lake's own, delete it and call 'lake run'");
    } catch (IOException e) {
      fault(file.toString(), "cannot be read: " + e.getMessage(), "name a file that is there");
    }
  }

  /** What the ledger says that it knows; empty if that cannot be read, which is said elsewhere. */
  private Optional<LedgerState> told() {
    try {
      return Optional.of(Ledger.of(lake).state());
    } catch (RuntimeException e) {
      LOG.debug("the state of the ledger cannot be read", e);
      return Optional.empty();
    }
  }

  private void learn(AuditRecord record, Optional<LedgerState> told) {
    chain.add(record.hash());
    ahead(record.time());
    try {
      read(record);
      endings.add(record);
    } catch (UncheckedIOException e) {
      fault("record " + record.seq(), "its body is no JSON", RESTORE_LEDGER);
    }
    replay.add(record);
    told.filter(state -> state.records() == record.seq())
        .map(replay::contradictions)
        .orElse(List.of())
        .forEach(
            what ->
                fault(
                    "ledger",
                    what + " is another one in its records than runs go by",
                    RESTORE_LEDGER + ", and find out who wrote to it"));
  }

  /** Of contracts that were proposed or approved, before or after, the reviewers must be named. */
  private void reviewers() {
    for (Review review : reviews) {
      Roles of = roles.get(review.contract());
      if (of != null && review.signed() != null && !of.names(review)) {
        fault(
            "declassification-review of " + review.dataset(),
            "%s signed it, and its contract names %s"
                .formatted(review.reviewer(), of.reviewer().isEmpty() ? "nobody" : of.reviewer()),
            "withdraw what was opened by it, and have its reviewer look");
      }
    }
  }

  private void read(AuditRecord record) {
    switch (record.kind()) {
      case "proposal" -> learnProposal(record, body(record, Approval.class));
      case "approval" -> {
        Approval approval = body(record, Approval.class);
        approved.add(approval(record.dataset(), approval.contract(), approval.officerInWords()));
        know(approval);
        said(record, approval.objection(persons), approval.approval());
      }
      case "declassification-review" -> {
        Review review = body(record, Review.class);
        reviews.add(review);
        said(record, review.objection(persons), review.signed());
      }
      case "deputation" -> {
        Signed deputation = body(record, Signed.class);
        said(record, deputation.objection(persons), deputation);
      }
      case "policy" -> policies.add(CanonicalJson.sha256(json(record.body()).path("policy")));
      case "release" -> learn(record, json(record.body()).path("certificate"));
      case "withdrawal" -> learnWithdrawal(record, json(record.body()));
      default -> {}
    }
    before.put(record.hash(), record.time());
  }

  private void learnWithdrawal(AuditRecord record, JsonNode withdrawal) {
    certificates.end(withdrawal.path("certificate").asText(), record.seq());
    boolean ordered = withdrawal.path("reason").asText().equals("stopped");
    StopOrder order = Evidence.JSON.convertValue(withdrawal.get("order"), StopOrder.class);
    if (!ordered) {
      return;
    }
    Optional<String> objection =
        order == null
            ? Optional.of("nobody signed it")
            : order
                .objection(
                    record.dataset(),
                    withdrawal.path("zone").asText(),
                    record.partition(),
                    withdrawal.path("words").asText(),
                    persons)
                .or(() -> replay.objection(order.signed()))
                .or(() -> replay.objection(record.dataset(), order))
                .or(() -> used(order, withdrawal.path("snapshot").asLong()));
    objection.ifPresentOrElse(
        why ->
            fault(
                "withdrawal of %s in record %d".formatted(record.dataset(), record.seq()),
                why,
                "ask who ordered it; to open it again, raise the version of its contract"),
        () -> claim(record, order.signed()));
  }

  /** One order is one commit, however many partitions it names. */
  private Optional<String> used(StopOrder order, long snapshot) {
    Long first = carriedOut.putIfAbsent(order.signed().digest(), snapshot);
    return first == null || first == snapshot
        ? Optional.empty()
        : Optional.of("it was carried out before, and somebody has used it again");
  }

  private void know(Approval approval) {
    Roles.of(approval.canonical(), approval.contract())
        .ifPresent(of -> roles.put(approval.contract(), of));
  }

  private void learnProposal(AuditRecord record, Approval proposal) {
    know(proposal);
    said(
        record,
        proposal.proposal() == null
            ? Optional.of("it is not signed: propose anew")
            : proposal.proposal().objection(persons),
        proposal.proposal());
  }

  /** What is wrong with a person's word: its signature, or that it cannot be of this place. */
  private void said(AuditRecord record, Optional<String> objection, Signed signed) {
    Optional<String> wrong =
        objection.or(() -> replay.objection(signed)).or(() -> misplaced(record, signed));
    wrong.ifPresentOrElse(
        why ->
            fault(
                "%s of %s in record %d"
                    .formatted(record.kind(), about(record, signed), record.seq()),
                why,
                "withdraw what was opened by it, or restore the ledger and the register of persons (conf/persons.yaml) from their back-ups"),
        () -> claim(record, signed));
  }

  private void claim(AuditRecord record, Signed signed) {
    claimed
        .computeIfAbsent(Instant.parse(signed.text("at")), any -> new ArrayList<>())
        .add("%s of %s in record %d".formatted(record.kind(), about(record, signed), record.seq()));
  }

  private static String about(AuditRecord record, Signed signed) {
    return record.dataset().isEmpty() ? signed.text("by") : record.dataset();
  }

  /** Names statements that claim a later time than that of a record after them, or than now. */
  private void ahead(Instant now) {
    SortedMap<Instant, List<String>> ahead = claimed.tailMap(now.plus(Signed.AHEAD), false);
    ahead.forEach(
        (at, statements) ->
            statements.forEach(
                statement ->
                    fault(
                        statement,
                        "says that it was signed at %s, and at %s it was there already"
                            .formatted(at, now),
                        "set the clock of who signed it, and have it signed anew; its place in the ledger tells its order")));
    ahead.clear();
  }

  private Optional<String> misplaced(AuditRecord record, Signed signed) {
    Instant after = before.get(signed.text("after"));
    // Somebody with a key that is revoked since can write any date.
    Instant at = Instant.parse(signed.text("at"));
    boolean possible =
        !at.isAfter(record.time())
            && !at.plus(LATE).isBefore(record.time())
            && (after.equals(Instant.MIN)
                || after.isAfter(record.time()) // the one before was ahead
                || !at.plusSeconds(1).isBefore(after));
    return possible
        ? Optional.empty()
        : Optional.of("it says that it was signed at %s, which cannot be".formatted(at));
  }

  private static <T> T body(AuditRecord record, Class<T> type) {
    try {
      return Evidence.JSON.readValue(record.body(), type);
    } catch (IOException e) {
      throw new LakeException(
          "record %d of the ledger is no %s".formatted(record.seq(), record.kind()), e);
    }
  }

  private void learn(AuditRecord record, JsonNode document) {
    try {
      Certificate certificate = Certificate.fromJson(document.toString());
      if (!certificates.add(certificate)) {
        fault(
            name(record, certificate),
            "is recorded again: somebody has put back what was released before",
            FOUND);
      }
      if (isSigned(certificate)) {
        certificates.signed(certificate.id());
        said(record, certificate).ifPresent(what -> fault(name(record, certificate), what, FOUND));
      } else {
        fault(
            name(record, certificate),
            "was not signed by the lake's key, or not as it stands",
            "if another key was in use, name all public halves with --public-key; else release "
                + record.dataset()
                + " anew");
      }
    } catch (IllegalArgumentException e) {
      fault("record " + record.seq(), e.getMessage(), RESTORE_LEDGER);
    }
  }

  private boolean isSigned(Certificate certificate) {
    return publicKeys.stream().anyMatch(certificate::verify)
        && (sm2Keys.isEmpty()
            || certificate.sm2().equals(Certificate.Sm2Signature.NONE)
            || sm2Keys.stream().anyMatch(certificate::verifySm2));
  }

  private static String name(AuditRecord record, Certificate certificate) {
    return "certificate " + certificate.id() + " in record " + record.seq();
  }

  /** In what a genuine certificate and the records before it disagree. */
  private Optional<String> said(AuditRecord record, Certificate certificate) {
    Certificate.Chain place = certificate.chain();
    if (!certificate.dataset().equals(record.dataset())
        || !certificate.partition().equals(record.partition())) {
      return Optional.of("is recorded for another partition than its own");
    }
    if (!approved.contains(
        approval(
            certificate.dataset(),
            certificate.contract().hash(),
            certificate.approval().approver()))) {
      return Optional.of(
          "says that %s approved its contract version; no record before it does"
              .formatted(certificate.approval().approver()));
    }
    if (place.equals(Certificate.Chain.UNKNOWN)) {
      return Optional.empty(); // older ones say no more
    }
    if (place.seq() >= chain.size() - 1 || !chain.get((int) place.seq()).equals(place.hash())) {
      return Optional.of(
          "stands after record %d of a chain that is not this one".formatted(place.seq()));
    }
    if (!policies.contains(certificate.policy())) {
      return Optional.of("names a policy that no record before it holds");
    }
    try {
      Provenance.version(certificate, json(record.body()).path("source"));
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
    return Optional.empty();
  }

  private static String approval(String dataset, String contract, String officer) {
    return dataset + " " + contract + " " + officer;
  }

  private static JsonNode json(String text) {
    try {
      return Evidence.JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
