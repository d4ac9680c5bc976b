package org.jinyanglake.check;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Whether a rule holds, by what measure, and why not (empty if it holds); without values of the
 * data.
 *
 * @param faulty whether it is not the data but the rule that is at fault: it cannot be evaluated
 */
record Verdict(boolean passed, OptionalDouble metric, String reason, boolean faulty) {

  /** Of a rule that can be evaluated. */
  Verdict(boolean passed, OptionalDouble metric, String reason) {
    this(passed, metric, reason, false);
  }

  static Verdict failed(String reason) {
    return new Verdict(false, OptionalDouble.empty(), reason);
  }

  /** The verdict on a rule that cannot be evaluated, whatever the data are. */
  static Verdict faulty(String reason) {
    return new Verdict(false, OptionalDouble.empty(), reason, true);
  }

  /**
   * The same without its measure, which may itself be a value of the data: of columns that are not
   * public, or of a row with classified content.
   */
  Verdict withheld(String what) {
    return new Verdict(
        passed,
        OptionalDouble.empty(),
        passed
            ? ""
            : what + " is out of bounds; its value is withheld, for it could tell one of the data");
  }

  /** The verdict on a rule of which each part has its own. */
  static Verdict all(List<Verdict> parts) {
    return compose(parts, parts.stream().allMatch(Verdict::passed));
  }

  /** The verdict on a rule that holds if one of its parts does. */
  static Verdict any(List<Verdict> parts) {
    return compose(parts, parts.stream().anyMatch(Verdict::passed));
  }

  private static Verdict compose(List<Verdict> parts, boolean passed) {
    String reasons =
        parts.stream()
            .map(Verdict::reason)
            .filter(reason -> !reason.isEmpty())
            .collect(Collectors.joining("; "));
    OptionalDouble metric = parts.size() == 1 ? parts.get(0).metric() : OptionalDouble.empty();
    return new Verdict(
        passed, metric, passed ? "" : reasons, !passed && parts.stream().anyMatch(Verdict::faulty));
  }
}
