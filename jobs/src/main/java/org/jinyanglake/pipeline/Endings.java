package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.release.EndedCertificates.Ended;
import org.jinyanglake.release.EndedCertificates.Partition;

/**
 * Which certificates ended, by the records of the ledger, one after the other from the first or
 * from a place at which it is known. A certificate ends once: by the next one of its partition, or
 * by what withdrew it first.
 */
final class Endings {
  private final SortedMap<String, Ended> ended;

  /** The id of the newest certificate of each partition, by zone, dataset and path. */
  private final Map<List<String>, String> newest = new HashMap<>();

  /**
   * Begins.
   *
   * @param before what had ended before the first record that is added
   */
  Endings(SortedMap<String, Ended> before) {
    ended = new TreeMap<>(before);
  }

  /**
   * Goes on by a record.
   *
   * @throws LakeException if it is none of its kind
   */
  void add(AuditRecord record) {
    switch (record.kind()) {
      case "release" -> released(record, body(record));
      case "withdrawal" -> withdrawn(record, body(record));
      default -> {}
    }
  }

  private void released(AuditRecord record, JsonNode body) {
    JsonNode certificate = body.path("certificate");
    String id = certificate.path("id").asText();
    String last =
        newest.put(
            List.of(certificate.path("zone").asText(), record.dataset(), record.partition()), id);
    String before = last == null ? body.path("replaces").asText() : last;
    if (!before.isEmpty() && !before.equals(id)) {
      ended.putIfAbsent(before, Ended.replaced(before, certificate.path("issuedAt").asText(), id));
    }
  }

  private void withdrawn(AuditRecord record, JsonNode body) {
    String id = body.path("certificate").asText();
    if (!id.isEmpty()) { // what is still to come has none
      ended.putIfAbsent(
          id,
          Ended.withdrawn(
              id,
              body.path("since").asText(),
              new Partition(
                  record.dataset(),
                  body.path("zone").asText(),
                  record.partition(),
                  body.path("reason").asText(),
                  body.path("words").asText())));
    }
  }

  private static JsonNode body(AuditRecord record) {
    try {
      return Evidence.JSON.readTree(record.body());
    } catch (IOException e) {
      throw new LakeException("record %d of the ledger is no JSON".formatted(record.seq()), e);
    }
  }

  /** What ended so far, by the ids of the certificates. */
  SortedMap<String, Ended> ended() {
    return ended;
  }
}
