package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.WithdrawnList;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Audit.Fault;
import org.jinyanglake.release.Certificate;

/**
 * Checks one table: the evidence of its commits, and byte for byte what readers can reach of it,
 * against the certificates that the ledger holds.
 */
final class TableAudit {
  private static final String RESTORE =
      "restore the folder warehouse/ledger/evidence from a back-up";
  private static final String PUT_BACK =
      "somebody has put back an older version of the table: withdraw it again, by rolling it forward to the newest snapshot";
  private static final String COPY =
      "restore it from a back-up; its text is in the ledger, too: lake sql --zone ledger";

  private final Lake lake;
  private final Version version;
  private final String name;
  private final RecordedCertificates certificates;
  private final Consumer<Fault> faults;

  TableAudit(
      Lake lake, Version version, RecordedCertificates certificates, Consumer<Fault> faults) {
    this.lake = lake;
    this.version = version;
    this.name = version.zone().catalog() + "." + version.dataset();
    this.certificates = certificates;
    this.faults = faults;
  }

  /**
   * Checks its commits and, in the zones for readers, its files.
   *
   * @return published files that were read
   */
  int execute() {
    Map<String, String> evidence = new HashMap<>();
    for (Snapshot snapshot : version.history()) {
      String reference = snapshot.summary().get(Lake.EVIDENCE);
      try {
        if (reference == null) {
          throw new LakeException("not committed by the lake");
        }
        JsonNode facts = lake.evidence().read(reference).path("facts");
        if (version.zone() == Zone.LEDGER && facts.has(Ledger.WRITTEN)) {
          written(facts.get(Ledger.WRITTEN));
        }
        for (JsonNode fact : facts.path("release")) {
          JsonNode certificate = fact.path("certificate");
          evidence.put(certificate.path("id").asText(), CanonicalJson.of(certificate));
        }
      } catch (LakeException e) {
        fault(name + " snapshot " + snapshot.snapshotId(), e.getMessage(), RESTORE);
      }
    }
    if (version.zone() != Zone.OPEN && version.zone() != Zone.CONDITIONAL) {
      return 0;
    }
    reachable();
    int files = published(evidence);
    CertificateFiles.check(
        lake,
        version,
        certificates.all().stream()
            .filter(each -> each.dataset().equals(version.dataset().toString()))
            .filter(each -> each.zone().equals(version.zone().catalog()))
            .toList(),
        (file, what) -> fault(file, what, COPY));
    WithdrawnList.objection(version)
        .ifPresent(
            what ->
                fault(
                    name,
                    what,
                    "restore its properties %s and %s and the list from a back-up, and find out who wrote to it"
                        .formatted(WithdrawnList.COUNT, WithdrawnList.LIST)));
    return files;
  }

  /** The files with the records are compared byte for byte, as published ones are. */
  private void written(JsonNode file) {
    wrong(
            new Published(
                version.table().location() + "/" + file.path("file").asText(),
                new Certificate.PublishedFile("", file.path("sha256").asText(), 0)))
        .ifPresent(
            fault ->
                fault(
                    fault.where(),
                    "a file of the ledger " + fault.what().replace("certified", "recorded"),
                    "restore the ledger from its back-up"));
  }

  /** What a reader can ask for by its number, branch, tag or path, beside the table's past. */
  private void reachable() {
    Superseded.of(lake, version.zone(), version.dataset())
        .reachable(version)
        .forEach(
            file ->
                fault(
                    version.table().location() + "/" + file,
                    "can be read and is not published any more",
                    "'lake run' takes it out of the zone"));
    Set<Long> past = new HashSet<>();
    version.history().forEach(snapshot -> past.add(snapshot.snapshotId()));
    for (Snapshot snapshot : version.table().snapshots()) {
      if (!past.contains(snapshot.snapshotId())) {
        fault(
            name + " snapshot " + snapshot.snapshotId(),
            "can be read by its number, and led to nothing that was released",
            "expire it with Iceberg's expire_snapshots, and find out who wrote to the zone");
      }
    }
    version.table().refs().keySet().stream()
        .filter(ref -> !ref.equals(SnapshotRef.MAIN_BRANCH))
        .forEach(
            ref ->
                fault(
                    name,
                    "has a branch or tag beside its main branch, which keeps old files readable",
                    "drop it with ALTER TABLE … DROP BRANCH or DROP TAG"));
  }

  private int published(Map<String, String> evidence) {
    if (!version.snapshot().deleteManifests(version.table().io()).isEmpty()) {
      fault(
          name,
          "has files that hide rows of what was certified, and the lake writes none",
          PUT_BACK);
    }
    Map<String, List<DataFile>> there = version.files();
    Map<String, Certificate.PublishedFile> certified = new TreeMap<>();
    version
        .state()
        .partitions()
        .forEach(
            (path, partition) -> {
              Certificate certificate = certificate(path, partition.certificate());
              if (certificate != null) {
                if (!certificate.toJson().equals(evidence.get(certificate.id()))) {
                  fault(
                      where(path),
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
    checks.parallelStream().map(this::wrong).flatMap(Optional::stream).toList().forEach(faults);
    certified
        .keySet()
        .forEach(
            gone ->
                fault(
                    version.table().location() + "/" + gone,
                    "is certified but not in the table",
                    "release " + version.dataset() + " anew"));
    return checks.size();
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
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The certificate of a released partition, if it is good for it. */
  private Certificate certificate(String path, String id) {
    Certificate certificate = certificates.find(id).orElse(null);
    if (certificate == null) {
      fault(
          where(path),
          "its certificate " + id + " is not in the ledger",
          "'lake run' records it if a run was cut off; else restore the ledger");
      return null;
    }
    OptionalLong ended = certificates.endedBy(id);
    String last = certificates.newest(certificate.zone(), certificate.dataset(), path).orElse(id);
    if (ended.isPresent()) {
      fault(
          where(path),
          "carries the certificate %s, which was ended by the withdrawal in record %d"
              .formatted(id, ended.getAsLong()),
          PUT_BACK);
    } else if (!last.equals(id)) {
      fault(
          where(path),
          "carries the certificate %s, and was released anew since with %s".formatted(id, last),
          PUT_BACK);
    }
    if (!certificates.isSigned(id)) {
      return null; // said of its record
    }
    if (!certificate.dataset().equals(version.dataset().toString())
        || !certificate.zone().equals(version.zone().catalog())
        || !certificate.partition().equals(path)) {
      fault(
          where(path),
          "carries the certificate " + id + " of another partition",
          "release " + version.dataset() + " anew");
      return null;
    }
    return certificate;
  }

  private String where(String path) {
    return path.isEmpty() ? name : name + " " + path;
  }

  private void fault(String where, String what, String remedy) {
    faults.accept(new Fault(where, what, remedy));
  }
}
