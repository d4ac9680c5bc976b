package org.jinyanglake.quality;

/**
 * The same in two languages.
 *
 * @param zh in simplified Chinese
 * @param en in English
 */
public record InWords(String zh, String en) {

  /** What needs no translation. */
  static InWords same(String text) {
    return new InWords(text, text);
  }

  InWords and(InWords more) {
    return new InWords(zh + more.zh, en + more.en);
  }
}
