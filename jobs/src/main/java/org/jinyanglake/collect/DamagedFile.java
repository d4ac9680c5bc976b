package org.jinyanglake.collect;

import java.io.IOException;

/** A file that cannot be read, or not to its end: it is refused as a whole. */
final class DamagedFile extends IOException {

  private static final long serialVersionUID = 1;

  private final Refusal refusal;

  DamagedFile(Refusal refusal) {
    super(refusal.reason());
    this.refusal = refusal;
  }

  /** With a rule, what was found and what to do, all without values of the data. */
  DamagedFile(String rule, String reason, String remedy) {
    this(Refusal.of(rule, reason, remedy));
  }

  Refusal refusal() {
    return refusal;
  }
}
