package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are written first and become rows by one commit, or not at all. */
class EngineTest {
  private static final DatasetName DATASET = new DatasetName("health", "visits");

  @TempDir Path home;

  private Commit.Layout layout(Dataset<Row> rows) {
    return new Commit.Layout(
        SparkSchemaUtil.convert(rows.schema()),
        List.of("day"),
        List.of(),
        Commit.properties(Zone.OPEN, List.of("day")));
  }

  private static String evidence(Lake lake) {
    return lake.evidence()
        .write(
            "test",
            new State("c", 1, new TreeMap<>(), new TreeMap<>()),
            Evidence.JSON.createObjectNode());
  }

  @Test
  void stagedFilesAreInvisibleUntilTheCommit() {
    Lake lake = Lake.open(LakeConf.embedded(home), Observer.NONE);
    Engine engine = Engine.on(SharedSpark.session(), lake);
    Dataset<Row> rows =
        engine.spark().sql("select id, cast('2024-03-04' as date) day from range(10)");
    Commit commit =
        Commit.to(lake, Zone.OPEN, DATASET, Optional.empty(), Optional.of(layout(rows)));
    List<DataFile> staged = engine.write(rows, commit, lake.conf().staging() + "/s1");
    assertThat(staged)
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.location()).contains("/staging/s1/"));
    assertThat(lake.version(Zone.OPEN, DATASET)).isEmpty();

    Version version = commit.add(engine.moveIn(staged, commit)).execute("r1", evidence(lake));
    assertThat(engine.read(version).count()).isEqualTo(10);
    assertThat(version.files()).containsOnlyKeys("day=2024-03-04");
    assertThat(version.state().contract()).isEqualTo("c");
    assertThat(version.snapshot().summary()).doesNotContainKey("spark.app.id");

    Version now = lake.version(Zone.OPEN, DATASET).orElseThrow();
    Commit second =
        Commit.to(lake, Zone.OPEN, DATASET, Optional.of(now), Optional.of(layout(rows)));
    List<DataFile> more = engine.write(rows, second, second.metadata().location());
    Commit third = Commit.to(lake, Zone.OPEN, DATASET, Optional.of(now), Optional.empty());
    Version after =
        third.remove(now.files().get("day=2024-03-04")).add(more).execute("r2", evidence(lake));
    assertThat(engine.read(after).count()).isEqualTo(10);
    assertThatThrownBy(() -> second.add(more).execute("r3", evidence(lake)))
        .isInstanceOf(ConflictException.class);
    assertThat(engine.read(lake.version(Zone.OPEN, DATASET).orElseThrow()).count()).isEqualTo(10);
  }
}
