package org.jinyanglake.quality;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.glue.dqdl.model.condition.Condition;
import software.amazon.glue.dqdl.model.condition.date.DateBasedCondition;
import software.amazon.glue.dqdl.model.condition.date.DateExpression;
import software.amazon.glue.dqdl.model.condition.duration.Duration;
import software.amazon.glue.dqdl.model.condition.duration.DurationBasedCondition;
import software.amazon.glue.dqdl.model.condition.number.NumberBasedCondition;
import software.amazon.glue.dqdl.model.condition.number.NumericOperand;
import software.amazon.glue.dqdl.model.condition.size.Size;
import software.amazon.glue.dqdl.model.condition.size.SizeBasedCondition;
import software.amazon.glue.dqdl.model.condition.string.StringBasedCondition;
import software.amazon.glue.dqdl.model.condition.string.StringOperand;

/**
 * What a rule compares its measure with.
 *
 * @param operator DQDL's, as {@code GREATER_THAN}; empty if the rule has none
 * @param operands as the rule has them, texts without quotes
 */
record DqdlCondition(String operator, List<String> operands) {
  /** So many operands are said; how many there are in all is said of longer lists. */
  private static final int SAID = 6;

  private static final DqdlCondition NONE = new DqdlCondition("", List.of());

  static DqdlCondition of(Condition condition) {
    if (condition instanceof NumberBasedCondition number) {
      return new DqdlCondition(
          number.getOperator().name(),
          number.getOperands().stream().map(NumericOperand::getOperand).toList());
    } else if (condition instanceof StringBasedCondition string) {
      return new DqdlCondition(
          string.getOperator().name(),
          string.getOperands().stream().map(StringOperand::getOperand).toList());
    } else if (condition instanceof DateBasedCondition date) {
      return new DqdlCondition(
          date.getOperator().name(),
          date.getOperands().stream()
              .map(DateExpression::getFormattedExpression)
              .map(each -> each.replace("\"", ""))
              .toList());
    } else if (condition instanceof DurationBasedCondition duration) {
      return new DqdlCondition(
          duration.getOperator().name(),
          duration.getOperands().stream().map(Duration::getFormattedDuration).toList());
    } else if (condition instanceof SizeBasedCondition size) {
      return new DqdlCondition(
          size.getOperator().name(),
          size.getOperands().stream().map(Size::getFormattedSize).toList());
    }
    return NONE;
  }

  boolean exists() {
    return !operator.isEmpty();
  }

  /** Whether it lists what values may be. */
  boolean isList() {
    return operator.equals("IN") || operator.equals("NOT_IN");
  }

  boolean isPattern() {
    return operator.equals("MATCHES") || operator.equals("NOT_MATCHES");
  }

  /** Whether each value is compared by itself, so that a share of rows is what is measured. */
  boolean isOfValues() {
    return isList() || isPattern();
  }

  /** In words that follow the name of what is measured; of a share, its numbers in per cent. */
  InWords say(boolean share) {
    List<String> said = share ? operands.stream().map(DqdlCondition::percent).toList() : operands;
    String one = said.isEmpty() ? "" : said.get(0);
    String two = said.size() < 2 ? "" : said.get(1);
    return switch (operator) {
      case "BETWEEN" ->
          new InWords("大于 " + one + " 且小于 " + two, "greater than " + one + " and less than " + two);
      case "NOT_BETWEEN" ->
          new InWords("不大于 " + one + " 或不小于 " + two, "at most " + one + " or at least " + two);
      case "GREATER_THAN" -> new InWords("大于 " + one, "greater than " + one);
      case "GREATER_THAN_EQUAL_TO" -> new InWords("不小于 " + one, "at least " + one);
      case "LESS_THAN" -> new InWords("小于 " + one, "less than " + one);
      case "LESS_THAN_EQUAL_TO" -> new InWords("不大于 " + one, "at most " + one);
      case "EQUALS" -> new InWords("等于 " + one, "equal to " + one);
      case "NOT_EQUALS" -> new InWords("不等于 " + one, "not " + one);
      case "IN" ->
          new InWords(
              "属于：" + list(said, "、", "等 %d 项"), "one of " + list(said, ", ", "… (%d in all)"));
      case "NOT_IN" ->
          new InWords(
              "不属于：" + list(said, "、", "等 %d 项"), "none of " + list(said, ", ", "… (%d in all)"));
      case "MATCHES" -> new InWords("符合格式 " + one, "of the form " + one);
      case "NOT_MATCHES" -> new InWords("不符合格式 " + one, "not of the form " + one);
      default -> InWords.same("");
    };
  }

  private static String list(List<String> all, String between, String more) {
    return all.size() <= SAID
        ? String.join(between, all)
        : all.stream().limit(SAID).collect(Collectors.joining(between))
            + between.strip().replace("、", " ").replace(",", " ")
            + more.formatted(all.size());
  }

  private static String percent(String number) {
    try {
      return new BigDecimal(number).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    } catch (NumberFormatException e) {
      return number;
    }
  }
}
