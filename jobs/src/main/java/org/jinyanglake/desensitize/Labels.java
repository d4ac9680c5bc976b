package org.jinyanglake.desensitize;

import java.io.Serializable;
import org.jinyanglake.contract.Type;

/**
 * What a solver must know of a quasi-identifier.
 *
 * @param top the level that makes all values one
 * @param inValues whether a class is published with the range or set of its values, as text
 * @param kind of its labels
 */
record Labels(int top, boolean inValues, Type.Kind kind) implements Serializable {

  /** Whether its values are numbers or dates in their order. */
  boolean isOrdered() {
    return switch (kind) {
      case INTEGER, LONG, DECIMAL, DATE -> true;
      default -> false;
    };
  }

  /** What is published at the top. */
  Object topLabel() {
    return kind == Type.Kind.STRING ? Suppress.ANY : null;
  }
}
