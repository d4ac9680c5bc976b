package org.jinyanglake.testing;

import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of the test JVM, started by the first test that asks for it: two local
 * threads, no user interface, session zone UTC. Tests add catalogs to {@code session().conf()}
 * under names of their own.
 */
public final class SharedSpark {

  private SharedSpark() {}

  /** The session; stopped when the JVM ends. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.warehouse.dir", TestFolder.of("spark-warehouse").toString())
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .getOrCreate();
  }
}
