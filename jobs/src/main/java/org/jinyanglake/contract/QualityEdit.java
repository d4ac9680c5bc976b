package org.jinyanglake.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Rules written into the text of a contract, below those that it has, or where it has none before
 * the columns. Nothing else of the text changes.
 */
public final class QualityEdit {
  private static final int CONTEXT = 3;

  private final List<String> lines;
  private final int at;
  private final List<String> block;

  private QualityEdit(List<String> lines, int at, List<String> block) {
    this.lines = lines;
    this.at = at;
    this.block = block;
  }

  /** A rule and a remark that stands beside it. */
  public record Remarked(Rule rule, String remark) {}

  /**
   * The edit of a contract's text.
   *
   * @param text of a valid contract
   * @return empty if its rules are not written as a list one below the other, or there is no rule
   */
  public static Optional<QualityEdit> of(String text, List<Remarked> rules) {
    Optional<Place> root = Yaml.read(text.getBytes(StandardCharsets.UTF_8), new Report("contract"));
    List<String> lines = text.lines().toList();
    Place table = root.orElseThrow().get("schema").item(0);
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    if (!table.get("quality").exists()) {
      Place properties = table.key("properties");
      String indent = " ".repeat(properties.column() - 1);
      String line = lines.get(properties.line() - 1);
      if (!line.strip().equals("properties:") || line.indexOf("properties") != indent.length()) {
        return Optional.empty();
      }
      List<String> block = new ArrayList<>(List.of(indent + "quality:"));
      block.addAll(block(rules, indent + "  "));
      return Optional.of(new QualityEdit(lines, properties.line() - 1, block));
    }
    int key = table.key("quality").line() - 1;
    List<Place> items = table.get("quality").items();
    if (items.isEmpty() || items.get(0).line() - 1 == key) {
      return Optional.empty();
    }
    String first = lines.get(items.get(0).line() - 1);
    int dash = first.indexOf('-');
    int end = items.get(items.size() - 1).line();
    while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) > dash)) {
      end++;
    }
    while (lines.get(end - 1).isBlank()) {
      end--;
    }
    return Optional.of(new QualityEdit(lines, end, block(rules, " ".repeat(dash))));
  }

  /** Whether a contract with these columns may have a rule. */
  public static boolean allows(List<Column> columns, Rule rule) {
    Report report = new Report("rule");
    Place place =
        Yaml.read("rule: 1".getBytes(StandardCharsets.UTF_8), report).orElseThrow().get("rule");
    new Dqdl(columns, report).check(new RulesReader.Result(rule, place, rule.dqdl()));
    return report.problems().isEmpty();
  }

  /** The lines that come in, to be put below {@code quality:}. */
  public static List<String> block(List<Remarked> rules, String indent) {
    Map<Rule.Severity, List<Remarked>> bySeverity = new EnumMap<>(Rule.Severity.class);
    rules.forEach(
        each ->
            bySeverity.computeIfAbsent(each.rule().severity(), s -> new ArrayList<>()).add(each));
    List<String> block = new ArrayList<>();
    bySeverity.forEach(
        (severity, some) -> {
          block.add(indent + "- type: custom");
          block.add(indent + "  engine: deequ");
          block.add(indent + "  severity: " + severity.name().toLowerCase(Locale.ROOT));
          block.add(indent + "  implementation: |");
          block.add(indent + "    Rules = [");
          for (int i = 0; i < some.size(); i++) {
            String comma = i == some.size() - 1 ? "" : ",";
            block.add(
                "%s      %s%s # %s"
                    .formatted(indent, some.get(i).rule().dqdl(), comma, some.get(i).remark()));
          }
          block.add(indent + "    ]");
        });
    return block;
  }

  /** The whole text with the rules in it. */
  public String text() {
    List<String> all = new ArrayList<>(lines.subList(0, at));
    all.addAll(block);
    all.addAll(lines.subList(at, lines.size()));
    return String.join("\n", all) + "\n";
  }

  /**
   * The edit as a unified diff.
   *
   * @param file what the contract's file is called in it
   */
  public String diff(String file) {
    int from = Math.max(0, at - CONTEXT);
    int to = Math.min(lines.size(), at + CONTEXT);
    StringBuilder diff = new StringBuilder();
    diff.append("--- ").append(file).append("\n+++ ").append(file).append('\n');
    diff.append(
        "@@ -%d,%d +%d,%d @@\n".formatted(from + 1, to - from, from + 1, to - from + block.size()));
    lines.subList(from, at).forEach(line -> diff.append(' ').append(line).append('\n'));
    block.forEach(line -> diff.append('+').append(line).append('\n'));
    lines.subList(at, to).forEach(line -> diff.append(' ').append(line).append('\n'));
    return diff.toString();
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
