package org.jinyanglake.collect.dialect;

/**
 * How much of a text would be common Chinese characters or punctuation in an encoding. Both GB18030
 * and Big5 have them first in their tables (GB 2312 level 1; the frequently used characters of
 * Big5), so that text of one, read as the other, is full of rare ones.
 */
final class HanShare {

  private HanShare() {}

  /** The share of characters beyond ASCII in {@code text[0, end)} that are common in GB 2312. */
  static double gb18030(byte[] text, int end) {
    long all = 0;
    long common = 0;
    for (int i = 0; i < end; i++) {
      int lead = text[i] & 0xff;
      if (lead < 0x80) {
        continue;
      }
      all++;
      int trail = i + 1 < end ? text[i + 1] & 0xff : 0;
      if (trail >= 0x30 && trail <= 0x39) {
        i += 3;
      } else {
        i++;
        boolean level1 = lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1;
        boolean sign = (lead == 0xa1 || lead == 0xa3) && trail >= 0xa1;
        common += level1 || sign ? 1 : 0;
      }
    }
    return all == 0 ? 0 : (double) common / all;
  }

  /** The share of characters beyond ASCII in {@code text[0, end)} that are common in Big5. */
  static double big5(byte[] text, int end) {
    long all = 0;
    long common = 0;
    for (int i = 0; i < end; i++) {
      int lead = text[i] & 0xff;
      if (lead < 0x80) {
        continue;
      }
      all++;
      int trail = i + 1 < end ? text[i + 1] & 0xff : 0;
      boolean pair = trail >= 0x40 && trail <= 0x7e || trail >= 0xa1 && trail <= 0xfe;
      i++;
      boolean frequent = lead >= 0xa4 && (lead < 0xc6 || lead == 0xc6 && trail <= 0x7e);
      common += pair && (frequent || lead == 0xa1 || lead == 0xa2) ? 1 : 0;
    }
    return all == 0 ? 0 : (double) common / all;
  }

  /** Roughly the number of characters of two bytes in {@code text[0, end)}. */
  static long characters(byte[] text, int end) {
    long bytes = 0;
    for (int i = 0; i < end; i++) {
      bytes += text[i] < 0 ? 1 : 0;
    }
    return bytes / 2;
  }
}
