package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.EndedCertificates;
import org.jinyanglake.release.SignedHead;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers learn of a certificate that holds no more: three days of readings, of which the
 * first was corrected, and the second was corrected and then withdrawn.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndedCertificatesTest {
  private static final String READINGS = "environment.readings";
  private static final String REASON = "监测设备校准有误";

  @TempDir static Path folder;

  private Path home;
  private Path list;
  private Path early;
  private TestLake town;
  private byte[] seed;
  private String ed25519;
  private String sm2;

  /** Of each day, the files and certificates of its versions, the first one first. */
  private final Map<Integer, List<Copy>> copies = new TreeMap<>();

  /** A partition with its certificate, as a stranger has it. */
  private record Copy(Path file, Path certificate) {
    String id() {
      return certificate.getFileName().toString().replace(".json", "");
    }
  }

  @BeforeAll
  void releaseCorrectAndWithdraw() throws IOException {
    home = folder.resolve("town");
    list = home.resolve("ended.json");
    town = TestLake.of(home, Town.schemas(), Observer.NONE).approved();
    for (int day = 0; day < 3; day++) {
      Town.deliver(home, day);
      town.run(READINGS);
      for (int changed = Math.max(0, day - 1); changed <= day; changed++) {
        copies.computeIfAbsent(changed, any -> new ArrayList<>()).add(copy(changed));
      }
      if (day == 0) {
        early = Files.copy(list, folder.resolve("early.json"));
      }
    }
    Call withdrawn =
        lake(
            home,
            "withdraw",
            READINGS,
            "day=2024-03-02",
            "--zone",
            "open",
            "--reason",
            REASON,
            "--key",
            TestPersons.file(home, "steward"));
    assertThat(withdrawn.code()).as(withdrawn.toString()).isZero();
    seed = Keys.load(home.resolve("keys")).signing();
    JsonNode keys = lake(home, "keys", "public", "--json").json();
    ed25519 = keys.get("ed25519").asText();
    sm2 = keys.get("sm2").asText();
  }

  @AfterAll
  void close() {
    town.close();
  }

  private static Call lake(Path home, String... words) {
    return Call.lake(home, Town.schemas(), words);
  }

  /** Takes along what is open of a day now. */
  private Copy copy(int day) throws IOException {
    Path table = home.resolve("warehouse/open/environment/readings");
    String partition = "day=" + Town.day(day);
    Path there = folder.resolve("taken/" + day + "/" + copies.getOrDefault(day, List.of()).size());
    Path to = Files.createDirectories(there.resolve(partition));
    Path file = newest(table.resolve("data/" + partition), ".parquet");
    Path certificate = newest(table.resolve("_certificates/" + partition), ".json");
    return new Copy(
        Files.copy(file, to.resolve(file.getFileName())),
        Files.copy(certificate, to.resolve(certificate.getFileName())));
  }

  private static Path newest(Path in, String end) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private Call offline(Copy copy, Path ended, String... more) {
    Path nowhere = folder.resolve("nowhere");
    List<String> words =
        new ArrayList<>(
            List.of("verify", copy.file.toString(), "--certificate", copy.certificate.toString()));
    words.addAll(List.of("--public-key", ed25519, "--sm2-key", sm2, "--ended", ended.toString()));
    words.addAll(List.of(more));
    return lake(nowhere, words.toArray(String[]::new));
  }

  @Test
  void aStrangerLearnsThatAPartitionStillHolds() throws IOException {
    Call call = offline(copies.get(2).get(0), list);

    assertThat(call.code()).as(call.toString()).isZero();
    assertThat(call.out())
        .contains("standing  neither replaced nor withdrawn as of ", "all is well")
        .doesNotContain("not told");
    assertThat(offline(copies.get(2).get(0), list, "--json").json().at("/ended/seq").asLong())
        .isPositive();
  }

  @Test
  void aStrangerLearnsThatAPartitionWasWithdrawnAndWhy() {
    Call call = offline(copies.get(1).get(1), list);

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.out())
        .contains("1 of 1 are what was certified", "standing  has ended as of ")
        .containsPattern("was withdrawn at \\S+Z: " + REASON + " \\(stopped\\)")
        .doesNotContain("all is well");
  }

  @Test
  void aStrangerLearnsByWhatAPartitionWasReplacedAndWhatBecameOfThat() {
    assertThat(offline(copies.get(0).get(0), list))
        .satisfies(call -> assertThat(call.code()).isEqualTo(1))
        .satisfies(
            call ->
                assertThat(call.out())
                    .containsPattern(
                        "certificate %s was replaced at \\S+Z by certificate %s\n"
                            .formatted(copies.get(0).get(0).id(), copies.get(0).get(1).id())));
    assertThat(offline(copies.get(1).get(0), list).out())
        .containsPattern(
            "was replaced at \\S+Z by certificate %1$s; certificate %1$s was withdrawn at \\S+Z: %2$s"
                .formatted(copies.get(1).get(1).id(), REASON));
  }

  @Test
  void aListThatIsOlderThanTheCertificateProvesNothing() {
    assertThat(offline(copies.get(0).get(0), early).code()).as("as of then").isZero();

    Call call = offline(copies.get(1).get(1), early);

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.out()).contains(early + ": is of ", "older than the certificate");
  }

  @Test
  void aListThatTheLakeDidNotSignJustSoProvesNothing() throws IOException {
    Path changed = folder.resolve("changed.json");
    EndedCertificates genuine = EndedCertificates.parse(Files.readString(list));
    String forged =
        EndedCertificates.of(
                new TreeMap<>(), genuine.seq(), genuine.hash(), Instant.now(), new byte[32])
            .toJson();
    Files.writeString(changed, forged);
    assertThat(offline(copies.get(1).get(1), changed).out())
        .contains(changed + ": was not signed by the key that was given")
        .doesNotContain("all is well");
    byte[] bytes = Files.readAllBytes(list);
    Random random = new Random(20261130);
    for (int i = 0; i < 40; i++) {
      byte[] altered = bytes.clone();
      int bit = random.nextInt(8 * bytes.length);
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(changed, altered);
      Call call = offline(copies.get(2).get(0), changed);
      assertThat(call.code()).as("bit %d", bit).isEqualTo(1);
      assertThat(call.out()).as("bit %d", bit).contains(changed.toString());
    }
  }

  @Test
  void theListIsValidByItsSchemaAndHoldsWhatEndedAndNothingElse() throws IOException {
    EndedCertificates now = EndedCertificates.parse(Files.readString(list));

    assertThat(now.ended())
        .containsOnlyKeys(
            copies.get(0).get(0).id(), copies.get(1).get(0).id(), copies.get(1).get(1).id());
    try (InputStream in = EndedCertificates.class.getResourceAsStream("ended.schema.json")) {
      ObjectMapper mapper = new ObjectMapper();
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(mapper.readTree(in))
                  .validate(mapper.readTree(Files.readString(list))))
          .isEmpty();
    }
  }

  /** Continued by each run, it is what the ledger gives from its first record. */
  @Test
  void theListIsMadeAnewFromTheLedger() throws IOException {
    EndedCertificates before = EndedCertificates.parse(Files.readString(list));
    Files.delete(list);
    assertThat(lake(home, "verify").out()).contains(list + ": is missing", "call 'lake run'");

    town.run(READINGS);

    EndedCertificates after = EndedCertificates.parse(Files.readString(list));
    assertThat(after.ended()).isEqualTo(before.ended());
    assertThat(after.hash()).isEqualTo(before.hash());
  }

  /** Of two runs at once the slower may write its list last. */
  @Test
  void aListThatStayedBehindTheLedgerIsBroughtUpByTheNextRun() throws IOException {
    EndedCertificates before = EndedCertificates.parse(Files.readString(list));
    Files.copy(early, list, StandardCopyOption.REPLACE_EXISTING);

    town.run(READINGS); // which has nothing to do

    EndedCertificates after = EndedCertificates.parse(Files.readString(list));
    assertThat(after.ended()).isEqualTo(before.ended());
    assertThat(after.hash()).isEqualTo(before.hash());
  }

  @Test
  void aHeadThatIsNoTextIsWrittenAnew() throws IOException {
    Path head = home.resolve("head.json");
    String hash = SignedHead.parse(Files.readString(head)).hash();
    Files.write(head, new byte[] {(byte) 0xff});

    town.run(READINGS);

    assertThat(SignedHead.parse(Files.readString(head)).hash()).isEqualTo(hash);
  }

  @Test
  void verifyNamesInWhatTheListAndTheLedgerDiffer() throws IOException {
    String good = Files.readString(list);
    EndedCertificates now = EndedCertificates.parse(good);
    var fewer = new TreeMap<>(now.ended());
    fewer.remove(copies.get(1).get(1).id());
    try {
      Files.writeString(
          list, EndedCertificates.of(fewer, now.seq(), now.hash(), Instant.now(), seed).toJson());
      assertThat(lake(home, "verify").out())
          .containsPattern(
              "of certificate %s it says that it has not ended, the ledger that it was withdrawn at \\S+Z: %s"
                  .formatted(copies.get(1).get(1).id(), REASON));
      Files.copy(early, list, StandardCopyOption.REPLACE_EXISTING);
      assertThat(lake(home, "verify").out())
          .as("an older one that the lake did sign")
          .contains(copies.get(0).get(0).id() + " it says that it has not ended")
          .contains("3 wrong");
    } finally {
      Files.writeString(list, good);
    }
    assertThat(lake(home, "verify").code()).isZero();
  }

  @Test
  void opensslAloneComesToTheSame() throws Exception {
    assertThat(openssl(copies.get(2).get(0), list))
        .satisfies(call -> assertThat(call.code()).as(call.toString()).isZero())
        .satisfies(call -> assertThat(call.out()).contains("has not ended as of "));
    assertThat(openssl(copies.get(1).get(1), list))
        .satisfies(call -> assertThat(call.code()).isEqualTo(1))
        .satisfies(call -> assertThat(call.out()).contains("has ended: ", REASON));
    assertThat(openssl(copies.get(1).get(1), early).out()).contains("older than the certificate");
    Path changed = folder.resolve("openssl.json");
    Files.writeString(changed, Files.readString(list).replace(REASON, "."));
    assertThat(openssl(copies.get(2).get(0), changed))
        .satisfies(call -> assertThat(call.code()).isEqualTo(1))
        .satisfies(
            call -> assertThat(call.out()).contains(changed + ": Ed25519: not signed by the key"));
  }

  private Call openssl(Copy copy, Path ended) throws Exception {
    return Call.of(
        folder,
        Map.of(),
        List.of(
            Call.PROJECT.resolve("scripts/verify-openssl").toString(),
            "--ended",
            ended.toString(),
            copy.certificate.toString(),
            ed25519,
            sm2,
            copy.file.toString()));
  }
}
