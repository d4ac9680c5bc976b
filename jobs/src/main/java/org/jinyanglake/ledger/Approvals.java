package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;

/**
 * The two persons behind every opening: the steward proposes a contract version, the chief data
 * officer of the contract approves it. Without an approval of exactly that version nothing opens.
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
   * Records that somebody proposes a version of a contract. A repeated proposal of the same version
   * by the same person changes nothing.
   *
   * @param canonical the contract's canonical text
   * @throws RefusedApprovalException for anyone but the contract's steward
   */
  public void propose(Contract contract, String canonical, String who) {
    if (!who.equals(contract.steward())) {
      throw new RefusedApprovalException(
          who
              + " may not propose "
              + contract.dataset()
              + ": its steward is "
              + contract.steward());
    }
    String dataset = contract.dataset().toString();
    ledger.append(
        "proposal",
        state -> {
          Approval known = state.proposals().get(dataset);
          if (state.approved(dataset, contract.hash())
              || (known != null
                  && known.contract().equals(contract.hash())
                  && known.proposer().equals(who))) {
            return Ledger.Change.none(state);
          }
          Approval proposal =
              new Approval(
                  dataset, contract.hash(), contract.version(), canonical, who, now(), "", "");
          return new Ledger.Change(List.of(entry("proposal", proposal)), state.with(proposal));
        });
  }

  /**
   * Records that somebody approves the version of the contract that was proposed last.
   *
   * @throws RefusedApprovalException for anyone but the contract's chief data officer, for the
   *     person who proposed it, and if this version is not proposed
   */
  public void approve(Contract contract, String who) {
    String dataset = contract.dataset().toString();
    if (!who.equals(contract.officer())) {
      throw new RefusedApprovalException(
          who
              + " may not approve "
              + dataset
              + ": its chief data officer is "
              + contract.officer());
    }
    ledger.append(
        "approval",
        state -> {
          if (state.approved(dataset, contract.hash())) {
            return Ledger.Change.none(state);
          }
          Approval proposal = state.proposals().get(dataset);
          if (proposal == null || !proposal.contract().equals(contract.hash())) {
            throw new RefusedApprovalException(
                "this version of "
                    + dataset
                    + " is not proposed: its steward "
                    + contract.steward()
                    + " runs lake propose first");
          }
          if (proposal.proposer().equals(who)) {
            throw new RefusedApprovalException(
                who + " proposed " + dataset + " and may not approve it: two persons");
          }
          Approval approval = proposal.by(who, now());
          return new Ledger.Change(List.of(entry("approval", approval)), state.approved(approval));
        });
  }

  private static Chain.Entry entry(String kind, Approval approval) {
    ObjectNode body = Evidence.JSON.valueToTree(approval);
    return Ledger.entry(kind, approval.dataset(), "", body);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
