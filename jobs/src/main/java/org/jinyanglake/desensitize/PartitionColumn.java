package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Merge;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Partitions;

/**
 * A column by which a zone's table is partitioned.
 *
 * @param name as published
 * @param column of raw rows, as {@link #label} gives them
 * @param type of that column
 */
record PartitionColumn(String name, String column, Type type) {

  /** Before the name of a column: the one with what is published of it. */
  static final String RELEASED = "_released_";

  private static final String SEPARATOR = "\u001f";

  /** Those of a contract. */
  static List<PartitionColumn> of(Contract contract) {
    Set<String> merged = merged(contract);
    return contract.partitionColumns().stream()
        .map(
            column ->
                merged.contains(column.name())
                    ? new PartitionColumn(column.name(), RELEASED + column.name(), Type.STRING)
                    : new PartitionColumn(column.name(), column.name(), column.type()))
        .toList();
  }

  /** Whether partitions may be merged by it, so that it is published as text. */
  boolean isMerged() {
    return !column.equals(name);
  }

  private static Set<String> merged(Contract contract) {
    return contract.merges().stream().map(Merge::column).collect(Collectors.toSet());
  }

  /**
   * Raw rows with what is published of the columns by which partitions may be merged.
   *
   * @param merged by the path of each merged partition, the paths of the raw ones in it
   */
  static Dataset<Row> label(
      Dataset<Row> raw, Contract contract, Map<String, ? extends Collection<String>> merged) {
    Dataset<Row> labelled = raw;
    List<org.jinyanglake.contract.Column> columns = contract.partitionColumns();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      if (merged(contract).contains(name)) {
        Column text = col(name).cast(DataTypes.StringType);
        Column label = new Label(labels(merged, i)).call(partition(columns));
        labelled = labelled.withColumn(RELEASED + name, coalesce(label, text));
      }
    }
    return Engine.isOnePartition(raw) && labelled != raw ? labelled.coalesce(1) : labelled;
  }

  /** What names a raw partition. */
  private static Column partition(List<org.jinyanglake.contract.Column> columns) {
    return concat_ws(
        SEPARATOR,
        columns.stream()
            .map(
                each -> coalesce(col(each.name()).cast(DataTypes.StringType), lit(Partitions.NULL)))
            .toArray(Column[]::new));
  }

  /** By what {@link #partition} gives, one value of the merged partition. */
  private static HashMap<UTF8String, UTF8String> labels(
      Map<String, ? extends Collection<String>> merged, int column) {
    HashMap<UTF8String, UTF8String> labels = new HashMap<>();
    merged.forEach(
        (target, paths) -> {
          UTF8String label = UTF8String.fromString(Partitions.values(target).get(column));
          for (String path : paths) {
            List<String> values =
                Partitions.values(path).stream()
                    .map(value -> value == null ? Partitions.NULL : value)
                    .toList();
            labels.put(UTF8String.fromString(String.join(SEPARATOR, values)), label);
          }
        });
    return labels;
  }

  /** {@code lake.merged_partition(partition)}: the label; null for one that is not merged. */
  public static final class Label extends LakeFunction {
    private static final long serialVersionUID = 1L;
    private final HashMap<UTF8String, UTF8String> labels;

    Label(HashMap<UTF8String, UTF8String> labels) {
      super("merged_partition", DataTypes.StringType, DataTypes.StringType);
      this.labels = labels;
    }

    /** See {@link PartitionColumn}. */
    public UTF8String invoke(UTF8String partition) {
      return partition == null ? null : labels.get(partition);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Label label && label.labels.equals(labels);
    }

    @Override
    public int hashCode() {
      return labels.hashCode();
    }
  }
}
