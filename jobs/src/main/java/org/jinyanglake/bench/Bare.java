package org.jinyanglake.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import scala.collection.JavaConverters;

/**
 * What plain Spark does at the least for the same outcome: CSV to a table, table to masked table.
 */
record Bare(SparkSession spark, Path home) {
  private static final String SCHEMA =
      "day date, id string, card string, phone string, age int, district string,"
          + " amount decimal(10,2), at timestamp, score double, note string";

  void run(Field field, Path landing) {
    spark.conf().set("spark.sql.catalog.bare", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.bare.type", "hadoop");
    spark.conf().set("spark.sql.catalog.bare.warehouse", home.toString());
    Dataset<Row> rows =
        spark
            .read()
            .schema(SCHEMA)
            .option("header", true)
            .option("timestampFormat", "yyyy-MM-dd HH:mm:ss")
            .csv(landing.resolve("bench").resolve(field.name()).toString());
    write(rows, "bare.raw." + field.name());
    Column decade = floor(col("age").divide(10)).multiply(10);
    write(
        spark
            .table("bare.raw." + field.name())
            .select(
                col("day"),
                col("id"),
                sha2(concat(lit("a salt of 32 bytes, kept apart.."), col("card")), 256).as("card"),
                sha2(concat(lit("a salt of 32 bytes, kept apart.."), col("phone")), 256)
                    .as("phone"),
                concat(decade.cast("string"), lit("-"), decade.plus(9).cast("string")).as("age"),
                col("district"),
                col("amount"),
                date_trunc("hour", col("at")).as("at")),
        "bare.open." + field.name());
  }

  private static void write(Dataset<Row> rows, String table) {
    try {
      rows.writeTo(table)
          .tableProperty("write.parquet.compression-codec", "zstd")
          .partitionedBy(col("day"), JavaConverters.asScalaBuffer(List.<Column>of()))
          .create();
    } catch (TableAlreadyExistsException e) {
      throw new IllegalStateException(e);
    }
  }
}
