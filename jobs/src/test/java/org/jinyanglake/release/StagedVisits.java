package org.jinyanglake.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Merge;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;

/**
 * Hospital visits of two days, desensitized by hand and written by Spark to a real Iceberg table as
 * a release would stage them, so that a test can plant one fault and ask the gate.
 *
 * <p>Each day has two published classes: six persons of 30-39 in 迎泽区, six of 40-49 in 小店区, and one
 * person in 古交市 who is withheld.
 */
final class StagedVisits {

  static final List<Date> DAYS = List.of(Date.valueOf("1899-01-11"), Date.valueOf("1899-01-12"));

  private final Map<String, TechniqueSpec> techniques = techniques();
  private final SparkSession spark = SharedSpark.session();
  private final Path folder;

  /** What the gate is given; tests change it before {@link #judge}. */
  final List<Object[]> published = new ArrayList<>();

  final List<Object[]> recoding = new ArrayList<>();
  final List<Object[]> raw = new ArrayList<>();
  Policy policy = new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(5, 5));
  List<Diversity> sensitive = List.of();
  boolean inValues;
  private List<Merge> merge = List.of();
  String extraColumn = "";
  String exposedColumn = "";
  UnaryOperator<List<DataFile>> files = UnaryOperator.identity();
  UnaryOperator<Gate.Staged> staged = UnaryOperator.identity();

  StagedVisits(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(
        folder.resolve("region.csv"),
        """
        street,district,city
        柳巷街道,迎泽区,太原市
        桥东街道,迎泽区,太原市
        坞城街道,小店区,太原市
        东曲街道,古交市,太原市
        """);
    for (Date day : DAYS) {
      for (int person = 0; person < 6; person++) {
        visit(day, "y" + person, 30 + person, person < 3 ? "柳巷街道" : "桥东街道", "30-39", "迎泽区");
        visit(day, "x" + person, 40 + person, "坞城街道", "40-49", "小店区");
      }
      raw.add(new Object[] {day, "g0", 77L, "东曲街道", "咳嗽", 10L});
      recoding.add(new Object[] {day, 77L, null, "东曲街道", null, true});
    }
  }

  /** Opens a column by another technique; what is published stays. */
  void technique(String column, String name, Object... options) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      values.put((String) options[i], options[i + 1]);
    }
    techniques.put(column, new TechniqueSpec(name, values));
  }

  /** Publishes both days as one. */
  void asOne(String label) {
    merge = List.of(new Merge("day", "week", Optional.empty(), false));
    published.forEach(row -> row[0] = label);
    recoding.replaceAll(
        row -> {
          Object[] longer = Arrays.copyOf(row, row.length + 1);
          longer[row.length] = label;
          return longer;
        });
  }

  private void visit(
      Date day, String person, long age, String street, String ages, String district) {
    String token = "%032x".formatted(person.hashCode());
    raw.add(new Object[] {day, person, age, street, "咳嗽", 10L});
    published.add(new Object[] {day, token, ages, district, "咳嗽", 10L});
    recoding.add(new Object[] {day, age, ages, street, district, false});
  }

  /** Writes everything and judges it. */
  List<Verdict> judge() throws Exception {
    return judged().verdicts();
  }

  /** The same, and what is to be remembered. */
  Gate.Judged judged() throws Exception {
    String catalog = "gate" + UUID.randomUUID().toString().replace("-", "");
    spark.conf().set("spark.sql.catalog." + catalog, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog." + catalog + ".type", "hadoop");
    spark.conf().set("spark.sql.catalog." + catalog + ".warehouse", folder.toUri().toString());
    String name = catalog + ".health.v" + UUID.randomUUID().toString().replace("-", "");
    StructType schema = schema();
    String columns =
        Arrays.stream(schema.fields())
            .map(field -> field.name() + " " + field.dataType().sql())
            .collect(Collectors.joining(", "));
    spark.sql(
        "CREATE TABLE %s (%s) USING iceberg PARTITIONED BY (day) TBLPROPERTIES ('write.metadata.metrics.default'='none', 'write.metadata.metrics.column.day'='full')"
            .formatted(name, columns));
    if (!exposedColumn.isEmpty()) {
      spark.sql(
          "ALTER TABLE %s SET TBLPROPERTIES ('write.metadata.metrics.column.%s'='full')"
              .formatted(name, exposedColumn));
    }
    rows(published, schema).coalesce(1).sortWithinPartitions("day").writeTo(name).append();
    Table table = Spark3Util.loadIcebergTable(spark, name);
    List<DataFile> written =
        StreamSupport.stream(
                table.currentSnapshot().addedDataFiles(table.io()).spliterator(), false)
            .map(DataFile::copy)
            .toList();
    Gate.Staged given =
        new Gate.Staged(
            contract(techniques, inValues, sensitive, merge),
            Zone.CONDITIONAL,
            table,
            files.apply(written),
            Optional.of(rows(recoding, recodingSchema())),
            Optional.of(rows(raw, rawSchema())),
            policy);
    return Gate.of(spark, new org.apache.hadoop.fs.Path(folder.toUri()))
        .judged(staged.apply(given));
  }

  private Dataset<Row> rows(List<Object[]> rows, StructType schema) {
    return spark.createDataFrame(rows.stream().map(RowFactory::create).toList(), schema);
  }

  private StructType schema() {
    StructType schema =
        new StructType()
            .add("day", merge.isEmpty() ? DataTypes.DateType : DataTypes.StringType)
            .add("person", DataTypes.StringType)
            .add("age", DataTypes.StringType)
            .add("street", DataTypes.StringType)
            .add("diagnosis", DataTypes.StringType)
            .add("cost", DataTypes.LongType);
    return extraColumn.isEmpty() ? schema : schema.add(extraColumn, DataTypes.StringType);
  }

  private static StructType rawSchema() {
    return new StructType()
        .add("day", DataTypes.DateType)
        .add("person", DataTypes.StringType)
        .add("age", DataTypes.LongType)
        .add("street", DataTypes.StringType)
        .add("diagnosis", DataTypes.StringType)
        .add("cost", DataTypes.LongType);
  }

  private StructType recodingSchema() {
    StructType schema =
        new StructType()
            .add("day", DataTypes.DateType)
            .add("age", DataTypes.LongType)
            .add(Gate.RELEASED + "age", DataTypes.StringType)
            .add("street", DataTypes.StringType)
            .add(Gate.RELEASED + "street", DataTypes.StringType)
            .add(Gate.WITHHELD, DataTypes.BooleanType);
    return merge.isEmpty() ? schema : schema.add(Gate.RELEASED + "day", DataTypes.StringType);
  }

  static Contract contract() {
    return contract(techniques(), false, List.of(), List.of());
  }

  private static Contract contract(
      Map<String, TechniqueSpec> techniques,
      boolean inValues,
      List<Diversity> sensitive,
      List<Merge> merge) {
    return contract(
        Optional.of(new Anonymity(5, "person", 0.01, 1, inValues, true, sensitive, merge)),
        Optional.empty(),
        List.of(
            column("day", Type.DATE, true, Classification.PUBLIC, techniques),
            column("person", Type.STRING, false, Classification.DIRECT_IDENTIFIER, techniques),
            column("age", Type.LONG, false, Classification.QUASI_IDENTIFIER, techniques),
            column("street", Type.STRING, false, Classification.QUASI_IDENTIFIER, techniques),
            column("diagnosis", Type.STRING, false, Classification.SENSITIVE, techniques),
            column("cost", Type.LONG, false, Classification.SENSITIVE, techniques)));
  }

  static Contract contract(
      Optional<Anonymity> anonymity, Optional<String> cells, List<Column> columns) {
    return new Contract(
        "schemas/health/visits.yaml",
        "0".repeat(64),
        new DatasetName("health", "visits"),
        "urn:test:health:visits",
        "1.0.0",
        "太原市",
        "就诊",
        "",
        "",
        "",
        OpeningType.CONDITIONAL,
        "",
        LoadMode.APPEND,
        Optional.empty(),
        new Source.Query("SELECT 1", Set.of()),
        columns,
        List.of(),
        anonymity,
        cells,
        Optional.empty(),
        ZoneId.of("Asia/Shanghai"),
        "officer",
        "steward",
        "",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static Column column(String name, Type type, boolean partition, Classification classification) {
    return column(name, type, partition, classification, techniques());
  }

  private static Column column(
      String name,
      Type type,
      boolean partition,
      Classification classification,
      Map<String, TechniqueSpec> techniques) {
    return new Column(
        name,
        name,
        name,
        "",
        type,
        Optional.empty(),
        Optional.empty(),
        false,
        partition,
        0,
        classification,
        Map.of(
            Zone.CONDITIONAL, techniques.getOrDefault(name, new TechniqueSpec("keep", Map.of()))));
  }

  private static Map<String, TechniqueSpec> techniques() {
    Map<String, TechniqueSpec> techniques = new LinkedHashMap<>();
    techniques.put("person", new TechniqueSpec("token", Map.of("domain", "person")));
    techniques.put("age", new TechniqueSpec("range", Map.of("width", 10L)));
    techniques.put(
        "street",
        new TechniqueSpec("generalize", Map.of("hierarchy", "region", "level", "district")));
    return techniques;
  }
}
