package org.jinyanglake.desensitize.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the names of a column, and what its contract says of it, let expect. */
final class ColumnName {
  private ColumnName() {}

  /**
   * The meanings that a text names, each with the word that names it.
   *
   * @param texts names, labels, descriptions; may be empty
   */
  static Map<Meaning, String> meanings(List<String> texts) {
    Map<Meaning, String> named = new EnumMap<>(Meaning.class);
    for (String text : texts) {
      String lower = text.toLowerCase(Locale.ROOT);
      List<String> words = words(text);
      for (Meaning meaning : Meaning.values()) {
        for (String word : meaning.words()) {
          boolean latin = word.charAt(0) < 128;
          if (latin
              ? Collections.indexOfSubList(words, Arrays.asList(word.split("_"))) >= 0
              : lower.contains(word)) {
            named.putIfAbsent(meaning, word);
          }
        }
      }
    }
    return named;
  }

  /** {@code legalPersonID}, {@code legal_person_id} → legal, person, id. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")) {
      if (!word.isEmpty()) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }
}
