package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;

/**
 * Which fields records have that lie in each other, and which columns become of them: a field with
 * fields in it is no column, down to three levels. Grows while records are looked at.
 */
final class FieldShape {

  /** Fields that lie deeper are no columns of their own. */
  private static final int DEEPEST = 3;

  private static final int MOST = 2_000;

  /** What belongs to a feature of GeoJSON and is no column by itself. */
  private static final Set<String> OF_FEATURE = Set.of("type", "geometry", "bbox");

  /** A field, as far as it was met. */
  static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private boolean plain;
    private boolean nested;
    private boolean many;

    /** It holds a value: of JSON also an array, of XML a text. */
    void plain() {
      plain = true;
    }

    /** It holds fields. */
    void nested() {
      nested = true;
    }

    /** It came more than once in a record. */
    void many() {
      many = true;
    }
  }

  private final Source.Format format;
  private final Node root = new Node();
  private final List<FoundColumn> columns = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int count;

  FieldShape(Source.Format format) {
    this.format = format;
  }

  /** The record. */
  Node root() {
    return root;
  }

  /** The field of a name in another; null if there are too many. */
  Node child(Node parent, String name) {
    Node child = parent.children.get(name);
    if (child == null && count < MOST) {
      count++;
      child = new Node();
      parent.children.put(name, child);
    }
    return child;
  }

  /** The columns, in the order in which the records name them. */
  FoundColumns columns() {
    columns.clear();
    notes.clear();
    boolean features = format == Source.Format.GEOJSON;
    root.children.forEach(
        (name, node) -> {
          if (features && name.equals("properties")) {
            node.children.forEach((inner, each) -> visit(List.of(name, inner), each, 1));
          } else if (!features || !OF_FEATURE.contains(name)) {
            visit(List.of(name), node, 1);
          }
        });
    if (features && root.children.containsKey("geometry") && root.children.get("geometry").nested) {
      columns.add(ofGeometry("@wkt", "string"));
      columns.add(ofGeometry("@longitude", "number"));
      columns.add(ofGeometry("@latitude", "number"));
    }
    if (count >= MOST) {
      notes.add("more than " + MOST + " fields: those that come later are left out");
    }
    return new FoundColumns(columns, notes);
  }

  private static FoundColumn ofGeometry(String name, String type) {
    return new FoundColumn(name, Optional.of(new FoundType(type, "", "")));
  }

  private void visit(List<String> path, Node node, int depth) {
    String last = path.get(path.size() - 1);
    if (last.isEmpty()) {
      notes.add("a field without a name is left out");
      return;
    }
    boolean xml = format == Source.Format.XML;
    if (xml && node.many) {
      notes.add(name(path) + " is left out: it comes more than once in a record");
      return;
    }
    if (xml && node.nested && node.plain) {
      notes.add(name(path) + " is left out: it holds text as well as elements");
      return;
    }
    boolean opened = node.nested && !node.plain && !node.children.isEmpty() && depth < DEEPEST;
    if (!opened && xml && node.nested) {
      notes.add(name(path) + " is left out: what lies in it is nested deeper than " + DEEPEST);
      return;
    }
    boolean holder = xml && !node.plain && !node.children.isEmpty(); // of attributes only
    if (!opened && !holder) {
      columns.add(new FoundColumn(name(path)));
    }
    node.children.forEach(
        (inner, child) -> {
          if (opened || xml) { // attributes belong to an element that is a column, too
            List<String> deeper = new ArrayList<>(path);
            deeper.add(inner);
            visit(deeper, child, depth + 1);
          }
        });
  }

  /** The name by which a contract finds a field. */
  private String name(List<String> path) {
    boolean features = format == Source.Format.GEOJSON;
    List<String> names =
        features && path.size() > 1 && path.get(0).equals("properties")
            ? path.subList(1, path.size())
            : path;
    boolean direct = !features || names != path; // a feature's own members have paths
    String first = names.get(0);
    boolean plain = !first.startsWith("/") && !(features && first.startsWith("@"));
    if (names.size() == 1 && direct && plain) {
      return first;
    }
    StringBuilder pointer = new StringBuilder();
    path.forEach(each -> pointer.append('/').append(FieldPath.escaped(each)));
    return pointer.toString();
  }
}
