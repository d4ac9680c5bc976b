package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the dialect in which text reads most like a table: rows of few patterns, with cells of
 * known types (van den Burg, Nazábal and Sutton, <i>Wrangling messy CSV files by detecting row and
 * type patterns</i>, 2019), scored on records and not on lines.
 */
final class DialectDetector {

  /** The score is taken from so many lines and characters at most. */
  static final int HEAD_LINES = 100;

  static final int HEAD_CHARS = 80_000;

  /** Below this a person decides: the next best delimiter is nearly as good. */
  static final double SURE_MARGIN = 1.5;

  private static final double LEAST = 1e-3;

  /** How likely a delimiter is where all else is equal. */
  private static final Map<Character, Double> PRIORS =
      Map.of(
          ',', 1.0, ';', 1.0, '\t', 1.0, '|', 1.0, ' ', 0.7, ':', 0.6, '^', 0.8, '~', 0.8, '\u001f',
          0.8, '\u0001', 0.8);

  /** Lines of one cell each are likelier than cells between blanks in every line. */
  private static final double NO_DELIMITER_SCORE = 0.4;

  /**
   * What was found.
   *
   * @param score of the best reading
   * @param runnerUp the best reading with another delimiter, if the text holds one
   * @param margin the score divided by that of the runner-up; infinite without one
   */
  record Guess(Dialect dialect, double score, Optional<Dialect> runnerUp, double margin) {
    boolean isSure() {
      return margin >= SURE_MARGIN;
    }
  }

  private record Scored(Dialect dialect, double score) {}

  private DialectDetector() {}

  /** Judges the head of the text; quotes and escapes by all of it. */
  static Guess detect(String text, Declared declared) {
    if (declared.dialect().isPresent()) {
      Dialect dialect = declared.dialect().get();
      return new Guess(dialect, 0, Optional.empty(), Double.POSITIVE_INFINITY);
    }
    String head = head(text);
    Map<Character, Scored> best = new HashMap<>();
    Set<Character> delimiters = declared.delimiter().map(Set::of).orElse(PRIORS.keySet());
    for (char delimiter : delimiters) {
      if (head.indexOf(delimiter) >= 0) {
        double prior = PRIORS.getOrDefault(delimiter, 1.0);
        for (Dialect each : candidates(head, delimiter, declared.quote())) {
          keep(best, new Scored(each, score(head, each) * prior));
        }
      }
    }
    if (best.isEmpty() || declared.delimiter().isEmpty()) {
      char none = declared.delimiter().orElse(Dialect.NO_DELIMITER);
      Dialect single = Dialect.of(none, declared.quote().orElse(quoteOfLines(head)));
      keep(best, new Scored(single, singleScore(head, single)));
    }
    List<Scored> ranked =
        best.values().stream()
            .sorted(
                (a, b) ->
                    a.score == b.score
                        ? Character.compare(a.dialect.delimiter(), b.dialect.delimiter())
                        : Double.compare(b.score, a.score))
            .toList();
    Scored first = ranked.get(0);
    Dialect dialect =
        declared.quote().isPresent() ? first.dialect : Quotes.decide(text, first.dialect);
    if (ranked.size() == 1) {
      return new Guess(dialect, first.score, Optional.empty(), Double.POSITIVE_INFINITY);
    }
    Scored second = ranked.get(1);
    double margin = second.score == 0 ? Double.POSITIVE_INFINITY : first.score / second.score;
    return new Guess(dialect, first.score, Optional.of(second.dialect), margin);
  }

  private static void keep(Map<Character, Scored> best, Scored scored) {
    best.merge(
        scored.dialect.delimiter(), scored, (old, each) -> each.score > old.score ? each : old);
  }

  private static String head(String text) {
    int lines = 0;
    int lineEnd = 0;
    int limit = Math.min(text.length(), HEAD_CHARS);
    for (int i = 0; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
        lineEnd = i + 1;
        if (++lines == HEAD_LINES) {
          break;
        }
      }
    }
    boolean whole = lines < HEAD_LINES && text.length() <= HEAD_CHARS;
    return whole ? text : text.substring(0, lineEnd == 0 ? limit : lineEnd);
  }

  private static List<Dialect> candidates(
      String head, char delimiter, Optional<Character> declared) {
    if (declared.isPresent()) {
      return List.of(Dialect.of(delimiter, declared.get()));
    }
    List<Dialect> candidates = new ArrayList<>();
    for (char quote : Quotes.CHARACTERS) {
      for (Dialect each : Quotes.candidates(head, Dialect.of(delimiter, quote))) {
        candidates.add(each);
      }
    }
    boolean doubleQuotes = candidates.stream().anyMatch(each -> each.quote() == '"');
    if (!doubleQuotes) {
      candidates.add(Dialect.of(delimiter, Dialect.NONE));
    }
    return candidates;
  }

  private static char quoteOfLines(String head) {
    return head.lines().filter(line -> line.startsWith("\"")).count() > 0 ? '"' : Dialect.NONE;
  }

  /** The pattern score times the share of cells of known types. */
  private static double score(String head, Dialect dialect) {
    Map<Integer, Integer> widths = new HashMap<>();
    long cells = 0;
    long known = 0;
    Scanner scanner = new Scanner(head, dialect);
    while (scanner.hasNext()) {
      Scanned row = scanner.next();
      if (row.from() == row.to()) {
        continue;
      }
      widths.merge(row.width(), 1, Integer::sum);
      for (String cell : row.cells()) {
        cells++;
        known += CellType.of(cell) == CellType.OTHER ? 0 : 1;
      }
    }
    if (cells == 0) {
      return 0;
    }
    double patterns = 0;
    for (Map.Entry<Integer, Integer> each : widths.entrySet()) {
      double width = each.getKey();
      patterns += each.getValue() * Math.max(LEAST, width - 1) / width;
    }
    return patterns / widths.size() * Math.max(LEAST, (double) known / cells);
  }

  /** Lines with blanks and digits say nothing in favour of one cell a line. */
  private static double singleScore(String head, Dialect single) {
    long rows = 0;
    long known = 0;
    Scanner scanner = new Scanner(head, single);
    while (scanner.hasNext()) {
      Scanned row = scanner.next();
      if (row.from() < row.to()) {
        rows++;
        String cell = row.cells().get(0);
        CellType type = CellType.of(cell);
        boolean divisible = cell.indexOf(' ') >= 0 && cell.chars().anyMatch(Character::isDigit);
        known += type.isTyped() || type != CellType.OTHER && !divisible ? 1 : 0;
      }
    }
    return rows == 0 ? 0 : NO_DELIMITER_SCORE * Math.max(LEAST * rows, known);
  }
}
