package org.jinyanglake.collect;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;

/** Landing files of one dataset as a table of Spark's data source interface. */
@SuppressWarnings("deprecation") // schema() is abstract, its successor columns() calls it
final class LandingTable implements Table, SupportsRead {

  private final SparkSession spark;
  private final Contract contract;
  private final List<CheckedFile> files;
  private final Tally tally;
  private final Reading reading;
  private final Instant now;

  LandingTable(
      SparkSession spark, Contract contract, List<CheckedFile> files, Tally tally, Instant now) {
    this.now = now;
    this.spark = spark;
    this.contract = contract;
    this.files = List.copyOf(files);
    this.tally = tally;
    this.reading = Reading.of((Source.Files) contract.source(), contract.zone());
  }

  @Override
  public String name() {
    return "landing files of " + contract.dataset();
  }

  @Override
  public StructType schema() {
    return LandingReader.schema(contract);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new LandingScan(schema());
  }

  private final class LandingScan
      implements ScanBuilder, SupportsPushDownRequiredColumns, Scan, Batch {

    private StructType wanted;

    LandingScan(StructType all) {
      this.wanted = all;
    }

    @Override
    public void pruneColumns(StructType required) {
      wanted = required;
    }

    @Override
    public Scan build() {
      return this;
    }

    @Override
    public StructType readSchema() {
      return wanted;
    }

    @Override
    public String description() {
      return name();
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      SQLConf conf = spark.sessionState().conf();
      return Split.plan(
              reading.prepare(
                  spark,
                  files.stream().map(file -> Split.Source.of(file, contract.zone())).toList()),
              conf.filesMaxPartitionBytes(),
              conf.filesOpenCostInBytes(),
              spark.sparkContext().defaultParallelism())
          .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      Configuration hadoop = spark.sessionState().newHadoopConf();
      Broadcast<SerializableConfiguration> conf =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .broadcast(new SerializableConfiguration(hadoop));
      SplitReader.Plan plan = new SplitReader.Plan(LandingReader.fields(contract, now), wanted);
      return new SplitReader.Factory(plan, tally, conf);
    }
  }
}
