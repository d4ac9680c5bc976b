package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Decryption;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a contract with a vault to released rows, and what may happen to the vault. */
class VaultVerbsTest {
  private static final String RIDES = "transport.rides";
  private static final ContractYaml CONTRACT =
      ContractYaml.of(RIDES)
          .table("openingType", "conditional")
          .column(
              "name: day, logicalType: date, partitioned: true, required: true, classification: public",
              "technique: keep")
          .column(
              "name: card, logicalType: string, classification: direct-identifier",
              "technique: vault, domain: card")
          .column(
              "name: companion, logicalType: string, classification: direct-identifier",
              "technique: vault, domain: card");

  @TempDir Path temp;

  private Path home;
  private Path schemas;
  private TestLake lake;
  private Path vaults;

  @BeforeEach
  void runTwoDays() throws IOException {
    home = temp.resolve("lake");
    vaults = home.resolve("keys/vaults");
    schemas = CONTRACT.writeTo(temp.resolve("schemas"));
    lake = TestLake.of(home, schemas, Observer.NONE).approved();
    land("2024-03-04");
    land("2024-03-05");
    assertThat(lake.run(RIDES).datasets()).allMatch(each -> each.status() == Outcome.Status.DONE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  /** Ten rides of the cards 62220000 to 62220009; the companion of each is the next card. */
  private void land(String day) {
    StringBuilder csv = new StringBuilder("day,card,companion\n");
    for (int i = 0; i < 10; i++) {
      csv.append("%s,6222000%d,6222000%d%n".formatted(day, i, (i + 1) % 10));
    }
    lake.land("transport/rides/" + day + ".csv", csv.toString());
  }

  private Call lake(String... words) {
    return Call.lake(home, schemas, words);
  }

  private Outcome run() {
    return lake.run(RIDES).datasets().get(0);
  }

  private Set<String> tokens() {
    return lake.rows(Zone.CONDITIONAL, RIDES).collectAsList().stream()
        .flatMap(row -> Stream.of(row.getString(1), row.getString(2)))
        .collect(Collectors.toSet());
  }

  @Test
  void cardsHaveOneTokenInAllDaysAndColumnsAndTheOwnerGetsThemBack() {
    Set<String> tokens = tokens();
    assertThat(tokens).hasSize(10).allMatch(token -> token.matches("[0-9a-f]{32}"));
    land("2024-03-06");
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(tokens()).isEqualTo(tokens);
    assertThat(run().status()).isEqualTo(Outcome.Status.UNCHANGED);
    assertThat(lake("verify").out()).startsWith("all is well");

    Decryption decryption =
        new Decryption(
            Keys.load(home.resolve("keys")), lake.contract(RIDES), "card", Zone.CONDITIONAL);
    assertThat(tokens)
        .allSatisfy(token -> assertThat(decryption.of(token).orElseThrow()).startsWith("6222000"));
    assertThat(lake("propose", RIDES).out()).contains("vault {domain=card}");
  }

  @Test
  void aRotationMakesANewVaultAndADestroyedVersionLeavesNoneOfTheOld() throws Exception {
    Set<String> before = tokens();
    assertThat(lake("keys", "rotate", RIDES).code()).isZero();
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(tokens()).hasSize(10).doesNotContainAnyElementsOf(before);
    assertThat(vaults.resolve(RIDES + ".v1/conditional.card")).exists();

    assertThat(lake("keys", "destroy", RIDES, "--version", "1").code()).isZero();
    assertThat(vaults.resolve(RIDES + ".v1")).doesNotExist();
    assertThat(vaults.resolve(RIDES + ".v2/conditional.card")).exists();
    assertThat(run().status()).isEqualTo(Outcome.Status.UNCHANGED);
  }

  @Test
  void aVaultThatIsLostIsBroughtBackOrAllTokensAreMadeAnewButNeverSomeOfThem() throws Exception {
    Set<String> before = tokens();
    Path backup = temp.resolve("backup");
    PathUtils.copyDirectory(vaults, backup, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    PathUtils.deleteDirectory(vaults);
    land("2024-03-06");

    Outcome lost = run();
    assertThat(lost.status()).isEqualTo(Outcome.Status.FAILED);
    assertThat(lost.held())
        .singleElement()
        .asString()
        .contains(
            "vaults/transport.rides.v1/conditional.card",
            "backup of the lake",
            "lake keys rotate transport.rides");
    assertThat(tokens()).isEqualTo(before);

    PathUtils.copyDirectory(backup, vaults, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(tokens()).isEqualTo(before);

    PathUtils.deleteDirectory(vaults);
    lake("keys", "rotate", RIDES);
    assertThat(run().status()).isEqualTo(Outcome.Status.DONE);
    assertThat(tokens()).hasSize(10).doesNotContainAnyElementsOf(before);
  }

  @Test
  void aBackupOfTheKeysSaysThatTheVaultsAreNotInIt() throws Exception {
    List<String> words =
        new ArrayList<>(List.of("keys", "backup", temp.resolve("b.p12").toString()));
    words.addAll(Call.options(home, schemas));
    Path log = temp.resolve("log");
    Process process =
        Jvm.start(
            Main.class,
            Map.of("LAKE_BACKUP_PASSWORD", "far from the lake"),
            log.toFile(),
            words.toArray(String[]::new));
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log))
        .contains("1 vault is not in it: copy keys/vaults every night");
  }

  /** In no file of the lake but its landing folder and its raw zone. */
  @Test
  void noCardIsWhereItMustNotBe() throws IOException {
    for (String folder : List.of("keys", "warehouse/conditional", "warehouse/ledger", "catalog")) {
      try (var files = Files.walk(home.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String bytes =
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
          assertThat(bytes.contains("6222000")).as("%s", file).isFalse();
        }
      }
    }
    assertThat(Arrays.asList(home.resolve("warehouse/conditional").toFile().list())).isNotEmpty();
  }
}
