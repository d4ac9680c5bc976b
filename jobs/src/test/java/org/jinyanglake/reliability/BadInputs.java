package org.jinyanglake.reliability;

import java.util.List;
import java.util.stream.Stream;

/** All of it, by the numbers of the catalogue of bad inputs. */
final class BadInputs {
  private BadInputs() {}

  static List<BadInput> all() {
    return Stream.of(BadTexts.all(), BadValues.all(), BadPackages.all())
        .flatMap(List::stream)
        .toList();
  }
}
