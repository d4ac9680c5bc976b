package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.FieldPath;
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
  private final int[] key;
  private final MessageDigest digest = Delivery.sha256Digest();

  private DockedColumns(List<String> names, Set<String> own, int[] key) {
    this.names = List.copyOf(names);
    this.own = own;
    this.key = key;
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
    for (Column column : contract.sourceColumns()) {
      String name = FieldPath.of(column.header()).names().get(0);
      (feed && OWN.contains(name) ? own : names).add(name);
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
    List<String> order = new ArrayList<>(names);
    // Without keys a changed row is one that is gone and one that is new.
    int[] key =
        contract.loadMode().isByKey()
            ? contract.primaryKey().stream()
                .mapToInt(column -> order.indexOf(column.header()))
                .toArray()
            : new int[0];
    return new DockedColumns(order, own, key);
  }

  /** In the order of the values of a row. */
  List<String> names() {
    return names;
  }

  /** Those of a table that are not fetched. */
  Set<String> unknown(List<String> there) {
    Set<String> unknown = new TreeSet<>(there);
    names.forEach(unknown::remove);
    return unknown;
  }

  /** What tells the row's key; if rows are not told apart by keys, the row. */
  Hash key(Object[] row) {
    if (key.length == 0) {
      return row(row);
    }
    StringBuilder text = new StringBuilder();
    for (int at : key) {
      String value = canonical(row[at]);
      text.append(value.length()).append(':').append(value);
    }
    return Hash.of(digest, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A key may be a number of another type where it is kept. */
  private static String canonical(Object value) {
    if (value instanceof Number number) {
      BigDecimal exact = new BigDecimal(number.toString());
      return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
    return String.valueOf(value);
  }

  /** What tells the row. */
  Hash row(Object[] row) {
    try {
      return Hash.of(digest, json(row, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
