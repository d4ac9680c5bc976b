package org.jinyanglake.collect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.contract.FieldPath;

/** Where the columns lie in a record whose fields lie in each other. */
final class FieldTree {

  /** Unknown fields are named up to this number. */
  static final int MOST_UNKNOWN = 100;

  /** A column that is none. */
  static final int NONE = -1;

  /** A field: a column, or one that holds such, or both. */
  static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private int column = NONE;

    /** The field of that name in it; null if it holds no column. */
    Node child(String name) {
      return children.get(name);
    }

    /** The index of the column that it is, or {@link FieldTree#NONE}. */
    int column() {
      return column;
    }

    boolean hasChildren() {
      return !children.isEmpty();
    }

    /** A column in it, however deep, or itself. */
    int anyColumn() {
      return column != NONE ? column : children.values().iterator().next().anyColumn();
    }
  }

  private final Node root = new Node();
  private final Set<String> unknown = new TreeSet<>();
  private final Set<String> own;

  private FieldTree(Set<String> own) {
    this.own = own;
  }

  /**
   * @param base where fields lie whose path is a plain name, from the record inwards
   * @param own names of fields that the format itself has and that are therefore not unknown
   */
  static FieldTree of(List<SourceColumn> columns, List<String> base, Set<String> own) {
    FieldTree tree = new FieldTree(own);
    for (int i = 0; i < columns.size(); i++) {
      String header = columns.get(i).field().header();
      if (!header.startsWith("/")) {
        tree.put(base, header, i);
      } else {
        List<String> names = FieldPath.of(header).names();
        tree.put(names.subList(0, names.size() - 1), names.get(names.size() - 1), i);
      }
    }
    return tree;
  }

  private void put(List<String> above, String name, int column) {
    Node node = root;
    for (String each : above) {
      node = node.children.computeIfAbsent(each, n -> new Node());
    }
    node.children.computeIfAbsent(name, n -> new Node()).column = column;
  }

  /** The record. */
  Node root() {
    return root;
  }

  /** Remembers the name of a field that is no column and holds none; whether it is unknown. */
  boolean unknown(String name) {
    if (own.contains(name)) {
      return false;
    }
    if (unknown.size() < MOST_UNKNOWN) {
      unknown.add(name);
    }
    return true;
  }

  Set<String> unknown() {
    return unknown;
  }
}
