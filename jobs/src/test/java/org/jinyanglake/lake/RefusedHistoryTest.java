package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which refused rows may be repaired, by what became of their files. */
class RefusedHistoryTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:stays
      name: stays
      version: 1.0.0
      status: active
      domain: health
      servers:
        - {server: landing, type: local, path: "health/stays/*.jsonl", format: jsonl}
      ORIGIN
      schema:
        - name: stays
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - MODE
          properties:
            - {name: id, logicalType: integer, required: true, primaryKey: true, classification: public}
            - {name: day, logicalType: date, required: true, partitioned: true, classification: public}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String BY_DAY =
      """
        - server: source
          type: postgresql
          host: 127.0.0.1
          port: 5432
          database: d
          schema: public
          customProperties:
            - {property: passwordFile, value: db}
            - {property: table, value: stays}
            - {property: dayColumn, value: day}
      """;

  @TempDir Path schemas;

  private Contract contract(String origin) throws IOException {
    return contract(origin, "{property: loadMode, value: append}");
  }

  private Contract contract(String origin, String mode) throws IOException {
    Files.writeString(
        Files.createDirectories(schemas.resolve("health")).resolve("stays.yaml"),
        CONTRACT.replace("ORIGIN\n", origin).replace("MODE", mode));
    Contracts contracts = Contracts.in(schemas).read();
    assertThat(contracts.problems()).isEmpty();
    return contracts.contracts().get(0);
  }

  private static RefusedHistory.Entry row(String file, String origin, String repairs) {
    return new RefusedHistory.Entry(
        new RefusedRows.Row(file, 7, 1, "id", "required", "", "", List.of(), repairs),
        "collect",
        List.of(),
        origin,
        "",
        "",
        "");
  }

  private static final RefusedHistory HISTORY =
      new RefusedHistory(
          List.of(
              row("holds", "holds", ""),
              row("superseded", "superseded", ""),
              row("again.repaired.csv", "superseded", "superseded#9"),
              row("refused", "refused", "")),
          Set.of());

  private static State state() {
    TreeMap<String, FileState> files = new TreeMap<>();
    files.put("holds", file(Outcome.COLLECTED));
    files.put("superseded", file(Outcome.SUPERSEDED));
    files.put("refused", file(Outcome.REFUSED));
    return new State("", 0, files, new TreeMap<>());
  }

  private static FileState file(Outcome outcome) {
    return new FileState(1, 1, "", 1, 0, 1, outcome, "", "", 0);
  }

  @Test
  void rowsOfAFileWhosePlaceAnotherTookAreNotRepaired() throws IOException {
    assertThat(HISTORY.open(contract(""), state()).keySet())
        .containsExactly("holds#7", "refused#7");
  }

  @Test
  void rowsOfWhatDoesNotHoldAnyMoreAreNotLive() throws IOException {
    assertThat(HISTORY.live(contract(""), state()))
        .extracting(each -> each.row().file())
        .containsExactly("holds", "refused");

    TreeMap<String, FileState> files = new TreeMap<>(state().files());
    files.put("newer", file(Outcome.COLLECTED));
    assertThat(
            HISTORY.live(
                contract("", "{property: loadMode, value: snapshot}"),
                new State("", 0, files, new TreeMap<>())))
        .as("of a snapshot that is replaced none is")
        .extracting(each -> each.row().file())
        .containsExactly("refused");
  }

  @Test
  void ofADayOnlyTheFileThatHoldsIsRepaired() throws IOException {
    Contract daily = contract(BY_DAY);

    assertThat(daily.isDaily()).isTrue();
    assertThat(HISTORY.open(daily, state()).keySet()).containsExactly("holds#7");
  }
}
