package org.jinyanglake.pipeline;

import java.io.IOException;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;

/** The certificates in the ledger. */
final class Certificates {
  private Certificates() {}

  /** All of a dataset, in the order in which they were recorded. */
  static List<Certificate> of(Lake lake, DatasetName dataset) {
    return Ledger.of(lake).records("release", dataset).stream()
        .map(Certificates::certificate)
        .toList();
  }

  private static Certificate certificate(AuditRecord record) {
    try {
      return Certificate.fromJson(
          Evidence.JSON.readTree(record.body()).path("certificate").toString());
    } catch (IOException e) {
      throw new LakeException("record " + record.seq() + " is no JSON: run 'lake verify'", e);
    }
  }
}
