package org.jinyanglake.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Version;

/**
 * Writes and signs the certificates of one release.
 *
 * @param landed of raw partitions, the landing files that they hold rows of
 */
public record Issuer(
    Contract contract,
    Zone zone,
    Policy policy,
    Release.Offer offer,
    Signature signature,
    String run,
    Map<String, SortedSet<String>> landed) {

  /** To be raised whenever the gate comes to judge otherwise. */
  static final int VERIFIER_VERSION = 4;

  /**
   * A certificate, and what opens its fingerprint if that is sealed.
   *
   * @param opening see {@link Provenance}; for the ledger
   */
  record Issued(Certificate certificate, Optional<ObjectNode> opening) {}

  /**
   * The certificate of an opened partition.
   *
   * @param verdict null if the partition has no row, so that nothing was judged
   * @param published files of the partition, in the table
   */
  Issued certificate(String path, Verdict verdict, Table table, List<DataFile> published) {
    Map<String, String> hashes = new HashMap<>();
    if (verdict != null) {
      verdict.files().forEach(f -> hashes.put(new Path(f.location()).getName(), f.sha256()));
    }
    List<Certificate.PublishedFile> files =
        published.stream()
            .map(
                file ->
                    new Certificate.PublishedFile(
                        Version.name(table, file.location()),
                        hashes.get(new Path(file.location()).getName()),
                        file.recordCount()))
            .toList();
    long rows = files.stream().mapToLong(Certificate.PublishedFile::rows).sum();
    long withheld = verdict == null ? 0 : verdict.withheld();
    SortedSet<String> of = offer.due().get(path);
    Provenance provenance =
        Provenance.of(contract, offer.raw(), of, offer.merged(path), Provenance.names(of, landed));
    Certificate certificate =
        new Certificate(
                "",
                contract.dataset().toString(),
                zone.catalog(),
                path,
                new Certificate.ContractVersion(contract.id(), contract.version(), contract.hash()),
                provenance.source(),
                run,
                offer.key().version(),
                rules(of.stream().map(offer.rules()::get).toList()),
                new Certificate.Rows(rows + withheld, rows, withheld),
                verdict == null ? Certificate.Anonymity.NONE : classes(verdict),
                verdict == null ? List.of() : Certificate.results(verdict),
                verdict == null ? List.of() : verdict.attacks(),
                new Certificate.Utility(
                    rows + withheld == 0 ? 1 : (double) rows / (rows + withheld),
                    verdict == null ? 0 : verdict.loss()),
                new Certificate.Made(
                    offer.hierarchies(), policy.in(zone).k(), policy.in(zone).nMin(), program()),
                PolicyDigest.of(policy),
                signature.head(),
                files,
                new Certificate.Approval(
                    signature.proposer(),
                    signature.officer(),
                    Instant.parse(signature.approvedAt())),
                new Certificate.Verifier(
                    "org.jinyanglake.release.Gate", String.valueOf(VERIFIER_VERSION)),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                "",
                Certificate.Sm2Signature.NONE,
                "")
            .sign(signature.seed());
    return new Issued(certificate, provenance.opening());
  }

  static Certificate.Anonymity classes(Verdict verdict) {
    return new Certificate.Anonymity(
        verdict.kRequired(),
        verdict.kReached(),
        verdict.classes(),
        verdict.sensitive().stream()
            .map(
                each ->
                    new Certificate.SensitiveResult(
                        each.condition().column(), each.condition().condition(), each.rounded()))
            .toList());
  }

  /** Version and commit of this program, as its jar says; empty if it was not built into one. */
  public static String program() {
    return Objects.requireNonNullElse(Issuer.class.getPackage().getImplementationVersion(), "");
  }

  /** What the rules said; of several raw partitions, the worse. */
  private static List<Certificate.RuleResult> rules(List<JsonNode> ofPartitions) {
    Map<String, Certificate.RuleResult> rules = new LinkedHashMap<>();
    for (JsonNode facts : ofPartitions) {
      if (facts != null) {
        for (JsonNode fact : facts) {
          boolean passed = fact.get("passed").asBoolean();
          Certificate.RuleResult rule =
              new Certificate.RuleResult(
                  fact.get("rule").asText(),
                  fact.get("severity").asText().toLowerCase(Locale.ROOT),
                  passed ? "passed" : "failed");
          rules.merge(rule.severity() + " " + rule.rule(), rule, (a, b) -> passed ? a : b);
        }
      }
    }
    return List.copyOf(rules.values());
  }
}
