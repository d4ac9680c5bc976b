package org.jinyanglake.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A docked table without rows, whose log is written by hand. */
class DockedTableTest {
  private static final String COMMIT =
      """
      {"commitInfo":{"timestamp":%d,"operation":"WRITE"}}
      """;
  private static final String TABLE =
      """
      {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
      {"metaData":{"id":"0a1b2c3d-0000-0000-0000-000000000000","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"district\\",\\"type\\":\\"string\\",\\"nullable\\":true,\\"metadata\\":{}},{\\"name\\":\\"persons\\",\\"type\\":\\"integer\\",\\"nullable\\":true,\\"metadata\\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":1}}
      """;

  @TempDir Path folder;

  private Path commit(int version, String text) throws IOException {
    Path log = Files.createDirectories(folder.resolve("theirs/_delta_log"));
    return Files.writeString(log.resolve("%020d.json".formatted(version)), text);
  }

  private Contract contract(String mode) {
    String source =
        """
          - server: source
            type: custom
            location: file://%s/theirs
            customProperties: [{property: api, value: delta}]
        """
            .formatted(folder);
    return Sources.read(
        folder.resolve("schemas"), Sources.contract(source, "jsonl", mode, Sources.COLUMNS));
  }

  /** A version is another one if its commit is, though its number and its table are the same. */
  @Test
  void aVersionIsNamedByItsCommit() throws Exception {
    commit(0, TABLE);
    Path second = commit(1, COMMIT.formatted(1));
    Origin.LakeTable origin = (Origin.LakeTable) contract("snapshot").origin().orElseThrow();
    try (Lake lake = Sources.lake(folder.resolve("home"))) {
      String before;
      try (VersionedTable table = DeltaVersions.open(origin, lake)) {
        before = table.current().orElseThrow();
        assertThat(before).matches("1-[0-9a-f]{12}");
        assertThat(table.holds(before)).isTrue();
      }
      commit(1, COMMIT.formatted(2));
      commit(2, COMMIT.formatted(3));
      try (VersionedTable table = DeltaVersions.open(origin, lake)) {
        assertThat(table.holds(before)).as("brought back and written anew").isFalse();
        Files.delete(second);
        assertThat(table.holds(before)).as("cleaned up").isFalse();
      }
    }
  }

  private Fetch.Result fetch(State.FileState file, String name) throws IOException {
    commit(0, TABLE);
    Contract contract = contract("append");
    TreeMap<String, State.FileState> files = new TreeMap<>();
    files.put("city/counts/" + name, file);
    Version raw =
        new Version(
            Zone.RAW, contract.dataset(), null, null, "", new State("", 0, files, new TreeMap<>()));
    try (Lake lake = Sources.lake(folder.resolve("home"))) {
      return Sources.fetch(lake, contract, Optional.of(raw));
    }
  }

  private static State.FileState file(State.FileState.Outcome outcome) {
    return new State.FileState(1, 1, "00", 1, 1, 0, outcome, "", "", 0);
  }

  @Test
  void rowsThatWereCollectedOtherwiseAreNotAddedOnceMore() throws IOException {
    Fetch.Result fetched = fetch(file(State.FileState.Outcome.COLLECTED), "2024.jsonl");
    assertThat(fetched.files()).isEmpty();
    assertThat(fetched.held()).singleElement().asString().contains("were collected otherwise");
  }

  @Test
  void changesThatWereRefusedAndAreGoneHoldTheDatasetBack() throws IOException {
    String link =
        "theirs.by-version.from-000000-none_to-000001-0-0a1b.20240304T120000500Z.jsonl.gz";
    Fetch.Result fetched = fetch(file(State.FileState.Outcome.REFUSED), link);
    assertThat(fetched.files()).isEmpty();
    assertThat(fetched.held())
        .singleElement()
        .asString()
        .contains(link + " was refused and is gone", "put it back");
    Files.createDirectories(folder.resolve("home/landing/city/counts"));
    Files.writeString(folder.resolve("home/landing/city/counts").resolve(link), "");
    assertThat(fetch(file(State.FileState.Outcome.REFUSED), link).held())
        .noneMatch(why -> why.contains("put it back"));
  }

  /** Of a row that is deleted little is kept, and nothing must refuse it. */
  @Test
  void aDeletedRowHasWhatItsColumnsNeed() throws Exception {
    String columns =
        """
        properties:
            - {name: code, logicalType: string, required: true, primaryKey: true, classification: public}
            - {name: at, logicalType: integer, required: true, classification: public}
            - {name: remark, logicalType: string, classification: public}
            - {name: since, logicalType: date, required: true, classification: public}
            - {name: city, physicalName: /place/city, logicalType: string, required: true, classification: public}
            - name: open
              logicalType: boolean
              required: true
              classification: public
              customProperties: [{property: trueValues, value: [是]}, {property: falseValues, value: [否]}]
        """;
    Contract contract =
        Sources.read(
            folder.resolve("schemas"),
            Sources.contract(
                Sources.web("http://127.0.0.1/x.jsonl"),
                "jsonl",
                "upsert}\n      - {property: orderColumn, value: at",
                columns.indent(4).stripTrailing()));
    DockedColumns docked =
        DockedColumns.of(
            contract, List.of("code", "at", "remark", "since", "place", "open"), "theirs");
    Object[] collected =
        docked.row(
            column ->
                switch (column.name()) {
                  case "code" -> "A1";
                  case "at" -> 7;
                  case "remark" -> "kept nowhere";
                  case "open" -> true;
                  default -> null;
                });
    assertThat(new String(docked.json(docked.deleted(collected), Map.of()), UTF_8))
        .isEqualTo(
            "{\"code\":\"A1\",\"at\":7,\"remark\":null,\"since\":\"1970-01-01\",\"place\":{\"city\":\"-\"},\"open\":\"是\"}");
    assertThat(docked.key(collected))
        .as("as it is kept")
        .isEqualTo(docked.key(new Object[] {" A1\u200b", 9, "", null, null, null}));
  }
}
