package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Provenance;

/** The certificates in the ledger. */
final class Certificates {
  private Certificates() {}

  /**
   * A certificate as the ledger holds it.
   *
   * @param source what opens its fingerprint; missing if that is not sealed
   */
  record Recorded(Certificate certificate, JsonNode source) {
    /** The version of the raw partition that it was made from; empty if the ledger disagrees. */
    String rawVersion() {
      try {
        return Provenance.version(certificate, source);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
  }

  /** All of a dataset, in the order in which they were recorded. */
  static List<Certificate> of(Lake lake, DatasetName dataset) {
    return recorded(lake, dataset).stream().map(Recorded::certificate).toList();
  }

  /** The same, with what opens their fingerprints. */
  static List<Recorded> recorded(Lake lake, DatasetName dataset) {
    return Ledger.of(lake).records("release", dataset).stream()
        .map(Certificates::recorded)
        .toList();
  }

  private static Recorded recorded(AuditRecord record) {
    try {
      JsonNode body = Evidence.JSON.readTree(record.body());
      return new Recorded(
          Certificate.fromJson(body.path("certificate").toString()), body.path("source"));
    } catch (IOException e) {
      throw new LakeException("record " + record.seq() + " is no JSON: run 'lake verify'", e);
    }
  }
}
