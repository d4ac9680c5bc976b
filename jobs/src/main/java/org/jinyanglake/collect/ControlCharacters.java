package org.jinyanglake.collect;

/** Finds in texts that were delimited otherwise what no text should hold. */
final class ControlCharacters {

  private ControlCharacters() {}

  /** Why a text is refused: a control character other than tab and line break; null if none is. */
  static Misfit find(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b == 0 ? Misfit.NUL : Misfit.CONTROL;
      }
      boolean c1 = b == (byte) 0xc2 && i + 1 < to && (utf8[i + 1] & 0xff) < 0xa0;
      if (b == 0x7f || c1) {
        return Misfit.CONTROL;
      }
    }
    return null;
  }
}
