package org.jinyanglake.release.identifiers;

/**
 * Whether six digits can be an administrative division of GB/T 2260. The province must exist; below
 * it only the standard's ranges are asked (01–70 and 90 for prefectures), not today's list, because
 * people keep the codes of counties that were abolished long ago.
 */
final class Region {

  private static final boolean[] PROVINCE = new boolean[100];

  static {
    for (int code :
        new int[] {
          11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50,
          51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82
        }) {
      PROVINCE[code] = true;
    }
  }

  private Region() {}

  static boolean isProvince(int code) {
    return PROVINCE[code];
  }

  /** Whether the six digits at {@code from} are a division of a province of the mainland. */
  static boolean isDivision(char[] text, int from) {
    int prefecture = two(text, from + 2);
    return isProvince(two(text, from)) && (prefecture >= 1 && prefecture <= 70 || prefecture == 90);
  }

  /** The number of two digits at {@code from}. */
  static int two(char[] text, int from) {
    return (text[from] - '0') * 10 + text[from + 1] - '0';
  }
}
