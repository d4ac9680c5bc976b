package org.jinyanglake.check.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the values of a column are written, as one pattern: runs of digits, of capital and small
 * letters and of Chinese characters, with what stands between them. Values that are written in a
 * way of which there are hardly any are left out; free text has no pattern.
 */
final class Shape {
  private static final int FEWEST_VALUES = 50;
  private static final int MOST_FORMS = 4;
  private static final int MOST_RUNS = 12;

  /** A form that fewer of the values have may be a mistake. */
  private static final double RARE = 0.002;

  private static final int MOST_WORDS = 3;

  /** Of public columns, words that so many of a form's values have are part of the form. */
  private static final double FREQUENT = 0.02;

  private static final String SPECIAL = ".()|{}*+?$";
  private static final String UNWRITABLE = "[]\\^\"&#";

  private final List<Map<String, Integer>> runs = new ArrayList<>();
  private final String form;
  private int values;

  private Shape(String form) {
    this.form = form;
    form.chars().forEach(each -> runs.add(new LinkedHashMap<>()));
  }

  /**
   * The pattern that all but a few values match.
   *
   * @param words whether frequent words may stand in the pattern as they are; if not, neither may
   *     signs that could tell one value from another
   * @param least the share of the values that must match
   */
  static Optional<String> of(List<String> values, boolean words, double least) {
    if (values.size() < FEWEST_VALUES) {
      return Optional.empty();
    }
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String value : values) {
      List<String> runs = runs(value);
      if (runs.size() <= MOST_RUNS) {
        String form = form(runs);
        shapes.computeIfAbsent(form, Shape::new).add(runs);
      }
    }
    List<Shape> frequent =
        shapes.values().stream()
            .filter(shape -> shape.values >= Math.max(2, RARE * values.size()))
            .sorted(Comparator.comparingInt((Shape shape) -> -shape.values))
            .toList();
    int covered = frequent.stream().mapToInt(shape -> shape.values).sum();
    boolean writable =
        frequent.stream().noneMatch(s -> s.form.chars().anyMatch(Shape::isUnwritable))
            && (words || tellsNoValue(frequent));
    if (frequent.isEmpty()
        || frequent.size() > MOST_FORMS
        || covered < least * values.size()
        || !writable) {
      return Optional.empty();
    }
    return Optional.of(
        frequent.stream().map(shape -> shape.pattern(words)).collect(Collectors.joining("|")));
  }

  /**
   * Whether what stands between letters and digits is ASCII punctuation and the same in all forms,
   * so that it tells none from another. Other signs may be values: ＋ and － of a test, Ⅰ and Ⅱ.
   */
  private static boolean tellsNoValue(List<Shape> shapes) {
    Set<String> between =
        shapes.stream().map(s -> s.form.replaceAll("[9Aa汉]", "")).collect(Collectors.toSet());
    return between.size() == 1
        && between.iterator().next().chars().allMatch(c -> c < 128)
        && shapes.stream().noneMatch(s -> between.contains(s.form));
  }

  private static boolean isUnwritable(int c) {
    return UNWRITABLE.indexOf(c) >= 0
        || Character.isISOControl(c)
        || Character.isSurrogate((char) c);
  }

  private void add(List<String> value) {
    values++;
    for (int i = 0; i < value.size(); i++) {
      runs.get(i).merge(value.get(i), 1, Integer::sum);
    }
  }

  private String pattern(boolean words) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < runs.size(); i++) {
      pattern.append(pattern(form.charAt(i), runs.get(i), words));
    }
    return pattern.toString();
  }

  private String pattern(char kind, Map<String, Integer> texts, boolean words) {
    String alphabet =
        switch (kind) {
          case '9' -> "[0-9]";
          case 'A' -> "[A-Z]";
          case 'a' -> "[a-z]";
          case '汉' -> "[一-龥]";
          default -> "";
        };
    if (alphabet.isEmpty()) {
      return SPECIAL.indexOf(kind) >= 0 ? "[" + kind + "]" : String.valueOf(kind);
    }
    boolean frequent = texts.values().stream().allMatch(n -> n >= FREQUENT * values && n > 1);
    if (words && kind != '9' && texts.size() <= MOST_WORDS && frequent) {
      Set<String> sorted = new TreeSet<>(texts.keySet());
      return sorted.size() == 1 ? sorted.iterator().next() : "(" + String.join("|", sorted) + ")";
    }
    int shortest = texts.keySet().stream().mapToInt(String::length).min().orElseThrow();
    int longest = texts.keySet().stream().mapToInt(String::length).max().orElseThrow();
    if (shortest == longest) {
      return alphabet + (shortest == 1 ? "" : "{" + shortest + "}");
    }
    // Numbers get one digit longer, words twice as long, before anybody wonders.
    int room = kind == '9' ? longest + 1 : 2 * longest;
    return alphabet + "{1," + room + "}";
  }

  /** The kind of each run: 9, A, a or 汉, or the sign itself. */
  private static String form(List<String> runs) {
    StringBuilder form = new StringBuilder();
    runs.forEach(run -> form.append(kind(run.charAt(0))));
    return form.toString();
  }

  private static List<String> runs(String value) {
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= value.length(); i++) {
      if (i == value.length()
          || kind(value.charAt(i)) != kind(value.charAt(start))
          || "9Aa汉".indexOf(kind(value.charAt(start))) < 0) {
        runs.add(value.substring(start, i));
        start = i;
      }
    }
    return runs;
  }

  private static char kind(char c) {
    if (c >= '0' && c <= '9') {
      return '9';
    }
    if (c >= 'A' && c <= 'Z') {
      return 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return 'a';
    }
    return c >= '一' && c <= '龥' ? '汉' : c;
  }
}
