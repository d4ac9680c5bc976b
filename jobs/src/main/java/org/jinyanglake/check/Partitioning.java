package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkValueConverter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;

/**
 * The columns by which a table is partitioned (identity), and its partitions: as a key, the list of
 * their values in Spark's types; as a path, as Iceberg writes it.
 */
record Partitioning(List<String> columns, PartitionSpec spec) {

  /** Throws {@link IllegalArgumentException} if the rows lack a partition column. */
  static Partitioning of(Contract contract, StructType rows) {
    List<String> columns = names(contract);
    StructType type = new StructType();
    for (String column : columns) {
      if (!Arrays.asList(rows.fieldNames()).contains(column)) {
        throw new IllegalArgumentException(
            contract.dataset() + ": the rows lack the partition column " + column);
      }
      type = type.add(rows.apply(column));
    }
    Schema schema = SparkSchemaUtil.convert(type);
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    columns.forEach(spec::identity);
    return new Partitioning(columns, spec.build());
  }

  /** Whether two datasets are partitioned by columns of the same names. */
  static boolean alike(Contract one, Contract other) {
    return !names(one).isEmpty() && names(one).equals(names(other));
  }

  /** The names of the columns by which a contract's table is partitioned. */
  static List<String> names(Contract contract) {
    return contract.partitionColumns().stream().map(org.jinyanglake.contract.Column::name).toList();
  }

  /** The path of a partition, as {@code day=2024-03-04}; {@code ""} if there are no columns. */
  String path(List<Object> key) {
    return spec.partitionToPath(new Values(key, spec));
  }

  /** Whether a row belongs to a partition. */
  Column is(List<Object> key) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> col(columns.get(i)).eqNullSafe(lit(key.get(i))))
        .reduce(lit(true), Column::and);
  }

  /** The partition columns, renamed {@code <prefix>0}, {@code <prefix>1} … */
  List<Column> as(String prefix) {
    List<Column> renamed = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      renamed.add(col(columns.get(i)).as(prefix + i));
    }
    return renamed;
  }

  /** The columns {@code <prefix>0} to {@code <prefix><count - 1>}. */
  static Column[] named(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> col(prefix + i)).toArray(Column[]::new);
  }

  /** The key in the first cells of a row. */
  static List<Object> key(Row row, int width) {
    List<Object> key = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      key.add(row.get(i));
    }
    return key;
  }

  /** A partition's values in Iceberg's types. */
  private record Values(List<Object> key, PartitionSpec spec) implements StructLike {

    @Override
    public int size() {
      return key.size();
    }

    @Override
    public <T> T get(int position, Class<T> type) {
      return type.cast(
          SparkValueConverter.convert(
              spec.schema().asStruct().fields().get(position).type(), key.get(position)));
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("a partition's values do not change");
    }
  }
}
