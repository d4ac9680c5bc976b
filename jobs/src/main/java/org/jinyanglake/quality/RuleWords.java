package org.jinyanglake.quality;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import software.amazon.glue.dqdl.model.DQRule;
import software.amazon.glue.dqdl.model.DQRuleLogicalOperator;

/** Says the rules of a contract in words, every kind of DQDL; what is no DQDL is said as it is. */
final class RuleWords {
  private static final Map<String, InWords> TYPES =
      Map.of(
          "INTEGER", new InWords("整数", "an integer"),
          "LONG", new InWords("整数", "an integer"),
          "BOOLEAN", new InWords("是否", "a boolean"),
          "DATE", new InWords("日期", "a date"),
          "TIMESTAMP", new InWords("时间", "a time"),
          "DOUBLE", new InWords("数值", "a number"),
          "FLOAT", new InWords("数值", "a number"));

  private static final Map<String, String> MEASURES =
      Map.of(
          "RowCount", "行数",
          "Completeness", "有值的比例",
          "ApproxCountDistinct", "不同值的个数",
          "DistinctValuesCount", "不同值的个数",
          "Mean", "的平均值",
          "StandardDeviation", "的标准差",
          "Minimum", "的最小值",
          "Maximum", "的最大值",
          "Sum", "的合计",
          "Uniqueness", "的唯一值比例");

  private final Map<String, String> labels;

  RuleWords(Contract contract) {
    this.labels =
        contract.columns().stream().collect(Collectors.toMap(Column::name, Column::label));
  }

  InWords say(RuleText rule) {
    return rule.library()
        .map(library -> library.say(column -> label(column).zh()))
        .or(() -> rule.parsed().map(this::say))
        .orElseGet(() -> InWords.same(rule.text()));
  }

  private InWords say(DQRule rule) {
    if (RuleText.isComposed(rule)) {
      boolean all = rule.getOperator() == DQRuleLogicalOperator.AND;
      return new InWords(
          rule.getNestedRules().stream()
              .map(each -> "（" + say(each).zh() + "）")
              .collect(Collectors.joining(all ? "并且" : "或者")),
          rule.getNestedRules().stream()
              .map(each -> "(" + say(each).en() + ")")
              .collect(Collectors.joining(all ? " and " : " or ")));
    }
    InWords said = kind(rule);
    if (rule.getThresholdCondition() != null) {
      InWords share = DqdlCondition.of(rule.getThresholdCondition()).say(true);
      said =
          said.and(
              new InWords(
                  "，这样的行所占比例" + share.zh(), ", in a share of the rows that is " + share.en()));
    }
    if (rule.getWhereClause() != null) {
      String where = rule.getWhereClause();
      said = said.and(new InWords("（只看满足 " + where + " 的行）", " (only rows where " + where + ")"));
    }
    return said;
  }

  private InWords kind(DQRule rule) {
    InWords of = columns(rule);
    String zh = of.zh();
    String en = of.en();
    return switch (rule.getRuleType()) {
      case "RowCount" -> number(rule, "行数", "the number of rows", false);
      case "ColumnCount" -> number(rule, "列数", "the number of columns", false);
      case "IsComplete" -> new InWords(zh + "每行都有值", "every row has a value in " + en);
      case "Completeness" ->
          number(rule, zh + "有值的行所占比例", "the share of rows with a value in " + en, true);
      case "IsUnique" -> new InWords(zh + "的值不重复", "no value of " + en + " comes twice");
      case "IsPrimaryKey" ->
          new InWords(zh + "作为主键，不重复，不为空", en + " is a key: no value twice, none missing");
      case "Uniqueness" ->
          number(
              rule, zh + "中只出现一次的值占行数的比例", "the share of rows whose " + en + " comes once", true);
      case "UniqueValueRatio" ->
          number(
              rule,
              zh + "中只出现一次的值占不同值的比例",
              "the share of the distinct values of " + en + " that come once",
              true);
      case "DistinctValuesCount" ->
          number(rule, zh + "不同值的个数", "the number of distinct values of " + en, false);
      case "Entropy" -> number(rule, zh + "的信息熵", "the entropy of " + en, false);
      case "Mean" -> number(rule, zh + "的平均值", "the mean of " + en, false);
      case "Sum" -> number(rule, zh + "的合计", "the sum of " + en, false);
      case "StandardDeviation" ->
          number(rule, zh + "的标准差", "the standard deviation of " + en, false);
      case "Variance" -> number(rule, zh + "的方差", "the variance of " + en, false);
      case "Range" -> number(rule, zh + "的极差", "the range of " + en, false);
      case "InterquartileRange" ->
          number(rule, zh + "的四分位距", "the interquartile range of " + en, false);
      case "Skewness" -> number(rule, zh + "的偏度", "the skewness of " + en, false);
      case "Kurtosis" -> number(rule, zh + "的峰度", "the kurtosis of " + en, false);
      case "ZerosCount" -> number(rule, zh + "为零的行数", "the number of zeros in " + en, false);
      case "DuplicateRowCount" ->
          number(
              rule,
              zh + "重复的行数",
              "the number of rows that repeat " + (en.isEmpty() ? "another" : en),
              false);
      case "ColumnCorrelation" -> number(rule, zh + "的相关系数", "the correlation of " + en, false);
      case "ColumnValues" -> values(rule, zh, en);
      case "ColumnLength" -> {
        InWords bound = DqdlCondition.of(rule.getCondition()).say(false);
        yield new InWords(
            zh + "的字符数" + bound.zh(), "the number of characters of " + en + " is " + bound.en());
      }
      case "ColumnDataType" -> type(rule, zh, en);
      case "ColumnExists" -> new InWords("有" + zh + "这一列", "there is a column " + en);
      case "ColumnNamesMatchPattern" -> {
        String form = parameter(rule, "PatternToMatch");
        yield new InWords("列名都符合格式 " + form, "all names of columns are of the form " + form);
      }
      case "DataFreshness" -> {
        DqdlCondition bound = DqdlCondition.of(rule.getCondition());
        InWords said = bound.say(false);
        yield new InWords(
            zh + "距检查时" + unitsInChinese(said.zh()),
            "the age of " + en + " when it is checked is " + said.en());
      }
      case "CustomSql" -> {
        String query = parameter(rule, "CustomSqlStatement");
        yield number(rule, "查询 " + query + " 的结果", "the result of " + query, false);
      }
      case "ReferentialIntegrity" -> {
        String mine = parameter(rule, "PrimaryDatasetColumns");
        String other = parameter(rule, "ReferenceDatasetColumns");
        yield number(
            rule,
            label(mine).zh() + "的值见于 " + other + " 的行所占比例",
            "the share of rows whose " + label(mine).en() + " is in " + other,
            true);
      }
      case "RowCountMatch" -> {
        String other = parameter(rule, "ReferenceDatasetAlias");
        yield number(
            rule,
            "行数与 " + other + " 行数之比",
            "the number of rows, as a share of that of " + other,
            true);
      }
      case "DatasetMatch" -> {
        String other = parameter(rule, "ReferenceDatasetAlias");
        String keys = parameter(rule, "KeyColumnMappings");
        yield number(
            rule,
            "按 " + keys + " 与 " + other + " 一致的行所占比例",
            "the share of rows that agree with " + other + " by " + keys,
            true);
      }
      case "SchemaMatch" -> {
        String other = parameter(rule, "ReferenceDatasetAlias");
        yield number(
            rule,
            "与 " + other + " 一致的列所占比例",
            "the share of columns that agree with " + other,
            true);
      }
      case "AggregateMatch" -> {
        String one = parameter(rule, "AggregateExpression1");
        String two = parameter(rule, "AggregateExpression2");
        yield number(rule, one + " 与 " + two + " 之比", one + " as a share of " + two, true);
      }
      case "DetectAnomalies" -> usual(rule);
      case "AllStatistics" -> number(rule, zh + "的各项统计值", "all statistics of " + en, false);
      case "FileFreshness" -> number(rule, "文件的时间", "the time of the files", false);
      case "FileSize" -> number(rule, "文件大小", "the size of the files", false);
      case "FileUniqueness" ->
          number(rule, "内容不重复的文件所占比例", "the share of files that are unique", true);
      case "FileMatch" -> new InWords("文件内容与对照文件一致", "the files match their checksums");
      default -> InWords.same(rule.toString());
    };
  }

  private static InWords number(DQRule rule, String zh, String en, boolean share) {
    DqdlCondition bound = DqdlCondition.of(rule.getCondition());
    InWords said = bound.say(share);
    return bound.exists()
        ? new InWords(zh + said.zh(), en + " is " + said.en())
        : new InWords(zh, en);
  }

  private static InWords values(DQRule rule, String zh, String en) {
    DqdlCondition bound = DqdlCondition.of(rule.getCondition());
    InWords said = bound.say(false);
    if (bound.operands().equals(List.of("NULL"))) {
      return bound.operator().equals("EQUALS")
          ? new InWords(zh + "为空", en + " is empty")
          : new InWords(zh + "不为空", en + " is not empty");
    }
    return new InWords(zh + "的值" + said.zh(), "each value of " + en + " is " + said.en());
  }

  private static InWords type(DQRule rule, String zh, String en) {
    DqdlCondition bound = DqdlCondition.of(rule.getCondition());
    String name = bound.operands().isEmpty() ? "" : bound.operands().get(0);
    InWords type =
        TYPES.getOrDefault(
            name.toUpperCase(Locale.ROOT), new InWords(name + " 类型", "of type " + name));
    boolean not = bound.operator().startsWith("NOT");
    return new InWords(
        zh + "的值都" + (not ? "不是" : "是") + type.zh(),
        "each value of " + en + " is " + (not ? "not " : "") + type.en());
  }

  /** The measure is the first parameter, of a column the others; or {@code Mean(cost)} is one. */
  private InWords usual(DQRule rule) {
    List<String> said =
        rule.getParameters().values().stream()
            .flatMap(each -> Arrays.stream(each.replace(")", "").split("\\(")))
            .toList();
    String measure = said.isEmpty() ? "" : said.get(0);
    if (measure.equals("MissingDay")) {
      return new InWords("之前应有数据的各天都有数据", "no day before it is missing");
    }
    if (measure.equals("RepeatedDay")) {
      return new InWords(
          "数值不与前七天中某一天完全相同", "its numbers are not those of a day of the week before");
    }
    List<String> columns = said.stream().skip(1).toList();
    String strategy = rule.getTags() == null ? null : rule.getTags().get("strategy");
    InWords by =
        strategy == null
            ? InWords.same("")
            : new InWords("（按 " + strategy + "）", " (by " + strategy + ")");
    InWords usual =
        new InWords(
            columns.stream().map(each -> label(each).zh()).collect(Collectors.joining("、"))
                + MEASURES.getOrDefault(measure, measure)
                + "在正常范围内",
            measure
                + (columns.isEmpty() ? "" : " of " + String.join(", ", columns))
                + " is within its normal range");
    return usual.and(by);
  }

  private static String unitsInChinese(String bound) {
    return bound.replace("hours", "小时").replace("days", "天").replace("minutes", "分钟");
  }

  private static String parameter(DQRule rule, String name) {
    return rule.getParameters().getOrDefault(name, "");
  }

  private InWords columns(DQRule rule) {
    Function<Function<InWords, String>, Stream<String>> each =
        language -> RuleText.columns(rule).stream().map(name -> language.apply(label(name)));
    return new InWords(
        each.apply(InWords::zh).collect(Collectors.joining("、")),
        each.apply(InWords::en).collect(Collectors.joining(", ")));
  }

  private InWords label(String column) {
    return new InWords("「" + labels.getOrDefault(column, column) + "」", column);
  }
}
