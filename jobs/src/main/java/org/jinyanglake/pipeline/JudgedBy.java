package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.release.PolicyDigest;

/** The policies by which the gate judged, in the ledger: certificates name them by their digest. */
final class JudgedBy {
  private JudgedBy() {}

  /**
   * Records a policy that is not recorded yet; costs nothing for others.
   *
   * @param known the ledger as the run knows it
   */
  static void record(Lake lake, String run, LedgerState known, Policy policy) {
    String digest = PolicyDigest.of(policy);
    if (known.policies().contains(digest)) {
      return;
    }
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
}
