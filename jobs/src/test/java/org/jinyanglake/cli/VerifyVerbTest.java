package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.actions.SparkActions;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.CertifiedFiles;
import org.jinyanglake.release.SignedHead;
import org.jinyanglake.release.Sm2;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code lake verify} finds, in a lake and of files that left one: whatever is changed, and
 * where. Two days of the town, released.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyVerbTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BITS = 3;

  @TempDir static Path folder;

  private final Random random = new Random(20261130);
  private Path home;
  private TestLake town;
  private byte[] seed;
  private String publicKey;
  private String sm2Key;

  @BeforeAll
  void release() throws IOException {
    home = folder.resolve("town");
    Town.deliver(home, 0);
    Town.deliver(home, 1);
    town = TestLake.of(home, Town.schemas(), Observer.NONE).approved();
    assertThat(town.run().datasets()).allMatch(each -> each.held().isEmpty());
    seed = Keys.load(home.resolve("keys")).signing();
    Call keys = Call.lake(home, Town.schemas(), "keys", "public", "--json");
    publicKey = keys.json().get("ed25519").asText();
    sm2Key = keys.json().get("sm2").asText();
  }

  @AfterAll
  void close() {
    town.close();
  }

  private List<String> faults() {
    return Audit.of(
            town.lake(),
            List.of(Certificate.publicKey(seed)),
            List.of(Sm2.of(seed).publicKey()),
            town.policy().persons())
        .execute(Optional.empty())
        .faults()
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** The evidence of snapshots; a commit that another one came before has left some, too. */
  private Set<String> committed() {
    Set<String> names = new HashSet<>();
    for (Zone zone : Zone.values()) {
      for (DatasetName dataset : town.lake().datasets(zone)) {
        for (Snapshot snapshot : town.lake().version(zone, dataset).orElseThrow().history()) {
          names.add(snapshot.summary().get(Lake.EVIDENCE).replaceAll("#.*", ".json"));
        }
      }
    }
    return names;
  }

  private List<Path> files(String below, String end) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve(below))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> file.toString().contains(end.split("\\*")[0]))
          .filter(file -> file.toString().endsWith(end.split("\\*")[1]))
          .sorted()
          .toList();
    }
  }

  @Test
  void allIsWellAfterARun() {
    assertThat(faults()).isEmpty();
  }

  /** Also without Hadoop's checksums, which whoever changes a file can change as well. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a published file,               warehouse/open,        /data/*.parquet",
    "a published file,               warehouse/conditional, /data/*.parquet",
    "a certificate beside its table, warehouse,             /_certificates/*.json",
    "a file of the ledger,           warehouse/ledger,      /data/*.parquet",
    "evidence with certificates,     warehouse/ledger,      /evidence/*.json",
    "the head,                       .,                     /head*.json",
    "the list of what ended,         .,                     /ended*.json"
  })
  void anyBitThatIsChangedIsFoundAndItsFileNamed(String what, String below, String pattern)
      throws IOException {
    List<Path> files = files(below, pattern);
    if (pattern.startsWith("/evidence/")) {
      Set<String> committed = committed();
      files = files.stream().filter(f -> committed.contains(f.getFileName().toString())).toList();
    }
    assertThat(files).isNotEmpty();
    for (int i = 0; i < BITS; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      int bit = random.nextInt(8 * bytes.length);
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      tamper(file, changed, () -> assertNamed(file, "bit " + bit));
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    tamper(file, Arrays.copyOf(bytes, bytes.length - 1), () -> assertNamed(file, "truncated"));
    tamper(file, null, () -> assertNamed(file, "deleted"));
    if (files.size() > 1) {
      byte[] other = Files.readAllBytes(files.get((files.indexOf(file) + 1) % files.size()));
      tamper(file, other, () -> assertNamed(file, "swapped"));
    }
    assertThat(faults()).isEmpty();
  }

  private void assertNamed(Path file, String how) {
    assertThat(faults())
        .as("%s %s", file, how)
        .anyMatch(fault -> fault.contains(file.getFileName().toString()));
  }

  /** Puts other bytes in place of a file's, or none, for the time of a step. */
  private static void tamper(Path file, byte[] bytes, Runnable step) throws IOException {
    Path sum = file.resolveSibling("." + file.getFileName() + ".crc");
    byte[] before = Files.readAllBytes(file);
    byte[] sumBefore = Files.exists(sum) ? Files.readAllBytes(sum) : null;
    Files.deleteIfExists(sum);
    if (bytes == null) {
      Files.delete(file);
    } else {
      Files.write(file, bytes);
    }
    try {
      step.run();
    } finally {
      Files.write(file, before);
      if (sumBefore != null) {
        Files.write(sum, sumBefore);
      }
    }
  }

  @Test
  void aCertificateThatTheLedgerDoesNotHoldIsFound() throws IOException {
    Path certificate = files("warehouse/conditional", "/_certificates/*.json").get(0);
    Path foreign = certificate.resolveSibling("00000000-0000-3000-8000-000000000000.json");
    Files.copy(certificate, foreign);
    try {
      assertThat(faults())
          .singleElement()
          .asString()
          .contains(foreign.getFileName().toString(), "that the ledger does not hold");
    } finally {
      Files.delete(foreign);
    }
  }

  @Test
  void certificatesOfARunAreValidByTheirSchemaAndSayWhatTheyWereMadeFrom() {
    List<AuditRecord> releases = Ledger.of(town.lake()).records("release");
    assertThat(releases).hasSizeGreaterThanOrEqualTo(6);
    for (AuditRecord record : releases) {
      ObjectNode body = (ObjectNode) json(record.body());
      Certificate certificate = Certificate.fromJson(body.get("certificate").toString());
      assertThat(CertifiedFiles.schemaProblems(certificate.toJson())).isEmpty();
      assertThat(certificate.verifySm2(HexFormat.of().parseHex(sm2Key))).isTrue();
      assertThat(certificate.utility().rowsKept()).isPositive();
      assertThat(certificate.chain().seq()).isLessThan(record.seq());
      if (certificate.dataset().equals("health.visits")) {
        assertThat(certificate.utility().loss()).isBetween(0.01, 1.0);
        assertThat(certificate.source().files()).as("of persons").isEmpty();
        assertThat(body.at("/source/files/0/name").asText())
            .startsWith("health/visits/")
            .endsWith(certificate.partition().substring(4) + ".csv");
        assertThat(certificate.source().fingerprint())
            .as("nobody can try contents")
            .isNotEqualTo(body.at("/source/fingerprint").asText());
      }
    }
  }

  @Test
  void aHeadThatWasKeptTellsAnotherLakeAndACutChain() throws IOException {
    Path head = home.resolve("head.json");
    Path kept = Files.copy(head, folder.resolve("kept.json"));
    assertThat(verify("--head", kept.toString()).code()).isZero();

    ObjectNode other = (ObjectNode) json(Files.readString(head));
    Files.writeString(
        kept,
        SignedHead.of(
                other.get("seq").asLong(),
                other.get("hash").asText(),
                "run",
                Instant.EPOCH,
                new byte[32])
            .toJson());
    assertThat(verify("--head", kept.toString()).out()).contains("is it the head of another lake?");

    Files.writeString(
        kept,
        SignedHead.of(other.get("seq").asLong() + 1, "f".repeat(64), "run", Instant.EPOCH, seed)
            .toJson());
    assertThat(verify("--head", kept.toString()).out())
        .contains(kept + ": the ledger has no record", "it was cut off");
    Files.delete(kept);
  }

  private Call verify(String... words) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(words));
    return Call.lake(home, Town.schemas(), all.toArray(String[]::new));
  }

  // files that left the lake

  /** A copy of a partition with its certificate, as a stranger has it. */
  private record Copy(Path certificate, Path file) {}

  private Copy copy(int n) throws IOException {
    Path certificate = files("warehouse/conditional/health", "/_certificates/*.json").get(n);
    String day = certificate.getParent().getFileName().toString();
    Path file = files("warehouse/conditional/health", "/data/" + day + "*.parquet").get(0);
    Path there = Files.createDirectories(folder.resolve("stranger-" + n + "/" + day));
    return new Copy(
        Files.copy(
            certificate,
            there.resolve(certificate.getFileName()),
            StandardCopyOption.REPLACE_EXISTING),
        Files.copy(file, there.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING));
  }

  private Call offline(Path certificate, Path... files) {
    List<String> words = new ArrayList<>(List.of("verify"));
    for (Path file : files) {
      words.add(file.toString());
    }
    words.addAll(
        List.of(
            "--certificate",
            certificate.toString(),
            "--public-key",
            publicKey,
            "--sm2-key",
            sm2Key));
    Path nowhere = folder.resolve("nowhere");
    Call call = Call.lake(nowhere, nowhere, words.toArray(String[]::new));
    assertThat(nowhere).doesNotExist();
    return call;
  }

  @Test
  void aStrangerIsToldInWordsWhatACertificateProves() throws IOException {
    Copy copy = copy(0);

    Call call = offline(copy.certificate, copy.file);

    assertThat(call.code()).as(call.toString()).isZero();
    assertThat(call.out())
        .contains(
            "of health.visits, conditional zone, day=2024-03-01",
            "with Ed25519 by key",
            "and with SM2 by key",
            "1 of 1 are what was certified",
            "approved  by ",
            "checks passed",
            "classes   2 of at least 6 persons",
            "of the audit chain",
            "replaced or withdrawn since")
        .endsWith("byte for byte as it was certified\n");
  }

  @Test
  void filesThatAreNotThoseOfTheCertificateAreNamed() throws IOException {
    Copy copy = copy(0);
    Copy other = copy(1);

    assertThat(offline(other.certificate, copy.file).out())
        .as("certificate of another partition")
        .contains(copy.file + ": is no file of this certificate", "but no such file was given");
    Path moved = Files.createDirectories(folder.resolve("moved/day=2024-03-02"));
    Path elsewhere = Files.copy(copy.file, moved.resolve(copy.file.getFileName()));
    assertThat(offline(copy.certificate, elsewhere).out())
        .as("in the folder of another partition")
        .contains(elsewhere + ": is no file of this certificate");
    Files.copy(other.file, copy.file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(offline(copy.certificate, copy.file))
        .satisfies(call -> assertThat(call.code()).isEqualTo(1))
        .satisfies(
            call -> assertThat(call.out()).contains(copy.file + ": is not what was certified"));
  }

  @Test
  void noForgedOrRewrittenCertificatePasses() throws IOException {
    Copy copy = copy(0);
    String json = Files.readString(copy.certificate);
    Certificate genuine = Certificate.fromJson(json);
    Map<String, String> forgeries =
        Map.of(
            genuine.sign("a seed of the forger, 32 bytes..".getBytes(UTF_8)).toJson(),
            "was not signed by the key that was given",
            json.replace("conditional", "open"),
            "was not signed by the key that was given",
            json.replaceFirst("\\{", "{\"zone\":\"open\","),
            "not a certificate: Duplicate field 'zone'",
            json.replace("\"zone\":\"conditional\"", "\"zone\":\"conditional\",\"z\":1"),
            "is no certificate by its schema",
            json + "\n",
            "is not as the lake wrote it",
            json.replace("\"conditional\"", "\"\\u0063onditional\""),
            "is not as the lake wrote it",
            json.substring(1),
            "is no certificate by its schema: it is no JSON",
            "[".repeat(100_000),
            "is no certificate by its schema: it is no JSON");
    for (Map.Entry<String, String> forgery : forgeries.entrySet()) {
      Files.writeString(copy.certificate, forgery.getKey());
      Call call = offline(copy.certificate, copy.file);
      assertThat(call.code()).as(forgery.getValue()).isEqualTo(1);
      assertThat(call.out()).contains(forgery.getValue()).doesNotContain("all is well");
    }
    Files.write(copy.certificate, new byte[] {(byte) 0xC3, (byte) 0x28});
    assertThat(offline(copy.certificate, copy.file).out()).contains("is no UTF-8");
    try (var huge = new RandomAccessFile(copy.certificate.toFile(), "rw")) {
      huge.setLength(1L << 34);
    }
    assertThat(offline(copy.certificate, copy.file).out()).contains("is too long");
  }

  /** Whoever sends a certificate would else write on the terminal what the check found. */
  @Test
  void aForgedCertificateCannotSpeakForTheCheck() throws IOException {
    Copy copy = copy(0);
    String json = Files.readString(copy.certificate);
    Files.writeString(
        copy.certificate, "{\"\\u001b[2K\\r\\u202e\\nall is well\":1," + json.substring(1));

    Call call = offline(copy.certificate, copy.file);

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.out())
        .contains("is no certificate by its schema")
        .doesNotContain("\u001b", "\r", "\u202e");
    assertThat(call.out().lines()).noneMatch(line -> line.strip().startsWith("all is well"));
  }

  @Test
  void anyBitOfACertificateThatLeftTheLakeIsFoundWithEitherKeyAlone() throws IOException {
    Copy copy = copy(0);
    byte[] bytes = Files.readAllBytes(copy.certificate);
    for (int i = 0; i < 200; i++) {
      byte[] changed = bytes.clone();
      int bit = random.nextInt(8 * bytes.length);
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(copy.certificate, changed);
      assertThat(
              CertifiedFiles.by(List.of(HexFormat.of().parseHex(publicKey)), List.of())
                  .check(copy.certificate, List.of(copy.file))
                  .faults())
          .as("bit %d", bit)
          .isNotEmpty();
    }
  }

  /** With the script of the documentation. */
  @Test
  void opensslAloneComesToTheSame() throws Exception {
    Copy copy = copy(0);
    List<String> words =
        List.of(
            Call.PROJECT.resolve("scripts/verify-openssl").toString(),
            copy.certificate.toString(),
            publicKey,
            sm2Key,
            copy.file.toString());

    Call good = Call.of(folder, Map.of(), words);
    assertThat(good.code()).as(good.toString()).isZero();
    assertThat(good.out())
        .contains("Ed25519: signed", "SM2: signed", copy.file + ": is what was certified");

    byte[] bytes = Files.readAllBytes(copy.file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy.file, bytes);
    Call bad = Call.of(folder, Map.of(), words);
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains(copy.file + ": is not what was certified");
    String json = Files.readString(copy.certificate);
    Files.writeString(copy.certificate, json.replace("conditional", "open"));
    Call forged = Call.of(folder, Map.of(), words);
    assertThat(forged.code()).isEqualTo(1);
    assertThat(forged.out()).contains("Ed25519: not signed", "SM2: not signed");
  }

  /** Iceberg deletes what no table refers to, but for names with an underscore. */
  @Test
  void certificatesOutliveTheRemovalOfOrphanFiles() throws IOException {
    var table =
        town.lake()
            .version(Zone.CONDITIONAL, DatasetName.parse("health.visits"))
            .orElseThrow()
            .table();
    List<Path> before = files("warehouse/conditional", "/_certificates/*.json");
    Path orphan =
        Files.writeString(
            home.resolve("warehouse/conditional/health/visits/data/orphan.parquet"), "x");

    SparkActions.get(SharedSpark.session())
        .deleteOrphanFiles(table)
        .olderThan(System.currentTimeMillis() + 1000)
        .execute();

    assertThat(orphan).doesNotExist();
    assertThat(files("warehouse/conditional", "/_certificates/*.json")).isEqualTo(before);
    assertThat(faults()).isEmpty();
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
