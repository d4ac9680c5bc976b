package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.io.file.PathUtils;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One more day upon a thousand. */
class NewDayTest {
  private static final DatasetName READINGS = DatasetName.parse("environment.readings");
  private static final int DAYS = 1_000;

  @TempDir Path home;

  @Test
  void costsADay(@TempDir Path contracts) throws IOException {
    PathUtils.copyDirectory(Town.schemas(), contracts);
    Path contract = contracts.resolve("environment/readings.yaml");
    Files.writeString(
        contract,
        Files.readString(contract)
            .replace("loadMode, value: upsert", "loadMode, value: append")
            .replace("      - {property: orderColumn, value: revision}\n", ""));
    StringBuilder years = new StringBuilder();
    for (int day = 0; day < DAYS; day++) {
      years.append(Town.reading(Town.day(day), 8, 1, 40, "正常"));
    }
    Town.write(home, "environment/readings/years.jsonl", years.toString());
    List<String> steps = new CopyOnWriteArrayList<>();
    try (TestLake town =
        TestLake.of(home, contracts, (step, dataset, detail) -> steps.add(step + ": " + detail))
            .approved()) {
      town.run("environment.readings");
      Version raw = town.lake().version(Zone.RAW, READINGS).orElseThrow();
      Version open = town.lake().version(Zone.OPEN, READINGS).orElseThrow();
      assertThat(raw.state().partitions()).hasSize(DAYS);
      assertThat(open.state().partitions()).hasSize(DAYS);
      steps.clear();

      Town.write(
          home,
          "environment/readings/one-more.jsonl",
          Town.reading(Town.day(DAYS), 8, 1, 41, "正常"));
      town.run("environment.readings");

      String day = "day=" + Town.day(DAYS);
      assertThat(touched(town, raw)).containsExactly(day);
      assertThat(touched(town, open)).containsExactly(day);
      assertThat(steps).contains("check: 1 partitions", "gate: 1 partitions");
      assertThat(judged(town, raw)).containsExactly(day);
      assertThat(town.rows(Zone.OPEN, "environment.readings").count()).isEqualTo(DAYS + 1);
    }
  }

  @Test
  void correctsADayAtTheCostOfADay() {
    for (int day = 0; day < 5; day++) {
      Town.deliver(home, day);
    }
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      town.run("environment.readings");
      Version raw = town.lake().version(Zone.RAW, READINGS).orElseThrow();
      Version open = town.lake().version(Zone.OPEN, READINGS).orElseThrow();
      Town.write(
          home, "environment/readings/correction.jsonl", Town.reading(Town.day(2), 1, 9, 77, "更正"));

      town.run("environment.readings");

      assertThat(touched(town, raw)).containsExactly("day=" + Town.day(2));
      assertThat(touched(town, open)).containsExactly("day=" + Town.day(2));
    }
  }

  /** The partitions of all files that commits after a version added or removed. */
  private static Set<String> touched(TestLake town, Version before) {
    Set<String> partitions = new TreeSet<>();
    Version now = town.lake().version(before.zone(), before.dataset()).orElseThrow();
    for (Snapshot snapshot : since(before, now)) {
      FileIO io = now.table().io();
      for (Iterable<DataFile> files :
          List.of(snapshot.addedDataFiles(io), snapshot.removedDataFiles(io))) {
        files.forEach(file -> partitions.add(Version.path(now.table(), file)));
      }
      snapshot
          .addedDeleteFiles(io)
          .forEach(file -> partitions.add(Version.path(now.table(), file)));
    }
    return partitions;
  }

  /** The partitions that the rules judged after a version. */
  private static Set<String> judged(TestLake town, Version before) {
    Set<String> partitions = new TreeSet<>();
    Version now = town.lake().version(before.zone(), before.dataset()).orElseThrow();
    for (Snapshot snapshot : since(before, now)) {
      town.lake()
          .evidence()
          .read(snapshot.summary().get(Lake.EVIDENCE))
          .get("facts")
          .path("check")
          .forEach(fact -> partitions.add(fact.get("partition").asText()));
    }
    return partitions;
  }

  private static List<Snapshot> since(Version before, Version now) {
    Table table = now.table();
    List<Snapshot> snapshots = new ArrayList<>();
    for (Snapshot s = now.snapshot();
        s.snapshotId() != before.snapshot().snapshotId();
        s = table.snapshot(s.parentId())) {
      snapshots.add(s);
    }
    assertThat(snapshots).isNotEmpty();
    return snapshots;
  }
}
