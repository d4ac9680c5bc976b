package org.jinyanglake.check;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.jinyanglake.testing.SharedSpark;

/** A dataset of hotline tickets, partitioned by day, and contracts with the rules of a test. */
final class Tickets {

  static final StructType SCHEMA =
      new StructType()
          .add("day", DataTypes.DateType)
          .add("id", DataTypes.StringType)
          .add("district", DataTypes.StringType)
          .add("age", DataTypes.IntegerType)
          .add("cost", DataTypes.DoubleType)
          .add("fee", DataTypes.createDecimalType(10, 2))
          .add("_file", DataTypes.StringType)
          .add("_row", DataTypes.LongType);

  private final List<Row> rows = new ArrayList<>();

  /** A row of the file a.csv, numbered from 0. */
  Tickets row(String day, String id, String district, Integer age, Double cost) {
    return row("a.csv", day, id, district, age, cost);
  }

  Tickets row(String file, String day, String id, String district, Integer age, Double cost) {
    rows.add(
        RowFactory.create(
            day == null ? null : Date.valueOf(day),
            id,
            district,
            age,
            cost,
            cost == null ? null : BigDecimal.valueOf(cost),
            file,
            (long) rows.size()));
    return this;
  }

  Dataset<Row> rows() {
    return SharedSpark.session().createDataFrame(rows, SCHEMA);
  }

  /** The rows in that many Spark partitions, of a size unknown to Spark. */
  Dataset<Row> distributed(int partitions) {
    SparkSession spark = SharedSpark.session();
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions),
        SCHEMA);
  }

  /** Rules of one severity. */
  static List<Rule> rules(Severity severity, String... dqdl) {
    return java.util.Arrays.stream(dqdl).map(rule -> new Rule(rule, severity)).toList();
  }

  static Contract contract(Severity severity, String... dqdl) {
    return contract(true, rules(severity, dqdl));
  }

  static Contract contract(Rule... rules) {
    return contract(true, List.of(rules));
  }

  static Contract contract(boolean partitioned, List<Rule> rules) {
    List<Column> columns =
        List.of(
            column("day", Type.DATE, partitioned, Classification.PUBLIC),
            column("id", Type.STRING, false, Classification.PUBLIC),
            column("district", Type.STRING, false, Classification.PUBLIC),
            column("age", Type.INTEGER, false, Classification.QUASI_IDENTIFIER),
            column("cost", Type.DOUBLE, false, Classification.PUBLIC),
            column("fee", Type.decimal(10, 2), false, Classification.PUBLIC));
    return new Contract(
        "schemas/governance/tickets.yaml",
        "0".repeat(64),
        new DatasetName("governance", "tickets"),
        "urn:taiyuan:governance:tickets",
        "1.0.0",
        "太原市",
        "工单",
        "",
        "",
        "",
        OpeningType.CONDITIONAL,
        "",
        LoadMode.APPEND,
        Optional.empty(),
        new Source.Files(
            "governance/tickets/*.csv",
            Source.Format.CSV,
            StandardCharsets.UTF_8,
            Source.Dialect.RFC_4180,
            List.of("")),
        columns,
        rules,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ZoneId.of("Asia/Shanghai"),
        "wang.jianguo",
        "li.min",
        "太原市12345热线",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Column column(
      String name, Type type, boolean partition, Classification classification) {
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
        Map.of());
  }
}
