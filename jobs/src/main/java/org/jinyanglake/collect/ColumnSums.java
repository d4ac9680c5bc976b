package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * Exact sums of columns over rows; a null is 0. A double counts with the shortest decimal number
 * that it is nearest to, which is the one in the file as long as that has 15 digits or fewer. For
 * one thread.
 */
final class ColumnSums {
  private final List<Column> columns = new ArrayList<>();

  /** A column; its sum is null once it met an infinity or NaN. */
  private static final class Column {
    private final String name;
    private final int ordinal;
    private final DataType type;
    private BigDecimal sum = BigDecimal.ZERO;

    Column(String name, int ordinal, DataType type) {
      this.name = name;
      this.ordinal = ordinal;
      this.type = type;
    }

    void add(InternalRow row) {
      if (sum == null || row.isNullAt(ordinal)) {
        return;
      }
      if (type instanceof DecimalType decimal) {
        sum =
            sum.add(
                row.getDecimal(ordinal, decimal.precision(), decimal.scale()).toJavaBigDecimal());
        return;
      }
      switch (type.typeName()) {
        case "integer" -> sum = sum.add(BigDecimal.valueOf(row.getInt(ordinal)));
        case "long" -> sum = sum.add(BigDecimal.valueOf(row.getLong(ordinal)));
        default -> {
          double value = row.getDouble(ordinal);
          sum = Double.isFinite(value) ? sum.add(BigDecimal.valueOf(value)) : null;
        }
      }
    }
  }

  /**
   * Sums of nothing yet.
   *
   * @param names of columns of numbers
   * @param rows the schema of the rows, in which they are
   */
  ColumnSums(List<String> names, StructType rows) {
    for (String name : names) {
      int ordinal = rows.fieldIndex(name);
      columns.add(new Column(name, ordinal, rows.fields()[ordinal].dataType()));
    }
  }

  void add(InternalRow row) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(row);
    }
  }

  void clear() {
    columns.forEach(column -> column.sum = BigDecimal.ZERO);
  }

  /** By name, without columns that have none. */
  Map<String, BigDecimal> value() {
    Map<String, BigDecimal> sums = new HashMap<>();
    columns.stream()
        .filter(column -> column.sum != null)
        .forEach(column -> sums.put(column.name, column.sum));
    return sums;
  }
}
