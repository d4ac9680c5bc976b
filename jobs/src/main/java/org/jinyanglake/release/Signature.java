package org.jinyanglake.release;

/**
 * Who answers for a release.
 *
 * @param proposer user name of the steward who proposed the contract version
 * @param officer user name of the chief data officer who approved it
 * @param approvedAt when, ISO 8601
 * @param seed the private key that signs: an Ed25519 seed of 32 bytes
 * @param head the last record of the audit chain when the run looked for the approval
 */
public record Signature(
    String proposer, String officer, String approvedAt, byte[] seed, Certificate.Chain head) {

  /** Not the key. */
  @Override
  public String toString() {
    return "approved by " + officer + " at " + approvedAt;
  }
}
