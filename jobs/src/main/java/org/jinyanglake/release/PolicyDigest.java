package org.jinyanglake.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.CanonicalJson;

/**
 * What of a policy the gate judges by, as JSON: all but from when on datasets are duplicates and
 * which days are holidays; of the list of classified content its version, for what is listed is
 * classified itself. The SHA-256 of its canonical form is the policy's digest in certificates, and
 * the ledger has its text, so that anybody can tell by which thresholds something was opened.
 */
public final class PolicyDigest {
  private static final ObjectMapper JSON =
      new ObjectMapper().addMixIn(Policy.class, WithoutWhatJudgesNothing.class);

  private PolicyDigest() {}

  @JsonIgnoreProperties({"classified", "duplicates", "holidays"})
  private interface WithoutWhatJudgesNothing {}

  /** What is digested. */
  public static ObjectNode text(Policy policy) {
    ObjectNode text = JSON.valueToTree(policy);
    text.put("classified", policy.classified().version());
    return text;
  }

  /** 64 hex digits. */
  public static String of(Policy policy) {
    return CanonicalJson.sha256(text(policy));
  }
}
