package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.DemoPersons;
import org.jinyanglake.release.PolicyDigest;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How persons get their keys and sign with them. */
class PersonVerbsTest {
  private static final String VISITS = "health.visits";

  @TempDir Path home;
  @TempDir Path own;

  private TestLake town;

  @BeforeEach
  void open() {
    town = TestLake.of(home, Town.schemas(), Observer.NONE);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Call lake(String... words) {
    return Call.lake(home, Town.schemas(), words);
  }

  private Path password(String name, String text) throws IOException {
    Path file = own.resolve(name + ".password");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Test
  void aPersonMakesAKeyAndTheLineForTheRegister() throws IOException {
    password("li.na.p12", "correct horse battery");
    String file = own.resolve("li.na.p12").toString();

    Call made = lake("keys", "person", "li.na", "--out", file);

    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out())
        .containsPattern("- \\{name: li.na, publicKey: [0-9a-f]{64}, from: 20.*Z\\}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
        .isEqualTo("rw-------");
    Call again = lake("keys", "person", "li.na", "--out", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
    password("li.na.p12", "another password");
    assertThat(lake("propose", VISITS, "--key", file).err())
        .contains("is the password that of the file?");
    password("li.na.p12", "correct horse battery");
    assertThat(lake("propose", VISITS, "--key", file).err())
        .contains("is not registered", "conf/persons.yaml");
  }

  @Test
  void aPasswordMustBeLongAndItsOwnersOnly() throws IOException {
    Path file = own.resolve("li.na.p12");
    Path password = password("li.na.p12", "short");

    assertThat(lake("keys", "person", "li.na", "--out", file.toString()).err())
        .contains("12 characters or more");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(lake("keys", "person", "li.na", "--out", file.toString()).err())
        .contains("is open to others");
    assertThat(file).doesNotExist();
  }

  @Test
  void theKeySaysWhoProposesAndWhoApproves() {
    String steward = TestPersons.file(home, "steward");
    String officer = TestPersons.file(home, "officer");

    assertThat(lake("propose", VISITS).out())
        .contains("its steward steward proposes, and then officer approves");
    assertThat(lake("propose", VISITS, "--key", officer).err())
        .contains("officer may not propose health.visits: its steward is steward");
    assertThat(lake("approve", VISITS).err()).contains("sign with --key FILE");
    assertThat(lake("propose", VISITS, "--by", "steward").code()).isEqualTo(2);

    assertThat(lake("propose", VISITS, "--key", steward).out())
        .contains("proposed by steward; next: officer signs with lake approve health.visits");
    assertThat(lake("approve", VISITS, "--key", steward).err())
        .contains("steward may not approve health.visits");
    Call approved = lake("approve", VISITS, "--key", officer);

    assertThat(approved.out())
        .contains(
            "health.visits version 1.0.0 is approved by officer; 'lake run health.visits' opens it");
    assertThat(Ledger.of(town.lake()).state().approvals()).containsOnlyKeys(VISITS);
  }

  /** A trial release takes minutes on a great table. */
  @Test
  void whoMayNotProposeIsToldBeforeTheTrial() throws IOException {
    Town.deliver(home, 0);
    town.run(VISITS);
    for (String file : town.files("warehouse/raw/health/visits/data")) {
      Files.delete(home.resolve("warehouse/raw/health/visits/data").resolve(file));
    }

    assertThat(lake("propose", VISITS, "--key", TestPersons.file(home, "steward")).code())
        .as("the trial cannot read the rows")
        .isEqualTo(3);
    assertThat(lake("propose", VISITS, "--key", TestPersons.file(home, "officer")))
        .satisfies(call -> assertThat(call.code()).isEqualTo(2))
        .satisfies(call -> assertThat(call.err()).contains("officer may not propose"));
  }

  @Test
  void aDeputyIsNamedForATermAndSignsAsOne() throws IOException {
    TestPersons.enroll(home, town.contracts(), "li.na");
    String officer = TestPersons.file(home, "officer");
    String deputy = TestPersons.file(home, "li.na");
    town.propose(town.contract(VISITS), PolicyDigest.terms(town.policy(), town.contract(VISITS)));

    assertThat(lake("approve", VISITS, "--key", deputy).err())
        .contains("li.na may not approve health.visits: its chief data officer is officer");
    assertThat(lake("keys", "deputy", "li.na", "--until", "2100-01-01", "--key", officer).out())
        .contains("li.na acts for officer from", "until 2100-01-01T00:00:00Z");
    assertThat(lake("approve", VISITS, "--key", deputy, "--json").out())
        .contains("\"officer\":\"li.na for officer\"");
    assertThat(lake("keys", "deputy", "li.na", "--until", "2020-01-01", "--key", officer).code())
        .isZero();
    assertThat(Ledger.of(town.lake()).records("deputation")).hasSize(2);
  }

  @Test
  void theDemosPersonsSignInTheDemosLakeOnly(@TempDir Path elsewhere) throws IOException {
    DemoPersons persons = DemoPersons.make(home, town.contracts());
    Persons register = Persons.of(home.resolve("none.yaml"), home.resolve("demo/persons.yaml"));
    persons.approve(town.lake(), town.contracts(), town.policy().signedBy(register), register);
    String key = home.resolve("demo/steward.p12").toString();

    Keys.open(home.resolve("keys"));

    assertThat(Ledger.of(town.lake()).state().approvals()).hasSize(Town.DATASETS.size());
    assertThat(lake("propose", VISITS, "--key", key).out()).contains("this version is approved");
    assertThat(lake("verify").out()).startsWith("all is well: 6 records");
    assertThat(Call.lake(elsewhere, Town.schemas(), "propose", VISITS, "--key", key).err())
        .contains("this key is one of another lake's demo and counts nowhere else");

    String own = this.own.resolve("li.na.p12").toString();
    password("li.na.p12", "correct horse battery");
    assertThat(lake("keys", "person", "li.na", "--out", own).out())
        .contains("this is the demo's lake: a first line there ends the keys of its folder demo");
    assertThat(lake("propose", VISITS, "--key", own).err())
        .contains("In the demo's lake sign with the keys in its folder demo");
  }
}
