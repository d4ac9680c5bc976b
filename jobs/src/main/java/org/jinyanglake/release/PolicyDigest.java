package org.jinyanglake.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;

/**
 * What of a policy the gate judges by, as JSON: the thresholds of each zone, and of the list of
 * classified content its version, for what is listed is classified itself. The SHA-256 of its
 * canonical form is the policy's digest in certificates and in what persons sign, and the ledger
 * has its text, so that anybody can tell by which thresholds something was opened.
 */
public final class PolicyDigest {
  private PolicyDigest() {}

  /** What is digested. */
  public static ObjectNode text(Policy policy) {
    ObjectNode text = Evidence.JSON.createObjectNode();
    text.set("unconditional", Evidence.JSON.valueToTree(policy.unconditional()));
    text.set("conditional", Evidence.JSON.valueToTree(policy.conditional()));
    return text.put("classified", policy.classified().version());
  }

  /** 64 hex digits. */
  public static String of(Policy policy) {
    return CanonicalJson.sha256(text(policy));
  }

  /** What an approval of a contract under a policy is bound to, beside its result. */
  public static Terms terms(Policy policy, Contract contract) {
    return policy.terms(contract, of(policy));
  }
}
