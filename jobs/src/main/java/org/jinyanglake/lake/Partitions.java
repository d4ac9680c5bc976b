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
      for (String path : paths) {
        String value = values(path).get(0);
        if (value == null) {
          nulls = true;
        } else {
          values.add(typed(schema.apply(columns.get(0).name()).dataType(), value));
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
        String value = values.get(i);
        Column column = col(columns.get(i).name());
        all =
            all.and(
                value == null
                    ? column.isNull()
                    : column.equalTo(
                        lit(typed(schema.apply(columns.get(i).name()).dataType(), value))));
      }
      any = any.or(all);
    }
    return any;
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

  /** The values in a path, decoded; null for a null. */
  public static List<String> values(String path) {
    List<String> values = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      values.add(value.equals("null") ? null : URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return values;
  }
}
