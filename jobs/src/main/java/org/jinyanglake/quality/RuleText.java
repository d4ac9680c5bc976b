package org.jinyanglake.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.contract.DqdlParser;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.quality.RuleReport.Unit;
import software.amazon.glue.dqdl.exception.InvalidDataQualityRulesetException;
import software.amazon.glue.dqdl.model.DQRule;

/**
 * What can be told of a rule without what it said.
 *
 * @param text as the contract, or the evidence, has it
 * @param parsed empty if it is not one rule of DQDL
 * @param library what it says in the words of ODCS, if it does
 */
record RuleText(String text, Optional<DQRule> parsed, Optional<LibraryWords> library) {

  /** Kinds whose measure, judged over a whole partition, is the share of rows that satisfy them. */
  private static final Set<String> SHARES =
      Set.of(
          "ColumnDataType",
          "Completeness",
          "IsComplete",
          "IsPrimaryKey",
          "IsUnique",
          "ReferentialIntegrity",
          "Uniqueness");

  /** A rule of a contract. */
  static RuleText of(Rule rule) {
    Optional<LibraryWords> library = rule.measure().map(LibraryWords::new);
    return new RuleText(
        rule.dqdl(), library.isPresent() ? Optional.empty() : parse(rule.dqdl()), library);
  }

  /** A rule in DQDL. */
  static RuleText of(String dqdl) {
    return new RuleText(dqdl, parse(dqdl), Optional.empty());
  }

  private static Optional<DQRule> parse(String text) {
    try {
      List<DQRule> rules = DqdlParser.parse(text);
      return rules.size() == 1 ? Optional.of(rules.get(0)) : Optional.empty();
    } catch (InvalidDataQualityRulesetException | RuntimeException e) {
      return Optional.empty(); // reported by validation, here only shown
    }
  }

  /** The rules that this one is composed of; itself, if it is not composed. */
  List<DQRule> leaves() {
    List<DQRule> leaves = new ArrayList<>();
    parsed.ifPresent(rule -> leaves(rule, leaves));
    return leaves;
  }

  private static void leaves(DQRule rule, List<DQRule> into) {
    if (isComposed(rule)) {
      rule.getNestedRules().forEach(nested -> leaves(nested, into));
    } else {
      into.add(rule);
    }
  }

  static boolean isComposed(DQRule rule) {
    return rule.getNestedRules() != null && !rule.getNestedRules().isEmpty();
  }

  /** The columns that a rule names as its targets, in its order. */
  static List<String> columns(DQRule rule) {
    return rule.getParameters() == null
        ? List.of()
        : rule.getParameters().entrySet().stream()
            .filter(parameter -> parameter.getKey().startsWith("TargetColumn"))
            .map(Map.Entry::getValue)
            .toList();
  }

  /**
   * What share of the rows satisfies the rule, from 0 to 1, judged over a whole partition.
   *
   * @param metric as it was measured
   * @param rows of the partition; 0 if that is not known
   * @return empty if the metric does not tell it
   */
  Optional<Double> satisfied(double metric, long rows) {
    Optional<Double> share =
        switch (unit()) {
          case SHARE -> Optional.of(metric);
          case PERCENT -> Optional.of(1 - metric / 100);
          case ROWS -> rows > 0 ? Optional.of(1 - metric / rows) : Optional.empty();
          case NUMBER -> Optional.empty();
        };
    return share.map(each -> Math.max(0, Math.min(1, each)));
  }

  /** Whether rows that do not satisfy it can be told from those that do by its measure. */
  boolean countsRows() {
    List<DQRule> leaves = leaves();
    return library.filter(LibraryWords::countsFaults).isPresent()
        || leaves.size() == 1
            && leaves.get(0).getWhereClause() == null
            && Set.of("IsComplete", "Completeness").contains(leaves.get(0).getRuleType());
  }

  /** What the measure of the whole rule is, judged over a whole partition. */
  Unit unit() {
    if (library.filter(LibraryWords::countsFaults).isPresent()) {
      return library.get().metric().percent() ? Unit.PERCENT : Unit.ROWS;
    }
    List<DQRule> leaves = leaves();
    if (leaves.size() != 1) {
      return Unit.NUMBER;
    }
    DQRule rule = leaves.get(0);
    boolean share =
        SHARES.contains(rule.getRuleType())
            || rule.getThresholdCondition() != null
            || (rule.getRuleType().equals("ColumnValues")
                && DqdlCondition.of(rule.getCondition()).isOfValues());
    return share ? Unit.SHARE : Unit.NUMBER;
  }

  /**
   * The dimension that the rule belongs to, by the items of GB/T 36344-2018. A rule that compares
   * several columns by {@code and} or {@code or} is one of consistency (0402 关联数据一致性).
   */
  Dimension dimension() {
    List<DQRule> leaves = leaves();
    if (leaves.isEmpty()) {
      return library.map(LibraryWords::dimension).orElse(Dimension.CONFORMITY);
    }
    Set<String> columns = new TreeSet<>();
    leaves.forEach(leaf -> columns.addAll(columns(leaf)));
    return leaves.size() > 1 && columns.size() > 1
        ? Dimension.CONSISTENCY
        : dimension(leaves.get(0));
  }

  private static Dimension dimension(DQRule rule) {
    return switch (rule.getRuleType()) {
      case "IsComplete", "Completeness", "RowCount" -> Dimension.COMPLETENESS;
      case "ColumnExists",
          "ColumnCount",
          "ColumnNamesMatchPattern",
          "SchemaMatch",
          "CustomSql",
          "FileMatch",
          "FileSize" ->
          Dimension.CONFORMITY;
      case "ColumnValues" ->
          DqdlCondition.of(rule.getCondition()).isList()
              ? Dimension.CONFORMITY
              : Dimension.ACCURACY;
      case "ReferentialIntegrity",
          "RowCountMatch",
          "DatasetMatch",
          "AggregateMatch",
          "ColumnCorrelation" ->
          Dimension.CONSISTENCY;
      case "DataFreshness", "FileFreshness" -> Dimension.TIMELINESS;
      case "DetectAnomalies" ->
          first(rule).matches("RowCount|MissingDay|Completeness.*")
              ? Dimension.COMPLETENESS
              : Dimension.ACCURACY;
      default -> Dimension.ACCURACY;
    };
  }

  private static String first(DQRule rule) {
    return rule.getParameters().values().stream().findFirst().orElse("");
  }
}
