package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Notice;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;

/**
 * The two persons behind every opening: the steward proposes a contract version with what came of
 * it, the chief data officer of the contract approves just that, each with a signature. Without an
 * approval of exactly that version nothing opens.
 */
public final class Approvals {
  private final Ledger ledger;

  private Approvals(Ledger ledger) {
    this.ledger = ledger;
  }

  public static Approvals in(Ledger ledger) {
    return new Approvals(ledger);
  }

  /**
   * Fails unless somebody may propose a contract.
   *
   * @throws RefusedApprovalException for anyone but its steward and deputies of theirs
   */
  public void requireProposer(Contract contract, Signer signer) {
    proposing(contract, ledger.state(), signer);
  }

  private static Signer.Acting proposing(Contract contract, LedgerState state, Signer signer) {
    return signer.actingFor(
        contract.steward(),
        state,
        " may not propose %s: its steward is %s".formatted(contract.dataset(), contract.steward()));
  }

  /**
   * Records that somebody proposes a version of a contract. The same proposal by the same person
   * changes nothing; one on other terms asks for another approval.
   *
   * @param canonical the contract's canonical text
   * @param terms what the approval is to be bound to
   * @throws RefusedApprovalException as {@link #requireProposer}
   */
  public void propose(Contract contract, String canonical, Terms terms, Signer signer) {
    String dataset = contract.dataset().toString();
    ledger.append(
        "proposal",
        state -> {
          Signer.Acting acting = proposing(contract, state, signer);
          Approval known = state.proposals().get(dataset);
          boolean proposed = known != null && known.contract().equals(contract.hash());
          // Over a proposal that is open, what is approved already is a new word, too.
          boolean same =
              proposed
                  ? isOf(known, terms) && known.proposer().equals(signer.name())
                  : state
                      .approval(dataset, contract.hash())
                      .filter(approved -> isOf(approved, terms))
                      .isPresent();
          if (same) {
            return Ledger.Change.none(state);
          }
          ObjectNode fields = fields(contract, terms);
          Signed signed = signer.sign("proposal", acting, state, fields);
          Approval proposal =
              new Approval(
                  dataset,
                  contract.hash(),
                  contract.version(),
                  canonical,
                  signer.name(),
                  signed.text("at"),
                  "",
                  "",
                  "",
                  signed,
                  null,
                  acting.deputations());
          return new Ledger.Change(List.of(entry("proposal", proposal)), state.with(proposal));
        });
  }

  private static boolean isOf(Approval approval, Terms terms) {
    return CanonicalJson.of(Evidence.JSON.valueToTree(terms))
        .equals(CanonicalJson.of(approval.proposal().fields().path("terms")));
  }

  private static ObjectNode fields(Contract contract, Terms terms) {
    ObjectNode fields = Signer.fields();
    fields.put("dataset", contract.dataset().toString());
    fields.put("contract", contract.hash());
    fields.put("version", contract.version());
    fields.set("terms", Evidence.JSON.valueToTree(terms));
    return fields;
  }

  /**
   * Records that somebody approves the version of the contract that was proposed last, on the terms
   * on which it was proposed.
   *
   * @param policy digest of the policy's thresholds now
   * @param notice how long before it takes effect a change is approved
   * @return the approval
   * @throws RefusedApprovalException for anyone but the contract's chief data officer and deputies
   *     of theirs, for the person who proposed it, if this version is not proposed, and if the
   *     policy changed since
   */
  public Approval approve(Contract contract, String policy, Notice notice, Signer signer) {
    String dataset = contract.dataset().toString();
    LedgerState after =
        ledger.append(
            "approval",
            state -> {
              Signer.Acting acting =
                  signer.actingFor(
                      contract.officer(),
                      state,
                      " may not approve %s: its chief data officer is %s"
                          .formatted(dataset, contract.officer()));
              Approval proposal = state.proposals().get(dataset);
              boolean proposed = proposal != null && proposal.contract().equals(contract.hash());
              if (!proposed && state.approval(dataset, contract.hash()).isPresent()) {
                return Ledger.Change.none(state);
              }
              if (!proposed) {
                throw new RefusedApprovalException(
                    "this version of "
                        + dataset
                        + " is not proposed: its steward "
                        + contract.steward()
                        + " runs lake propose first");
              }
              requireTwo(contract, proposal, signer, acting);
              requireSound(proposal, policy, signer);
              Approval approval = approval(contract, proposal, notice, signer, acting, state);
              return new Ledger.Change(
                  List.of(entry("approval", approval)), state.approved(approval));
            });
    return after.approval(dataset, contract.hash()).orElseThrow();
  }

  private static void requireTwo(
      Contract contract, Approval proposal, Signer signer, Signer.Acting acting) {
    String who = signer.name();
    boolean deputizes = !acting.principal().isEmpty();
    if (proposal.proposer().equals(who)
        || Deputation.principal(proposal.proposal()).equals(who)
        || acting.principal().equals(proposal.proposer())) {
      throw new RefusedApprovalException(
          who + " proposed " + proposal.dataset() + " and may not approve it: two persons");
    }
    if (deputizes
        && (who.equals(contract.steward())
            || contract.reviewer().filter(who::equals).isPresent())) {
      throw new RefusedApprovalException(
          "%s has another part in %s and may not approve it as a deputy: name a deputy who has none"
              .formatted(who, proposal.dataset()));
    }
  }

  private static void requireSound(Approval proposal, String policy, Signer signer) {
    Signer.requireNotAhead(
        Instant.parse(proposal.proposedAt()), "the proposal of %s".formatted(proposal.dataset()));
    if (!proposal.terms().policy().equals(policy)) {
      throw new RefusedApprovalException(
          "the thresholds of the policy changed since %s was proposed: propose it anew"
              .formatted(proposal.dataset()));
    }
    proposal
        .proposal()
        .objection(signer.persons())
        .ifPresent(
            why -> {
              throw new RefusedApprovalException(
                  "the proposal of %s: %s; propose it anew".formatted(proposal.dataset(), why));
            });
  }

  private static Approval approval(
      Contract contract,
      Approval proposal,
      Notice notice,
      Signer signer,
      Signer.Acting acting,
      LedgerState state) {
    Instant now = signer.now();
    Duration term =
        state
            .inForce(proposal.dataset(), now)
            .map(before -> notice.of(Contracts.restore(before.canonical()), contract))
            .orElse(Duration.ZERO);
    ObjectNode fields = fields(contract, proposal.terms());
    fields.put("proposal", proposal.proposal().digest());
    fields.put("effectiveAt", now.plus(term).toString());
    Signed signed = signer.sign("approval", acting, state, fields);
    List<Signed> deputations = new ArrayList<>(proposal.deputations());
    deputations.addAll(acting.deputations());
    return new Approval(
        proposal.dataset(),
        proposal.contract(),
        proposal.version(),
        proposal.canonical(),
        proposal.proposer(),
        proposal.proposedAt(),
        signer.name(),
        signed.text("at"),
        signed.text("effectiveAt"),
        proposal.proposal(),
        signed,
        deputations);
  }

  private static Chain.Entry entry(String kind, Approval approval) {
    ObjectNode body = Evidence.JSON.valueToTree(approval);
    return Ledger.entry(kind, approval.dataset(), "", body);
  }
}
