package org.jinyanglake.bench;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Desensitize;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.Keys;

/**
 * The {@link Adult} table enlarged: each row is one of the table, drawn by hash, and each
 * quasi-identifier of it, in one case of ten, that of another row. All persons differ.
 */
final class Census {
  private static final DatasetName NAME = DatasetName.parse("bench.census");
  private static final int K = 10;

  private final SparkSession spark;
  private final Path folder;
  private final List<String> columns;
  private final Contract contract;
  private final Keys keys;
  private final Hierarchies hierarchies;

  /**
   * Writes hierarchies and a contract.
   *
   * @param columns quasi-identifiers
   * @param days how many partitions, or 0 for one table without
   * @param search whether labels that lose less are searched for
   */
  Census(SparkSession spark, Path folder, List<String> columns, int rows, int days, boolean search)
      throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.columns = columns;
    Path levels = Files.createDirectories(folder.resolve("hierarchies"));
    for (String column : columns) {
      Files.write(levels.resolve(name(column) + ".csv"), Adult.hierarchy(column));
    }
    hierarchies = Hierarchies.read(levels);
    Path schemas = Files.createDirectories(folder.resolve("schemas/bench"));
    Files.writeString(schemas.resolve("census.yaml"), contract(columns, days > 0, search));
    Contracts contracts = Contracts.read(schemas.getParent());
    contract =
        contracts
            .contract(NAME)
            .orElseThrow(() -> new IllegalStateException(contracts.problems().toString()));
    keys = Keys.open(folder.resolve("keys"));
    keys.make(NAME, 1);
    write(rows, days);
  }

  private static String name(String column) {
    return column.replace('-', '_');
  }

  private static String contract(List<String> columns, boolean days, boolean search) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: urn:bench:census
            name: census
            version: 1.0.0
            status: active
            domain: bench
            tenant: 太原市
            description: {purpose: 测速, limitations: 合成数据, usage: 测速}
            servers:
              - {server: landing, type: local, path: bench/census/*.csv, format: csv}
            schema:
              - name: census
                physicalType: table
                customProperties:
                  - {property: openingType, value: conditional}
                  - {property: grade, value: general-3}
                  - {property: anonymity, value: {k: %d, person: person, search: %s}}
                properties:
                  - {name: person, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: person}}]}
                  - {name: amount, logicalType: integer, physicalType: bigint, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            """
                .formatted(K, search));
    if (days) {
      yaml.append(
          "      - {name: day, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}\n");
    }
    for (String column : columns) {
      yaml.append(
          "      - {name: %1$s, logicalType: string, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: generalize, hierarchy: %1$s, level: l0}}]}\n"
              .formatted(name(column)));
    }
    return yaml
        + """
        team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
        slaProperties: [{property: frequency, value: 1, unit: d}, {property: retention, value: 3, unit: y}]
        """;
  }

  private void write(int rows, int days) throws IOException {
    List<String[]> records = Adult.records(columns);
    StructType schema = new StructType().add("n", DataTypes.LongType);
    for (String column : columns) {
      schema = schema.add(name(column), DataTypes.StringType);
    }
    List<Row> table = new ArrayList<>();
    for (String[] record : records) {
      Object[] values = new Object[record.length + 1];
      values[0] = (long) table.size();
      System.arraycopy(record, 0, values, 1, record.length);
      table.add(RowFactory.create(values));
    }
    Dataset<Row> adult = spark.createDataFrame(table, schema);
    Column[] all =
        columns.stream()
            .map(column -> collect_list(name(column)).as(name(column)))
            .toArray(Column[]::new);
    Dataset<Row> lists =
        adult.orderBy("n").coalesce(1).agg(all[0], Arrays.copyOfRange(all, 1, all.length));
    List<Column> drawn = new ArrayList<>();
    drawn.add(concat(lit("p"), col("id")).as("person"));
    drawn.add(pmod(xxhash64(col("id"), lit("amount")), lit(100_000L)).as("amount"));
    if (days > 0) {
      drawn.add(
          expr("date_add(date'2023-01-01', cast(id * %d DIV %d as int))".formatted(days, rows))
              .as("day"));
    }
    for (String column : columns) {
      Column other =
          when(
                  pmod(xxhash64(col("id"), lit(column), lit("noise")), lit(10)).equalTo(0),
                  lit(column))
              .otherwise(lit(""));
      Column index = pmod(xxhash64(col("id"), other), lit((long) records.size())).cast("int");
      drawn.add(element_at(col(name(column)), index.plus(1)).as(name(column)));
    }
    var writer =
        spark
            .range(0, rows, 1, Math.max(2, days))
            .crossJoin(broadcast(lists))
            .select(drawn.toArray(Column[]::new))
            .write()
            .option("compression", "zstd");
    (days > 0 ? writer.partitionBy("day") : writer).parquet(folder.resolve("raw").toString());
  }

  /** Copies the table with a hash in the place of persons. */
  void mask() {
    Dataset<Row> raw = raw();
    Column person = sha2(concat(lit("salt"), col("person")), 256);
    write(raw.withColumn("person", person));
  }

  /** Copies the table desensitized, with k-anonymity. */
  void anonymize() {
    write(
        Desensitize.of(contract)
            .to(Zone.CONDITIONAL)
            .with(keys, hierarchies, K)
            .apply(raw())
            .rows());
  }

  private Dataset<Row> raw() {
    return spark.read().parquet(folder.resolve("raw").toString());
  }

  private void write(Dataset<Row> rows) {
    boolean days = !contract.partitionColumns().isEmpty();
    var writer =
        (days ? rows.sortWithinPartitions("day") : rows)
            .write()
            .mode("overwrite")
            .option("compression", "zstd");
    (days ? writer.partitionBy("day") : writer).parquet(folder.resolve("copy").toString());
  }
}
