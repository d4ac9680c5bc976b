package org.jinyanglake.desensitize.recognize;

import java.time.DateTimeException;
import java.time.LocalDate;

/** The check characters of the standards. Places count from 0; letters are upper-case. */
final class Checks {
  private static final int[] ID = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final int[] CREDIT = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
  };
  private static final int[] ORGANIZATION = {3, 7, 9, 10, 5, 8, 4, 2};
  private static final int[] VIN = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final String CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final String VIN_VALUES = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
  private static final String PROVINCES =
      ",11,12,13,14,15,21,22,23,31,32,33,34,35,36,37,41,42,43,44,45,46,50,51,52,53,54,61,62,63,64,"
          + "65,71,81,82,83,";

  private Checks() {}

  /** ISO 7064 MOD 11-2, as GB 11643 has it. */
  static boolean mod11(CharSequence eighteen) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      int digit = eighteen.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      sum += digit * ID[i];
    }
    return "10X98765432".charAt(sum % 11) == eighteen.charAt(17);
  }

  /**
   * Whether six digits can be a county of GB/T 2260, now or ever: people keep the codes of counties
   * and prefectures that are gone, so only the standard's ranges are asked for.
   */
  static boolean county(CharSequence text) {
    if (!province(text, 0)) {
      return false;
    }
    if (text.charAt(0) == '8') {
      return true; // residence permits of people from Hong Kong, Macau and Taiwan: no county
    }
    int prefecture = two(text, 2);
    return (prefecture >= 1 && prefecture <= 70 || prefecture == 90) && two(text, 4) > 0;
  }

  /** Whether two digits are a province of GB/T 2260. */
  static boolean province(CharSequence text, int at) {
    return PROVINCES.contains("," + text.charAt(at) + text.charAt(at + 1) + ",");
  }

  /** A day that was, from 1850 to today. */
  static boolean day(int year, int month, int day) {
    if (year < 1850 || month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    try {
      return !LocalDate.of(year, month, day).isAfter(LocalDate.now(java.time.ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** GB 32100, and GB 11714 within it. */
  static boolean creditCode(CharSequence eighteen) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      int value = CREDIT_LETTERS.indexOf(eighteen.charAt(i));
      if (value < 0) {
        return false;
      }
      sum += value * CREDIT[i];
    }
    return CREDIT_LETTERS.charAt((31 - sum % 31) % 31) == eighteen.charAt(17)
        && organization(eighteen.subSequence(8, 17));
  }

  /** GB 11714, without its hyphen. */
  static boolean organization(CharSequence nine) {
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      int value = Character.digit(nine.charAt(i), 36);
      if (value < 0) {
        return false;
      }
      sum += value * ORGANIZATION[i];
    }
    return "0X987654321".charAt(sum % 11) == nine.charAt(8);
  }

  /** Luhn's check digit, of ISO/IEC 7812 and of IMEI. */
  static boolean luhn(CharSequence digits) {
    int sum = 0;
    for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      int twice = 2 * digit;
      sum += place % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
  }

  /** GB 16735. */
  static boolean vin(CharSequence seventeen) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      int at = VIN_VALUES.indexOf(seventeen.charAt(i));
      if (at < 0 || seventeen.charAt(i) == '.') {
        return false;
      }
      sum += at % 10 * VIN[i];
    }
    return "0123456789X".charAt(sum % 11) == seventeen.charAt(8);
  }

  static int two(CharSequence text, int at) {
    return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
  }
}
