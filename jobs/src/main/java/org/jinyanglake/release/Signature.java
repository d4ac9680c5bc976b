package org.jinyanglake.release;

import org.jinyanglake.contract.Terms;

/**
 * Who answers for a release.
 *
 * @param proposer who proposed the contract version: {@code X}, or {@code X for Y}
 * @param officer who approved it: {@code X}, or {@code X for Y}
 * @param approvedAt when, ISO 8601
 * @param approval what tells the approval from others: 16 hex digits
 * @param terms what the officer signed beside the contract
 * @param seed the private key that signs: an Ed25519 seed of 32 bytes
 * @param head the last record of the audit chain when the run looked for the approval
 */
public record Signature(
    String proposer,
    String officer,
    String approvedAt,
    String approval,
    Terms terms,
    byte[] seed,
    Certificate.Chain head) {

  /** Not the key. */
  @Override
  public String toString() {
    return "approved by " + officer + " at " + approvedAt;
  }
}
