package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void helpListsTheExitCodes() {
    assertThat(Main.execute("--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("Exit codes:", "2  the command or a contract is wrong");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aWordThatIsNoVerbGetsOneLine() {
    assertThat(Main.execute("frobnicate")).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("lake: there is no verb 'frobnicate'")
        .endsWith("(see 'lake --help')");
  }

  @Test
  void aMistypedVerbIsToldTheNearestOne() {
    assertThat(Main.execute("demodata")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "lake: there is no verb 'demodata', did you mean 'demo-data'? (see 'lake --help')\n");
  }

  @Test
  void aMissingOptionGetsOneLine() {
    assertThat(Main.execute("demo-data", "--rows", "10")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo("lake: Missing required option: '--out=DIR' (see 'lake demo-data --help')\n");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedAndIsNoFaultOfTheWords(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file, no folder");

    assertThat(Main.execute("demo-data", "--rows", "10", "--out", file.toString())).isEqualTo(3);
    assertThat(err.toString(UTF_8).lines()).singleElement().asString().contains(file.toString());
  }

  @Test
  void demoDataSaysWhatItWroteForPeopleAndForMachines(@TempDir Path folder) throws IOException {
    String[] words = {"demo-data", "--rows", "2000", "--days", "2", "--out", folder.toString()};

    assertThat(Main.execute(words)).isZero();
    assertThat(out.toString(UTF_8))
        .contains("governance.hotline_tickets")
        .contains("2,000 rows in ")
        .contains("named in " + folder.resolve("_labels.csv"));

    out.reset();
    assertThat(
            Main.execute(
                Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new)))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString(UTF_8));
    assertThat(json.at("/rows").asLong()).isEqualTo(2_000);
    assertThat(json.at("/datasets").findValues("rows").stream().mapToLong(JsonNode::asLong).sum())
        .isEqualTo(2_000);
  }

  @Test
  void validatePrintsEachProblemWithItsPlaceAndThenTheSum(@TempDir Path schemas)
      throws IOException {
    Path contract = schemas.resolve("health/epidemic_daily.yaml");
    Files.createDirectory(contract.getParent());
    Files.writeString(contract, "apiVersion: v3.1.0\nkind: DataContract\nkind: DataContract\n");

    assertThat(Main.execute("validate", "--schemas", schemas.toString())).isEqualTo(2);
    assertThat(out.toString(UTF_8).lines().toList())
        .hasSizeGreaterThan(1)
        .anySatisfy(line -> assertThat(line).startsWith(contract + ":3:"))
        .last()
        .asString()
        .matches("0 contracts valid, \\d+ problems?, [0-9.]+ s");

    out.reset();
    assertThat(Main.execute("validate", "--json", "--schemas", schemas.toString())).isEqualTo(2);
    JsonNode json = new ObjectMapper().readTree(out.toString(UTF_8));
    assertThat(json.at("/valid").asBoolean()).isFalse();
    assertThat(json.at("/problems/0/line").asInt()).isEqualTo(3);
  }

  @Test
  void validateNamesALimitThatIsLooserThanThePolicy(@TempDir Path schemas) throws IOException {
    Path contract = Files.createDirectory(schemas.resolve("health")).resolve("visits.yaml");
    String visits = Files.readString(Town.schemas().resolve("health/visits.yaml"));
    String line = "{property: anonymity, value: {k: 3, person: patient_id}}";
    Files.writeString(
        contract,
        visits.replace(
            line,
            line
                + "\n      - {property: attacks, value: {conditional: {linkage: 0.1, frequency: 0.6}}}"));

    assertThat(
            Main.execute(
                "validate",
                "--schemas",
                schemas.toString(),
                "--conf",
                TestLake.PROJECT.resolve("conf").toString()))
        .isEqualTo(2);
    assertThat(out.toString(UTF_8).lines())
        .contains(
            contract
                + ":20:76: frequency 0.6 is more than the 0.5 that the policy allows for what is opened as conditional; lower it, or delete it")
        .anyMatch(text -> text.startsWith("0 contracts valid, 1 problem"));
  }

  @Test
  void validateSaysOfTheContractsThatAreNamedOnly(@TempDir Path schemas) throws IOException {
    for (String name : new String[] {"health/visits", "culture/loans"}) {
      Path contract = schemas.resolve(name + ".yaml");
      Files.createDirectory(contract.getParent());
      Files.writeString(contract, "apiVersion: v3.1.0\nkind: DataContract\nkind: DataContract\n");
    }

    assertThat(Main.execute("validate", "culture.loans", "--schemas", schemas.toString()))
        .isEqualTo(2);
    assertThat(out.toString(UTF_8)).contains("culture/loans.yaml:3:").doesNotContain("visits");

    assertThat(Main.execute("validate", "culture.lones", "--schemas", schemas.toString()))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo("lake: there is no contract at %s/culture/lones.yaml\n".formatted(schemas));
  }

  @Test
  void aMissingFolderOfContractsGetsOneLine(@TempDir Path folder) {
    Path missing = folder.resolve("none");

    assertThat(Main.execute("validate", "--schemas", missing.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "lake: no folder of contracts at %s: name it with --schemas or LAKE_SCHEMAS\n"
                .formatted(missing));
  }

  @Test
  void noWordAtAllGetsOneLine() {
    assertThat(Main.execute()).isEqualTo(2);
    assertThat(err.toString(UTF_8)).isEqualTo("lake: which verb? (see 'lake --help')\n");
  }
}
