package org.jinyanglake.collect;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Column;

/** What the first pass found out of a file and the tasks that read it need to know again. */
interface Layout extends Serializable {

  /** What people should know of the file. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Why the columns that are read cannot be, by what the file says of them; empty if they can.
   *
   * @param columns all of which the file has by name
   */
  default Optional<Refusal> complain(List<Column> columns) {
    return Optional.empty();
  }

  /** Whether the cells of a column of that name can be read at all. */
  default boolean reads(String name) {
    return true;
  }

  /** Of a file of which there is nothing to know. */
  Layout NONE = new None();

  /** Nothing. */
  record None() implements Layout {}
}
