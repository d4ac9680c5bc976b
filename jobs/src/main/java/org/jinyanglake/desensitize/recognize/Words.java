package org.jinyanglake.desensitize.recognize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A set of words, to be found at a place of a text; the longest wins. */
final class Words {
  /** Most characters begin no word, which is known without a look at the map. */
  private final BitSet firsts = new BitSet(1 << 16);

  private final Map<Character, List<String>> byFirst = new HashMap<>();

  Words(String... words) {
    for (String word : words) {
      firsts.set(word.charAt(0));
      byFirst.computeIfAbsent(word.charAt(0), first -> new ArrayList<>()).add(word);
    }
    byFirst.values().forEach(list -> list.sort((a, b) -> b.length() - a.length()));
  }

  /** The length of the longest word that begins at a place; 0 if none does. */
  int at(Text text, int place) {
    if (place >= text.length() || !firsts.get(text.at(place))) {
      return 0;
    }
    for (String word : byFirst.get(text.at(place))) {
      if (text.startsWith(word, place)) {
        return word.length();
      }
    }
    return 0;
  }

  /** The length of the longest word that ends before a place; 0 if none does. */
  int before(Text text, int place) {
    for (int length = Math.min(6, place); length > 0; length--) {
      if (at(text, place - length) == length) {
        return length;
      }
    }
    return 0;
  }
}
