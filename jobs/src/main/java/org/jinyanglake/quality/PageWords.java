package org.jinyanglake.quality;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * How the page says things.
 *
 * @param zone in which moments are told
 */
record PageWords(ZoneId zone) {
  private static final int HOURS_OF_TWO_DAYS = 48;

  /** A text from outside, of which nothing is hidden; the template escapes it. */
  String text(String text) {
    return text == null ? "" : Figures.visible(text);
  }

  String time(String instant) {
    return instant == null || instant.isEmpty()
        ? "—"
        : Figures.minute(Instant.parse(instant), zone);
  }

  String score(Double score) {
    return Figures.score(score);
  }

  /** A class by which a score is coloured. */
  String grade(Double score) {
    return score == null ? "none" : score >= 99 ? "good" : score >= 90 ? "fair" : "bad";
  }

  String severity(String severity) {
    return switch (severity) {
      case "error" -> "错误";
      case "row" -> "逐行";
      default -> "提示";
    };
  }

  String state(RuleReport rule) {
    return switch (rule.state()) {
      case PASSED -> "通过";
      case FAILED -> "未通过";
      case UNJUDGED -> "尚未判定";
    };
  }

  String stateInEnglish(RuleReport rule) {
    return rule.state().name().toLowerCase(Locale.ROOT);
  }

  String measure(RuleReport rule) {
    String value = Figures.measure(rule.value(), rule.unit());
    return value.isEmpty() ? "—" : rule.unit() == RuleReport.Unit.ROWS ? value + " 行" : value;
  }

  String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  String last(Measured measured) {
    Double value =
        measured.series().isEmpty()
            ? null
            : measured.series().get(measured.series().size() - 1).value();
    return Figures.measure(value, measured.unit());
  }

  String lateFor(Freshness freshness) {
    return freshness.lateHours() < HOURS_OF_TWO_DAYS
        ? "已迟 " + freshness.lateHours() + " 小时"
        : "已迟 " + freshness.lateHours() / 24 + " 天";
  }

  String lateForInEnglish(Freshness freshness) {
    return freshness.lateHours() < HOURS_OF_TWO_DAYS
        ? freshness.lateHours() + " hours late"
        : freshness.lateHours() / 24 + " days late";
  }

  String due(Freshness freshness) {
    double hours = freshness.dueHours();
    return hours % 24 == 0 ? "每 " + number(hours / 24) + " 天" : "每 " + number(hours) + " 小时";
  }

  private static String number(double number) {
    return Figures.number(number);
  }

  String english(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  String opening(Access access) {
    return switch (access.opening()) {
      case "unconditional" -> "无条件开放";
      case "conditional" -> "有条件开放";
      default -> "不予开放";
    };
  }

  /** The name by which a link in the page finds a dataset; of letters that need no escape. */
  String anchor(String dataset) {
    return "d-" + dataset.replaceAll("[^a-z0-9_.]", "-");
  }
}
