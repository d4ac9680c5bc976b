package org.jinyanglake.release;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;

/** A table without partitions, to which versions are staged, judged and committed. */
final class Staging {
  private final Path folder;
  private final Contract contract;
  private Table table;

  Staging(Path folder, Contract contract) {
    this.folder = folder;
    this.contract = contract;
  }

  /** Stages rows as they would be published and asks the gate. */
  Verdict judge(
      Dataset<Row> published, Dataset<Row> raw, Optional<Dataset<Row>> recoding, Policy policy)
      throws Exception {
    DataFile file = write(published);
    return Gate.of(SharedSpark.session(), new org.apache.hadoop.fs.Path("none"))
        .judge(
            new Gate.Staged(
                contract,
                Zone.CONDITIONAL,
                table,
                List.of(file),
                recoding,
                recoding.map(any -> raw),
                policy,
                Optional.of(new Gate.Background(raw, 7)),
                Optional.empty(),
                List.of(),
                List.of()))
        .get(0);
  }

  /** Publishes rows as the next version. */
  void publish(Dataset<Row> published) throws Exception {
    table.newAppend().appendFile(write(published)).commit();
  }

  private DataFile write(Dataset<Row> rows) throws Exception {
    if (table == null) {
      table =
          new HadoopTables(new Configuration())
              .create(
                  SparkSchemaUtil.convert(rows.schema()),
                  PartitionSpec.unpartitioned(),
                  Map.of("write.metadata.metrics.default", MetricsModes.None.get().toString()),
                  folder.resolve(UUID.randomUUID().toString()).toUri().toString());
    }
    DataWriter<Record> writer =
        Parquet.writeData(
                table
                    .io()
                    .newOutputFile(
                        table.location()
                            + "/data/00000-0-"
                            + UUID.randomUUID()
                            + "-0-00001.parquet"))
            .schema(table.schema())
            .withSpec(PartitionSpec.unpartitioned())
            .metricsConfig(MetricsConfig.forTable(table))
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    List<Row> all = new ArrayList<>(rows.collectAsList());
    try (writer) {
      for (Row row : all) {
        GenericRecord record = GenericRecord.create(table.schema());
        for (int i = 0; i < row.size(); i++) {
          record.set(i, row.get(i));
        }
        writer.write(record);
      }
    }
    return writer.toDataFile();
  }
}
