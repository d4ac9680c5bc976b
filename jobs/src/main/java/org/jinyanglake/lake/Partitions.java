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
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;

/** Iceberg's partition paths, as {@code day=2024-03-04/kind=water}, as conditions on rows. */
public final class Partitions {
  private Partitions() {}

  /** True for the rows of the partitions; {@code paths} are of the contract's tables. */
  public static Column contain(Contract contract, Collection<String> paths) {
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
          values.add(typed(columns.get(0), value));
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
                    : column.equalTo(lit(typed(columns.get(i), value))));
      }
      any = any.or(all);
    }
    return any;
  }

  private static Object typed(org.jinyanglake.contract.Column column, String value) {
    Type.Kind kind = column.type().kind();
    return switch (kind) {
      case DATE -> java.sql.Date.valueOf(value);
      case INTEGER -> Integer.valueOf(value);
      case LONG -> Long.valueOf(value);
      case BOOLEAN -> Boolean.valueOf(value);
      default -> value;
    };
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
