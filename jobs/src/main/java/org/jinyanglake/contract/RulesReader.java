package org.jinyanglake.contract;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Rule.Severity;

/**
 * Reads the quality rules of a table and its columns, and cuts each ruleset of DQDL into single
 * rules, which does not need the parser of the language.
 */
final class RulesReader {

  /** A rule, where its ruleset stands, and how the rule is written there. */
  record Result(Rule rule, Place place, String source) {}

  private final Report report;

  RulesReader(Report report) {
    this.report = report;
  }

  /**
   * All rules: what the schema demands of values, unless a rule that is written demands the same;
   * then those of columns, then those of the table.
   *
   * @param derived whether the dataset is made by a query, whose mistakes are no single row's
   * @param zone of times without an offset
   */
  List<Result> read(Place table, List<ColumnReader.Result> columns, boolean derived, ZoneId zone) {
    MetricReader metrics = new MetricReader(columns, zone, report);
    ConstraintReader constraints =
        new ConstraintReader(metrics, derived ? Severity.ERROR : Severity.ROW, zone, report);
    List<Result> written = new ArrayList<>();
    for (ColumnReader.Result column : columns) {
      read(column.place().get("quality"), Optional.of(column.name()), metrics, written);
    }
    read(table.get("quality"), Optional.empty(), metrics, written);
    List<Rule> declared = written.stream().map(Result::rule).toList();
    List<Result> rules = new ArrayList<>();
    for (ColumnReader.Result column : columns) {
      for (Rule rule : constraints.read(column)) {
        if (rule.measure().isPresent() || !Keys.demanded(List.of(column.name()), declared)) {
          rules.add(new Result(rule, column.place(), rule.dqdl()));
        }
      }
    }
    rules.addAll(written);
    return rules;
  }

  private void read(
      Place quality, Optional<String> column, MetricReader metrics, List<Result> rules) {
    for (Place item : quality.items()) {
      String type = item.get("type").text().orElse("library");
      if (type.equals("text")) {
        continue; // a remark for people
      }
      Severity severity =
          Words.read(Severity.class, item.get("severity"), "severity", report)
              .orElse(Severity.ERROR);
      switch (type) {
        case "library" ->
            metrics
                .library(item, column, severity)
                .ifPresent(rule -> rules.add(new Result(rule, item, rule.dqdl())));
        case "sql" ->
            metrics
                .sql(item, column, severity)
                .ifPresent(rule -> rules.add(new Result(rule, item, rule.dqdl())));
        default -> {
          Place implementation = item.get("implementation");
          if (!item.get("engine").textOrEmpty().equals("deequ")) {
            report.error(item, "of type custom only the engine deequ is known; write DQDL");
          } else {
            report
                .text(implementation, "implementation")
                .ifPresent(text -> split(text, severity, implementation, rules));
          }
        }
      }
    }
  }

  private void split(String text, Severity severity, Place place, List<Result> rules) {
    Optional<String> body = body(text);
    if (body.isEmpty()) {
      report.error(place, "a ruleset is written as Rules = [ IsComplete \"id\", RowCount > 0 ]");
      return;
    }
    for (String source : cut(body.get())) {
      String rule = tidy(source);
      if (rule.isEmpty()) {
        if (!tidy(body.get()).isEmpty()) {
          report.error(place, "a rule is missing beside a comma; delete the comma");
        }
      } else {
        rules.add(new Result(new Rule(rule, severity), place, source));
      }
    }
  }

  private static Optional<String> body(String text) {
    String stripped = text.strip();
    int open = stripped.indexOf('[');
    return open > 0
            && stripped.endsWith("]")
            && stripped.substring(0, open).replaceAll("\\s", "").equals("Rules=")
        ? Optional.of(stripped.substring(open + 1, stripped.length() - 1))
        : Optional.empty();
  }

  /** Cuts at commas outside of quotes, brackets, parentheses and comments. */
  private static List<String> cut(String body) {
    List<String> pieces = new ArrayList<>();
    int depth = 0;
    int start = 0;
    int i = 0;
    while (i < body.length()) {
      char c = body.charAt(i);
      if (c == '"') {
        i = endOfQuote(body, i);
        continue;
      } else if (c == '#') {
        i = endOfLine(body, i);
        continue;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        pieces.add(body.substring(start, i));
        start = i + 1;
      }
      i++;
    }
    pieces.add(body.substring(start));
    return pieces;
  }

  private static int endOfQuote(String text, int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + 1);
  }

  private static int endOfLine(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end;
  }

  /** The rule in one line, without comments. */
  private static String tidy(String source) {
    StringBuilder rule = new StringBuilder();
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (c == '"') {
        int end = endOfQuote(source, i);
        rule.append(source, i, end);
        i = end;
      } else if (c == '#') {
        i = endOfLine(source, i);
      } else if (Character.isWhitespace(c)) {
        if (rule.length() > 0 && rule.charAt(rule.length() - 1) != ' ') {
          rule.append(' ');
        }
        i++;
      } else {
        rule.append(c);
        i++;
      }
    }
    return rule.toString().strip();
  }
}
