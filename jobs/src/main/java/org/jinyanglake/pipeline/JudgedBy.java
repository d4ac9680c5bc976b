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

/** The policies by which the gate judged, in the ledger: certificates name them by their digest. */
final class JudgedBy {
  private JudgedBy() {}

  /**
   * Records a policy when it is first asked, unless the ledger has it already; gives its digest.
   *
   * @param known the ledger as the run knows it
   */
  static Supplier<String> of(Lake lake, String run, Supplier<LedgerState> known, Policy policy) {
    return new Once<>(() -> record(lake, run, known.get(), policy));
  }

  private static String record(Lake lake, String run, LedgerState known, Policy policy) {
    String digest = PolicyDigest.of(policy);
    if (known.policies().contains(digest)) {
      return digest;
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
    return digest;
  }
}
