package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Type;

/**
 * A way to desensitize a column. Implementations are immutable; a null stays null, except where the
 * technique makes all values one or {@linkplain #follows follows} another column. Of two values
 * with one result the {@linkplain #coarser coarser} technique also makes one result, so that its
 * classes are unions of the finer ones.
 */
public interface Technique {

  /**
   * The rows, beside their own columns with what the technique must know of all of them; by default
   * nothing. The names of such columns begin with {@code _}.
   */
  default Dataset<Row> prepare(Dataset<Row> rows) {
    return rows;
  }

  /**
   * The column whose published value {@link #apply} is given in the place of the raw one; empty for
   * most, which start from their own.
   */
  default Optional<String> follows() {
    return Optional.empty();
  }

  /** The desensitized column; built-in expressions or functions of {@link Functions} only. */
  Column apply(Column value);

  /** The next level of generalization, of the same result type; empty if all values are one. */
  Optional<Technique> coarser();

  /** The type of the desensitized column. */
  Type resultType(Type type);
}
