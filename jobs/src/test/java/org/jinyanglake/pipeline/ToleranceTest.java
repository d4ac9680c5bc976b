package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of which more rows are refused than the contract tolerates. */
class ToleranceTest {
  private static final String FLOORS = "city.floors";
  private static final String GOOD = "city/floors/good.csv";
  private static final String BAD = "city/floors/bad.csv";
  private static final String TWIN = "city/floors/bad2.csv";
  private static final String ROWS =
      "id,floor\n1,1\n2,2\n3,3\n4,4\n5,5\n6,first\n7,second\n8\n,9\n";

  @TempDir Path folder;

  @BeforeEach
  void deliver() throws IOException {
    tolerate("{rows: 2, percent: 50}");
  }

  private static ContractYaml contract(String tolerance) {
    return ContractYaml.of(FLOORS)
        .table("tolerance", tolerance)
        .column("name: id, logicalType: integer, required: true, classification: public")
        .column("name: floor, logicalType: integer, classification: public");
  }

  private void tolerate(String tolerance) throws IOException {
    contract(tolerance).writeTo(folder.resolve("schemas"));
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
        ": 4 of 9 rows do not fit, more than the tolerance of 2 rows or 50 %; most of them for: "
            + "integer in floor (2), cells (1), required in id (1); correct the file and deliver it "
            + "again, or raise tolerance in the contract; nothing of it was stored";
    try (TestLake lake = lake()) {
      lake.land(GOOD, "id,floor\n1,1\n2,2\n3,ground\n4,roof\n");
      lake.land(BAD, ROWS);
      lake.land(TWIN, ROWS);

      Outcome outcome = lake.run(FLOORS).datasets().get(0);

      assertThat(outcome.held())
          .as("what is refused makes nothing of the same bytes needless")
          .containsExactly(BAD + reason, TWIN + reason);
      assertThat(outcome.stored()).as("half of the rows of the other one").isEqualTo(2);
      assertThat(file(lake, BAD))
          .extracting(State.FileState::rows, State.FileState::stored, State.FileState::refused)
          .containsExactly(9L, 0L, 9L);
      Refusals refusals = Refusals.of(lake.lake(), lake.contract(FLOORS), "", false, false);
      assertThat(refusals.rows()).extracting(Refusals.Row::file).containsExactly(GOOD, GOOD);
      assertThat(refusals.files()).extracting(Refusals.File::file).containsExactly(BAD, TWIN);

      Summary again =
          lake.run(
              List.of(DatasetName.parse(FLOORS)),
              () -> {
                throw new AssertionError("the file was read again, though nothing had changed");
              });
      assertThat(again.datasets().get(0).held()).containsExactly(BAD + reason, TWIN + reason);
    }

    tolerate("{percent: 50}");
    try (TestLake lake = lake()) {
      assertThat(lake.run(FLOORS).datasets().get(0).held()).isEmpty();
      assertThat(file(lake, BAD).outcome()).isEqualTo(State.FileState.Outcome.COLLECTED);
      assertThat(file(lake, TWIN).outcome()).isEqualTo(State.FileState.Outcome.DUPLICATE);
      assertThat(lake.rows(Zone.RAW, FLOORS).count()).isEqualTo(7);
      assertThat(lake.run(FLOORS).idle()).isTrue();
    }
  }

  @Test
  void aSnapshotThatIsRefusedOrHalfTakesThePlaceOfNoGoodOne() throws IOException {
    contract("{rows: 2}")
        .table("loadMode", "snapshot")
        .table("delivery", "{fewRows: {below: 50, then: wait}}")
        .writeTo(folder.resolve("schemas"));
    String good = "city/floors/2.csv";
    try (TestLake lake = lake()) {
      lake.land("city/floors/1.csv", "id,floor\n1,1\n");
      lake.land(good, "id,floor\n1,1\n2,2\n3,3\n4,4\n");
      lake.land("city/floors/3.csv", ROWS);

      Outcome outcome = lake.run(FLOORS).datasets().get(0);

      assertThat(outcome.held())
          .singleElement()
          .asString()
          .startsWith("city/floors/3.csv: 4 of 9 rows do not fit");
      assertThat(outcome.stored()).as("the newest that is good").isEqualTo(4);
      assertThat(file(lake, good).outcome()).isEqualTo(State.FileState.Outcome.COLLECTED);
      assertThat(file(lake, "city/floors/1.csv").outcome())
          .isEqualTo(State.FileState.Outcome.SUPERSEDED);

      for (String half : List.of("5,5", "6,6")) {
        lake.land(good, "id,floor\n" + half + "\n");
        assertThat(lake.run(FLOORS).datasets().get(0).stored()).isZero();
        assertThat(file(lake, good).outcome()).isEqualTo(State.FileState.Outcome.WAITING);
      }
      assertThat(lake.rows(Zone.RAW, FLOORS).count()).isEqualTo(4);
    }
  }
}
