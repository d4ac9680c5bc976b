package org.jinyanglake.desensitize;

import java.util.Optional;
import org.jinyanglake.contract.Type;

/**
 * A technique whose results have the type of the column, and that has no level between its own and
 * one value for all.
 */
interface SameTypeTechnique extends Technique {

  /** The type of the column. */
  Type type();

  @Override
  default Optional<Technique> coarser() {
    return Optional.of(new Suppress(type()));
  }

  @Override
  default Type resultType(Type type) {
    return type;
  }
}
