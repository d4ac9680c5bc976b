package org.jinyanglake.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.glue.dqdl.exception.InvalidDataQualityRulesetException;
import software.amazon.glue.dqdl.model.DQRule;
import software.amazon.glue.dqdl.model.condition.Condition;

/**
 * The one kind of rule that is written among those of DQDL and is not of it: {@code
 * FunctionalDependency "zip" -> "city"}, rows that agree in the columns on the left agree in the
 * one on the right. A bound on the share of rows that may stay so that this holds can follow, as
 * {@code >= 0.99}.
 */
public final class FunctionalDependency {

  /** The kind's name. */
  public static final String KIND = "FunctionalDependency";

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*" + KIND + "\\s+((?:\"[^\"]+\"\\s*)+)->\\s*(\"[^\"]+\")\\s*(.*)", Pattern.DOTALL);
  private static final Pattern UNKNOWN = Pattern.compile("(?i)\\b(?:where|with)\\b");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  private FunctionalDependency() {}

  /**
   * The rule, with the columns on the left and then the one on the right as targets; empty if the
   * text is of another kind.
   */
  static Optional<DQRule> parse(String text) throws InvalidDataQualityRulesetException {
    if (!text.strip().startsWith(KIND)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidDataQualityRulesetException(
          "a dependency is written as " + KIND + " \"zip\" -> \"city\"");
    }
    Map<String, String> columns = new LinkedHashMap<>();
    Matcher each = QUOTED.matcher(form.group(1) + form.group(2));
    while (each.find()) {
      columns.put("TargetColumn" + (columns.size() + 1), each.group(1));
    }
    if (columns.values().stream().distinct().count() < columns.size()) {
      throw new InvalidDataQualityRulesetException("a dependency names a column twice");
    }
    String bound = form.group(3).strip();
    return Optional.of(new DQRule(KIND, columns, condition(form.group(2), bound)));
  }

  /** DQDL reads the bound, as it stands behind a share of its own. */
  private static Condition condition(String column, String bound)
      throws InvalidDataQualityRulesetException {
    if (bound.isEmpty()) {
      return new Condition("");
    }
    if (UNKNOWN.matcher(bound).find()) {
      throw new InvalidDataQualityRulesetException(
          "a dependency is of all rows and takes neither where nor with threshold; leave them out,"
              + " and write a bound as >= 0.99");
    }
    return DqdlParser.parse("Uniqueness " + column + " " + bound).get(0).getCondition();
  }

  /** The columns that determine another one. */
  public static List<String> determining(DQRule rule) {
    List<String> columns = List.copyOf(rule.getParameters().values());
    return columns.subList(0, columns.size() - 1);
  }

  /** The column that is determined. */
  public static String determined(DQRule rule) {
    List<String> columns = List.copyOf(rule.getParameters().values());
    return columns.get(columns.size() - 1);
  }

  /** Whether it bounds the share of rows; without a bound all must agree. */
  public static boolean bounded(DQRule rule) {
    return !rule.getCondition().getConditionAsString().isEmpty();
  }
}
