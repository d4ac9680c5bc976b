package org.jinyanglake.fetch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.FieldPath;

/** The value of a column in the value of the table's column, which may be a structure. */
final class NestedValue {
  private NestedValue() {}

  /** The table's column in which a column of the contract is. */
  static String top(Column column) {
    return FieldPath.of(column.header()).names().get(0);
  }

  private static List<String> below(Column column) {
    List<String> names = FieldPath.of(column.header()).names();
    return names.subList(1, names.size());
  }

  /** The column's value; null if there is none. */
  static Object get(Object top, Column column) {
    Object value = top;
    for (String name : below(column)) {
      if (value instanceof List<?> list && name.matches("\\d{1,9}")) {
        int at = Integer.parseInt(name);
        value = at < list.size() ? list.get(at) : null;
      } else {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
    }
    return value;
  }

  /** The same with the column's value; items of lists become fields, which are read alike. */
  static Object put(Object top, Column column, Object value) {
    return put(top, below(column), value);
  }

  private static Object put(Object object, List<String> path, Object value) {
    if (path.isEmpty()) {
      return value;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (object instanceof Map<?, ?> map) {
      map.forEach((name, each) -> fields.put(String.valueOf(name), each));
    }
    String name = path.get(0);
    fields.put(name, put(fields.get(name), path.subList(1, path.size()), value));
    return fields;
  }
}
