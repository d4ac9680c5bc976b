package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Origin;

/**
 * Which columns of a table are fetched, and how a row of them is written and compared. Values are
 * those of {@link VersionedTable.Rows}.
 */
final class DockedColumns {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> OWN =
      Set.of(Origin.LakeTable.OPERATION, Origin.LakeTable.VERSION, Origin.LakeTable.MOMENT);

  private final List<String> names;
  private final Set<String> own;
  private final List<Column> columns;
  private final List<Column> key;
  private final Contract contract;
  private final byte[] salt;
  private final MessageDigest digest = Delivery.sha256Digest();

  private DockedColumns(
      List<String> names,
      Set<String> own,
      List<Column> columns,
      List<Column> key,
      Contract contract,
      byte[] salt) {
    this.names = List.copyOf(names);
    this.own = own;
    this.columns = columns;
    this.key = key;
    this.contract = contract;
    this.salt = salt;
  }

  /**
   * The columns that a contract reads of a table.
   *
   * @param there the columns that the table has
   * @throws FetchException if it lacks one
   */
  static DockedColumns of(Contract contract, List<String> there, String from)
      throws FetchException {
    boolean feed = contract.loadMode() != LoadMode.SNAPSHOT;
    Set<String> names = new LinkedHashSet<>();
    Set<String> own = new TreeSet<>();
    List<Column> columns = new ArrayList<>();
    for (Column column : contract.sourceColumns()) {
      String name = NestedValue.top(column);
      if (feed && OWN.contains(name)) {
        own.add(name);
      } else {
        names.add(name);
        columns.add(column);
      }
    }
    Set<String> missing = new TreeSet<>(names);
    there.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw FetchException.refused(
          from
              + " has no column "
              + String.join(", ", missing)
              + "; its columns are "
              + String.join(", ", there));
    }
    // Without keys a changed row is one that is gone and one that is new.
    List<Column> key = contract.loadMode().isByKey() ? contract.primaryKey() : List.of();
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    return new DockedColumns(List.copyOf(names), own, columns, key, contract, salt);
  }

  /** Those of the key alone, of which a row has the same key. */
  DockedColumns keys() {
    List<String> tops = key.stream().map(NestedValue::top).distinct().toList();
    return new DockedColumns(tops, Set.of(), key, key, contract, salt);
  }

  /** Whether rows are told apart by keys. */
  boolean isByKey() {
    return !key.isEmpty();
  }

  /** In the order of the values of a row. */
  List<String> names() {
    return names;
  }

  /** The names of the columns in the raw table. */
  List<String> collected() {
    return columns.stream().map(Column::name).toList();
  }

  /** Those of a table that are not fetched. */
  Set<String> unknown(List<String> there) {
    Set<String> unknown = new TreeSet<>(there);
    names.forEach(unknown::remove);
    return unknown;
  }

  /** What tells the row's key; if rows are not told apart by keys, the row. */
  Hash key(Object[] row) {
    if (key.isEmpty()) {
      return row(row);
    }
    StringBuilder text = new StringBuilder();
    for (Column column : key) {
      String value = SourceValue.kept(value(row, column), column, contract.zone());
      text.append(value.length()).append(':').append(value);
    }
    return Hash.of(digest, salt, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Object value(Object[] row, Column column) {
    return NestedValue.get(row[names.indexOf(NestedValue.top(column))], column);
  }

  /** What tells the row. */
  Hash row(Object[] row) {
    try {
      return Hash.of(digest, salt, json(row, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A row of the values that columns have in the raw table, written as the source would. */
  Object[] row(Function<Column, Object> collected) {
    Object[] row = new Object[names.size()];
    for (Column column : columns) {
      put(row, column, SourceValue.of(collected.apply(column), column, contract.zone()));
    }
    return row;
  }

  /**
   * A row that is deleted: its key and order column, and of columns that are required a value that
   * fits, since nothing else of it is kept, and it must not be refused for that.
   */
  Object[] deleted(Object[] row) {
    Object[] deleted = new Object[row.length];
    for (Column column : columns) {
      Object value = value(row, column);
      if (column.key() > 0 || contract.orderColumn().filter(column.name()::equals).isPresent()) {
        put(deleted, column, value);
      } else if (column.required()) {
        put(deleted, column, value == null ? SourceValue.any(column, contract.zone()) : value);
      }
    }
    return deleted;
  }

  private void put(Object[] row, Column column, Object value) {
    int at = names.indexOf(NestedValue.top(column));
    row[at] = NestedValue.put(row[at], column, value);
  }

  /** What a change feed says of a row, as far as the contract reads it. */
  Map<String, Object> own(String operation, long version, String moment) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Origin.LakeTable.OPERATION, operation);
    values.put(Origin.LakeTable.VERSION, version);
    values.put(Origin.LakeTable.MOMENT, moment);
    values.keySet().retainAll(own);
    return values;
  }

  /** The row as a JSON object in UTF-8, with further fields. */
  byte[] json(Object[] row, Map<String, Object> also) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      for (int i = 0; i < row.length; i++) {
        json.writeFieldName(names.get(i));
        write(json, row[i]);
      }
      for (Map.Entry<String, Object> field : also.entrySet()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    }
    return line.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number number) {
      number(json, number);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(value.toString());
    }
  }

  /**
   * With all digits; what is no number in JSON, as NaN, is kept as text, and a number refuses it.
   */
  private static void number(JsonGenerator json, Number number) throws IOException {
    if (number instanceof BigDecimal decimal) {
      json.writeRawValue(decimal.toPlainString());
    } else if (Double.isFinite(number.doubleValue())) {
      json.writeRawValue(number.toString());
    } else {
      json.writeString(number.toString());
    }
  }
}
