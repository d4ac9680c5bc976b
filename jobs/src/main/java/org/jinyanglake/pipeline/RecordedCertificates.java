package org.jinyanglake.pipeline;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jinyanglake.release.Certificate;

/** The certificates of a ledger, as its records are read one after the other. */
final class RecordedCertificates {
  private final Map<String, Certificate> byId = new HashMap<>();
  private final Set<String> signed = new HashSet<>();

  /** The record of the withdrawal that ended a certificate, by the certificate's id. */
  private final Map<String, Long> ended = new HashMap<>();

  /** The id of the newest certificate of each partition, by zone, dataset and path. */
  private final Map<List<String>, String> newest = new HashMap<>();

  /** Adds the next one; false if it was recorded before. */
  boolean add(Certificate certificate) {
    newest.put(
        List.of(certificate.zone(), certificate.dataset(), certificate.partition()),
        certificate.id());
    return byId.put(certificate.id(), certificate) == null;
  }

  /** One of them has a good signature of this lake. */
  void signed(String id) {
    signed.add(id);
  }

  /** A withdrawal ended a certificate. */
  void end(String id, long record) {
    ended.put(id, record);
  }

  Collection<Certificate> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  Optional<Certificate> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  boolean isSigned(String id) {
    return signed.contains(id);
  }

  /** The record of the withdrawal that ended it; empty if none did. */
  OptionalLong endedBy(String id) {
    Long record = ended.get(id);
    return record == null ? OptionalLong.empty() : OptionalLong.of(record);
  }

  /** The id of the one with which a partition was released last. */
  Optional<String> newest(String zone, String dataset, String partition) {
    return Optional.ofNullable(newest.get(List.of(zone, dataset, partition)));
  }
}
