package org.jinyanglake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;

/** Iceberg's partition paths, as {@code day=2024-03-04/kind=water}, as conditions on rows. */
public final class Partitions {
  /** How Iceberg writes a null; a text that says so has the same path, and means both. */
  public static final String NULL = "null";

  private Partitions() {}

  /**
   * The rows of the partitions.
   *
   * @param rows of one of the contract's tables
   * @param paths of that table
   */
  public static Dataset<Row> only(Dataset<Row> rows, Contract contract, Collection<String> paths) {
    return rows.where(contain(rows.schema(), contract, paths));
  }

  private static Column contain(StructType schema, Contract contract, Collection<String> paths) {
    var columns = contract.partitionColumns();
    if (columns.isEmpty()) {
      return lit(!paths.isEmpty());
    }
    if (columns.size() == 1) {
      List<Object> values = new ArrayList<>();
      boolean nulls = false;
      DataType type = schema.apply(columns.get(0).name()).dataType();
      for (String path : paths) {
        String value = values(path).get(0);
        nulls |= value == null;
        if (value != null) {
          values.add(typed(type, value));
        } else if (type.equals(DataTypes.StringType)) {
          values.add(NULL);
        }
      }
      Column column = col(columns.get(0).name());
      Column in = column.isin(values.toArray());
      return nulls ? in.or(column.isNull()) : in;
    }
    Column any = lit(false);
    for (String path : paths) {
      List<String> values = values(path);
      Column all = lit(true);
      for (int i = 0; i < columns.size(); i++) {
        all = all.and(is(schema, columns.get(i).name(), values.get(i)));
      }
      any = any.or(all);
    }
    return any;
  }

  private static Column is(StructType schema, String name, String value) {
    DataType type = schema.apply(name).dataType();
    if (value != null) {
      return col(name).equalTo(lit(typed(type, value)));
    }
    return type.equals(DataTypes.StringType)
        ? col(name).isNull().or(col(name).equalTo(NULL))
        : col(name).isNull();
  }

  /** Where partitions are merged, a date of the contract is a text in the table. */
  private static Object typed(DataType type, String value) {
    if (type.equals(DataTypes.DateType)) {
      return java.sql.Date.valueOf(value);
    } else if (type.equals(DataTypes.IntegerType)) {
      return Integer.valueOf(value);
    } else if (type.equals(DataTypes.LongType)) {
      return Long.valueOf(value);
    }
    return value;
  }

  /** The path of the partition with these values of the partition columns, null allowed. */
  public static String path(Contract contract, List<Object> values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = String.valueOf(values.get(i));
      parts.add(
          contract.partitionColumns().get(i).name()
              + "="
              + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return String.join("/", parts);
  }

  /** The values in a path, decoded; null for a null and for the text {@link #NULL}. */
  public static List<String> values(String path) {
    List<String> values = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      values.add(value.equals(NULL) ? null : URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return values;
  }
}
