package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;

/** Says what keeps a text from being a number, without showing it. */
final class NumberMisfits {

  private final String rule;
  private final String expected;

  /**
   * @param rule the type's name, as {@code integer}
   * @param expected the type with its article, as {@code an integer}
   */
  NumberMisfits(String rule, String expected) {
    this.rule = rule;
    this.expected = expected;
  }

  Misfit of(String found) {
    return new Misfit(rule, found);
  }

  /** For a text that is not written as a number of this type. */
  Misfit describe(byte[] utf8, int from, int to) {
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return of("an empty text for " + expected);
    }
    if (text.codePoints().anyMatch(c -> c >= '０' && c <= '９')) {
      return of("full-width digits in " + expected);
    }
    if (text.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      return of("spaces in " + expected);
    }
    if (text.matches("[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?")) {
      return of("thousands separators in " + expected);
    }
    if (text.matches("[+-]?[0-9]*[.]?[0-9]+[eE][+-]?[0-9]+")) {
      return of("an exponent in " + expected + "; digits may already be lost");
    }
    if (text.matches("-?[0-9]+[.][0-9]*")) {
      boolean integer = rule.equals("integer");
      return of(integer ? "a decimal point in an integer" : "no digits after the decimal point");
    }
    if (text.codePoints().anyMatch(Character::isLetter)) {
      return of("letters in " + expected);
    }
    return of("signs other than digits in " + expected);
  }
}
