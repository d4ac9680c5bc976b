package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.List;

/**
 * How the lines of a text end.
 *
 * @param lf the number of LF alone
 * @param crlf the number of CR LF
 * @param cr the number of CR alone
 */
public record LineEnds(long lf, long crlf, long cr) {

  static LineEnds of(String text) {
    long lf = 0;
    long crlf = 0;
    long cr = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lf++;
      } else if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        crlf++;
        i++;
      } else if (c == '\r') {
        cr++;
      }
    }
    return new LineEnds(lf, crlf, cr);
  }

  /** In words, the most frequent first: {@code CR LF and LF}. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    if (crlf > 0) {
      names.add("CR LF");
    }
    if (lf > 0) {
      names.add(lf > crlf ? 0 : names.size(), "LF");
    }
    if (cr > 0) {
      names.add(cr > lf + crlf ? 0 : names.size(), "CR");
    }
    return names.isEmpty() ? "none" : String.join(" and ", names);
  }
}
