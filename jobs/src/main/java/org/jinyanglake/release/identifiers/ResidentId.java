package org.jinyanglake.release.identifiers;

import java.time.LocalDate;
import java.time.Year;

/**
 * Resident IDs of GB 11643-1999: six digits of region, eight of birth date, three of sequence and
 * the check character of ISO 7064 MOD 11-2.
 */
final class ResidentId {

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECK = "10X98765432";
  private static final int FIRST_YEAR = 1800;

  private ResidentId() {}

  /** Whether the 18 characters at {@code from}, digits and upper-case letters, are an ID. */
  static boolean matches(char[] text, int from) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      int digit = text[from + i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      sum += digit * WEIGHTS[i];
    }
    if (text[from + 17] != CHECK.charAt(sum % 11)) {
      return false;
    }
    int year = Region.two(text, from + 6) * 100 + Region.two(text, from + 8);
    return isIssuer(text, from)
        && year >= FIRST_YEAR
        && isPastDate(year, Region.two(text, from + 10), Region.two(text, from + 12));
  }

  /** Whether the 15 digits at {@code from} have the region and birth date of an old ID. */
  static boolean matches15(char[] text, int from) {
    for (int i = 0; i < 15; i++) {
      if (text[from + i] < '0' || text[from + i] > '9') {
        return false;
      }
    }
    return Region.isDivision(text, from)
        && isPastDate(
            1900 + Region.two(text, from + 6),
            Region.two(text, from + 8),
            Region.two(text, from + 10));
  }

  /**
   * A county; 810000, 820000 and 830000 on the residence permits of Hong Kong, Macau and Taiwan;
   * and 9, province, country on the permanent residence card of foreigners.
   */
  private static boolean isIssuer(char[] text, int from) {
    if (text[from] == '9') {
      return Region.isProvince(Region.two(text, from + 1));
    }
    int province = Region.two(text, from);
    if (province >= 81 && province <= 83) {
      return Region.two(text, from + 2) == 0 && Region.two(text, from + 4) == 0;
    }
    return Region.isDivision(text, from);
  }

  private static boolean isPastDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || day > 31) {
      return false;
    }
    int days =
        switch (month) {
          case 2 -> Year.isLeap(year) ? 29 : 28;
          case 4, 6, 9, 11 -> 30;
          default -> 31;
        };
    return day <= days && !LocalDate.of(year, month, day).isAfter(LocalDate.now(BEIJING));
  }

  private static final java.time.ZoneId BEIJING = java.time.ZoneId.of("Asia/Shanghai");
}
