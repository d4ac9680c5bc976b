package org.jinyanglake.release.identifiers;

/**
 * Numbers of bank cards (ISO/IEC 7812): an issuer's prefix with one of its lengths, and the Luhn
 * check digit. One in ten numbers passes Luhn by chance, so the prefix is always asked as well.
 */
final class BankCard {

  /** A range of prefixes of equal length and the lengths of the cards that bear them. */
  private record Issuer(int low, int high, int digits, int shortest, int longest) {}

  private static final Issuer[] ISSUERS = {
    new Issuer(62, 62, 2, 16, 19), // UnionPay
    new Issuer(9558, 9558, 4, 19, 19), // ICBC, before UnionPay
    new Issuer(601382, 601382, 6, 19, 19), // Bank of China, before UnionPay
    new Issuer(4, 4, 1, 16, 16), // Visa
    new Issuer(51, 55, 2, 16, 16), // Mastercard
    new Issuer(2221, 2720, 4, 16, 16), // Mastercard
    new Issuer(34, 34, 2, 15, 15), // American Express
    new Issuer(37, 37, 2, 15, 15), // American Express
    new Issuer(3528, 3589, 4, 16, 16), // JCB
    new Issuer(6011, 6011, 4, 16, 16), // Discover
    new Issuer(644, 659, 3, 16, 16), // Discover
    new Issuer(300, 305, 3, 14, 14), // Diners Club
    new Issuer(36, 36, 2, 14, 14), // Diners Club
    new Issuer(38, 39, 2, 14, 14), // Diners Club
  };

  private BankCard() {}

  /** Whether the {@code length} digits at {@code from} are a card's number. */
  static boolean matches(char[] text, int from, int length) {
    return length >= 14 && length <= 19 && isIssued(text, from, length) && luhn(text, from, length);
  }

  private static boolean isIssued(char[] text, int from, int length) {
    int prefix = 0;
    for (int digits = 1; digits <= 6; digits++) {
      prefix = prefix * 10 + text[from + digits - 1] - '0';
      for (Issuer issuer : ISSUERS) {
        if (issuer.digits == digits
            && prefix >= issuer.low
            && prefix <= issuer.high
            && length >= issuer.shortest
            && length <= issuer.longest) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean luhn(char[] text, int from, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int digit = text[from + length - 1 - i] - '0';
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }
}
