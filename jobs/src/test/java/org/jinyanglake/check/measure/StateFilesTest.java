package org.jinyanglake.check.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.deequ.analyzers.ApproxCountDistinctState;
import com.amazon.deequ.analyzers.NumMatches;
import com.amazon.deequ.analyzers.StandardDeviationState;
import com.amazon.deequ.analyzers.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.aggregate.DeequHyperLogLogPlusPlusUtils;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State.PartitionState;
import org.jinyanglake.lake.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of measures in files, over many judgements; without Spark. */
class StateFilesTest {
  private static final DatasetName DATASET = DatasetName.parse("environment.readings");

  @TempDir Path home;
  private Lake lake;
  private final SortedMap<String, PartitionState> partitions = new TreeMap<>();

  @BeforeEach
  void open() {
    lake = Lake.open(LakeConf.embedded(home), Observer.NONE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static String path(int day) {
    return "day=" + LocalDate.of(1899, 1, 1).plusDays(day);
  }

  private static PartitionStates states(long rows) {
    long[] words = new long[DeequHyperLogLogPlusPlusUtils.NUM_WORDS()];
    words[(int) (rows % words.length)] = rows;
    SortedMap<StateKey, State<?>> states = new TreeMap<>();
    states.put(new StateKey(Kind.ROW_COUNT, ""), new NumMatches(rows));
    states.put(new StateKey(Kind.APPROX_COUNT_DISTINCT, "站点"), new ApproxCountDistinctState(words));
    states.put(
        new StateKey(Kind.STANDARD_DEVIATION, "pm25"), new StandardDeviationState(rows, 40, 2));
    states.put(StateKey.groups(List.of("day", "站点")), new Groups(rows, rows, rows));
    return new PartitionStates("run", 7, states);
  }

  private Version raw() {
    return new Version(
        Zone.RAW,
        DATASET,
        null,
        null,
        "",
        new org.jinyanglake.lake.State("", 0, new TreeMap<>(), partitions));
  }

  private MeasureHistory history() {
    return MeasureHistory.of(lake, raw());
  }

  private void judge(int day, long rows) {
    MeasureHistory before = history();
    partitions.put(path(day), PartitionState.unjudged("v" + rows, 0));
    MeasureHistory.keep(
        lake, DATASET, partitions, before, new TreeMap<>(Map.of(path(day), states(rows))));
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files =
        Files.list(home.resolve("warehouse/raw/states/environment/readings"))) {
      return files.toList();
    }
  }

  @Test
  void eachStateIsReadAsItWasWritten() {
    judge(0, 5);
    assertThat(history().states().get(path(0)).measures())
        .isEqualTo(states(5).measures())
        .containsEntry(Measure.ROW_COUNT, 5.0)
        .containsEntry(Measure.parse("Uniqueness(day,站点)"), 1.0)
        .containsEntry(Measure.parse("StandardDeviation(pm25)"), Math.sqrt(2 / 5.0))
        .hasSize(4);
    assertThat(StateFormat.write(history().states()))
        .isEqualTo(StateFormat.write(new TreeMap<>(Map.of(path(0), states(5)))));
  }

  @Test
  void manyFilesAreBroughtTogetherAndWhatNothingNamesIsDeletedAfterADay() throws Exception {
    for (int day = 0; day < 100; day++) {
      judge(day, day + 1);
    }
    judge(3, 1_000);

    assertThat(partitions.values().stream().map(PartitionState::measured).distinct().count())
        .isLessThanOrEqualTo(MeasureHistory.MOST_FILES + 1);
    assertThat(history().missing()).isEmpty();
    assertThat(history().series(Measure.ROW_COUNT))
        .hasSize(100)
        .containsEntry(LocalDate.of(1899, 1, 4), 1_000.0)
        .containsEntry(LocalDate.of(1899, 4, 10), 100.0);
    assertThat(history().table()).containsEntry(Measure.ROW_COUNT, 5_050.0 - 4 + 1_000);

    int all = files().size();
    MeasureHistory.clear(lake, raw());
    assertThat(files()).as("another run may be about to name them").hasSize(all);
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS)));
    }
    MeasureHistory.clear(lake, raw());
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(
            partitions.values().stream().map(PartitionState::measured).distinct().toList())
        .hasSizeLessThan(all);
    assertThat(history().missing()).isEmpty();
  }

  @Test
  void whatIsLostOrDamagedIsMissingAndNeverPartOfTheTable() throws Exception {
    judge(0, 5);
    judge(1, 6);
    judge(2, 7);
    Path states = home.resolve("warehouse/raw/states/environment/readings");
    Files.delete(states.resolve(partitions.get(path(0)).measured()));
    Path damaged = states.resolve(partitions.get(path(1)).measured());
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 5] ^= 1;
    Files.write(damaged, bytes);

    assertThat(history().missing()).containsExactly(path(0), path(1));
    assertThat(history().series(Measure.ROW_COUNT).values()).containsExactly(7.0);
    assertThat(history().table()).isEmpty();
  }

  @Test
  void theDistrictsOfADayAreOneDayAndUniquenessIsNoSumIfTheKeyMayBeInBoth() {
    MeasureHistory before = history();
    SortedMap<String, PartitionStates> judged = new TreeMap<>();
    for (String district : List.of("A", "B")) {
      String path = "day=1899-01-01/district=" + district;
      partitions.put(path, PartitionState.unjudged("v", 0));
      judged.put(path, states(10));
    }
    MeasureHistory.keep(lake, DATASET, partitions, before, judged);

    assertThat(history().series(Measure.ROW_COUNT))
        .containsExactly(Map.entry(LocalDate.of(1899, 1, 1), 20.0));
    assertThat(history().byPartition().values())
        .allMatch(measures -> measures.containsKey(Measure.parse("Uniqueness(day,站点)")));
    assertThat(history().table())
        .containsEntry(Measure.ROW_COUNT, 20.0)
        .doesNotContainKey(Measure.parse("Uniqueness(day,站点)"));
  }

  @Test
  void aMeasureIsWrittenAsItIsRead() {
    for (String text : List.of("RowCount", "Completeness(street)", "Uniqueness(day,id)")) {
      assertThat(Measure.parse(text)).hasToString(text);
    }
    assertThatThrownBy(() -> Measure.parse("Completeness street"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it as RowCount or Completeness(street)");
  }
}
