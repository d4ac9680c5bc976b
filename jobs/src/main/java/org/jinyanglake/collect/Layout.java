package org.jinyanglake.collect;

import java.io.Serializable;
import java.util.List;

/** What the first pass found out of a file and the tasks that read it need to know again. */
interface Layout extends Serializable {

  /** What people should know of the file. */
  default List<String> notes() {
    return List.of();
  }

  /** Of a file of which there is nothing to know. */
  Layout NONE = new None();

  /** Nothing. */
  record None() implements Layout {}
}
