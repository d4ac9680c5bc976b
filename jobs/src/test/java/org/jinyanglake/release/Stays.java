package org.jinyanglake.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Desensitize;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.testing.SharedSpark;

/**
 * A day of hospital stays on the way from the raw zone to the conditional one: desensitized by the
 * lake's own transformer, written to real Parquet files, judged by the gate. In between a fault can
 * be put in anywhere.
 */
final class Stays {
  static final String DAY = "1899-01-11";
  private static final String NAME =
      "00000-%d-11111111-2222-3333-4444-555555555555-0-00001.parquet";

  static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:stays
      name: stays
      version: 1.0.0
      status: active
      domain: health
      tenant: 测试市
      description: {purpose: 住院, limitations: 已脱敏, usage: 研究}
      servers:
        - {server: landing, type: local, path: "health/stays/*.csv", format: csv}
      schema:
        - name: stays
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: anonymity, value: {k: 5, person: patient, withhold: 0.2, sensitive: {diagnosis: {l: 2}, cost: {t: 0.6}}}}
          properties:
            - {name: day, logicalType: date, required: true, partitioned: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: visit, logicalType: string, required: true, primaryKey: true, classification: direct-identifier}
            - {name: patient, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: person}}]}
            - {name: phone, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: mask, keepFirst: 3, keepLast: 0, with: "*"}}]}
            - {name: contact, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: encrypt, domain: phone, alphabet: digits, minLength: 11}}]}
            - {name: age, logicalType: integer, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: range, width: 10}}]}
            - {name: street, logicalType: string, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: generalize, hierarchy: region, level: district}}]}
            - {name: diagnosis, logicalType: string, classification: sensitive, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: cost, logicalType: number, physicalType: "decimal(10,2)", classification: sensitive, customProperties: [{property: conditional, value: {technique: round, to: 10}}]}
            - {name: discharged, logicalType: date, classification: sensitive, customProperties: [{property: conditional, value: {technique: truncate, unit: month}}]}
            - {name: admitted, logicalType: date, classification: sensitive, customProperties: [{property: conditional, value: {technique: shift, by: patient, days: 30}}]}
            - {name: lon, logicalType: number, classification: sensitive, customProperties: [{property: conditional, value: {technique: grid, cell: 0.01}}]}
            - {name: weight, logicalType: number, physicalType: "decimal(10,2)", classification: sensitive, customProperties: [{property: conditional, value: {technique: microaggregate, k: 5}}]}
            - {name: income, logicalType: integer, classification: sensitive, customProperties: [{property: conditional, value: {technique: noise, scale: 500, least: 0, most: 20000}}]}
            - {name: beds, logicalType: integer, classification: sensitive, customProperties: [{property: conditional, value: {technique: top, at: 90}}]}
            - {name: score, logicalType: integer, classification: sensitive, customProperties: [{property: conditional, value: {technique: bottom, at: 60}}]}
            - {name: remark, logicalType: string, classification: sensitive, customProperties: [{property: conditional, value: {technique: replace, with: 无}}]}
            - {name: ward, logicalType: string, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: days, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  static final String REGIONS =
      """
      street,district,city
      柳巷街道,迎泽区,太原市
      桥东街道,迎泽区,太原市
      坞城街道,小店区,太原市
      东曲街道,古交市,太原市
      上兰街道,尖草坪区,太原市
      """;

  private static final Map<String, Stays> MADE = new HashMap<>();

  /** What the gate is given. */
  final Contract contract;

  Contract judgedBy;
  final List<Object[]> rows;
  final List<Object[]> recoding;
  final List<Object[]> raw;
  Policy policy = new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(5, 5));

  /** What is done to the table, the files and their entries, in this order. */
  final Map<String, String> properties = new HashMap<>();

  final Map<String, String> footer = new HashMap<>();
  UnaryOperator<Schema> tableSchema = UnaryOperator.identity();
  UnaryOperator<Schema> fileSchema = UnaryOperator.identity();
  BiConsumer<Path, Stays> file = (path, stays) -> {};
  UnaryOperator<List<DataFile>> entries = UnaryOperator.identity();
  BiConsumer<Table, Stays> table = (made, stays) -> {};
  String name = NAME.formatted(0);

  /** Whether the source is so small that the gate counts it here. */
  boolean few = true;

  final StructType schema;
  private final StructType recodingSchema;
  private final StructType rawSchema;
  final Path folder;

  private Stays(
      Contract contract, Path folder, Dataset<Row> rows, Dataset<Row> recoding, Dataset<Row> raw) {
    this.contract = contract;
    this.judgedBy = contract;
    this.folder = folder;
    this.schema = rows.schema();
    this.recodingSchema = recoding.schema();
    this.rawSchema = raw.schema();
    this.rows = values(rows);
    this.recoding = values(recoding);
    this.raw = values(raw);
  }

  private Stays(Stays other) {
    contract = other.contract;
    judgedBy = contract;
    folder = other.folder;
    schema = other.schema;
    recodingSchema = other.recodingSchema;
    rawSchema = other.rawSchema;
    rows = copy(other.rows);
    recoding = copy(other.recoding);
    raw = copy(other.raw);
  }

  /** As the lake makes them. */
  static Stays sound(Path folder) {
    return by(CONTRACT, REGIONS, folder);
  }

  /** As a transformer makes them that follows another contract, or another hierarchy. */
  static Stays by(String contract, String regions, Path folder) {
    return new Stays(
        MADE.computeIfAbsent(
            folder + contract + regions, any -> make(contract, regions, source(), folder)));
  }

  /** As the lake makes them of other rows. */
  static Stays of(String contract, List<Object[]> raw, Path folder) {
    return make(contract, REGIONS, raw, folder);
  }

  private static Stays make(String yaml, String regions, List<Object[]> source, Path folder) {
    try {
      Path hierarchies = Files.createTempDirectory(folder, "hierarchies");
      Files.writeString(hierarchies.resolve("region.csv"), regions);
      Contract contract = contract(yaml, hierarchies, folder);
      Dataset<Row> raw =
          SharedSpark.session()
              .createDataFrame(
                  source.stream().map(RowFactory::create).toList(), sourceSchema(contract));
      Desensitize.Result result =
          Desensitize.of(contract)
              .to(Zone.CONDITIONAL)
              .with(Keys.open(keys(folder, contract)).at(1), Hierarchies.read(hierarchies), 2)
              .apply(raw);
      return new Stays(contract, folder, result.rows(), result.recoding().orElseThrow(), raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path keys(Path folder, Contract contract) {
    Keys keys = Keys.open(folder.resolve("keys"));
    if (!keys.has(contract.dataset(), 1)) {
      keys.make(contract.dataset(), 1);
    }
    return keys.folder();
  }

  static Contract contract(String yaml, Path hierarchies, Path folder) throws IOException {
    Path schemas = Files.createTempDirectory(folder, "schemas");
    Files.createDirectories(schemas.resolve("health"));
    Files.writeString(schemas.resolve("health/stays.yaml"), yaml);
    Contracts read = Contracts.in(schemas).hierarchies(hierarchies).read();
    if (read.failed()) {
      throw new IllegalArgumentException(read.problems().toString());
    }
    return read.contracts().get(0);
  }

  private static StructType sourceSchema(Contract contract) {
    StructType schema = new StructType();
    for (var column : contract.columns()) {
      schema = schema.add(column.name(), org.jinyanglake.lake.SparkTypes.of(column.type()));
    }
    return schema;
  }

  /**
   * Twelve patients of thirty to forty with dear stays, twelve of forty to fifty with one
   * diagnosis, four old ones, two with six stays of one cost each, and one of whom nothing is
   * known.
   */
  private static List<Object[]> source() {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(stay(rows.size(), i, 30 + i % 10, i % 2 == 0 ? "柳巷街道" : "桥东街道", i % 4, 900 + i));
    }
    for (int i = 0; i < 12; i++) {
      rows.add(stay(rows.size(), 20 + i, 40 + i % 10, "坞城街道", 0, 100 + 13 * i));
    }
    for (int i = 0; i < 4; i++) {
      rows.add(stay(rows.size(), 40 + i, 70 + i, "东曲街道", i, 200 + 70 * i));
    }
    for (int i = 0; i < 12; i++) {
      rows.add(stay(rows.size(), 50 + i % 2, 50 + i % 2, "上兰街道", i % 4, 150 + 17 * (i % 2)));
    }
    rows.add(stay(rows.size(), 60, null, null, 1, 333));
    return rows;
  }

  static Object[] stay(int n, int person, Integer age, String street, int diagnosis, int cost) {
    return new Object[] {
      Date.valueOf(DAY),
      "V" + n,
      patient(person),
      "1380000%04d".formatted(person),
      "1390000%04d".formatted(person),
      age == null ? null : (long) age,
      street,
      List.of("咳嗽", "发热", "骨折", "眩晕").get(diagnosis),
      new java.math.BigDecimal(cost + ".37"),
      Date.valueOf("1899-02-%02d".formatted(1 + n % 28)),
      Date.valueOf("1899-01-%02d".formatted(1 + n % 28)),
      112.5 + 0.0007 * n,
      new java.math.BigDecimal(50 + n % 37 + ".50"),
      20L * n,
      60L + n,
      40L + n,
      "家属" + person,
      n % 3 == 0 ? "内科" : "外科",
      1L + n % 9
    };
  }

  /** A resident ID born in 1870, with its check character. */
  static String patient(int n) {
    String digits = "14010518700%d%02d%03d".formatted(1 + n % 9, 1 + n % 28, n);
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (digits.charAt(i) - '0') * ((1 << (17 - i)) % 11);
    }
    return digits + "10X98765432".charAt(sum % 11);
  }

  private static List<Object[]> values(Dataset<Row> rows) {
    List<Object[]> values = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      Object[] cells = new Object[row.length()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = row.get(i);
      }
      values.add(cells);
    }
    return values;
  }

  private static List<Object[]> copy(List<Object[]> rows) {
    return new ArrayList<>(rows.stream().map(Object[]::clone).toList());
  }

  int column(String name) {
    return schema.fieldIndex(name);
  }

  int recoded(String name) {
    return recodingSchema.fieldIndex(name);
  }

  int source(String name) {
    return rawSchema.fieldIndex(name);
  }

  /** Writes all and judges it. */
  List<Verdict> judge() throws IOException {
    Path hierarchies = folder.resolve("judged-by");
    Files.createDirectories(hierarchies);
    Files.writeString(hierarchies.resolve("region.csv"), REGIONS);
    Commit.Layout layout = Layouts.of(judgedBy, Zone.CONDITIONAL, schema);
    Map<String, String> all = new HashMap<>(layout.properties());
    all.putAll(properties);
    Schema wanted = tableSchema.apply(layout.schema());
    PartitionSpec spec = PartitionSpec.builderFor(wanted).identity("day").build();
    Table made =
        new HadoopTables(new Configuration())
            .create(wanted, spec, all, folder.resolve(UUID.randomUUID().toString()).toString());
    table.accept(made, this);
    List<DataFile> files = new ArrayList<>();
    Map<Object, List<Object[]>> days = new java.util.TreeMap<>();
    rows.forEach(row -> days.computeIfAbsent(row[0].toString(), d -> new ArrayList<>()).add(row));
    for (List<Object[]> day : days.values()) {
      files.add(write(made, day));
    }
    Dataset<Row> source = dataset(raw, rawSchema);
    source = few ? source.coalesce(1) : source;
    return Gate.of(SharedSpark.session(), new org.apache.hadoop.fs.Path(hierarchies.toUri()))
        .judge(
            new Gate.Staged(
                judgedBy,
                Zone.CONDITIONAL,
                made,
                entries.apply(files),
                Optional.of(dataset(recoding, recodingSchema).coalesce(1)),
                Optional.of(source),
                policy));
  }

  private static Dataset<Row> dataset(List<Object[]> rows, StructType schema) {
    return SharedSpark.session()
        .createDataFrame(rows.stream().map(RowFactory::create).toList(), schema);
  }

  private DataFile write(Table made, List<Object[]> day) throws IOException {
    Schema written = fileSchema.apply(made.schema());
    PartitionKey key = new PartitionKey(made.spec(), made.schema());
    key.partition(
        new InternalRecordWrapper(made.schema().asStruct())
            .wrap(record(made.schema(), day.get(0))));
    String location = made.location() + "/data/" + made.spec().partitionToPath(key) + "/" + name;
    Parquet.DataWriteBuilder builder =
        Parquet.writeData(made.io().newOutputFile(location))
            .schema(written)
            .withSpec(made.spec())
            .withPartition(key)
            .setAll(made.properties())
            .metricsConfig(MetricsConfig.forTable(made))
            .createWriterFunc(GenericParquetWriter::create);
    footer.forEach(builder::meta);
    DataWriter<Record> writer = builder.build();
    try (writer) {
      for (Object[] row : day) {
        writer.write(record(written, row));
      }
    }
    file.accept(Path.of(location.replaceFirst("^file:", "")), this);
    DataFile entry = writer.toDataFile();
    return org.apache.iceberg.DataFiles.builder(made.spec())
        .copy(entry)
        .withFileSizeInBytes(Files.size(Path.of(location.replaceFirst("^file:", ""))))
        .build();
  }

  private Record record(Schema of, Object[] row) {
    GenericRecord record = GenericRecord.create(of);
    for (Types.NestedField field : of.columns()) {
      int at = Arrays.asList(schema.fieldNames()).indexOf(field.name());
      if (at >= 0) {
        record.setField(field.name(), plain(row[at]));
      }
    }
    return record;
  }

  private static Object plain(Object value) {
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    return value instanceof Timestamp time
        ? OffsetDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC)
        : value;
  }

  static LocalDate day() {
    return LocalDate.parse(DAY);
  }
}
