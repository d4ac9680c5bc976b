package org.jinyanglake.demo;

/** Numbers with leading zeros. */
final class Digits {

  private Digits() {}

  /** Appends the number with at least so many digits. */
  static StringBuilder append(StringBuilder text, long number, int digits) {
    long power = 1;
    for (int i = 1; i < digits; i++) {
      power *= 10;
    }
    for (; power > 1 && number < power; power /= 10) {
      text.append('0');
    }
    return text.append(number);
  }
}
