package org.jinyanglake.quality;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says rules that are written in the words of ODCS 3.1 in Chinese and in English, as {@code
 * nullValues "age" mustBeLessThan 5 percent}.
 *
 * @param metric nullValues, missingValues, invalidValues, duplicateValues, rowCount or sql
 * @param quoted its columns; of sql the query
 * @param arguments as in {@code {pattern: "[0-9]+"}}; empty if there are none
 * @param operator as {@code mustBeLessThan}
 * @param bound one number, or two with {@code and} between them
 */
record LibraryWords(
    String metric,
    List<String> quoted,
    String arguments,
    String operator,
    String bound,
    boolean percent) {
  private static final Pattern FORM =
      Pattern.compile(
          "(nullValues|missingValues|invalidValues|duplicateValues|rowCount|sql)"
              + "((?: \".*?\")*)(?: \\{(.*)})?"
              + " (must\\w+) (-?[0-9.]+(?: and -?[0-9.]+)?)( percent)?",
          Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("\"(.*?)\"(?= \"|$)", Pattern.DOTALL);

  private static final Map<String, InWords> OPERATORS =
      Map.of(
          "mustBe", new InWords("等于", "equal to"),
          "mustNotBe", new InWords("不等于", "not"),
          "mustBeGreaterThan", new InWords("大于", "greater than"),
          "mustBeGreaterOrEqualTo", new InWords("不小于", "at least"),
          "mustBeLessThan", new InWords("小于", "less than"),
          "mustBeLessOrEqualTo", new InWords("不大于", "at most"),
          "mustBeBetween", new InWords("介于（含）", "between (and including)"),
          "mustNotBeBetween", new InWords("不介于（含）", "not between (and including)"));

  /** Empty if the text is not of that form. */
  static Optional<LibraryWords> of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !OPERATORS.containsKey(form.group(4))) {
      return Optional.empty();
    }
    return Optional.of(
        new LibraryWords(
            form.group(1),
            QUOTED.matcher(form.group(2)).results().map(each -> each.group(1)).toList(),
            form.group(3) == null ? "" : form.group(3),
            form.group(4),
            form.group(5),
            form.group(6) != null));
  }

  /**
   * In words.
   *
   * @param label what a column is called in Chinese
   */
  InWords say(UnaryOperator<String> label) {
    String zh = quoted.stream().map(label).collect(Collectors.joining("、"));
    String en = String.join(", ", quoted);
    String with = arguments.isEmpty() ? "" : "（" + arguments + "）";
    String given = arguments.isEmpty() ? "" : " (" + arguments + ")";
    InWords measured =
        switch (metric) {
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
          default -> new InWords("查询 " + en + " 的结果", "the result of " + en);
        };
    InWords is = OPERATORS.get(operator);
    String unit = percent ? " %" : "";
    return new InWords(
        (percent ? measured.zh().replace("的行数", "的行所占比例") : measured.zh())
            + is.zh()
            + " "
            + bound.replace(" and ", " 和 ")
            + unit,
        (percent
                ? measured.en().replace("the number of rows", "the share of the rows")
                : measured.en())
            + " is "
            + is.en()
            + " "
            + bound
            + unit);
  }

  /** Whether it measures how many rows, or what per cent of them, are not as they should be. */
  boolean countsFaults() {
    return !metric.equals("rowCount") && !metric.equals("sql");
  }

  Dimension dimension() {
    return switch (metric) {
      case "nullValues", "missingValues", "rowCount" -> Dimension.COMPLETENESS;
      case "duplicateValues" -> Dimension.ACCURACY;
      case "invalidValues" ->
          arguments.startsWith("validValues") ? Dimension.CONFORMITY : Dimension.ACCURACY;
      default -> Dimension.CONFORMITY;
    };
  }

  /** What is to be corrected. */
  InWords correct(UnaryOperator<String> label) {
    String zh = quoted.stream().map(label).collect(Collectors.joining("、"));
    String en = String.join(", ", quoted);
    return switch (metric) {
      case "nullValues", "missingValues" -> new InWords("补全" + zh, "fill in " + en);
      case "duplicateValues" -> new InWords("重复的行只留正确的一行", "deliver each row once");
      case "invalidValues" ->
          new InWords("更正" + zh + "中不合规定的值", "correct the values of " + en + " that are invalid");
      case "rowCount" -> new InWords("补齐应有的行", "deliver all rows that there should be");
      default -> new InWords("核对并更正不符合规则的数据", "correct what does not satisfy the rule");
    };
  }
}
