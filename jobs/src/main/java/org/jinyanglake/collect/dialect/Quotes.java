package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which quotes a text has and how they are escaped. A head of few lines seldom shows it, so
 * the whole text decides.
 */
final class Quotes {

  static final char[] CHARACTERS = {'"', '\''};

  /** Apostrophes begin words as well; as quotes they end cells that they begin, but for a few. */
  private static final double CLOSED = 0.8;

  /** A blank is part of the delimiter if it stands before so many cells. */
  private static final double BLANK = 0.95;

  private Quotes() {}

  /** The ways in which a dialect's quotes may be meant; none if it has none in the text. */
  static List<Dialect> candidates(String text, Dialect dialect) {
    List<Dialect> candidates = new ArrayList<>();
    char quote = dialect.quote();
    if (text.indexOf(quote) < 0) {
      return candidates;
    }
    Dialect blank = dialect.withBlankAfter(true);
    boolean blanks =
        dialect.delimiter() != ' ' && new Scanner(text, blank).toEnd().hasBlanks(BLANK);
    for (char escape : new char[] {quote, '\\'}) {
      if (escape == quote || text.contains("\\" + quote)) {
        Dialect each = (blanks ? blank : dialect).withEscape(escape);
        Scanner scanner = new Scanner(text, each).toEnd();
        if (scanner.hasQuotes() && (quote == '"' || scanner.closedShare() >= CLOSED)) {
          candidates.add(each);
        }
      }
    }
    return candidates;
  }

  /** The dialect with the quotes and the escape that leave fewest broken records in all. */
  static Dialect decide(String text, Dialect dialect) {
    if (dialect.hasQuote()) {
      return escape(text, dialect);
    }
    for (char quote : CHARACTERS) {
      if (text.indexOf(quote) >= 0) {
        for (Dialect each : candidates(text, Dialect.of(dialect.delimiter(), quote))) {
          Dialect found = escape(text, each);
          if (broken(text, found) < broken(text, dialect) || isHarmless(text, found)) {
            return found;
          }
        }
      }
    }
    return dialect;
  }

  /** Whether every cell that a quote opens ends with it. */
  private static boolean isHarmless(String text, Dialect dialect) {
    return new Scanner(text, dialect).toEnd().closedShare() == 1;
  }

  private static Dialect escape(String text, Dialect dialect) {
    Dialect doubled = dialect.withEscape(dialect.quote());
    if (!text.contains("\\" + dialect.quote())) {
      return doubled;
    }
    Dialect backslash = dialect.withEscape('\\');
    long difference = broken(text, backslash) - broken(text, doubled);
    boolean isBackslash = difference < 0 || difference == 0 && allBackslashesAreDoubled(text);
    return isBackslash ? backslash : doubled;
  }

  private static boolean allBackslashesAreDoubled(String text) {
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i)) {
      int from = i;
      while (i < text.length() && text.charAt(i) == '\\') {
        i++;
      }
      if ((i - from) % 2 != 0) {
        return false;
      }
    }
    return true;
  }

  /** The number of records with stray quotes, or of another width than most. */
  private static long broken(String text, Dialect dialect) {
    Map<Integer, Long> widths = new HashMap<>();
    long strays = 0;
    long records = 0;
    Scanner scanner = new Scanner(text, dialect);
    while (scanner.hasNext()) {
      Scanned row = scanner.next();
      if (row.from() < row.to()) {
        records++;
        strays += row.stray() ? row.lines() : 0;
        widths.merge(row.width(), 1L, Long::sum);
      }
    }
    long most = widths.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return strays + records - most;
  }
}
