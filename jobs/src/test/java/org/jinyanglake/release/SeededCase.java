package org.jinyanglake.release;

import java.nio.file.Path;
import java.util.List;

/**
 * A fault that needs more than one table: a published one beside it, what was published before, or
 * files and a certificate that left the lake.
 *
 * @param group where it sits
 * @param what is broken; empty of a sound one
 * @param caught what must be among that which is found
 * @param by who finds it, for the report
 * @param made makes it in an empty folder and asks for what is found
 */
record SeededCase(String group, String what, String caught, String by, Case made) {

  /** Something to be judged. */
  interface Case {
    /** What was found: codes of the gate's checks, or sentences of {@code lake verify}. */
    List<String> found(Path folder) throws Exception;
  }

  /** What the gate is to find. */
  static SeededCase gate(String group, String what, Check check, Case made) {
    return new SeededCase(group, what, check.code(), check.code(), made);
  }

  static List<String> codes(List<Failure> failures) {
    return failures.stream().map(failure -> failure.check().code()).distinct().sorted().toList();
  }

  @Override
  public String toString() {
    return group + ": " + what;
  }
}
