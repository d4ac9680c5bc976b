package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of counts without partitions; cells of fewer than five persons must be suppressed. */
class GateCellsTest {

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "district", Types.StringType.get()),
          Types.NestedField.optional(2, "tickets", Types.LongType.get()),
          Types.NestedField.optional(3, "hours", Types.DoubleType.get()),
          Types.NestedField.optional(4, "persons", Types.LongType.get()));

  @TempDir Path folder;

  private static Record cell(String district, Long tickets, Double hours, Long persons) {
    GenericRecord record = GenericRecord.create(SCHEMA);
    record.set(0, district);
    record.set(1, tickets);
    record.set(2, hours);
    record.set(3, persons);
    return record;
  }

  private static Contract contract() {
    return StagedVisits.contract(
        Optional.empty(),
        Optional.of("persons"),
        List.of(
            StagedVisits.column("district", Type.STRING, false, Classification.PUBLIC),
            StagedVisits.column("tickets", Type.LONG, false, Classification.PUBLIC),
            StagedVisits.column("hours", Type.DOUBLE, false, Classification.PUBLIC),
            StagedVisits.column("persons", Type.LONG, false, Classification.PUBLIC)));
  }

  private Verdict judge(Map<String, String> metadata, Record... cells) throws Exception {
    Table table =
        new HadoopTables(new Configuration())
            .create(
                SCHEMA,
                PartitionSpec.unpartitioned(),
                folder.resolve(UUID.randomUUID().toString()).toUri().toString());
    Parquet.DataWriteBuilder builder =
        Parquet.writeData(
                table
                    .io()
                    .newOutputFile(
                        table.location()
                            + "/data/00000-0-00000000-0000-0000-0000-000000000000-0-00001.parquet"))
            .schema(SCHEMA)
            .withSpec(PartitionSpec.unpartitioned())
            .metricsConfig(MetricsConfig.getDefault())
            .createWriterFunc(GenericParquetWriter::create);
    metadata.forEach(builder::meta);
    DataWriter<Record> writer = builder.build();
    try (writer) {
      for (Record cell : cells) {
        writer.write(cell);
      }
    }
    DataFile file = writer.toDataFile();
    return Gate.of(SharedSpark.session(), new org.apache.hadoop.fs.Path("none"))
        .judge(
            new Gate.Staged(
                contract(),
                Zone.CONDITIONAL,
                table,
                List.of(file),
                Optional.empty(),
                Optional.empty(),
                new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(3, 5))))
        .get(0);
  }

  @Test
  void passesSuppressedCells() throws Exception {
    Verdict verdict =
        judge(
            Map.of(),
            cell("迎泽区", 12L, 3.5, 10L),
            cell("小店区", 9L, 1.0, 5L),
            cell("古交市", null, null, null));
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.partition()).isEmpty();
    assertThat(verdict.rows()).isEqualTo(3);
    assertThat(verdict.kRequired()).isZero();
  }

  @Test
  void findsACellOfTooFewPersons() throws Exception {
    assertThat(judge(Map.of(), cell("迎泽区", 12L, 3.5, 10L), cell("古交市", 4L, 2.0, 4L)).failures())
        .containsExactly(
            new Failure(
                Check.CELLS, "persons", "cells of fewer than 5 persons that show a measure", 1));
  }

  @Test
  void findsACellThatHidesThePersonsOnly() throws Exception {
    assertThat(judge(Map.of(), cell("古交市", null, 2.0, null)).failures())
        .extracting(Failure::check)
        .containsExactly(Check.CELLS);
  }

  @Test
  void findsMetadataBesideTheSchema() throws Exception {
    assertThat(judge(Map.of("owner", "somebody"), cell("迎泽区", 12L, 3.5, 10L)).failures())
        .extracting(Failure::check)
        .containsExactly(Check.METADATA);
  }
}
