package org.jinyanglake.desensitize.recognize;

import java.util.List;

/** Words before a place that say what comes. */
final class Cues {
  private static final int REACH = 14;

  private final int reach;
  private final List<String> words;

  Cues(String... words) {
    this(REACH, words);
  }

  /** Words that count no more than so many characters before a place. */
  Cues(int reach, String... words) {
    this.reach = reach;
    this.words = List.of(words);
  }

  /** Whether one of the words stands shortly before a place. */
  boolean before(Text text, int place) {
    for (int at = place - 1; at >= Math.max(0, place - reach); at--) {
      for (String word : words) {
        if (text.startsWith(word, at) && at + word.length() <= place) {
          return true;
        }
      }
    }
    return false;
  }
}
