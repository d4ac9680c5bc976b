package org.jinyanglake.release;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Margins;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.tables.LinkedTable;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table of persons by district and sex with its totals, written as a release would stage it, so
 * that a test can make one mistake and ask the gate. Three women of 古交市 are hidden, and three more
 * cells, so that they cannot be subtracted.
 */
class CountedDistricts {
  @TempDir Path folder;

  /** Persons and the largest cost of one of them, by district and sex. */
  final Map<String, Long> persons = new LinkedHashMap<>();

  final Map<String, Long> largest = new TreeMap<>();
  final List<String> hidden = new ArrayList<>(List.of("古交市 男", "古交市 女", "小店区 男", "小店区 女"));
  List<String> sums = List.of("persons", "cost");
  SortedMap<String, Margins.Dominance> dominance =
      new TreeMap<>(
          Map.of(
              "cost",
              new Margins.Dominance(
                  List.of("cost_1"), OptionalDouble.empty(), new TreeMap<>(Map.of(1, 50.0)))));
  final List<LinkedTable> linked = new ArrayList<>();
  Map<String, Long> written = persons;
  private Table table;

  @BeforeEach
  void countPersons() {
    count("迎泽区", 30, 40);
    count("小店区", 25, 20);
    count("古交市", 12, 3);
    count("合计", 67, 63);
    table = table("district", "sex");
  }

  void count(String district, long men, long women) {
    persons.put(district + " 男", men);
    persons.put(district + " 女", women);
    persons.put(district + " 合计", men + women);
  }

  private Table table(String... dimensions) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (String dimension : dimensions) {
      fields.add(Types.NestedField.optional(fields.size() + 1, dimension, Types.StringType.get()));
    }
    fields.add(Types.NestedField.optional(fields.size() + 1, "persons", Types.LongType.get()));
    fields.add(Types.NestedField.optional(fields.size() + 1, "cost", Types.LongType.get()));
    return new HadoopTables(new Configuration())
        .create(
            new Schema(fields),
            PartitionSpec.unpartitioned(),
            folder.resolve(UUID.randomUUID().toString()).toUri().toString());
  }

  /** Each person costs ten. */
  private static DataFile write(Table table, Map<String, Long> cells, List<String> hidden)
      throws Exception {
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
            .metricsConfig(MetricsConfig.getDefault())
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      for (Map.Entry<String, Long> cell : cells.entrySet()) {
        GenericRecord record = GenericRecord.create(table.schema());
        String[] place = cell.getKey().split(" ");
        for (int i = 0; i < place.length; i++) {
          record.set(i, place[i]);
        }
        boolean shown = !hidden.contains(cell.getKey());
        record.setField("persons", shown ? cell.getValue() : null);
        record.setField("cost", shown ? 10 * cell.getValue() : null);
        writer.write(record);
      }
    }
    return writer.toDataFile();
  }

  private Contract contract(List<String> dimensions) {
    return StagedVisits.contract(
            Optional.empty(),
            Optional.of("persons"),
            Stream.concat(
                    dimensions.stream()
                        .map(
                            each ->
                                StagedVisits.column(
                                    each, Type.STRING, false, Classification.PUBLIC)),
                    Stream.of("persons", "cost")
                        .map(
                            each ->
                                StagedVisits.column(each, Type.LONG, false, Classification.PUBLIC)))
                .toList())
        .with(new Margins(dimensions, "合计", sums, List.of(), 10, dominance));
  }

  List<Failure> failures(Map<String, Long> written) throws Exception {
    DataFile file = write(table, written, hidden);
    StructType schema =
        new StructType()
            .add("district", DataTypes.StringType)
            .add("sex", DataTypes.StringType)
            .add("persons", DataTypes.LongType)
            .add("cost", DataTypes.LongType)
            .add("cost_1", DataTypes.LongType);
    List<Row> raw = new ArrayList<>();
    persons.forEach(
        (cell, count) -> {
          String[] place = cell.split(" ");
          raw.add(
              RowFactory.create(
                  place[0], place[1], count, 10 * count, largest.getOrDefault(cell, 10L)));
        });
    return Gate.of(SharedSpark.session(), new org.apache.hadoop.fs.Path("none"))
        .judge(
            new Gate.Staged(
                contract(List.of("district", "sex")),
                Zone.CONDITIONAL,
                table,
                List.of(file),
                Optional.empty(),
                Optional.of(SharedSpark.session().createDataFrame(raw, schema)),
                new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(3, 5)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                linked))
        .get(0)
        .failures();
  }

  List<Failure> failures() throws Exception {
    return failures(persons);
  }

  /** Commits an earlier version in which just these cells were hidden. */
  void before(Map<String, Long> cells, String... hiddenThen) throws Exception {
    table.newAppend().appendFile(write(table, cells, List.of(hiddenThen))).commit();
  }

  /** A table that is open already, by its cells and those that it hides. */
  void link(Map<String, Long> cells, String... hides) throws Exception {
    String[] dimensions =
        cells.keySet().iterator().next().split(" ").length == 2
            ? new String[] {"district", "sex"}
            : new String[] {"district", "sex", "age"};
    Contract contract = contract(List.of(dimensions));
    List<Version> versions = new ArrayList<>();
    for (List<String> each : List.of(List.of(hides), List.<String>of())) {
      Table other = table(dimensions);
      other.newAppend().appendFile(write(other, cells, each)).commit();
      versions.add(
          new Version(
              Zone.CONDITIONAL,
              contract.dataset(),
              other,
              other.currentSnapshot(),
              "",
              State.EMPTY));
    }
    linked.add(new LinkedTable(contract, versions.get(0), versions.get(1)));
  }
}
