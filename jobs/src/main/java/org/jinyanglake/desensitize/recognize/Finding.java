package org.jinyanglake.desensitize.recognize;

/**
 * Something found in a text.
 *
 * @param start of its first character in the text as it was given, in UTF-16 units
 * @param end after its last
 * @param score how sure it is, up to 1: a check character and a plausible structure give 1, a
 *     structure alone or with a word before it that says so gives less
 */
public record Finding(Kind kind, int start, int end, double score) {

  int length() {
    return end - start;
  }
}
