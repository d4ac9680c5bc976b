package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.release.PolicyDigest;

/**
 * The policy by which the gate of a run judges, in the ledger: certificates name it by its digest.
 */
final class JudgedBy {
  private final Lake lake;
  private final String run;
  private final Supplier<LedgerState> known;
  private final Policy policy;
  private boolean recorded;

  /**
   * A policy, not looked at yet.
   *
   * @param known the ledger as the run knows it
   */
  JudgedBy(Lake lake, String run, Supplier<LedgerState> known, Policy policy) {
    this.lake = lake;
    this.run = run;
    this.known = known;
    this.policy = policy;
  }

  /** Records the policy unless it is; whether it is, the ledger is asked once in a run. */
  synchronized void record() {
    String digest = PolicyDigest.of(policy);
    if (!recorded && !known.get().policies().contains(digest)) {
      Ledger.of(lake)
          .append(
              run,
              state -> {
                if (state.policies().contains(digest)) {
                  return Ledger.Change.none(state);
                }
                ObjectNode body = Evidence.JSON.createObjectNode();
                body.put("digest", digest);
                body.set("policy", PolicyDigest.text(policy));
                return new Ledger.Change(
                    List.of(Ledger.entry("policy", "", "", body)), state.judgedBy(digest));
              });
    }
    recorded = true;
  }
}
