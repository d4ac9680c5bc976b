package org.jinyanglake.quality;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Bound;
import org.jinyanglake.contract.OdcsMetric;

/** Says a metric of ODCS 3.1 in Chinese and in English, and what belongs to it. */
record LibraryWords(OdcsMetric metric) {
  private static final Map<Bound.Operator, InWords> OPERATORS =
      Map.of(
          Bound.Operator.mustBe, new InWords("等于", "equal to"),
          Bound.Operator.mustNotBe, new InWords("不等于", "not"),
          Bound.Operator.mustBeGreaterThan, new InWords("大于", "greater than"),
          Bound.Operator.mustBeGreaterOrEqualTo, new InWords("不小于", "at least"),
          Bound.Operator.mustBeLessThan, new InWords("小于", "less than"),
          Bound.Operator.mustBeLessOrEqualTo, new InWords("不大于", "at most"),
          Bound.Operator.mustBeBetween, new InWords("介于（含）", "between (and including)"),
          Bound.Operator.mustNotBeBetween, new InWords("不介于（含）", "not between (and including)"));

  /**
   * In words.
   *
   * @param label what a column is called in Chinese
   */
  InWords say(UnaryOperator<String> label) {
    String zh = metric.columns().stream().map(label).collect(Collectors.joining("、"));
    String en = String.join(", ", metric.columns());
    String arguments = metric.arguments();
    String with = arguments.isEmpty() ? "" : "（" + arguments + "）";
    String given = arguments.isEmpty() ? "" : " (" + arguments + ")";
    InWords measured =
        switch (metric.name()) {
          case "nullValues" ->
              new InWords(zh + "为空的行数", "the number of rows without a value in " + en);
          case "missingValues" ->
              new InWords(
                  zh + "缺失的行数" + with, "the number of rows whose " + en + " is missing" + given);
          case "invalidValues" ->
              new InWords(
                  zh + "不合规定的行数" + with, "the number of rows whose " + en + " is invalid" + given);
          case "duplicateValues" ->
              new InWords(
                  (zh.isEmpty() ? "" : zh) + "重复的行数",
                  "the number of rows that repeat " + (en.isEmpty() ? "another" : en));
          case "rowCount" -> new InWords("行数", "the number of rows");
          default ->
              new InWords("查询 " + metric.query() + " 的结果", "the result of " + metric.query());
        };
    InWords is = OPERATORS.get(metric.bound().operator());
    List<String> numbers =
        metric.bound().numbers().stream().map(BigDecimal::toPlainString).toList();
    boolean percent = metric.percent();
    String unit = percent ? " %" : "";
    return new InWords(
        (percent ? measured.zh().replace("的行数", "的行所占比例") : measured.zh())
            + is.zh()
            + " "
            + String.join(" 和 ", numbers)
            + unit,
        (percent
                ? measured.en().replace("the number of rows", "the share of the rows")
                : measured.en())
            + " is "
            + is.en()
            + " "
            + String.join(" and ", numbers)
            + unit);
  }

  /** Whether it measures how many rows, or what per cent of them, are not as they should be. */
  boolean countsFaults() {
    return metric.kind() == OdcsMetric.Kind.MATCHING || metric.kind() == OdcsMetric.Kind.DUPLICATES;
  }

  Dimension dimension() {
    return switch (metric.name()) {
      case "nullValues", "missingValues", "rowCount" -> Dimension.COMPLETENESS;
      case "duplicateValues" -> Dimension.ACCURACY;
      case "invalidValues" ->
          metric.arguments().startsWith("validValues") ? Dimension.CONFORMITY : Dimension.ACCURACY;
      default -> Dimension.CONFORMITY;
    };
  }

  /** What is to be corrected. */
  InWords correct(UnaryOperator<String> label) {
    String zh = metric.columns().stream().map(label).collect(Collectors.joining("、"));
    String en = String.join(", ", metric.columns());
    return switch (metric.name()) {
      case "nullValues", "missingValues" -> new InWords("补全" + zh, "fill in " + en);
      case "duplicateValues" -> new InWords("重复的行只留正确的一行", "deliver each row once");
      case "invalidValues" ->
          new InWords("更正" + zh + "中不合规定的值", "correct the values of " + en + " that are invalid");
      case "rowCount" -> new InWords("补齐应有的行", "deliver all rows that there should be");
      default -> new InWords("核对并更正不符合规则的数据", "correct what does not satisfy the rule");
    };
  }
}
