package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of which more rows are refused than the contract tolerates. */
class ToleranceTest {
  private static final String FLOORS = "city.floors";
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:floors
      name: floors
      version: 1.0.0
      status: active
      domain: city
      tenant: 太原市
      description: {purpose: 测试, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "city/floors/*.csv", format: csv}
      schema:
        - name: floors
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - {property: tolerance, value: TOLERANCE}
          properties:
            - {name: id, logicalType: integer, required: true, classification: public}
            - {name: floor, logicalType: integer, classification: public}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String GOOD = "city/floors/good.csv";
  private static final String BAD = "city/floors/bad.csv";

  @TempDir Path folder;

  @BeforeEach
  void deliver() throws IOException {
    Files.createDirectories(folder.resolve("schemas/city"));
    tolerate("{rows: 2, percent: 50}");
  }

  private void tolerate(String tolerance) throws IOException {
    Files.writeString(
        folder.resolve("schemas/city/floors.yaml"), CONTRACT.replace("TOLERANCE", tolerance));
  }

  private TestLake lake() {
    return TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
  }

  private static State.FileState file(TestLake lake, String name) {
    return lake.lake()
        .version(Zone.RAW, DatasetName.parse(FLOORS))
        .orElseThrow()
        .state()
        .files()
        .get(name);
  }

  @Test
  void aFileThatExceedsItIsRefusedAsAWholeUntilTheContractOrTheFileChanges() throws IOException {
    String reason =
        BAD
            + ": 4 of 9 rows do not fit, more than the tolerance of 2 rows or 50 %; most of them for: "
            + "integer in floor (2), cells (1), required in id (1); correct the file and deliver it "
            + "again, or raise tolerance in the contract; nothing of it was stored";
    try (TestLake lake = lake()) {
      lake.land(GOOD, "id,floor\n1,1\n2,2\n3,ground\n4,roof\n");
      lake.land(BAD, "id,floor\n1,1\n2,2\n3,3\n4,4\n5,5\n6,first\n7,second\n8\n,9\n");

      Outcome outcome = lake.run(FLOORS).datasets().get(0);

      assertThat(outcome.held()).containsExactly(reason);
      assertThat(outcome.stored()).as("half of the rows of the other one").isEqualTo(2);
      assertThat(file(lake, BAD))
          .extracting(State.FileState::rows, State.FileState::stored, State.FileState::refused)
          .containsExactly(9L, 0L, 9L);
      Refusals refusals = Refusals.of(lake.lake(), lake.contract(FLOORS), "", false, false);
      assertThat(refusals.rows()).extracting(Refusals.Row::file).containsExactly(GOOD, GOOD);
      assertThat(refusals.files()).extracting(Refusals.File::file).containsExactly(BAD);

      Summary again =
          lake.run(
              List.of(DatasetName.parse(FLOORS)),
              () -> {
                throw new AssertionError("the file was read again, though nothing had changed");
              });
      assertThat(again.datasets().get(0).held()).containsExactly(reason);
    }

    tolerate("{percent: 50}");
    try (TestLake lake = lake()) {
      assertThat(lake.run(FLOORS).datasets().get(0).held()).isEmpty();
      assertThat(file(lake, BAD).outcome()).isEqualTo(State.FileState.Outcome.COLLECTED);
      assertThat(lake.rows(Zone.RAW, FLOORS).count()).isEqualTo(7);
      assertThat(lake.run(FLOORS).idle()).isTrue();
    }
  }
}
