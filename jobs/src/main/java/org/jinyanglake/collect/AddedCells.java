package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;

/** The cells of one record that no column of the contract takes. For one thread. */
final class AddedCells {

  private final List<UTF8String> names = new ArrayList<>();
  private final List<UTF8String> texts = new ArrayList<>();

  /** Begins a record. */
  void clear() {
    names.clear();
    texts.clear();
  }

  void put(String name, String text) {
    put(UTF8String.fromString(name), UTF8String.fromString(text));
  }

  /** Adds a cell of a name that the record has once. */
  void put(UTF8String name, UTF8String text) {
    names.add(name);
    texts.add(text);
  }

  /** Adds a cell of a name that may come again; the texts are then kept one a line. */
  void append(String name, String text) {
    int at = names.indexOf(UTF8String.fromString(name));
    if (at < 0) {
      put(name, text);
    } else {
      texts.set(at, UTF8String.fromString(texts.get(at) + "\n" + text));
    }
  }

  /** The cells by name; null if there are none. */
  MapData map() {
    return names.isEmpty()
        ? null
        : new ArrayBasedMapData(
            new GenericArrayData(names.toArray()), new GenericArrayData(texts.toArray()));
  }

  /** The name of a cell whose column has none: its number. */
  static String name(List<String> header, int cell) {
    return header.get(cell).isBlank() ? "column " + (cell + 1) : header.get(cell);
  }
}
