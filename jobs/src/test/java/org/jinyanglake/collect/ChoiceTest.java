package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery.FewRows;
import org.jinyanglake.contract.Delivery.Then;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a delivery are read, and what is known of a name after another content came. */
class ChoiceTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:things
      name: things
      version: 1.0.0
      status: active
      domain: city
      servers:
        - {server: landing, type: local, path: city/things/*.jsonl, format: jsonl}
        - {server: source, type: custom, location: "file:///theirs/things", customProperties: [{property: api, value: delta}]}
      schema:
        - name: things
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
            - {property: loadMode, value: MODE}
          properties:
            - {name: id, logicalType: integer, classification: public}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path folder;

  private TestLake lake(String mode) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve(mode + "/city"));
    Files.writeString(schemas.resolve("things.yaml"), CONTRACT.replace("MODE", mode));
    return TestLake.of(folder.resolve("home"), folder.resolve(mode), Observer.NONE);
  }

  private static CheckedFile file(Contract contract, String name, String content) {
    Fingerprint print =
        new Fingerprint(
            Evidence.sha256(content),
            10,
            1,
            0,
            List.of(),
            0,
            1,
            Long.MAX_VALUE,
            0,
            (Source.Files) contract.source(),
            Layout.NONE,
            Optional.empty());
    LandingFile file = new LandingFile("city/things/" + name, null, 10, 1);
    return new CheckedFile(file, print, Header.byPosition(contract));
  }

  /** Names of the files that are chosen of some that hold one row each. */
  private List<String> chosen(String mode, Map<String, FileState> known, String... contents)
      throws IOException {
    try (TestLake lake = lake(mode)) {
      Contract contract = lake.contract("city.things");
      Map<LandingFile, Fingerprint> prints = new LinkedHashMap<>();
      for (int i = 0; i < contents.length; i++) {
        CheckedFile each = file(contract, i + ".jsonl", contents[i]);
        prints.put(each.file(), each.fingerprint());
      }
      Account account = new Account(contract, known);
      Choice choice = new Choice(contract, account, false, Optional.empty());
      return choice.of(new Intake(contract, account, false).sort(prints)).stream()
          .map(each -> each.file().name().replace("city/things/", ""))
          .toList();
    }
  }

  private static FileState state(String sha256, long rows, Outcome outcome) {
    long stored = outcome == Outcome.COLLECTED ? rows : 0;
    return new FileState(1, 1, sha256, rows, stored, 0, outcome, "", "", 1);
  }

  @Test
  void changesOfATableMayBeAlikeSnapshotsOfItReplaceEachOther() throws IOException {
    String one = Evidence.sha256("1");
    Map<String, FileState> known = Map.of("city/things/-.jsonl", state(one, 1, Outcome.COLLECTED));

    assertThat(chosen("append", known, "1", "2", "1"))
        .containsExactly("0.jsonl", "1.jsonl", "2.jsonl");
    assertThat(chosen("snapshot", known, "1", "2")).containsExactly("1.jsonl");
    assertThat(chosen("snapshot", known, "2", "1")).as("what holds now is no news").isEmpty();
  }

  @Test
  void ofADayTheExtractBeforeCountsIfTheLastOneIsRefused() throws IOException {
    try (TestLake lake = lake("append")) {
      Contract contract = lake.contract("city.things");
      Account account = new Account(contract, Map.of());
      Choice choice =
          new Choice(contract, account, false, Optional.of(new Days(contract, account)));
      String name = "things.day-1899-03-01.20240304T10%s12Z-0123456789ab.jsonl.gz";
      CheckedFile early = file(contract, name.formatted("11"), "1");
      CheckedFile late = file(contract, name.formatted("12"), "2");

      assertThat(choice.of(List.of(early, late))).containsExactly(late);
      assertThat(account.files().get(early.file().name()).outcome()).isEqualTo(Outcome.SUPERSEDED);

      account.refuse(late, "rows of another day");

      assertThat(choice.of(List.of(early, late))).containsExactly(early);
      assertThat(account.files()).doesNotContainKey(early.file().name());
      assertThat(account.notes()).isEmpty();
    }
  }

  @Test
  void whatWasCollectedUnderANameIsKnownWhileAnotherContentOfItIsRefusedOrWaits() {
    FileState collected = state("a", 100, Outcome.COLLECTED);
    FileState waiting = state("b", 10, Outcome.WAITING).over(collected);
    FileState refused = state("c", 10, Outcome.REFUSED).over(waiting);
    Map<String, FileState> files =
        new TreeMap<>(
            Map.of(
                "day.csv", refused,
                "bad.csv", state("d", 1, Outcome.REFUSED),
                "a.repaired.csv", state("e", 1, Outcome.COLLECTED),
                "b.repaired.csv", state("f", 1, Outcome.COLLECTED)));

    assertThat(refused.inTable()).contains(collected);
    assertThat(state("g", 9, Outcome.COLLECTED).over(refused).holds()).isNull();
    assertThat(State.lastCollected(files)).isEqualTo("day.csv");
    assertThat(UsualRows.of(files)).contains(new UsualRows(100, 1));
    assertThat(new UsualRows(100, 1).complain(10, new FewRows(50, Then.WAIT))).isPresent();
  }
}
