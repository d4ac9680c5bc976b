package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Rule.Severity;

/**
 * Reads a table's quality rules and cuts each ruleset into single rules, which does not need the
 * parser of the language.
 */
final class RulesReader {

  /** A rule, where its ruleset stands, and how the rule is written there. */
  record Result(Rule rule, Place place, String source) {}

  private final Report report;

  RulesReader(Report report) {
    this.report = report;
  }

  List<Result> read(Place quality) {
    List<Result> rules = new ArrayList<>();
    for (Place item : quality.items()) {
      String type = item.get("type").text().orElse("library");
      if (type.equals("text")) {
        continue; // a remark for people
      }
      if (!type.equals("custom") || !item.get("engine").textOrEmpty().equals("deequ")) {
        report.error(item, "only rules of type custom and engine deequ are checked; write DQDL");
        continue;
      }
      Severity severity =
          Words.read(Severity.class, item.get("severity"), "severity", report)
              .orElse(Severity.ERROR);
      Place implementation = item.get("implementation");
      report
          .text(implementation, "implementation")
          .ifPresent(text -> split(text, severity, implementation, rules));
    }
    return rules;
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
