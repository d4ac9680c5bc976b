package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A place in a contract, whether something stands there or not: reading never fails, and every
 * place knows its line and column. What is missing is placed where its parent begins.
 */
final class Place {

  record Position(int line, int column) {}

  private final String source;
  private final Place parent;
  private final Object step;
  private final Node node;

  private Place(String source, Place parent, Object step, Node node) {
    this.source = source;
    this.parent = parent;
    this.step = step;
    this.node = node;
  }

  static Place root(String source, Node node) {
    return new Place(source, null, "", node);
  }

  /** Whether something other than null stands here. */
  boolean exists() {
    return node != null && !node.getTag().equals(Tag.NULL);
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  boolean isSequence() {
    return node instanceof SequenceNode;
  }

  Place get(String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (((ScalarNode) tuple.getKeyNode()).getValue().equals(key)) {
          return new Place(source, this, key, tuple.getValueNode());
        }
      }
    }
    return new Place(source, this, key, null);
  }

  /** The place of a key itself rather than of its value. */
  Place key(String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (((ScalarNode) tuple.getKeyNode()).getValue().equals(key)) {
          return new Place(source, this, key, tuple.getKeyNode());
        }
      }
    }
    return get(key);
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(t -> keys.add(((ScalarNode) t.getKeyNode()).getValue()));
    }
    return keys;
  }

  /** The elements of a list; none if this is no list. */
  List<Place> items() {
    List<Place> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new Place(source, this, items.size(), item));
      }
    }
    return items;
  }

  Place item(int index) {
    return node instanceof SequenceNode sequence && index < sequence.getValue().size()
        ? new Place(source, this, index, sequence.getValue().get(index))
        : new Place(source, this, index, null);
  }

  Optional<String> text() {
    return scalar() instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The text, or an empty one. */
  String textOrEmpty() {
    return text().orElse("");
  }

  Optional<Boolean> bool() {
    return scalar() instanceof Boolean bool ? Optional.of(bool) : Optional.empty();
  }

  boolean isTrue() {
    return bool().orElse(false);
  }

  /** A whole number that fits a long; a decimal such as 1.0 is none. */
  Optional<Long> integer() {
    return scalar() instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  Optional<BigDecimal> number() {
    Object scalar = scalar();
    if (scalar instanceof Long number) {
      return Optional.of(BigDecimal.valueOf(number));
    }
    return scalar instanceof BigDecimal number ? Optional.of(number) : Optional.empty();
  }

  /** String, Long, BigDecimal or Boolean; null for null, for a list or a mapping. */
  Object scalar() {
    return node instanceof ScalarNode scalar ? Yaml.scalar(scalar) : null;
  }

  int line() {
    return position().line();
  }

  int column() {
    return position().column();
  }

  private Position position() {
    if (node == null) {
      return parent.position();
    }
    Mark mark = node.getStartMark().orElseThrow();
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where a fragment of this text stands, whatever the style in which the text is written. */
  Position find(String fragment) {
    String line = fragment.strip().lines().findFirst().orElse("");
    if (line.isEmpty() || !(node instanceof ScalarNode)) {
      return position();
    }
    int start = offset(node.getStartMark().orElseThrow());
    int found = source.indexOf(line, start);
    if (found < 0 || found > offset(node.getEndMark().orElseThrow())) {
      return position();
    }
    int lineStart = source.lastIndexOf('\n', found - 1) + 1;
    int number = 1 + (int) source.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    return new Position(number, 1 + source.codePointCount(lineStart, found));
  }

  private int offset(Mark mark) {
    return source.offsetByCodePoints(
        0, Math.min(mark.getIndex(), source.codePointCount(0, source.length())));
  }

  /** The JSON pointer (RFC 6901). */
  String pointer() {
    return parent == null
        ? ""
        : parent.pointer() + "/" + step.toString().replace("~", "~0").replace("/", "~1");
  }

  /** A value as a message may show it. */
  static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}
