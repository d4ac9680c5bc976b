package org.jinyanglake.overlap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.datasketches.theta.CompactSketch;

/**
 * What a table or a partition of it holds, as keyed hashes: it tells how much of it is in another
 * one, whatever the columns are called and in whatever order they stand. Restricted like raw data.
 *
 * @param columns by name; those read from the source
 * @param key the names of the key's columns, empty if none is declared
 * @param keys of the distinct keys
 * @param rows of the distinct rows, by all columns that are not null
 * @param count how many rows
 */
public record TableSketch(
    SortedMap<String, ColumnSketch> columns,
    SortedSet<String> key,
    CompactSketch keys,
    CompactSketch rows,
    long count) {

  /** The two together, of the same columns. */
  TableSketch with(TableSketch other) {
    SortedMap<String, ColumnSketch> both = new TreeMap<>();
    columns.forEach((name, column) -> both.put(name, column.with(other.columns.get(name))));
    return new TableSketch(
        both,
        key,
        ColumnSketch.union(keys, other.keys),
        ColumnSketch.union(rows, other.rows),
        count + other.count);
  }

  /** As {@link #with}, of what {@link #bytes} gave. */
  static byte[] with(byte[] one, byte[] other) {
    return of(one).with(of(other)).bytes();
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static TableSketch of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(count);
    ColumnSketch.write(keys, out);
    ColumnSketch.write(rows, out);
    out.writeInt(columns.size());
    for (var column : columns.entrySet()) {
      out.writeUTF(column.getKey());
      out.writeBoolean(key.contains(column.getKey()));
      column.getValue().write(out);
    }
  }

  static TableSketch read(DataInputStream in) throws IOException {
    long count = in.readLong();
    CompactSketch keys = ColumnSketch.sketch(in);
    CompactSketch rows = ColumnSketch.sketch(in);
    SortedMap<String, ColumnSketch> columns = new TreeMap<>();
    SortedSet<String> key = new TreeSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      if (in.readBoolean()) {
        key.add(name);
      }
      columns.put(name, ColumnSketch.read(in));
    }
    return new TableSketch(columns, key, keys, rows, count);
  }
}
