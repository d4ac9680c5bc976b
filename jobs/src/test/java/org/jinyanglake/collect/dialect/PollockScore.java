package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The score of the Pollock benchmark (Vitagliano et al., VLDB 2023) for one file: 1 for success,
 * and precision, recall and F1 of the header, of the records and of the cells, 10 in all. Cells are
 * compared as bags, those of all rows as they are; header cells and records after their values are
 * written alike. The benchmark also writes dates, times and amounts of money alike; here they must
 * be the same text, so that this score is never higher than the benchmark's.
 */
final class PollockScore {

  static final double BEST = 10;

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(?:_\\d+)*");
  private static final Pattern FLOAT =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private PollockScore() {}

  static double of(String clean, String loaded) {
    List<List<String>> source = rows(clean);
    List<List<String>> found = rows(loaded);
    if (source.isEmpty()) {
      return BEST;
    }
    double score = 1;
    List<String> header = source.get(0).stream().map(PollockScore::normal).toList();
    List<String> foundHeader =
        found.isEmpty() ? List.of() : found.get(0).stream().map(PollockScore::normal).toList();
    score += measures(header, foundHeader);
    score += measures(records(source), records(found));
    return score + measures(cells(source), cells(found));
  }

  private static List<String> records(List<List<String>> rows) {
    return rows.stream()
        .skip(1)
        .map(row -> row.stream().map(PollockScore::normal).reduce("", String::concat))
        .toList();
  }

  private static List<String> cells(List<List<String>> rows) {
    return rows.stream().flatMap(List::stream).toList();
  }

  /** Precision, recall and F1 of two bags, added up. */
  private static double measures(List<String> source, List<String> found) {
    if (source.isEmpty()) {
      return 3;
    }
    Map<String, Integer> bag = new HashMap<>();
    source.forEach(each -> bag.merge(each, 1, Integer::sum));
    double common = 0;
    for (String each : found) {
      Integer left = bag.get(each);
      if (left != null && left > 0) {
        bag.put(each, left - 1);
        common++;
      }
    }
    if (common == 0) {
      return 0;
    }
    double precision = common / source.size();
    double recall = common / found.size();
    return precision + recall + 2 * precision * recall / (precision + recall);
  }

  static String normal(String cell) {
    String text = cell.strip();
    if (cell.equals("true") || cell.equals("True")) {
      return "1";
    }
    if (cell.equals("false") || cell.equals("False")) {
      return "0";
    }
    if (INTEGER.matcher(text).matches()) {
      String digits = new java.math.BigInteger(text.replace("_", "").replace("+", "")).toString();
      boolean bit = digits.equals("0") || digits.equals("1");
      return !bit || cell.equals(digits) ? digits : digits.equals("1") ? "true" : "false";
    }
    if (FLOAT.matcher(text).matches()) {
      return Double.toString(Double.parseDouble(text));
    }
    return cell.toLowerCase(Locale.ROOT);
  }

  /** Rows of comma-separated text, read as Python's csv module reads them. */
  static List<List<String>> rows(String text) {
    String csv = text.startsWith("\ufeff") ? text.substring(1) : text;
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    boolean start = true;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '\n') {
        if (any) {
          row.add(cell.toString());
        }
        rows.add(row);
        row = new ArrayList<>();
        cell.setLength(0);
        any = false;
        start = true;
        continue;
      } else if (c == ',') {
        row.add(cell.toString());
        cell.setLength(0);
        any = true;
        start = true;
        continue;
      } else if (c == '"' && start) {
        quoted = true;
      } else if (c != '\r') {
        cell.append(c);
      }
      any = true;
      start = false;
    }
    if (any) {
      row.add(cell.toString());
      rows.add(row);
    }
    return rows;
  }

  /** Rows as comma-separated text, the header first. */
  static String csv(List<List<String>> rows) {
    UnaryOperator<String> written = cell -> '"' + cell.replace("\"", "\"\"") + '"';
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      out.append(String.join(",", row.stream().map(written).toList())).append('\n');
    }
    return out.toString();
  }
}
