package org.jinyanglake.lake;

import static org.apache.spark.sql.functions.lit;

import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * Spark, as the lake uses it: it reads pinned versions of tables and writes data files that no
 * table refers to yet.
 */
public final class Engine implements Closeable {
  private static final String STAGE = "stage";

  /** So many rows are worked on in one task, or fewer of this size, as Spark estimates it. */
  private static final long FEW_ROWS = 10_000;

  private static final long FEW_BYTES = 4L << 20;

  private static final String STAGE_CATALOG = "org.apache.iceberg.spark.SparkCachedTableCatalog";

  private final Lake lake;
  private final SparkSession spark;
  private final boolean started;
  private final Map<ZoneId, Engine> zones = new ConcurrentHashMap<>();
  private Engine forFew;

  private Engine(Lake lake, SparkSession spark, boolean started) {
    this.lake = lake;
    this.spark = spark;
    this.started = started;
  }

  /** Starts Spark with the lake's configuration, or takes the session that runs in this JVM. */
  public static Engine start(Lake lake) {
    SparkSession.Builder builder = SparkSession.builder().appName("jinyang-lake");
    if (System.getProperty("spark.master") == null
        && !lake.conf().spark().containsKey("spark.master")) {
      builder
          .master("local[*]")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    builder
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.scheduler.mode", "FAIR")
        // Opening a file takes as long as reading so much of it; with Spark's 4 MB a thousand small
        // files are read by dozens of tasks, each of which writes a file of its own.
        .config("spark.sql.files.openCostInBytes", "256k")
        // Partitions that are judged together are groups of one aggregation; above Spark's 128 it
        // would sort all rows.
        .config("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "2048")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.local.dir", lake.conf().home().resolve("tmp").toString())
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", lake.conf().home().resolve("tmp/none").toString())
        .config("spark.sql.catalog." + STAGE, STAGE_CATALOG);
    lake.conf().spark().forEach(builder::config);
    lake.conf().hadoop().forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    boolean running = SparkSession.getDefaultSession().isDefined();
    return new Engine(lake, builder.getOrCreate(), !running);
  }

  /** An engine on a session that the caller started and stops. */
  public static Engine on(SparkSession spark, Lake lake) {
    return new Engine(lake, spark, false);
  }

  /**
   * The engine with dates and times without an offset read and written in a zone. Spark computes
   * {@code to_date(timestamp)} and the like in the zone of the session, so a dataset's rows are to
   * be made in the zone of its contract.
   */
  public Engine in(ZoneId zone) {
    if (spark.conf().get("spark.sql.session.timeZone").equals(zone.getId())) {
      return this;
    }
    return zones.computeIfAbsent(
        zone,
        key -> {
          SparkSession session = spark.newSession();
          session.conf().set("spark.sql.session.timeZone", key.getId());
          return new Engine(lake, session, false);
        });
  }

  /** The session, for reading. Nothing may be committed through it. */
  public SparkSession spark() {
    return spark;
  }

  /** The lake that the engine works for. */
  public Lake lake() {
    return lake;
  }

  /** The rows of a version of a table, without its metadata columns and {@link Lineage#ADDED}. */
  public Dataset<Row> read(Version version) {
    return whole(version).drop(Lineage.ADDED);
  }

  /** As {@link #read(Version)}, with {@link Lineage#ADDED}, to make other rows of that table. */
  public Dataset<Row> whole(Version version) {
    return read(version.table(), version.snapshot().snapshotId());
  }

  /** The rows of files that {@link #write} wrote for a commit. */
  public Dataset<Row> read(List<DataFile> files, Commit commit) {
    return read(files, commit.table().schema());
  }

  /** The rows of files of a schema, wherever they lie; columns are matched by name. */
  public Dataset<Row> read(List<DataFile> files, Schema schema) {
    return spark
        .read()
        .schema(SparkSchemaUtil.convert(schema))
        .parquet(files.stream().map(DataFile::location).toArray(String[]::new));
  }

  /**
   * The rows of some partitions of a contract's table, without its metadata columns. Few rows come
   * in one Spark partition ({@link #isOnePartition}): so they need no exchange to be grouped or
   * joined, which takes longer than the work itself.
   *
   * @param partitions their paths
   */
  public Dataset<Row> read(Version version, Contract contract, Set<String> partitions) {
    if (version.rows() > FEW_ROWS) {
      Dataset<Row> rows = only(read(version), version, contract, partitions);
      boolean all = partitions.size() == version.state().partitions().size();
      if (all || bytes(rows) > FEW_BYTES) {
        return rows;
      }
    }
    return only(forFew().read(version), version, contract, partitions).coalesce(1);
  }

  private static Dataset<Row> only(
      Dataset<Row> all, Version version, Contract contract, Set<String> partitions) {
    Dataset<Row> rows = version.zone() == Zone.RAW ? withLater(all, contract) : all;
    return partitions.size() == version.state().partitions().size()
        ? rows
        : Partitions.only(rows, contract, partitions);
  }

  /** A column that the contract named after the rows were collected is null in them. */
  private static Dataset<Row> withLater(Dataset<Row> rows, Contract contract) {
    Set<String> there = Set.of(rows.columns());
    Dataset<Row> all = rows;
    for (org.jinyanglake.contract.Column column : contract.columns()) {
      if (!there.contains(column.name())) {
        all = all.withColumn(column.name(), lit(null).cast(SparkTypes.of(column.type())));
      }
    }
    return all;
  }

  /**
   * A session that plans a query once and not again between its stages, for there is one stage, and
   * that generates no code.
   */
  private synchronized Engine forFew() {
    if (forFew == null) {
      SparkSession session = spark.newSession();
      session
          .conf()
          .set("spark.sql.session.timeZone", spark.conf().get("spark.sql.session.timeZone"));
      session.conf().set("spark.sql.adaptive.enabled", "false");
      session.conf().set("spark.sql.codegen.wholeStage", "false");
      // To generate code for an aggregation takes a task as long as to interpret it for 17,000
      // rows.
      session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
      forFew = new Engine(lake, session, false);
    }
    return forFew;
  }

  private static long bytes(Dataset<Row> rows) {
    var size = rows.queryExecution().optimizedPlan().stats().sizeInBytes();
    return size.isValidLong() ? size.toLong() : Long.MAX_VALUE;
  }

  /** Whether rows come in one Spark partition, as far as their query tells. */
  public static boolean isOnePartition(Dataset<Row> rows) {
    return rows.queryExecution().analyzed() instanceof Repartition repartition
        && repartition.numPartitions() == 1;
  }

  private Dataset<Row> read(Table table, long snapshot) {
    String key = "t" + UUID.randomUUID().toString().replace("-", "");
    SparkTableCache.get().add(key, table);
    try {
      session();
      return spark.table(STAGE + ".`" + key + "#snapshot_id_" + snapshot + "`");
    } finally {
      SparkTableCache.get().remove(key);
    }
  }

  /**
   * Writes rows as data files of the table that a commit makes or changes; nothing refers to them
   * until the commit does.
   *
   * @param rows with the table's columns, by name
   * @param folder below which the files are written; the table's own if they need no gate
   */
  public List<DataFile> write(Dataset<Row> rows, Commit commit, String folder) {
    TableMetadata metadata = commit.metadata();
    if (!folder.equals(metadata.location())) {
      metadata = TableMetadata.buildFrom(metadata).setLocation(folder).discardChanges().build();
    }
    String set = UUID.randomUUID().toString();
    Table table =
        new BaseTable(
            new StaticTableOperations(
                metadata,
                commit.table().io(),
                LocationProviders.locationsFor(folder, metadata.properties())),
            commit.table().name());
    String key = "w" + set.replace("-", "");
    SparkTableCache.get().add(key, table);
    try {
      session();
      rows.writeTo(STAGE + "." + key)
          .option(SparkWriteOptions.REWRITTEN_FILE_SCAN_TASK_SET_ID, set)
          .append();
      Set<DataFile> files = FileRewriteCoordinator.get().fetchNewFiles(table, set);
      return List.copyOf(files);
    } catch (NoSuchTableException e) {
      throw new AssertionError("the table was just put into the cache", e);
    } finally {
      FileRewriteCoordinator.get().clearRewrite(table, set);
      SparkTableCache.get().remove(key);
    }
  }

  /**
   * The rows of a query that sees the given versions, by their dataset's name as {@code
   * health.visits}, and no other table, file or folder.
   *
   * @param sql one query
   * @param leftOut which rows it does not see, by dataset; never null
   */
  public Dataset<Row> query(
      String sql, Collection<Version> inputs, Map<DatasetName, Column> leftOut) {
    Map<DatasetName, Version> versions = new HashMap<>();
    inputs.forEach(version -> versions.put(version.dataset(), version));
    String zone = spark.conf().get("spark.sql.session.timeZone");
    SparkSession session =
        confined("inputs", zone, dataset -> Optional.ofNullable(versions.get(dataset)));
    return LeftOut.of(session.sql(sql), leftOut);
  }

  /** A session that sees the given versions in one catalog, and no other table, file or folder. */
  SparkSession confined(
      String catalog, String zone, Function<DatasetName, Optional<Version>> versions) {
    String set = UUID.randomUUID().toString();
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.catalog." + STAGE, STAGE_CATALOG);
    session.conf().set("spark.sql.session.timeZone", zone);
    session.conf().set("spark.sql.catalog." + catalog, PinnedCatalog.class.getName());
    session.conf().set("spark.sql.catalog." + catalog + ".set", set);
    session.conf().set("spark.sql.runSQLOnFiles", "false");
    // Nor the environment: ${env:NAME} in SQL is not replaced.
    session.conf().set("spark.sql.variable.substitute", "false");
    session.conf().set("spark.sql.defaultCatalog", catalog);
    PinnedCatalog.offer(set, versions);
    try {
      // Catalogs are made with the settings of the active session.
      SparkSession.setActiveSession(session);
      session.sessionState().catalogManager().catalog(catalog);
    } finally {
      PinnedCatalog.withdraw(set);
      SparkSession.setActiveSession(spark);
    }
    return session;
  }

  private void session() {
    if (!spark.conf().contains("spark.sql.catalog." + STAGE)) {
      spark.conf().set("spark.sql.catalog." + STAGE, STAGE_CATALOG);
    }
    SparkSession.setActiveSession(spark);
  }

  /**
   * Moves staged files to where the commit's table keeps its own, and returns them as they are
   * then. A rename where the file system has one.
   */
  public List<DataFile> moveIn(List<DataFile> staged, Commit commit) {
    Table table = commit.table();
    return staged.stream()
        .map(
            file -> {
              Path from = new Path(file.location());
              Path to =
                  new Path(
                      table
                          .locationProvider()
                          .newDataLocation(table.spec(), file.partition(), from.getName()));
              try {
                FileSystem fs = from.getFileSystem(lake.hadoop());
                fs.mkdirs(to.getParent());
                if (!fs.rename(from, to)) {
                  throw new LakeException("cannot move " + from + " to " + to);
                }
              } catch (IOException e) {
                throw new LakeException("cannot move " + from + ": " + e.getMessage(), e);
              }
              return DataFiles.builder(table.spec()).copy(file).withPath(to.toString()).build();
            })
        .toList();
  }

  /** Deletes files that no commit took over; those that are gone already are no error. */
  public void discard(List<DataFile> files, Commit commit) {
    for (DataFile file : files) {
      commit.table().io().deleteFile(file.location());
    }
  }

  /** Deletes a staging folder and all that is left in it. */
  public void discardAll(String folder) {
    Path path = new Path(folder);
    try {
      path.getFileSystem(lake.hadoop()).delete(path, true);
    } catch (IOException e) {
      throw new LakeException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Stops Spark if {@link #start} started it. */
  @Override
  public void close() {
    if (started) {
      spark.stop();
    }
  }
}
