package org.jinyanglake.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.contract.Type.Kind;
import software.amazon.glue.dqdl.exception.InvalidDataQualityRulesetException;
import software.amazon.glue.dqdl.model.DQRule;

/**
 * Checks single rules of the Data Quality Definition Language with its own parser, which is loaded
 * on first use: the rule is well formed, deequ evaluates it, its columns exist and have a fitting
 * type, and a {@code row} rule can be judged row by row.
 */
final class Dqdl {

  private static final Set<String> SUPPORTED =
      new TreeSet<>(
          List.of(
              "AggregateMatch",
              "DatasetMatch",
              "ReferentialIntegrity",
              "RowCountMatch",
              "SchemaMatch",
              "ColumnCorrelation",
              "ColumnCount",
              "ColumnDataType",
              "ColumnExists",
              "ColumnLength",
              "ColumnNamesMatchPattern",
              "ColumnValues",
              "Completeness",
              "CustomSql",
              "DataFreshness",
              AnomalyRule.NAME,
              "DistinctValuesCount",
              "DuplicateRowCount",
              "Entropy",
              FunctionalDependency.KIND,
              "InterquartileRange",
              "IsComplete",
              "IsPrimaryKey",
              "IsUnique",
              "Kurtosis",
              "Mean",
              "Range",
              "RowCount",
              "Skewness",
              "StandardDeviation",
              "Sum",
              "UniqueValueRatio",
              "Uniqueness",
              "Variance",
              "ZerosCount"));

  /** Rules of the language that deequ does not evaluate, and what does the same here. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "AllStatistics", "only profiles a column and judges nothing; delete it",
          "FileFreshness", "is about files; demand them by slaProperties and delivery",
          "FileMatch", "is about files; demand their digests by control files",
          "FileSize", "is about files; demand their size by control files",
          "FileUniqueness", "is about files; a file of the same bytes is collected once anyway");

  private static final Set<String> PER_ROW =
      Set.of(
          "ColumnDataType",
          "ColumnLength",
          "ColumnValues",
          FunctionalDependency.KIND,
          "DataFreshness",
          "DatasetMatch",
          "IsComplete",
          "IsPrimaryKey",
          "IsUnique",
          "ReferentialIntegrity");

  /** Rules that compare rows with those of another dataset. */
  private static final Set<String> COUNTERPARTS = Set.of("DatasetMatch", "ReferentialIntegrity");

  private static final Pattern ALL = Pattern.compile("(?s).*(?<![!<])=\\s*1(?:\\.0*)?");

  /** Rules that compare rows with each other, which cannot be joined with others row by row. */
  private static final Set<String> KEYS = Set.of("IsPrimaryKey", "IsUnique");

  private static final Set<Kind> NUMBERS =
      Set.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);

  /** The types of column that a rule needs; rules that are not here take any. */
  private static final Map<String, Set<Kind>> FITS =
      Map.ofEntries(
          Map.entry("ColumnLength", Set.of(Kind.STRING)),
          Map.entry("ColumnCorrelation", NUMBERS),
          Map.entry("InterquartileRange", NUMBERS),
          Map.entry("Kurtosis", NUMBERS),
          Map.entry("Mean", NUMBERS),
          Map.entry("Range", NUMBERS),
          Map.entry("Skewness", NUMBERS),
          Map.entry("StandardDeviation", NUMBERS),
          Map.entry("Sum", NUMBERS),
          Map.entry("Variance", NUMBERS),
          Map.entry("ZerosCount", NUMBERS),
          Map.entry("DataFreshness", Set.of(Kind.DATE, Kind.TIMESTAMP)));

  /** How rules name another dataset. */
  private static final Map<String, String> COMPARING =
      Map.of(
          "AggregateMatch", "AggregateMatch \"sum(column)\" \"sum(domain.dataset.column)\" = 1.0",
          "DatasetMatch", "DatasetMatch \"domain.dataset\" \"key\" \"column,column\" = 1.0",
          "ReferentialIntegrity", "ReferentialIntegrity \"column\" \"domain.dataset.column\" = 1.0",
          "RowCountMatch", "RowCountMatch \"domain.dataset\" = 1.0",
          "SchemaMatch", "SchemaMatch \"domain.dataset\" = 1.0");

  private static final Pattern OWN_AGGREGATE =
      Pattern.compile("\"(?:sum|avg|SUM|AVG)\\(([A-Za-z0-9_]+)\\)\"");

  private static final Pattern QUOTED = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"");
  private static final Pattern MATCHES = Pattern.compile("\\bmatches\\s*" + QUOTED.pattern());
  private static final Pattern FUNCTION = Pattern.compile("([A-Za-z_.]+)\\s*\\((?!\\))");
  private static final Set<String> BEFORE_PARENTHESIS =
      Set.of("and", "AND", "or", "OR", "not", "between", "in");
  private static final Pattern INVALID_TYPE = Pattern.compile("Rule Type: (\\w+) is not valid");

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Report report;

  Dqdl(List<Column> columns, Report report) {
    columns.forEach(column -> this.columns.put(column.name(), column));
    this.report = report;
  }

  void check(RulesReader.Result read) {
    String rule = read.rule().dqdl();
    if (AnomalyRule.claims(rule)) { // the parser knows no column and no strategy of it
      AnomalyRule.complain(read.rule(), columns).ifPresent(message -> tell(read, message));
      return;
    }
    try {
      DQRule parsed = DqdlParser.parse(rule).get(0);
      check(parsed, read, false);
    } catch (InvalidDataQualityRulesetException e) {
      tell(read, complain(rule, e.getMessage()));
      return;
    }
    String unquoted = QUOTED.matcher(rule).replaceAll("\"\"");
    Matcher function = FUNCTION.matcher(unquoted);
    while (function.find()) {
      if (!BEFORE_PARENTHESIS.contains(function.group(1))) {
        tell(
            read,
            "rule calls " + function.group(1) + "(), which needs history; compare with a number");
        break;
      }
    }
    if (unquoted.contains("$")) {
      tell(read, "rule uses a variable; write the value itself");
    }
    Matcher matches = MATCHES.matcher(rule);
    while (matches.find()) {
      PatternSafety.complain(matches.group(1).replace("\\\"", "\""))
          .ifPresent(message -> tell(read, message));
    }
  }

  private void tell(RulesReader.Result read, String message) {
    report.error(
        read.place(), read.source(), "rule " + Place.shorten(read.rule().dqdl()) + ": " + message);
  }

  private static String complain(String rule, String message) {
    Matcher invalid = INVALID_TYPE.matcher(String.valueOf(message));
    if (invalid.find()) {
      String type = invalid.group(1);
      return SUPPORTED.contains(type)
          ? type + " has other parameters; see the DQDL reference"
          : "there is no rule " + type + "; " + Nearest.remedy(type, SUPPORTED);
    }
    String detail =
        message.replaceAll("(?s)^.*line \\d+:\\d+ ", "").replaceFirst("^Parsing Error: ", "");
    return "not readable as DQDL, " + Place.shorten(detail) + "; see the DQDL reference";
  }

  private void check(DQRule rule, RulesReader.Result read, boolean joined) {
    if (!rule.getNestedRules().isEmpty()) {
      rule.getNestedRules().forEach(nested -> check(nested, read, true));
      return;
    }
    String type = rule.getRuleType();
    if (ELSEWHERE.containsKey(type)) {
      tell(read, type + " " + ELSEWHERE.get(type));
      return;
    }
    if (!SUPPORTED.contains(type)) {
      tell(read, "there is no rule " + type + "; " + Nearest.remedy(type, SUPPORTED));
      return;
    }
    if (type.equals(AnomalyRule.NAME)) { // by itself it was claimed before
      tell(read, type + " cannot be joined with other rules; write it by itself");
      return;
    }
    if (COMPARING.containsKey(type)) {
      checkReference(type, read, joined);
    }
    if (read.rule().severity() == Severity.ROW
        && (!PER_ROW.contains(type) || rule.getThresholdCondition() != null)) {
      tell(
          read,
          type
              + (rule.getThresholdCondition() == null ? "" : " with a threshold")
              + " is judged over all rows; make its severity error or warning");
    } else if (read.rule().severity() == Severity.ROW && joined && KEYS.contains(type)) {
      tell(read, type + " cannot be joined with other rules to refuse rows; write it by itself");
    }
    if (type.equals(FunctionalDependency.KIND)
        && read.rule().severity() == Severity.ROW
        && FunctionalDependency.bounded(rule)) {
      tell(read, type + " with a bound is judged over all rows; leave the bound out");
    }
    rule.getParameters().forEach((name, value) -> checkParameter(type, name, value, read));
    if (rule.getWhereClause() != null) {
      SqlGuard.expression(rule.getWhereClause(), columns.keySet())
          .forEach(fault -> tell(read, "where: " + fault.message()));
    }
  }

  private void checkReference(String type, RulesReader.Result read, boolean joined) {
    List<Reference> references =
        Reference.in(read.rule()).stream().filter(each -> each.type().equals(type)).toList();
    boolean within =
        type.equals("AggregateMatch")
            && OWN_AGGREGATE.matcher(read.rule().dqdl()).results().count() >= 2;
    if (references.isEmpty() && !within) {
      tell(read, "no other dataset is named; write it as " + COMPARING.get(type));
    }
    for (Reference reference : references) {
      reference.own().forEach(name -> checkColumn(type, name, read));
    }
    if (type.equals("AggregateMatch")) {
      OWN_AGGREGATE
          .matcher(read.rule().dqdl())
          .results()
          .forEach(own -> checkColumn("Sum", own.group(1), read));
    }
    if (read.rule().severity() == Severity.ROW
        && COUNTERPARTS.contains(type)
        && !joined
        && !ALL.matcher(read.rule().dqdl()).matches()) {
      tell(
          read,
          "severity row refuses every row without a counterpart; write = 1.0, or make it error or"
              + " warning");
    }
  }

  private void checkParameter(String type, String name, String value, RulesReader.Result read) {
    if (name.startsWith("TargetColumn")) {
      checkColumn(type, value, read);
    } else if (name.equals("CustomSqlStatement")) {
      SqlGuard.Query query = SqlGuard.query(value, Set.of("primary"));
      query.faults().forEach(fault -> tell(read, fault.message()));
      if (!query.inputs().isEmpty()) {
        tell(read, "a rule reads this dataset only; name it primary");
      }
    } else if (name.equals("PatternToMatch")) {
      PatternSafety.complain(value).ifPresent(message -> tell(read, message));
    }
  }

  private void checkColumn(String type, String value, RulesReader.Result read) {
    Column column = columns.get(value);
    if (column == null) {
      tell(
          read,
          "there is no column '"
              + Place.shorten(value)
              + "'; "
              + Nearest.remedy(value, columns.keySet()));
    } else if (column.type() != null
        && !FITS.getOrDefault(type, Set.of(Kind.values())).contains(column.type().kind())) {
      tell(
          read,
          type + " does not fit column " + value + " of type " + column.type() + "; use another");
    }
  }
}
