package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.DriftLimits;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;

/**
 * Who let a contract version be opened, and on what terms.
 *
 * @param dataset {@code domain.name}
 * @param contract hash of the contract version
 * @param version of the contract, as it says itself
 * @param canonical the contract's canonical text, for comparing a later version with it
 * @param proposer user name of who proposed it: the steward, or a deputy
 * @param proposedAt when, ISO 8601
 * @param officer user name of who approved it: the chief data officer, or a deputy; empty while it
 *     is a proposal
 * @param approvedAt when, ISO 8601; empty while it is a proposal
 * @param effectiveAt since when it counts, ISO 8601: when it was approved, or after its notice;
 *     empty while it is a proposal
 * @param proposal what the proposer signed: dataset, contract, version, terms
 * @param approval what the officer signed: the same, the digest of the proposal, and since when it
 *     counts; null while it is a proposal
 * @param deputations by which deputies acted for others; empty if none did
 */
public record Approval(
    String dataset,
    String contract,
    String version,
    String canonical,
    String proposer,
    String proposedAt,
    String officer,
    String approvedAt,
    String effectiveAt,
    Signed proposal,
    Signed approval,
    List<Signed> deputations) {

  /** Of a record of an earlier version of the lake, which nobody signed. */
  private static final Terms NO_TERMS =
      new Terms("", new TreeMap<>(), new TreeMap<>(), DriftLimits.DEFAULT);

  public Approval {
    effectiveAt = effectiveAt == null ? approvedAt : effectiveAt;
    deputations = deputations == null ? List.of() : List.copyOf(deputations);
  }

  /** What it is bound to beside the contract. */
  public Terms terms() {
    return proposal == null
        ? NO_TERMS
        : Evidence.JSON.convertValue(proposal.fields().path("terms"), Terms.class);
  }

  /** What tells this approval from all others: 16 hex digits; the proposal's while it is none. */
  public String id() {
    Signed signed = approval == null ? proposal : approval;
    return signed == null ? "" : signed.digest().substring(0, 16);
  }

  /** Whether it counts at a time; one without notice always does. */
  public boolean inForce(Instant now) {
    return effectiveAt.equals(approvedAt) || !now.isBefore(Instant.parse(effectiveAt));
  }

  /** The name of who approved it, and for whom if that was a deputy: {@code X for Y}. */
  public String officerInWords() {
    return approval == null ? officer : Deputation.words(approval);
  }

  /** The name of who proposed it, and for whom if that was a deputy: {@code X for Y}. */
  public String proposerInWords() {
    return proposal == null ? proposer : Deputation.words(proposal);
  }

  /**
   * Why nothing may be opened by it; empty if both persons signed just this with keys that were
   * theirs and valid then, deputies were deputies, and the contract names them for it.
   */
  public Optional<String> objection(Persons persons) {
    if (proposal == null || approval == null) {
      return Optional.of("it is not signed: propose and approve anew");
    }
    return proposal
        .objection(persons)
        .map(why -> "its proposal: " + why)
        .or(() -> approval.objection(persons))
        .or(() -> contradiction())
        .or(() -> Deputation.objection(proposal, deputations, persons))
        .or(() -> Deputation.objection(approval, deputations, persons));
  }

  /**
   * Why nothing may be opened by it under a policy: {@link #objection}, or the policy asks for less
   * than was signed.
   */
  public Optional<String> suspended(Policy policy) {
    List<String> weaker = terms().weaker(policy);
    return objection(policy.persons())
        .map("its approval does not count: "::concat)
        .or(
            () ->
                weaker.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        "the policy asks for less than %s signed, %s"
                            .formatted(officerInWords(), String.join(", ", weaker))));
  }

  /** What the record says otherwise than what was signed. */
  private Optional<String> contradiction() {
    JsonNode proposed = proposal.fields();
    JsonNode approved = approval.fields();
    boolean same =
        says(proposed, "act", "proposal")
            && says(approved, "act", "approval")
            && says(proposed, "by", proposer)
            && says(approved, "by", officer)
            && says(proposed, "at", proposedAt)
            && says(approved, "at", approvedAt)
            && says(approved, "effectiveAt", effectiveAt)
            && says(approved, "proposal", proposal.digest())
            && CanonicalJson.of(proposed.path("terms"))
                .equals(CanonicalJson.of(approved.path("terms")));
    for (JsonNode statement : List.of(proposed, approved)) {
      same &=
          says(statement, "dataset", dataset)
              && says(statement, "contract", contract)
              && says(statement, "version", version);
    }
    if (!same) {
      return Optional.of("its record says otherwise than what was signed");
    }
    if (!Collections.disjoint(parties(proposal), parties(approval))) {
      return Optional.of("one person proposed and approved it");
    }
    return misled();
  }

  /** Who has a part in a statement: its signer, and for whom it was signed. */
  private static Set<String> parties(Signed statement) {
    return new TreeSet<>(List.of(statement.text("by"), Deputation.holder(statement)));
  }

  /** That its text is another contract's, or that this names others for it. */
  private Optional<String> misled() {
    Optional<Roles> roles = Roles.of(canonical, contract);
    if (roles.isEmpty()) {
      return Optional.of("the contract's text in its record is not what was signed");
    }
    return Deputation.holder(proposal).equals(roles.get().steward())
            && Deputation.holder(approval).equals(roles.get().officer())
        ? Optional.empty()
        : Optional.of(
            "its contract has %s propose and %s approve it"
                .formatted(roles.get().steward(), roles.get().officer()));
  }

  private static boolean says(JsonNode statement, String field, String value) {
    return statement.path(field).asText().equals(value);
  }
}
