package org.jinyanglake.ledger;

/**
 * Who let a contract version be opened.
 *
 * @param dataset {@code domain.name}
 * @param contract hash of the contract version
 * @param version of the contract, as it says itself
 * @param canonical the contract's canonical text, for comparing a later version with it
 * @param proposer user name of the steward who proposed it
 * @param proposedAt when, ISO 8601
 * @param officer user name of the chief data officer who approved it; empty while it is a proposal
 * @param approvedAt when, ISO 8601; empty while it is a proposal
 */
public record Approval(
    String dataset,
    String contract,
    String version,
    String canonical,
    String proposer,
    String proposedAt,
    String officer,
    String approvedAt) {

  /** The proposal, approved. */
  public Approval by(String who, String when) {
    return new Approval(dataset, contract, version, canonical, proposer, proposedAt, who, when);
  }
}
