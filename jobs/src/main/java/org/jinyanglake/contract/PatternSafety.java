package org.jinyanglake.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Refuses patterns that some text makes run for ever. Spark matches with java.util.regex, so that a
 * stricter engine here would not help. Two tests, both without a clock: no unbounded repetition
 * inside an unbounded repetition (possessive ones apart), and no repeated text of few characters on
 * which the matcher looks at characters more often than a small multiple of the length squared.
 */
final class PatternSafety {

  private static final int MAX_LENGTH = 500;
  private static final int PROBE = 240;
  private static final long BUDGET = 8L * PROBE * PROBE;
  private static final int MAX_ALPHABET = 10;

  private PatternSafety() {}

  static Optional<String> complain(String regex) {
    if (regex.length() > MAX_LENGTH) {
      return Optional.of("the pattern has more than " + MAX_LENGTH + " characters; shorten it");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "the pattern is wrong at character "
              + (e.getIndex() + 1)
              + ", "
              + e.getDescription()
              + "; correct it");
    }
    if (repeatsARepetition(regex)) {
      return Optional.of(
          "the pattern repeats a repetition, which some texts make run for ever; give one of the"
              + " two a bound, as {1,20}, or make the inner one possessive, as \\d++");
    }
    return runsAway(pattern)
        ? Optional.of(
            "the pattern can match a text in too many ways, which makes it run for ever; make its"
                + " alternatives begin with different characters")
        : Optional.empty();
  }

  private static boolean repeatsARepetition(String regex) {
    Deque<Boolean> outer = new ArrayDeque<>();
    boolean repetition = false;
    int i = 0;
    while (i < regex.length()) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i = regex.startsWith("\\Q", i) ? endOfQuote(regex, i) : i + 2;
      } else if (c == '[') {
        i = endOfClass(regex, i);
      } else if (c == '(') {
        outer.push(repetition);
        repetition = false;
        i++;
      } else if (c == ')') {
        boolean unbounded = isUnbounded(regex, i + 1);
        if (repetition && unbounded && !isPossessive(regex, i + 1)) {
          return true;
        }
        repetition |= !outer.isEmpty() && outer.pop();
        i++;
      } else if (isUnbounded(regex, i)) {
        int end = c == '{' ? regex.indexOf('}', i) : i;
        boolean possessive = isPossessive(regex, i);
        repetition |= !possessive;
        i = end + (possessive ? 2 : 1);
      } else {
        i++;
      }
    }
    return false;
  }

  private static int endOfQuote(String regex, int start) {
    int end = regex.indexOf("\\E", start);
    return end < 0 ? regex.length() : end + 2;
  }

  private static int endOfClass(String regex, int start) {
    int depth = 0;
    for (int i = start; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && i > start + 1 && --depth == 0) {
        return i + 1;
      }
    }
    return regex.length();
  }

  private static boolean isUnbounded(String regex, int i) {
    if (i >= regex.length()) {
      return false;
    }
    char c = regex.charAt(i);
    return c == '*' || c == '+' || c == '{' && regex.substring(i).matches("(?s)\\{\\d+,\\}.*");
  }

  private static boolean isPossessive(String regex, int i) {
    int end = regex.charAt(i) == '{' ? regex.indexOf('}', i) : i;
    return end + 1 < regex.length() && regex.charAt(end + 1) == '+';
  }

  private static boolean runsAway(Pattern pattern) {
    Set<Character> alphabet = new LinkedHashSet<>();
    for (char c : pattern.pattern().toCharArray()) {
      if (Character.isLetterOrDigit(c) || ".-_@:/ ,".indexOf(c) >= 0) {
        alphabet.add(c);
      }
    }
    for (char c : "a1 中".toCharArray()) {
      alphabet.add(c);
    }
    var few = alphabet.stream().limit(MAX_ALPHABET).toList();
    for (char first : few) {
      for (char second : few) {
        if (runsAway(pattern, ("" + first + second).repeat(PROBE / 2) + "\u0001")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean runsAway(Pattern pattern, String text) {
    try {
      pattern.matcher(new Counted(text)).find();
      return false;
    } catch (OutOfBudget e) {
      return true;
    }
  }

  private static final class OutOfBudget extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfBudget() {
      super(null, null, false, false);
    }
  }

  /** A text that may be looked at only so often. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long left = BUDGET;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (left-- == 0) {
        throw new OutOfBudget();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
