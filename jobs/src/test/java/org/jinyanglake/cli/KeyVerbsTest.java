package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Chain;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may happen to the keys of a small lake: two days of rides, with two cards in each. */
class KeyVerbsTest {
  private static final String RIDES = "transport.rides";
  private static final String PASSWORD = "far from the lake";
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:transport:rides
      name: rides
      version: 1.0.0
      status: active
      domain: transport
      tenant: 测试市
      description: {purpose: 乘车, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: transport/rides/*.csv, format: csv}
      schema:
        - name: rides
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
          properties:
            - name: day
              logicalType: date
              partitioned: true
              required: true
              classification: public
              customProperties: [{property: conditional, value: {technique: keep}}]
            - name: card
              logicalType: string
              classification: direct-identifier
              customProperties: [{property: conditional, value: {technique: token, domain: card}}]
            - name: companion
              logicalType: string
              classification: direct-identifier
              customProperties: [{property: conditional, value: {technique: token, domain: card}}]
            - name: remark
              logicalType: string
              classification: public
              customProperties: [{property: conditional, value: {technique: keep}}]
          quality:
            - {type: custom, engine: deequ, severity: error, implementation: 'Rules = [ Completeness "remark" > 0.9 ]'}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path temp;

  private Path home;
  private Path schemas;
  private TestLake lake;

  @BeforeEach
  void runTwoDays() throws IOException {
    home = temp.resolve("lake");
    schemas = Files.createDirectories(temp.resolve("schemas"));
    Files.writeString(
        Files.createDirectory(schemas.resolve("transport")).resolve("rides.yaml"), CONTRACT);
    lake = TestLake.of(home, schemas, Observer.NONE).approved();
    land("1", "2024-03-04", "安");
    land("2", "2024-03-05", "安");
    assertThat(lake.run(RIDES).datasets()).allMatch(each -> each.status() == Outcome.Status.DONE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  /** Ten rides of C0 … C9; the companion of each is the next card. */
  private void land(String file, String day, String remark) {
    StringBuilder csv = new StringBuilder("day,card,companion,remark\n");
    for (int i = 0; i < 10; i++) {
      csv.append("%s,C%d,C%d,%s%n".formatted(day, i, (i + 1) % 10, remark));
    }
    lake.land("transport/rides/" + file + ".csv", csv.toString());
  }

  private Call lake(String... words) {
    return Call.lake(home, schemas, words);
  }

  /** In a process with a password in its environment. */
  private Call lakeWithPassword(String... words) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(Call.options(home, schemas));
    Path log = Files.createTempFile(temp, "log", "");
    Process process =
        Jvm.start(
            Main.class,
            Map.of("LAKE_BACKUP_PASSWORD", PASSWORD),
            log.toFile(),
            all.toArray(String[]::new));
    return new Call(process.waitFor(), Files.readString(log), "");
  }

  private Version open() {
    return lake.lake().version(Zone.CONDITIONAL, DatasetName.parse(RIDES)).orElseThrow();
  }

  private List<Row> rows() {
    return lake.rows(Zone.CONDITIONAL, RIDES).collectAsList();
  }

  /** Tokens of cards by day; in each day they are the same ones if one key made them. */
  private Map<String, Set<String>> tokens() {
    return rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> row.getDate(0).toString(),
                TreeMap::new,
                Collectors.flatMapping(
                    row -> Stream.of(row.getString(1), row.getString(2)), Collectors.toSet())));
  }

  private Set<String> allTokens() {
    return tokens().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  private Outcome run() {
    return lake.run(RIDES).datasets().get(0);
  }

  private JsonNode list() throws IOException {
    return new ObjectMapper().readTree(lake("keys", "list", "--json").out()).path("keys");
  }

  @Test
  void columnsOfOneDomainJoinAndTheCertificatesNameTheVersion() throws IOException {
    assertThat(allTokens()).hasSize(10).allMatch(token -> token.matches("[0-9a-f]{32}"));
    assertThat(open().state().key().version()).isEqualTo(1);
    assertThat(lake("trace", RIDES, "--partition", "day=2024-03-04").out())
        .contains("key          version 1");
    JsonNode only = list().get(0);
    assertThat(only.path("state").asText()).isEqualTo("active");
    assertThat(only.path("zones").get(0).asText()).isEqualTo("conditional");
    assertThat(only.path("certificates").asInt()).isEqualTo(2);
    assertThat(only.path("secret").asBoolean()).isTrue();
    assertThat(lake("keys", "list").out()).contains(RIDES, "active", "conditional", "there");
  }

  @Test
  void afterRotationAllTokensAreOthersAndAllPartitionsNewInOneSnapshot() throws IOException {
    Set<String> before = allTokens();
    long snapshot = open().snapshot().snapshotId();
    Set<String> certificates = certificates(open());

    Call call = lake("keys", "rotate", RIDES, "--by", "wang.jianguo");
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out()).contains("version 2", "lake run " + RIDES);
    assertThat(allTokens()).as("until the run").isEqualTo(before);
    assertThat(lake("keys", "rotate", RIDES).out()).as("given again").contains("version 2");
    assertThat(lake("run", "--dry-run", "--json", RIDES).out()).contains("day=2024-03-05");

    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(allTokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    assertThat(tokens().values()).as("both days can be joined").containsOnly(allTokens());
    assertThat(open().snapshot().parentId()).as("one snapshot").isEqualTo(snapshot);
    assertThat(open().state().key().version()).isEqualTo(2);
    assertThat(certificates(open())).hasSize(2).doesNotContainAnyElementsOf(certificates);
    assertThat(run().status()).isEqualTo(Outcome.Status.UNCHANGED);

    assertThat(list())
        .extracting(each -> each.path("state").asText())
        .containsExactly("deactivated", "active");
    AuditRecord order = Ledger.of(lake.lake()).records("key").get(0);
    assertThat(order.dataset()).isEqualTo(RIDES);
    assertThat(order.body()).contains("rotate", "wang.jianguo");
    assertThat(Ledger.of(lake.lake()).records("key")).as("the second changed nothing").hasSize(1);
    assertThat(Chain.verify(Ledger.of(lake.lake()).records().iterator(), Optional.empty()).fault())
        .isEmpty();
    assertThat(lake("verify").out()).startsWith("all is well");
  }

  private static Set<String> certificates(Version version) {
    return version.state().partitions().values().stream()
        .map(State.PartitionState::certificate)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "gate, false",
    "conditional.commit.before, false",
    "conditional.commit.in, false",
    "conditional.commit.after, true"
  })
  void aRotationThatIsCutOffLeavesTheOldVersionOrTheNewOneWhole(String step, boolean done) {
    Set<String> before = allTokens();
    lake("keys", "rotate", RIDES);
    AtomicBoolean cut = new AtomicBoolean();
    try (TestLake cutOff =
        TestLake.of(
            home,
            schemas,
            (at, dataset, detail) -> {
              if (at.equals(step) && dataset.equals(RIDES) && !cut.getAndSet(true)) {
                throw new IllegalStateException("cut off");
              }
            })) {
      assertThat(cutOff.run(RIDES).datasets().get(0).status()).isEqualTo(Outcome.Status.FAILED);
    }

    assertThat(cut).isTrue();
    if (done) {
      assertThat(allTokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    } else {
      assertThat(allTokens()).isEqualTo(before);
    }
    run();
    assertThat(allTokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    assertThat(tokens().values()).containsOnly(allTokens());
  }

  /** It read the ledger before the order, and the other run was faster. */
  @Test
  void aRunThatBeganBeforeARotationDoesNotGoBack() {
    land("3", "2024-03-06", "安");
    AtomicBoolean once = new AtomicBoolean();
    try (TestLake slow =
        TestLake.of(
            home,
            schemas,
            (at, dataset, detail) -> {
              if (at.equals("gate") && dataset.equals(RIDES) && !once.getAndSet(true)) {
                lake("keys", "rotate", RIDES);
                assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
              }
            })) {
      assertThat(slow.run(RIDES).datasets().get(0).held()).isEmpty();
    }
    assertThat(open().state().key().version()).isEqualTo(2);
    assertThat(tokens()).hasSize(3);
    assertThat(allTokens()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    "'', its checks fail in raw",
    "请拨13800000000, the gate refuses it as the key changes"
  })
  void aRotationWaitsForWhatIsHeldBackAndACompromiseDoesNot(String remark, String why) {
    Set<String> before = allTokens();
    land("1-corrected", "2024-03-04", remark);
    if (remark.isEmpty()) {
      assertThat(run().status()).isEqualTo(Outcome.Status.HELD);
    }
    lake("keys", "rotate", RIDES);

    Outcome waits = run();
    assertThat(waits.status()).as(why).isEqualTo(Outcome.Status.HELD);
    assertThat(waits.held())
        .anyMatch(
            each -> each.contains("waits for day=2024-03-04") && each.contains("compromised"));
    assertThat(allTokens()).as("all as before").isEqualTo(before);
    land("3", "2024-03-06", "安");
    run();
    assertThat(tokens()).as("a new day goes on under the old key").hasSize(3);
    assertThat(allTokens()).isEqualTo(before);

    assertThat(lake("keys", "compromised", RIDES).out())
        .contains("version 1", "issued under it: 3 partitions", "conditional day=2024-03-04");
    run();
    assertThat(tokens().keySet()).containsExactly("2024-03-05", "2024-03-06");
    assertThat(allTokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    assertThat(open().state().key().version()).isEqualTo(2);
  }

  @Test
  void whatIsDestroyedIsGoneForGood() throws Exception {
    byte[] secret = secrets().get(RIDES + ".v1");
    Path backup = temp.resolve("backup.p12");
    assertThat(lakeWithPassword("keys", "backup", backup.toString()).code()).isZero();

    Call inUse = lake("keys", "destroy", RIDES, "--version", "1");
    assertThat(inUse.code()).isEqualTo(2);
    assertThat(inUse.err()).contains("the conditional zone holds", "lake keys rotate");
    assertThat(secrets()).containsKey(RIDES + ".v1");

    lake("keys", "compromised", RIDES);
    run();
    Call destroyed = lake("keys", "destroy", RIDES, "--version", "1", "--by", "officer");
    assertThat(destroyed.code()).as(destroyed.err()).isZero();
    assertThat(destroyed.out()).contains("is destroyed", "backup.p12");
    assertThat(secrets().keySet()).containsExactlyInAnyOrder("signing", RIDES + ".v2");
    assertThat(lake("keys", "destroy", RIDES, "--version", "1").code()).as("again").isZero();
    assertThat(list())
        .extracting(each -> each.path("state").asText())
        .containsExactly("destroyed", "active");
    assertThat(Ledger.of(lake.lake()).records("key"))
        .extracting(AuditRecord::body)
        .last()
        .asString()
        .contains("\"destroy\"", "officer");
    assertThat(lake("verify").out()).startsWith("all is well");

    assertThat(lakeWithPassword("keys", "restore", backup.toString()).out())
        .contains("0 secrets brought back");
    assertThat(secrets()).doesNotContainKey(RIDES + ".v1");
    assertNowhere(secret);
    assertThat(run().status()).isEqualTo(Outcome.Status.UNCHANGED);
  }

  @Test
  void keysThatAreLostAreNotMadeAnewButRestored() throws Exception {
    Set<String> before = allTokens();
    Path backup = temp.resolve("backup.p12");
    Call made = lakeWithPassword("keys", "backup", backup.toString());
    assertThat(made.out()).contains("2 secrets");
    PathUtils.deleteDirectory(home.resolve("keys"));
    land("3", "2024-03-06", "安");

    Outcome lost = run();
    assertThat(lost.status()).isEqualTo(Outcome.Status.FAILED);
    assertThat(lost.held()).singleElement().asString().contains("no keys in", "lake keys restore");
    assertThat(home.resolve("keys")).doesNotExist();
    assertThat(lake("keys", "list").out()).contains("LOST");

    Call restored = lakeWithPassword("keys", "restore", backup.toString());
    assertThat(restored.out()).contains("2 secrets brought back", RIDES + ".v1", "signing");
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(tokens()).hasSize(3);
    assertThat(allTokens()).isEqualTo(before);
    assertThat(lake("verify").out()).startsWith("all is well");
  }

  @Test
  void aStoreThatLacksTheSecretOfWhatIsReleasedOrHasAnotherIsNotUsed() throws Exception {
    PathUtils.deleteDirectory(home.resolve("keys"));
    land("3", "2024-03-06", "安");
    Keys other = Keys.open(home.resolve("keys"));
    assertThat(run().held())
        .singleElement()
        .asString()
        .contains("the secret under which transport.rides is released", "lake keys restore");

    other.make(DatasetName.parse(RIDES), 1);
    assertThat(run().status()).isEqualTo(Outcome.Status.FAILED);
  }

  @Test
  void withoutABackupTheLakeBeginsAnewWhenToldTo() throws Exception {
    Set<String> before = allTokens();
    String old = publicKey();
    PathUtils.deleteDirectory(home.resolve("keys"));

    Call lost = lake("keys", "lost");
    assertThat(lost.out()).contains("given up: " + RIDES, "lake run");
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(allTokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    assertThat(lake("keys", "lost").out()).contains("no dataset's key is lost", publicKey());
    assertThat(lake("verify").code()).as("certificates of the lost key").isEqualTo(1);
    assertThat(lake("verify", "--public-key", old, "--public-key", publicKey()).out())
        .startsWith("all is well");
  }

  private String publicKey() {
    return HexFormat.of()
        .formatHex(Certificate.publicKey(Keys.load(home.resolve("keys")).signing()));
  }

  @Test
  void ordersThatMakeNoSenseSayWhatWould() {
    assertThat(lake("keys", "destroy", RIDES, "--version", "7").err())
        .contains("has no version 7: there are versions 1 to 1");
    assertThat(lake("keys", "destroy", "transport.trams", "--version", "1").err())
        .contains("transport.trams has no key");
    assertThat(lake("keys", "compromised", "rides").err()).contains("write domain.name");
    assertThat(lake("keys", "rotate", "trams").err()).contains("there are " + RIDES);
    Call backup = lake("keys", "backup", temp.resolve("b.p12").toString());
    assertThat(backup.code()).isEqualTo(2);
    assertThat(backup.err()).contains("LAKE_BACKUP_PASSWORD");
    assertThat(lake("keys").code()).isEqualTo(2);
  }

  /** By the JDK's own means. */
  private Map<String, byte[]> secrets() throws Exception {
    char[] password = Files.readString(home.resolve("keys/password")).toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(Files.readAllBytes(home.resolve("keys/lake.p12"))), password);
    Map<String, byte[]> secrets = new TreeMap<>();
    for (String name : Collections.list(store.aliases())) {
      secrets.put(name, store.getKey(name, password).getEncoded());
    }
    return secrets;
  }

  private void assertNowhere(byte[] secret) throws IOException {
    List<String> forms =
        List.of(
            new String(secret, StandardCharsets.ISO_8859_1),
            HexFormat.of().formatHex(secret),
            Base64.getEncoder().withoutPadding().encodeToString(secret));
    try (var files = Files.walk(temp)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        forms.forEach(form -> assertThat(bytes.contains(form)).as("in %s", file).isFalse());
      }
    }
  }
}
