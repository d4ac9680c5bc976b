package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.WithdrawnList;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Chain;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;

/**
 * Checks a lake against its own evidence: the chain of the ledger, the evidence of every commit,
 * every certificate, and every byte that is published. Changes nothing; needs no Spark.
 */
public final class Audit {
  private static final String RESTORE =
      "restore the folder warehouse/ledger/evidence from a back-up";

  private final Lake lake;
  private final List<byte[]> publicKeys;
  private final List<Fault> faults = new ArrayList<>();

  /** Certificates in the ledger by id, and which of them are good. */
  private final Map<String, Certificate> recorded = new HashMap<>();

  private final Set<String> genuine = new HashSet<>();

  /** Of certificates that a withdrawal ended, the record that says so, by id. */
  private final Map<String, Long> ended = new HashMap<>();

  private final Set<String> approved = new HashSet<>();
  private int files;

  private Audit(Lake lake, List<byte[]> publicKeys) {
    this.lake = lake;
    this.publicKeys = publicKeys;
  }

  /**
   * An audit of a lake.
   *
   * @param publicKeys of 32 bytes each; a certificate must be signed with one of them
   * @throws IllegalArgumentException if no key is written so
   */
  public static Audit of(Lake lake, List<byte[]> publicKeys) {
    publicKeys.forEach(Certificate::requirePublicKey);
    return new Audit(lake, publicKeys.stream().map(byte[]::clone).toList());
  }

  /**
   * Something that is wrong.
   *
   * @param where a record, a file, a partition
   * @param what is wrong with it
   * @param remedy what to do
   */
  public record Fault(String where, String what, String remedy) {
    @Override
    public String toString() {
      return where + ": " + what + "; " + remedy;
    }
  }

  /**
   * What an audit found.
   *
   * @param records good records of the ledger, from the first
   * @param certificates in the ledger
   * @param files published files that were read
   * @param head hash of the last good record
   * @param faults in the order in which they were found; empty if all is well
   */
  public record Result(
      long records, int certificates, int files, String head, List<Fault> faults) {}

  /**
   * Checks all of it.
   *
   * @param head the head that was kept outside the lake, if one was
   */
  public Result execute(Optional<String> head) {
    Chain.Verification chain = new Chain.Verification(0, Chain.Head.EMPTY, Optional.empty());
    try {
      List<AuditRecord> records = Ledger.of(lake).records();
      chain = Chain.verify(records.iterator(), head);
      chain
          .fault()
          .ifPresent(
              fault ->
                  fault(
                      "ledger",
                      fault.message(),
                      "restore the ledger from the back-up taken before, and find out who wrote to it"));
      records.forEach(this::learn);
    } catch (LakeException e) {
      fault("ledger", e.getMessage(), "restore the ledger from its back-up");
    }
    for (Zone zone : Zone.values()) {
      for (DatasetName dataset : lake.datasets(zone)) {
        try {
          lake.version(zone, dataset).ifPresent(this::check);
        } catch (LakeException e) {
          fault(zone.catalog() + "." + dataset, e.getMessage(), "restore it from a back-up");
        }
      }
    }
    return new Result(
        chain.records(), recorded.size(), files, chain.head().hash(), List.copyOf(faults));
  }

  private void fault(String where, String what, String remedy) {
    faults.add(new Fault(where, what, remedy));
  }

  private void learn(AuditRecord record) {
    switch (record.kind()) {
      case "approval" -> {
        JsonNode body = json(record.body());
        approved.add(approval(record.dataset(), body.path("contract"), body.path("officer")));
      }
      case "release" -> learn(record, json(record.body()).path("certificate"));
      case "withdrawal" ->
          ended.put(json(record.body()).path("certificate").asText(), record.seq());
      default -> {}
    }
  }

  private void learn(AuditRecord record, JsonNode document) {
    try {
      Certificate certificate = Certificate.fromJson(document.toString());
      recorded.put(certificate.id(), certificate);
      if (publicKeys.stream().anyMatch(certificate::verify)) {
        genuine.add(certificate.id());
      } else {
        fault(
            "certificate " + certificate.id() + " in record " + record.seq(),
            "was not signed by the lake's key, or not as it stands",
            "if another key was in use, name all public halves with --public-key; else release "
                + record.dataset()
                + " anew");
      }
    } catch (IllegalArgumentException e) {
      fault("record " + record.seq(), e.getMessage(), "restore the ledger from its back-up");
    }
  }

  private void check(Version version) {
    Map<String, String> certificates = new HashMap<>();
    for (Snapshot snapshot : version.history()) {
      String reference = snapshot.summary().get(Lake.EVIDENCE);
      try {
        if (reference == null) {
          throw new LakeException("not committed by the lake");
        }
        for (JsonNode fact : lake.evidence().read(reference).path("facts").path("release")) {
          JsonNode certificate = fact.path("certificate");
          certificates.put(certificate.path("id").asText(), Evidence.text(certificate));
        }
      } catch (LakeException e) {
        fault(name(version) + " snapshot " + snapshot.snapshotId(), e.getMessage(), RESTORE);
      }
    }
    if (version.zone() == Zone.OPEN || version.zone() == Zone.CONDITIONAL) {
      published(version, certificates);
      String told = version.table().properties().getOrDefault(WithdrawnList.COUNT, "0");
      if (!told.equals(String.valueOf(version.state().withdrawn().size()))) {
        fault(
            name(version),
            "the table says that %s partitions are withdrawn, its evidence %d"
                .formatted(told, version.state().withdrawn().size()),
            "set its property %s, and find out who wrote to it".formatted(WithdrawnList.COUNT));
      }
    }
  }

  private void published(Version version, Map<String, String> certificates) {
    Map<String, List<DataFile>> there = version.files();
    Map<String, Certificate.PublishedFile> certified = new TreeMap<>();
    version
        .state()
        .partitions()
        .forEach(
            (path, partition) -> {
              Certificate certificate = certificate(version, path, partition.certificate());
              if (certificate != null) {
                if (!certificate.toJson().equals(certificates.get(certificate.id()))) {
                  fault(
                      where(version, path),
                      "the ledger and the zone's evidence hold different certificates",
                      RESTORE);
                }
                certificate.files().forEach(file -> certified.put(file.name(), file));
              }
            });
    List<Published> checks = new ArrayList<>();
    there.forEach(
        (path, list) ->
            list.forEach(
                file ->
                    checks.add(
                        new Published(
                            file.location(),
                            certified.remove(Version.name(version.table(), file.location()))))));
    files += checks.size();
    checks.parallelStream()
        .map(this::wrong)
        .flatMap(Optional::stream)
        .toList()
        .forEach(faults::add);
    certified
        .keySet()
        .forEach(
            gone ->
                fault(
                    version.table().location() + "/" + gone,
                    "is certified but not in the table",
                    "release " + version.dataset() + " anew"));
  }

  /** A published file and what its certificate says of it; null if none does. */
  private record Published(String location, Certificate.PublishedFile certified) {}

  private Optional<Fault> wrong(Published file) {
    if (file.certified() == null) {
      return Optional.of(
          new Fault(
              file.location(),
              "is published without a certificate",
              "withdraw the dataset and find out who wrote to the zone"));
    }
    try {
      return sha256(file.location()).equals(file.certified().sha256())
          ? Optional.empty()
          : Optional.of(
              new Fault(
                  file.location(),
                  "is not what was certified: its SHA-256 is another",
                  "restore the file from a back-up"));
    } catch (ChecksumException e) {
      return Optional.of(
          new Fault(
              file.location(),
              "is not what was certified: its bytes are not those that were written",
              "restore the file from a back-up"));
    } catch (IOException e) {
      return Optional.of(
          new Fault(
              file.location(),
              "cannot be read: " + e.getMessage(),
              "restore the file from a back-up"));
    }
  }

  private String sha256(String location) throws IOException {
    Path path = new Path(location);
    try (InputStream in =
        new DigestInputStream(
            path.getFileSystem(lake.hadoop()).open(path), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The certificate of a released partition, if it is good for it. */
  private Certificate certificate(Version version, String path, String id) {
    Certificate certificate = recorded.get(id);
    if (certificate == null) {
      fault(
          where(version, path),
          "its certificate " + id + " is not in the ledger",
          "'lake run' records it if a run was cut off; else restore the ledger");
      return null;
    }
    if (ended.containsKey(id)) {
      fault(
          where(version, path),
          "carries the certificate %s, which was ended by the withdrawal in record %d"
              .formatted(id, ended.get(id)),
          "somebody has put back an older version of the table: withdraw it again, by rolling it forward to the newest snapshot");
    }
    if (!genuine.contains(id)) {
      return null; // said of its record
    }
    if (!certificate.dataset().equals(version.dataset().toString())
        || !certificate.zone().equals(version.zone().catalog())
        || !certificate.partition().equals(path)) {
      fault(
          where(version, path),
          "carries the certificate " + id + " of another partition",
          "release " + version.dataset() + " anew");
      return null;
    }
    if (!approved.contains(
        certificate.dataset()
            + " "
            + certificate.contract().hash()
            + " "
            + certificate.approval().approver())) {
      fault(
          where(version, path),
          "the ledger holds no approval of its contract version by "
              + certificate.approval().approver(),
          "withdraw it, or restore the ledger");
    }
    return certificate;
  }

  private static String approval(String dataset, JsonNode contract, JsonNode officer) {
    return dataset + " " + contract.asText() + " " + officer.asText();
  }

  private static String name(Version version) {
    return version.zone().catalog() + "." + version.dataset();
  }

  private static String where(Version version, String path) {
    return path.isEmpty() ? name(version) : name(version) + " " + path;
  }

  private static JsonNode json(String text) {
    try {
      return Evidence.JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
