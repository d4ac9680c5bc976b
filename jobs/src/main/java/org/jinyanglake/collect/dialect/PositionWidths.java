package org.jinyanglake.collect.dialect;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.nio.charset.Charset;
import org.jinyanglake.contract.Source.Positions;

/** How many positions of fixed-width text a character takes. */
public final class PositionWidths {

  private final Positions positions;
  private final Charset charset;

  /** Those of the basic plane, asked for once. */
  private final byte[] basic = new byte[Character.MIN_SUPPLEMENTARY_CODE_POINT];

  /** What positions count, in a text of that encoding. */
  public PositionWidths(Positions positions, String encoding) {
    this.positions = positions;
    this.charset = Charset.forName(encoding);
    for (int c = 0; c < basic.length; c++) {
      basic[c] = (byte) measure(c);
    }
  }

  Positions positions() {
    return positions;
  }

  /** Positions of a code point; a combining mark may take none. */
  public int of(int codePoint) {
    return codePoint < basic.length ? basic[codePoint] : measure(codePoint);
  }

  /** Positions of a text. */
  int of(String text) {
    return text.codePoints().map(this::of).sum();
  }

  private int measure(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return surrogate
        ? 1
        : switch (positions) {
          case CHARACTERS -> 1;
          case BYTES -> Character.toString(c).getBytes(charset).length;
          case DISPLAY -> displayed(c);
        };
  }

  /** By Unicode Standard Annex 11; ambiguous characters take one. */
  private static int displayed(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default ->
          switch (UCharacter.getIntPropertyValue(c, UProperty.EAST_ASIAN_WIDTH)) {
            case UCharacter.EastAsianWidth.WIDE, UCharacter.EastAsianWidth.FULLWIDTH -> 2;
            default -> 1;
          };
    };
  }
}
