package org.jinyanglake.pipeline;

import java.util.Optional;
import java.util.stream.Stream;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;

/** The approvals of a dataset's contract versions, each with the contract's text. */
final class PastApprovals {
  private PastApprovals() {}

  /** The approval of the contract with this hash, the newest or an earlier one. */
  static Optional<Approval> of(Lake lake, LedgerState ledger, DatasetName dataset, String hash) {
    Optional<Approval> last = ledger.approval(dataset.toString(), hash);
    return last.isPresent()
        ? last
        : earlier(lake, dataset).filter(each -> each.contract().equals(hash)).findFirst();
  }

  private static Stream<Approval> earlier(Lake lake, DatasetName dataset) {
    return Ledger.of(lake).records("approval", dataset).stream().map(PastApprovals::approval);
  }

  private static Approval approval(AuditRecord record) {
    try {
      return Evidence.JSON.readValue(record.body(), Approval.class);
    } catch (java.io.IOException e) {
      throw new LakeException("record " + record.seq() + " of the ledger is no approval", e);
    }
  }
}
