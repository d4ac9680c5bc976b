package org.jinyanglake.collect;

import java.io.Serializable;

/** What the first pass found out of a file and the tasks that read it need to know again. */
interface Layout extends Serializable {

  /** Of a file of which there is nothing to know. */
  Layout NONE = new None();

  /** Nothing. */
  record None() implements Layout {}
}
