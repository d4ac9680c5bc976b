package org.jinyanglake.desensitize;

import java.util.Optional;
import org.jinyanglake.contract.Type;

/** A technique of texts that has no level between its own and one value for all. */
interface TextTechnique extends Technique {

  @Override
  default Optional<Technique> coarser() {
    return Optional.of(new Suppress(Type.STRING));
  }

  @Override
  default Type resultType(Type type) {
    return Type.STRING;
  }
}
