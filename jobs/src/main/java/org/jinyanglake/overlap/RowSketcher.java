package org.jinyanglake.overlap;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.datasketches.theta.UpdateSketch;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;

/**
 * Takes rows and makes their sketch. Hashes of a row's cells are added up, so that neither names
 * nor the order of columns matter. Not thread-safe.
 */
final class RowSketcher {
  private final Layout layout;
  private final ColumnHashes[] columns;
  private final UpdateSketch[] cells;
  private final UpdateSketch keys = ColumnSketch.empty();
  private final UpdateSketch rows = ColumnSketch.empty();
  private final long[] hashes;
  private final boolean[] inKey;
  private final long zero;
  private long count;

  /**
   * The columns of a row.
   *
   * @param names in the order of the row's first cells
   * @param key which of them are the key
   * @param zone in which times are written
   */
  record Layout(List<String> names, List<Type> types, List<String> key, ZoneId zone)
      implements Serializable {

    static Layout of(Contract contract) {
      List<Column> columns = contract.sourceColumns();
      List<String> names = columns.stream().map(Column::name).toList();
      List<String> key = contract.primaryKey().stream().map(Column::name).toList();
      return new Layout(
          names,
          columns.stream().map(Column::type).toList(),
          // A key that is computed in part says less than it seems.
          names.containsAll(key) ? key : List.of(),
          contract.zone());
    }
  }

  RowSketcher(Layout layout, byte[] key) {
    this.layout = layout;
    KeyedHash hash = new KeyedHash(key);
    int width = layout.names().size();
    columns = new ColumnHashes[width];
    cells = new UpdateSketch[width];
    hashes = new long[width];
    inKey = new boolean[width];
    CanonicalValue canonical = new CanonicalValue(layout.zone());
    for (int i = 0; i < width; i++) {
      columns[i] = new ColumnHashes(i, layout.types().get(i), canonical, hash);
      cells[i] = ColumnSketch.empty();
      inKey[i] = layout.key().contains(layout.names().get(i));
    }
    zero = hash.of("0".getBytes(StandardCharsets.US_ASCII), 1);
  }

  void add(InternalRow row) {
    long all = 0;
    long key = 0;
    boolean keyed = !layout.key().isEmpty();
    for (int i = 0; i < columns.length; i++) {
      long hash = columns[i].of(row);
      hashes[i] = hash;
      all += hash;
      if (inKey[i]) {
        key += hash;
        keyed &= hash != ColumnHashes.NONE;
      }
    }
    count++;
    rows.update(all);
    if (!keyed) {
      return;
    }
    keys.update(key);
    for (int i = 0; i < columns.length; i++) {
      long hash = hashes[i];
      if (!inKey[i] && hash != ColumnHashes.NONE && hash != zero) {
        cells[i].update(31 * key + hash);
      }
    }
  }

  TableSketch sketch() {
    SortedMap<String, ColumnSketch> sketches = new TreeMap<>();
    for (int i = 0; i < columns.length; i++) {
      sketches.put(layout.names().get(i), columns[i].sketch(cells[i]));
    }
    return new TableSketch(
        sketches, new TreeSet<>(layout.key()), keys.compact(), rows.compact(), count);
  }
}
