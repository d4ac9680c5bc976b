package org.jinyanglake.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/**
 * The other side of a comparison: the two writes that nobody who opens such data can avoid, as a
 * Spark engineer writes them. CSV files into an Iceberg table, then that table, masked by Spark's
 * own functions, into another. No checks, no counts, no evidence.
 */
final class PlainSpark {
  private static final String COLUMNS =
      "day DATE, id BIGINT, card STRING, phone STRING, age INT, district STRING,"
          + " amount DECIMAL(10,2), paid_at TIMESTAMP, channel STRING, remark STRING";
  private static final Column[] MASKED = {
    col("day"),
    col("id"),
    expr("sha2(concat('3q8Zr1xV', card), 256)").as("card"),
    expr("sha2(concat('3q8Zr1xV', phone), 256)").as("phone"),
    expr("concat(age div 10 * 10, '-', age div 10 * 10 + 9)").as("age"),
    col("district"),
    col("amount"),
    expr("date_trunc('HOUR', paid_at)").as("paid_at"),
    col("channel")
  };

  private final SparkSession spark;
  private final Path folder;
  private final int parallelism;

  PlainSpark(SparkSession spark, Path folder, int parallelism) {
    this.spark = spark.newSession();
    this.folder = folder;
    this.parallelism = parallelism;
    this.spark.conf().set("spark.sql.session.timeZone", "Asia/Shanghai");
  }

  /** Empties its two zones. */
  void reset() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
    Files.createDirectories(folder);
    for (String zone : List.of("raw", "open")) {
      String catalog = catalog(zone);
      spark.conf().set(catalog, "org.apache.iceberg.spark.SparkCatalog");
      spark.conf().set(catalog + ".type", "jdbc");
      spark.conf().set(catalog + ".uri", "jdbc:sqlite:" + folder.resolve(zone + ".db"));
      spark.conf().set(catalog + ".warehouse", "file://" + folder.resolve(zone));
      spark.sql("CREATE NAMESPACE IF NOT EXISTS " + name(zone) + "." + Workload.DOMAIN);
    }
  }

  /** Each folder gets a catalog of its own: Spark keeps those that it has opened. */
  private String name(String zone) {
    return "plain_" + zone + "_" + Integer.toHexString(folder.hashCode());
  }

  private String catalog(String zone) {
    return "spark.sql.catalog." + name(zone);
  }

  /** Writes every dataset twice, as many side by side as the lake works on. */
  void write(Workload workload, Path landing) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(parallelism);
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < workload.datasets(); i++) {
        String dataset = Workload.name(i);
        writes.add(threads.submit(() -> write(dataset, landing)));
      }
      for (Future<?> write : writes) {
        write.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void write(String dataset, Path landing) {
    collect(dataset, landing);
    create(spark.table(table("raw", dataset)).select(MASKED), table("open", dataset));
  }

  /** The first of the two writes. */
  void collect(String dataset, Path landing) {
    SparkSession.setActiveSession(spark);
    create(
        spark
            .read()
            .schema(COLUMNS)
            .option("header", true)
            .option("timestampFormat", "yyyy-MM-dd HH:mm:ss")
            .csv(landing.resolve(Workload.DOMAIN).resolve(dataset).toString()),
        table("raw", dataset));
  }

  private static void create(
      org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> rows, String table) {
    rows.writeTo(table)
        .partitionedBy(col("day"))
        .tableProperty("write.parquet.compression-codec", "zstd")
        .tableProperty("write.distribution-mode", "none")
        .tableProperty("write.spark.fanout.enabled", "true")
        .createOrReplace();
  }

  private String table(String zone, String dataset) {
    return name(zone) + "." + Workload.DOMAIN + "." + dataset;
  }
}
