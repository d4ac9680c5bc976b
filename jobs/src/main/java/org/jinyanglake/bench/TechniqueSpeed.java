package org.jinyanglake.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.desensitize.Functions;
import org.jinyanglake.desensitize.Keys;

/**
 * What techniques cost on a column: processor time of Spark's tasks, so that neither the number of
 * cores nor what else runs on the machine counts much.
 */
final class TechniqueSpeed implements AutoCloseable {
  private static final String LABEL = "|bench.dataset|conditional|phone|v=1'";
  static final String SHA256 = "lake.token(phone, 'HMAC-SHA256" + LABEL + ")";
  static final String SM3 = "lake.token(phone, 'HMAC-SM3" + LABEL + ")";
  static final String AES = "lake.encrypt(phone, 'digits', 11, 'HMAC-SHA256" + LABEL + ")";
  static final String SM4 = "lake.encrypt(phone, 'digits', 11, 'HMAC-SM3" + LABEL + ")";
  static final String MASK = "lake.mask(phone, 3, 0, '*')";
  static final String GENERALIZE = "lake.generalize(district, 'region_name', 'city')";

  private final SparkSession spark;
  private final Path folder;
  private final AtomicLong nanoseconds = new AtomicLong();
  private final SparkListener listener = new Listener();

  TechniqueSpeed(SparkSession session, Path project, Path folder, int rows) {
    this.spark = session.newSession();
    this.folder = folder;
    spark.conf().set("spark.sql.catalog.lake", Functions.class.getName());
    Keys keys = Keys.open(folder.resolve("keys"));
    keys.make(DatasetName.parse("bench.dataset"), 1);
    spark.conf().set("spark.jinyanglake.keys", keys.folder().toString());
    spark
        .conf()
        .set("spark.jinyanglake.hierarchies", project.resolve("conf/hierarchies").toString());
    Column number = functions.xxhash64(functions.col("id")).bitwiseAND(functions.lit(0x3ffffffL));
    spark
        .range(0, rows, 1, 2)
        .select(
            functions.format_string("138%08d", number).as("phone"),
            functions
                .element_at(
                    functions.expr("array('小店区', '迎泽区', '杏花岭区', '尖草坪区', '万柏林区', '晋源区')"),
                    functions.expr("cast(pmod(id, 6) + 1 as int)"))
                .as("district"))
        .write()
        .parquet(data());
    spark.sparkContext().addSparkListener(listener);
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** Reads the column, computes and throws the result away. */
  double read(String expression) throws TimeoutException {
    return seconds(expression, "noop");
  }

  /** Copies the column through the technique into a Parquet file. */
  double copy(String expression) throws TimeoutException {
    return seconds(expression, "parquet");
  }

  private double seconds(String expression, String format) throws TimeoutException {
    Dataset<Row> rows = spark.read().parquet(data()).selectExpr(expression + " AS v");
    nanoseconds.set(0);
    rows.write()
        .format(format)
        .option("compression", "zstd") // as Iceberg's tables
        .mode("overwrite")
        .save(folder.resolve("copy").toString());
    spark.sparkContext().listenerBus().waitUntilEmpty(TimeUnit.MINUTES.toMillis(1));
    return nanoseconds.get() / 1e9;
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(listener);
  }

  private final class Listener extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      nanoseconds.addAndGet(end.taskMetrics().executorCpuTime());
    }
  }
}
