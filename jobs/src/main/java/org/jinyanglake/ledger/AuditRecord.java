package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jinyanglake.lake.CanonicalJson;

/**
 * One record of the audit chain. Each holds the hash of the one before, so that none can be
 * changed, taken out or put in between without changing all that follow.
 *
 * @param seq its place, from 1
 * @param time when it happened, to the microsecond, which is what tables keep
 * @param kind what happened: run, file, release, approval …
 * @param dataset {@code domain.name}, empty if it concerns no single dataset
 * @param partition the partition path, empty if it concerns no single partition
 * @param body the facts, canonical JSON
 * @param previous the hash of the record before; {@link Chain#GENESIS} for the first
 * @param hash SHA-256 over the canonical JSON of all fields but this
 */
public record AuditRecord(
    long seq,
    Instant time,
    String kind,
    String dataset,
    String partition,
    String body,
    String previous,
    String hash) {

  /** The hash that belongs to the record's other fields. */
  String expectedHash() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("seq", seq);
    fields.put("time", time.toString());
    fields.put("kind", kind);
    fields.put("dataset", dataset);
    fields.put("partition", partition);
    fields.put("body", body);
    fields.put("previous", previous);
    return CanonicalJson.sha256(fields);
  }
}
