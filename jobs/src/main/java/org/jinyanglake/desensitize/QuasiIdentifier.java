package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Type;

/**
 * A column that is opened in a zone and tells about a person together with others.
 *
 * @param raw its type in raw
 * @param type of the declared technique's results, and of labels of every level
 * @param levels the declared technique and its coarser levels; the last makes all values one
 * @param inValues whether a class is published with the range or set of its values, as text
 */
record QuasiIdentifier(String name, Type raw, Type type, List<Technique> levels, boolean inValues) {

  static QuasiIdentifier of(
      org.jinyanglake.contract.Column column, Technique declared, boolean inValues) {
    Type type = declared.resultType(column.type());
    if (inValues) {
      return new QuasiIdentifier(
          column.name(), column.type(), type, List.of(declared, new Suppress(type)), true);
    }
    List<Technique> levels = new ArrayList<>();
    for (Optional<Technique> next = Optional.of(declared);
        next.isPresent();
        next = next.get().coarser()) {
      levels.add(next.get());
    }
    return new QuasiIdentifier(column.name(), column.type(), type, List.copyOf(levels), false);
  }

  /** The index of the level that makes all values one; greater levels are the same. */
  int top() {
    return levels.size() - 1;
  }

  /** Whether Spark can aggregate raw values in place. */
  boolean isFixedWidth() {
    return switch (raw.kind()) {
      case STRING -> false;
      case DECIMAL -> raw.precision() <= 18;
      default -> true;
    };
  }

  /** What a solver must know of it. */
  Labels labels() {
    return new Labels(top(), inValues, type.kind());
  }

  /** The column as published at a level. */
  Column at(int level) {
    return levels.get(Math.min(level, top())).apply(col(name));
  }

  /**
   * The column as published, by what {@link Levels#level} says of it: a level, of which null means
   * 0, or the text itself.
   */
  Column published(Column level) {
    if (inValues) {
      return level;
    }
    Column published = when(level.isNull(), at(0));
    for (int i = 0; i < top(); i++) {
      published = published.when(level.equalTo(i), at(i));
    }
    return published.otherwise(at(top()));
  }
}
