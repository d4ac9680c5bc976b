package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.jinyanglake.contract.Bound.Operator;
import org.jinyanglake.contract.Rule.Severity;

/**
 * Reads the quality rules of ODCS 3.1 that are no text in another language: metrics of the library
 * and queries, of the table or of one column.
 */
final class MetricReader {

  private static final Map<String, List<String>> ARGUMENTS =
      Map.of(
          "nullValues", List.of(),
          "missingValues", List.of("missingValues"),
          "invalidValues", List.of("validValues", "pattern"),
          "duplicateValues", List.of("properties"),
          "rowCount", List.of());

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final ZoneId zone;
  private final Report report;

  MetricReader(List<ColumnReader.Result> columns, ZoneId zone, Report report) {
    columns.forEach(read -> this.columns.put(read.name(), read.column()));
    this.zone = zone;
    this.report = report;
  }

  /** A rule of the library; empty if the report names an error. */
  Optional<Rule> library(Place item, Optional<String> column, Severity severity) {
    Place name = item.get("metric");
    if (!name.exists()) {
      report.errorUnlessTold(
          item,
          item.get("rule").exists()
              ? "'rule' is the old name; write metric"
              : "the metric is missing; write metric: " + Nearest.remedy("", ARGUMENTS.keySet()));
      return Optional.empty();
    }
    String metric = name.textOrEmpty();
    if (!ARGUMENTS.containsKey(metric)) {
      report.errorUnlessTold(
          name,
          "there is no metric '"
              + Place.shorten(metric)
              + "'; "
              + Nearest.remedy(metric, ARGUMENTS.keySet()));
      return Optional.empty();
    }
    Place arguments = item.get("arguments");
    report.options(arguments, metric, ARGUMENTS.get(metric));
    Optional<Bound> bound = bound(item);
    boolean percent = percent(item, metric);
    return switch (metric) {
      case "rowCount" ->
          rule(metric, OdcsMetric.Kind.ROWS, List.of(), "", "", item, severity, bound, false);
      case "duplicateValues" -> {
        List<String> keys = properties(arguments.get("properties"), column, item);
        yield keys.isEmpty()
            ? Optional.empty()
            : rule(
                metric, OdcsMetric.Kind.DUPLICATES, keys, "", "", item, severity, bound, percent);
      }
      default -> {
        Optional<Column> of = one(metric, column, item);
        Optional<Counted> counted = of.flatMap(each -> counted(metric, each, arguments));
        yield counted.flatMap(
            each ->
                rule(
                    metric,
                    OdcsMetric.Kind.MATCHING,
                    List.of(of.get().name()),
                    each.sql(),
                    each.arguments(),
                    item,
                    severity,
                    bound,
                    percent));
      }
    };
  }

  /** A query; empty if the report names an error. */
  Optional<Rule> sql(Place item, Optional<String> column, Severity severity) {
    Place query = item.get("query");
    Optional<Bound> bound = bound(item);
    Optional<String> text = report.text(query, "query");
    if (text.isEmpty()) {
      report.errorUnlessTold(item, "the query is missing; write query: SELECT count(*) FROM …");
      return Optional.empty();
    }
    if (item.get("unit").text().filter("percent"::equals).isPresent()) {
      report.error(item.get("unit"), "a query gives a number of its own; delete the unit");
    }
    String sql = text.get().replaceAll("\\$?\\{(table|object)}", "primary");
    if (column.isPresent()) {
      sql =
          sql.replaceAll(
              "\\$?\\{(column|property)}", Matcher.quoteReplacement(SqlLiteral.name(column.get())));
    }
    if (sql.matches("(?s).*\\{(column|property)}.*")) {
      report.error(
          query, "the rule is one of the table; name the column, or move it to the column");
      return Optional.empty();
    }
    SqlGuard.Query read = SqlGuard.query(sql, Set.of("primary"));
    read.faults().forEach(fault -> report.error(query, fault.fragment(), fault.message()));
    if (!read.inputs().isEmpty()) {
      report.error(query, "a rule reads this dataset only; name it ${table}");
    }
    if (!read.faults().isEmpty() || !read.inputs().isEmpty() || bound.isEmpty()) {
      return Optional.empty();
    }
    return judged(
        new OdcsMetric(OdcsMetric.Kind.QUERY, "sql", List.of(), "", sql, bound.get(), false),
        severity,
        item);
  }

  private Optional<Rule> rule(
      String metric,
      OdcsMetric.Kind kind,
      List<String> of,
      String sql,
      String arguments,
      Place item,
      Severity severity,
      Optional<Bound> bound,
      boolean percent) {
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    return judged(
        new OdcsMetric(kind, metric, of, arguments, sql, bound.get(), percent), severity, item);
  }

  private Optional<Rule> judged(OdcsMetric metric, Severity severity, Place item) {
    if (severity == Severity.ROW && !metric.refuses()) {
      boolean counts =
          metric.kind() == OdcsMetric.Kind.MATCHING || metric.kind() == OdcsMetric.Kind.DUPLICATES;
      report.error(
          item.get("severity"),
          counts
              ? "severity row refuses every row that is counted; write mustBe: 0, or make it error"
                  + " or warning"
              : "it is one number over all rows; make its severity error or warning");
      return Optional.empty();
    }
    return Optional.of(Rule.of(metric, severity));
  }

  private Optional<Column> one(String metric, Optional<String> column, Place item) {
    if (column.isEmpty()) {
      report.error(
          item.get("metric"), metric + " is about one column; move it to the column's quality");
      return Optional.empty();
    }
    return Optional.ofNullable(columns.get(column.get())).filter(each -> each.type() != null);
  }

  /** The condition of the rows that are counted, and the arguments as the rule's text has them. */
  private record Counted(String sql, String arguments) {}

  private Optional<Counted> counted(String metric, Column column, Place arguments) {
    String name = SqlLiteral.name(column.name());
    if (metric.equals("nullValues")) {
      return Optional.of(new Counted(name + " IS NULL", ""));
    }
    if (metric.equals("missingValues")) {
      Place values = arguments.get("missingValues");
      List<String> missing = literals(values, column, true);
      String listed =
          missing.isEmpty() ? "" : " OR " + name + " IN (" + String.join(", ", missing) + ")";
      return Optional.of(new Counted(name + " IS NULL" + listed, shown("missingValues", missing)));
    }
    Place pattern = arguments.get("pattern");
    Place values = arguments.get("validValues");
    if (pattern.exists() == (values.exists() || values.isSequence())) {
      report.error(
          arguments,
          "invalidValues needs one of the arguments validValues and pattern; write arguments:"
              + " {validValues: […]}");
      return Optional.empty();
    }
    if (pattern.exists()) {
      return pattern(pattern, column)
          .map(sql -> new Counted(sql, "pattern: \"" + pattern.textOrEmpty() + "\""));
    }
    List<String> valid = literals(values, column, false);
    return valid.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Counted(
                name + " NOT IN (" + String.join(", ", valid) + ")", shown("validValues", valid)));
  }

  /** The condition of values that a pattern does not match as a whole. */
  Optional<String> pattern(Place place, Column column) {
    Optional<String> pattern = report.text(place, "pattern");
    Optional<String> complaint = pattern.flatMap(PatternSafety::complain);
    if (column.type().kind() != Type.Kind.STRING) {
      complaint =
          Optional.of("a pattern is for texts, but the column is " + column.type() + "; delete it");
    } else if (pattern.filter(text -> text.contains("${")).isPresent()) {
      complaint = Optional.of("'${' is replaced by Spark's settings; write \\$ and { apart");
    }
    complaint.ifPresent(message -> report.error(place, message));
    return complaint.isPresent()
        ? Optional.empty()
        : pattern.map(text -> mismatch(SqlLiteral.name(column.name()), text));
  }

  static String mismatch(String name, String pattern) {
    return "NOT " + name + " RLIKE " + SqlLiteral.text("\\A(?:" + pattern + ")\\z");
  }

  private static String shown(String argument, List<String> values) {
    return values.isEmpty() ? "" : argument + ": [" + String.join(", ", values) + "]";
  }

  /** The values of a list, without null; none if the report names an error. */
  private List<String> literals(Place list, Column column, boolean nulls) {
    List<String> literals = new ArrayList<>();
    if (list.exists() && list.items().isEmpty()) {
      report.error(list, "must be a list of values; write [value, value]");
    }
    for (Place item : list.items()) {
      if (!item.exists() && nulls) {
        continue; // null is always missing
      }
      Optional<String> literal =
          item.exists() ? SqlLiteral.of(item.scalar(), column.type(), zone) : Optional.empty();
      if (literal.isEmpty()) {
        report.error(
            item,
            item.exists()
                ? "is no value of column %s, which is %s; correct it"
                    .formatted(column.name(), column.type())
                : "null is never invalid; delete it, and demand values by nullValues");
        return List.of();
      }
      literals.add(literal.get());
    }
    return literals;
  }

  private List<String> properties(Place list, Optional<String> column, Place item) {
    if (column.isPresent()) {
      if (list.exists() || list.isSequence()) {
        report.error(list, "properties are for rules of the table; move the rule there");
        return List.of();
      }
      return List.of(column.get());
    }
    List<String> names = new ArrayList<>();
    for (Place each : list.items()) {
      String name = each.textOrEmpty();
      if (!columns.containsKey(name)) {
        report.error(
            each,
            "there is no column '%s'; %s"
                .formatted(Place.shorten(name), Nearest.remedy(name, columns.keySet())));
        return List.of();
      }
      names.add(name);
    }
    if (names.isEmpty()) {
      report.error(
          item.get("metric"),
          "duplicateValues of a table needs columns; write arguments: {properties: [column,"
              + " column]}");
    }
    return names;
  }

  private boolean percent(Place item, String metric) {
    Optional<String> unit = report.oneOf(item.get("unit"), "unit", List.of("rows", "percent"));
    boolean percent = unit.filter("percent"::equals).isPresent();
    if (percent && metric.equals("rowCount")) {
      report.error(item.get("unit"), "rowCount is a number of rows; write unit: rows");
    }
    return percent;
  }

  /** Exactly one operator with numbers. */
  private Optional<Bound> bound(Place item) {
    List<String> given =
        item.keys().stream().filter(key -> Operator.named(key).isPresent()).toList();
    if (given.size() != 1) {
      report.error(
          given.isEmpty() ? item : item.key(given.get(1)),
          given.isEmpty()
              ? "nothing says what the measure must be; add one of mustBe, mustBeLessThan,"
                  + " mustBeBetween …"
              : "%s and %s cannot both be in one rule; write two rules"
                  .formatted(given.get(0), given.get(1)));
      return Optional.empty();
    }
    Operator operator = Operator.named(given.get(0)).orElseThrow();
    Place place = item.get(given.get(0));
    List<Place> places = operator.isRange() ? place.items() : List.of(place);
    List<BigDecimal> numbers = places.stream().flatMap(each -> each.number().stream()).toList();
    if (numbers.size() != places.size() || operator.isRange() && numbers.size() != 2) {
      report.error(
          place,
          operator.isRange()
              ? operator + " needs two numbers; write [1, 5]"
              : operator + " needs a number; write one");
      return Optional.empty();
    }
    if (operator.isRange() && numbers.get(0).compareTo(numbers.get(1)) >= 0) {
      report.error(place, "the smaller number stands first; swap them");
      return Optional.empty();
    }
    return Optional.of(new Bound(operator, numbers));
  }
}
