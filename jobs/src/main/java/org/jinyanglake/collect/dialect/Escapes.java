package org.jinyanglake.collect.dialect;

import java.util.HashMap;
import java.util.Map;

/** Decides how quotes are escaped, which a head of few lines seldom shows. */
final class Escapes {

  private Escapes() {}

  /** The dialect with the escape that leaves fewer broken records in the whole text. */
  static Dialect decide(String text, Dialect dialect) {
    if (!dialect.hasQuote() || !text.contains("\\" + dialect.quote())) {
      return dialect.hasQuote() ? dialect.withEscape(dialect.quote()) : dialect;
    }
    Dialect doubled = dialect.withEscape(dialect.quote());
    Dialect backslash = dialect.withEscape('\\');
    return broken(text, backslash) < broken(text, doubled) ? backslash : doubled;
  }

  /** Records with stray quotes, or of another width than most. */
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
