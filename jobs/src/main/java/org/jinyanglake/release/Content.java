package org.jinyanglake.release;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Partitions;

/**
 * What a partition holds, whatever the order of its rows and the files that they lie in, each row
 * as often as it occurs.
 *
 * <p>The {@linkplain RowHash hashes} of the rows are sorted; of those that begin with the same two
 * digits the SHA-256 is taken, line by line, and of the SHA-256s in their order once more. So the
 * work is shared by the tasks, in 256 parts a partition, and no row and no row's hash comes to the
 * driver. A sum of the hashes would be cheaper; but who may choose rows finds others with the same
 * sum, by Wagner's generalized birthday, or by repeating rows if the sum is long.
 *
 * @param rows how many
 * @param hash 64 hex digits; {@code docs/reproduce.md} computes it in a few lines
 */
public record Content(long rows, String hash) {

  /** No row. */
  public static final Content EMPTY = new Content(0, Evidence.sha256(""));

  private static final String LINE_FEED = "\n";

  /**
   * The content of each partition that has rows, by its path; runs Spark.
   *
   * @param rows with all partition columns of the contract
   */
  public static SortedMap<String, Content> of(Dataset<Row> rows, Contract contract) {
    List<String> columns = List.of(rows.columns());
    Column[] plain =
        Arrays.stream(rows.schema().fields()).map(Content::plain).toArray(Column[]::new);
    List<Column> hashed = new ArrayList<>();
    List<Column> partition = new ArrayList<>();
    contract
        .partitionColumns()
        .forEach(
            column -> {
              String key = "_p" + partition.size();
              hashed.add(plain[columns.indexOf(column.name())].as(key));
              partition.add(col(key));
            });
    hashed.add(udf(new RowHash(columns), DataTypes.StringType).apply(struct(plain)).as("_hash"));
    List<Column> part = new ArrayList<>(partition);
    part.add(substring(col("_hash"), 1, 2).as("_part"));
    SortedMap<String, Content> contents = new TreeMap<>();
    rows.select(hashed.toArray(Column[]::new))
        .groupBy(part.toArray(Column[]::new))
        .agg(count(lit(1)).as("_rows"), sha256(sort_array(collect_list(col("_hash")))).as("_lines"))
        .groupBy(partition.toArray(Column[]::new))
        .agg(
            sum(col("_rows")).as("_rows"),
            sha256(sort_array(collect_list(struct("_part", "_lines"))).getField("_lines"))
                .as("_content"))
        .collectAsList()
        .forEach(row -> add(row, contract, contents));
    return contents;
  }

  /** Of a table without partitions, Spark makes a row even of nothing. */
  private static void add(Row row, Contract contract, SortedMap<String, Content> contents) {
    int keys = row.length() - 2;
    if (row.isNullAt(keys)) {
      return;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      values.add(row.get(i));
    }
    contents.put(
        Partitions.path(contract, values), new Content(row.getLong(keys), row.getString(keys + 1)));
  }

  private static Column sha256(Column lines) {
    return sha2(array_join(lines, LINE_FEED).cast(DataTypes.BinaryType), 256);
  }

  /** Dates and timestamps as {@link RowHash} writes them: the JVM's time zone has no part in it. */
  private static Column plain(StructField field) {
    Column value = col(field.name());
    if (field.dataType().equals(DataTypes.DateType)) {
      return value.cast(DataTypes.StringType).as(field.name());
    }
    return field.dataType().equals(DataTypes.TimestampType)
        ? unix_micros(value).as(field.name())
        : value;
  }
}
