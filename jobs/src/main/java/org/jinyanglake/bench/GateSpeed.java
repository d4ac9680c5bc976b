package org.jinyanglake.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.pipeline.Stage;

/** How long the gate takes, attacks included, beside what makes and writes the rows it judges. */
final class GateSpeed {
  private final LakeSide lake;
  private final SparkSession spark;

  GateSpeed(LakeSide lake, SparkSession spark) {
    this.lake = lake;
    this.spark = spark;
  }

  /**
   * Seconds.
   *
   * @param desensitize from raw rows to staged files
   * @param verify from staged files to verdicts
   */
  record Seconds(double desensitize, double verify) {}

  /** Collects and checks anew, then releases with a watch. */
  Seconds release() throws IOException {
    lake.reset();
    lake.run(spark, Stage.CHECK);
    Map<String, Long> at = new HashMap<>();
    System.gc();
    lake.run(spark, Stage.RELEASE, (step, dataset, detail) -> at.put(step, System.nanoTime()));
    return new Seconds(between(at, "release", "gate"), between(at, "gate", "publish"));
  }

  private static double between(Map<String, Long> at, String from, String to) {
    return (at.get(to) - at.get(from)) / 1e9;
  }
}
