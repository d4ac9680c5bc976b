package org.jinyanglake.demo;

/** The last characters of identifiers, computed from what stands before them. */
final class CheckCharacters {

  private static final int[] RESIDENT_WEIGHTS = {
    7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
  };
  private static final String RESIDENT_CHARACTERS = "10X98765432";

  private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

  /** Digits and letters without I, O, S, V and Z, in the order of GB 32100-2015. */
  static final String CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  private static final int[] CREDIT_CODE_WEIGHTS = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
  };

  private CheckCharacters() {}

  /** Of a resident ID (公民身份号码, GB 11643-1999; ISO 7064 MOD 11-2): 17 digits give one. */
  static char resident(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < RESIDENT_WEIGHTS.length; i++) {
      sum += (digits.charAt(i) - '0') * RESIDENT_WEIGHTS[i];
    }
    return RESIDENT_CHARACTERS.charAt(sum % 11);
  }

  /** Of an organisation code (GB 11714-1997): 8 digits or letters give one. */
  static char organisation(CharSequence body) {
    int sum = 0;
    for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
      sum += Character.digit(body.charAt(i), 36) * ORGANISATION_WEIGHTS[i];
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
  }

  /** Of a unified social credit code (统一社会信用代码, GB 32100-2015): 17 characters give one. */
  static char creditCode(CharSequence body) {
    int sum = 0;
    for (int i = 0; i < CREDIT_CODE_WEIGHTS.length; i++) {
      sum += CREDIT_CODE_CHARACTERS.indexOf(body.charAt(i)) * CREDIT_CODE_WEIGHTS[i];
    }
    return CREDIT_CODE_CHARACTERS.charAt((31 - sum % 31) % 31);
  }

  /** Of a bank card (ISO/IEC 7812-1, Luhn): all digits but the last give the last. */
  static char luhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = digit * 2;
      sum += i % 2 == 1 ? digit : doubled > 9 ? doubled - 9 : doubled;
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }
}
