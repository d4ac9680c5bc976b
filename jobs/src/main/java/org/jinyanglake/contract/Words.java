package org.jinyanglake.contract;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An enumeration as contracts write it: in small letters, with hyphens. */
final class Words {

  private Words() {}

  static <E extends Enum<E>> Optional<E> read(
      Class<E> type, Place place, String what, Report report) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return report.oneOf(place, what, words.keySet()).map(words::get);
  }
}
