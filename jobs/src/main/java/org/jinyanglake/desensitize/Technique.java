package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Type;

/**
 * A way to desensitize a column. Implementations are immutable; a null stays null, except where the
 * technique makes all values one. Of two values with one result the {@linkplain #coarser coarser}
 * technique also makes one result, so that its classes are unions of the finer ones.
 */
public interface Technique {

  /** The desensitized column; built-in expressions or functions of {@link Functions} only. */
  Column apply(Column value);

  /** The next level of generalization, of the same result type; empty if all values are one. */
  Optional<Technique> coarser();

  /** The type of the desensitized column. */
  Type resultType(Type type);
}
