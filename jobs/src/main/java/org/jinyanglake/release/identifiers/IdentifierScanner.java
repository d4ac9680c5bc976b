package org.jinyanglake.release.identifiers;

/**
 * Finds identifiers in text, also inside longer text and in disguise: full-width and other Unicode
 * digits, Chinese numerals, invisible characters and marks, blanks, line breaks, hyphens, dots,
 * slashes and underscores between the digits; escaped for JSON, addresses or HTML, and in Base64,
 * also in one another. Resident IDs and credit codes also backwards.
 *
 * <p>A number counts only as a whole: digits that touch further digits, or lie among letters and
 * other digits as in a token or a hash, are part of something else. Letters before and after it
 * ({@code tel138…}, {@code 138…x}) do not hide it. A number without any check (mobile, card) that
 * is cut by different separators must be cut into parts of at least three digits, or {@code 13-15
 * 2020-1-11} would be one; one with dots or slashes into three such parts, or a decimal would be.
 *
 * <p>Most values hold fewer than eleven digits and cost one look at each character. Not safe for
 * use by several threads.
 */
public final class IdentifierScanner {

  /** The whole value is 15 digits: what {@link #OLD_ID_SHAPE} is measured against. */
  public static final int FIFTEEN_DIGITS = 1 << 30;

  /**
   * The whole value is 15 digits with region and date of an old resident ID. One in a hundred
   * random numbers is, so only a column with many of them speaks.
   */
  public static final int OLD_ID_SHAPE = 1 << 29;

  private static final int SHORTEST = 11;
  private static final int LONGEST = 19;
  private static final int CREDIT_CODE_DIGITS = 6;
  static final int CREDIT_CODE_LENGTH = 18;
  private static final int SHORTEST_OF_ALL = 7;
  private static final int SHORTEST_BASE64 = 12;
  private static final int DEEPEST = 4;
  private static final int VIN_LENGTH = 17;
  private static final int WIDEST_GAP = 3;
  private static final int LEAST_PART = 3;
  private static final String HAN_NUMERALS = "零一二三四五六七八九";
  private static final String FORMAL_NUMERALS = "零壹贰叁肆伍陆柒捌玖";
  private static final String TRADITIONAL_NUMERALS = "零壹貳參肆伍陸柒捌玖";
  private static final String[] OLD_ID_CUES = {"身份证", "证件号", "身份号"};

  private static final char HAN_FIRST = 0x4E00;
  private static final char HAN_LAST = 0x9FFF;
  private static final byte NUMERAL = 1;
  private static final byte SIGN = 2;
  private static final byte PROVINCE = 4;
  private static final byte[] HAN = new byte[HAN_LAST - HAN_FIRST + 1];

  static {
    for (char c = HAN_FIRST; c <= HAN_LAST; c++) {
      HAN[c - HAN_FIRST] =
          (byte) ((hanDigit(c) >= 0 ? NUMERAL : 0) | (Plate.isProvince(c) ? PROVINCE : 0));
    }
    // Of 护照, and of the 证 in the names of permits.
    HAN['照' - HAN_FIRST] |= SIGN;
    HAN['证' - HAN_FIRST] |= SIGN;
  }

  private static final char BRAILLE_BLANK = 0x2800;
  private static final char BREAK = '|';
  private static final char BLANK = ' ';
  private static final char HYPHEN = '-';
  private static final char DOT = '.';

  private char[] folded = new char[256];
  private char[] joined = new char[64];
  private final char[] backwards = new char[CREDIT_CODE_LENGTH];
  private int length;

  /**
   * The kinds that occur in {@code text}, to be asked with {@link Identifier#in}, with {@link
   * #FIFTEEN_DIGITS} and {@link #OLD_ID_SHAPE}; 0 if there is nothing.
   */
  public int scan(String text) {
    return scan(text, 0);
  }

  /**
   * @param depth how many times the text was unpacked already
   */
  private int scan(String text, int depth) {
    int size = text.length();
    if (size < SHORTEST_OF_ALL) {
      return 0;
    }
    int digits = 0;
    int letters = 0;
    int han = 0;
    int signs = 0;
    int run = 0;
    int longest = 0;
    boolean escaped = false;
    boolean papers = false;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < 128) {
        run++;
        if (c >= '0' && c <= '9') {
          digits++;
        } else if (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
          letters++;
        } else if (c != '+' && c != '/' && c != '-' && c != '_') {
          longest = Math.max(longest, run - 1);
          run = 0;
          escaped |= c == '%' || c == '&' || c == '\\';
          papers |= c == '@' || c == '(';
        }
        continue;
      }
      longest = Math.max(longest, run);
      run = 0;
      if (c >= HAN_FIRST && c <= HAN_LAST) {
        signs |= HAN[c - HAN_FIRST];
        if ((HAN[c - HAN_FIRST] & NUMERAL) != 0) {
          han++;
        }
      } else if (c == '〇') {
        han++;
      } else if (Character.isHighSurrogate(c)) {
        digits++; // there are digits beyond the basic plane; the fold decides
      } else if (c >= 0xFF21 && c <= 0xFF5A) {
        letters++;
      } else if (digit(c) >= 0) {
        digits++;
      } else {
        papers |= c == '＠' || c == '（';
      }
    }
    int found = 0;
    if (digits >= SHORTEST || digits >= CREDIT_CODE_DIGITS && digits + letters >= VIN_LENGTH) {
      fold(text, false);
      found = scanFolded(text);
    }
    if (han > 0
        && (digits + han >= SHORTEST
            || digits + han >= CREDIT_CODE_DIGITS && digits + han + letters >= VIN_LENGTH)) {
      fold(text, true);
      found |= scanFolded(text);
    }
    if ((signs & PROVINCE) != 0 && digits + han >= 3 && Plate.in(text)) {
      found |= Identifier.PLATE.bit();
    }
    if (papers || (signs & SIGN) != 0 || isPassport(text, letters)) {
      found |= Papers.in(text);
    }
    if (depth < DEEPEST) {
      if (escaped) {
        String plain = Decoding.unescaped(text);
        found |= plain.equals(text) ? 0 : scan(plain, depth + 1);
      }
      // Words alone are no Base64 of digits: that has both, in either case.
      if (Math.max(longest, run) >= SHORTEST_BASE64 && letters > 0) {
        for (String plain : Decoding.base64(text)) {
          found |= scan(plain, depth + 1);
        }
      }
    }
    return found;
  }

  private static boolean isPassport(String text, int letters) {
    return letters >= 8 && (text.contains("assport") || text.contains("ASSPORT"));
  }

  /** The same for an integer, which may be a number that lost its quotes. */
  public int scan(long number) {
    // The least long has no absolute value, and is no identifier.
    return Math.abs(number) < 10_000_000_000L ? 0 : scan(Long.toString(Math.abs(number)));
  }

  /** Writes digits, upper-case letters, blanks, hyphens and breaks; drops what is invisible. */
  private void fold(String text, boolean hanNumerals) {
    if (folded.length < text.length()) {
      folded = new char[text.length() * 2];
    }
    length = 0;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (!isInvisible(codePoint)) {
        folded[length++] = fold(codePoint, hanNumerals);
      }
    }
  }

  static char fold(int c, boolean hanNumerals) {
    if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
      return (char) c;
    }
    if (c >= 'a' && c <= 'z') {
      return (char) (c - 'a' + 'A');
    }
    if (Character.isWhitespace(c)
        || Character.getType(c) == Character.SPACE_SEPARATOR
        || c == BRAILLE_BLANK) {
      return BLANK;
    }
    if (Character.getType(c) == Character.DASH_PUNCTUATION || c == '−' || c == 'ー') {
      return HYPHEN;
    }
    if (c == '.' || c == '/' || c == '_' || c == '．' || c == '／' || c == '·') {
      return DOT;
    }
    if (c < 128) {
      return BREAK;
    }
    if (c >= 'Ａ' && c <= 'Ｚ') {
      return (char) (c - 'Ａ' + 'A');
    }
    if (c >= 'ａ' && c <= 'ｚ') {
      return (char) (c - 'ａ' + 'A');
    }
    if (c == '×' || c == 'Х' || c == 'Χ' || c == 'χ' || c == 'х' || c == 'Ⅹ' || c == 'ⅹ') {
      return 'X';
    }
    int digit = hanNumerals ? hanDigit(c) : -1;
    if (digit < 0) {
      digit = digit(c);
    }
    return digit < 0 ? BREAK : (char) ('0' + digit);
  }

  /** What shows nothing of its own: marks on the character before, and fillers of Hangul. */
  static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
      default -> c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    };
  }

  /** The value of a digit of any script, also circled or raised; −1 for anything else. */
  static int digit(int c) {
    int type = Character.getType(c);
    if (type != Character.DECIMAL_DIGIT_NUMBER && type != Character.OTHER_NUMBER) {
      return -1;
    }
    int value = Character.getNumericValue(c);
    return value <= 9 ? value : -1;
  }

  static int hanDigit(int c) {
    return switch (c) {
      case '〇' -> 0;
      case '幺' -> 1;
      case '两' -> 2;
      default ->
          Math.max(
              HAN_NUMERALS.indexOf(c),
              Math.max(FORMAL_NUMERALS.indexOf(c), TRADITIONAL_NUMERALS.indexOf(c)));
    };
  }

  /** Tries every sequence of whole parts, a part being a run of digits and letters. */
  private int scanFolded(String text) {
    int found = 0;
    for (int start = 0; start < length; start++) {
      if (isPart(folded[start]) && (start == 0 || !isPart(folded[start - 1]))) {
        int end = partEnd(start);
        found |= insideLetters(start, end);
        found |= sequencesFrom(start, text);
      }
    }
    return found;
  }

  private int sequencesFrom(int start, String text) {
    int found = 0;
    int size = 0;
    int parts = 0;
    int shortestPart = Integer.MAX_VALUE;
    boolean oneSeparator = true;
    boolean dotted = false;
    char separator = BREAK;
    int at = start;
    while (true) {
      int end = partEnd(at);
      if (size + end - at > LONGEST) {
        return found;
      }
      System.arraycopy(folded, at, joined, size, end - at);
      size += end - at;
      parts++;
      shortestPart = Math.min(shortestPart, end - at);
      if (size >= SHORTEST) {
        boolean loose =
            dotted
                ? parts > 2 && shortestPart >= LEAST_PART
                : parts == 1 || oneSeparator || shortestPart >= LEAST_PART;
        boolean whole = start == 0 && end == length;
        found |= judge(size, loose, whole, text);
      }
      int next = end;
      while (next < length && isSeparator(folded[next])) {
        next++;
      }
      if (next >= length || next - end > WIDEST_GAP || next == end || !isPart(folded[next])) {
        return found;
      }
      for (int i = end; i < next; i++) {
        oneSeparator &= separator == BREAK || separator == folded[i];
        dotted |= folded[i] == DOT;
        separator = folded[i];
      }
      at = next;
    }
  }

  /**
   * @param loose whether a number without check character may be made of these parts
   * @param whole whether the candidate is the whole value
   */
  private int judge(int size, boolean loose, boolean whole, String text) {
    int found = 0;
    if (size == CREDIT_CODE_LENGTH) {
      turn();
      if (ResidentId.matches(joined, 0) || ResidentId.matches(backwards, 0)) {
        found |= Identifier.RESIDENT_ID.bit();
      }
      if (CreditCode.matches(joined, 0) || CreditCode.matches(backwards, 0)) {
        found |= Identifier.CREDIT_CODE.bit();
      }
    }
    if (size == VIN_LENGTH && Vin.matches(joined, 0)) {
      found |= Identifier.VIN.bit();
    }
    if (!loose || !allDigits(joined, 0, size)) {
      return found;
    }
    if (MobileNumber.matches(joined, 0, size)) {
      found |= Identifier.MOBILE.bit();
    }
    if (BankCard.matches(joined, 0, size)) {
      found |= Identifier.BANK_CARD.bit();
    }
    if (size == 15) {
      boolean shaped = ResidentId.matches15(joined, 0);
      if (shaped && hasOldIdCue(text)) {
        found |= Identifier.RESIDENT_ID_15.bit();
      }
      if (whole) {
        found |= FIFTEEN_DIGITS | (shaped ? OLD_ID_SHAPE : 0);
      }
    }
    return found;
  }

  private void turn() {
    for (int i = 0; i < CREDIT_CODE_LENGTH; i++) {
      backwards[i] = joined[CREDIT_CODE_LENGTH - 1 - i];
    }
  }

  /** A part of letters, one block of digits and letters again. */
  private int insideLetters(int start, int end) {
    int from = start;
    while (from < end && folded[from] > '9') {
      from++;
    }
    int to = from;
    while (to < end && folded[to] <= '9') {
      to++;
    }
    for (int i = to; i < end; i++) {
      if (folded[i] <= '9') {
        return 0;
      }
    }
    if (from == start && to == end) {
      return 0;
    }
    boolean checked =
        to - from == 18
            || to - from == 17 && to < end && folded[to] == 'X' && (from > start || to + 1 < end);
    if (checked && ResidentId.matches(folded, from)) {
      return Identifier.RESIDENT_ID.bit();
    }
    return (MobileNumber.matches(folded, from, to - from) ? Identifier.MOBILE.bit() : 0)
        | (BankCard.matches(folded, from, to - from) ? Identifier.BANK_CARD.bit() : 0);
  }

  static boolean isSeparator(char c) {
    return c == BLANK || c == HYPHEN || c == DOT;
  }

  private static boolean hasOldIdCue(String text) {
    for (String cue : OLD_ID_CUES) {
      if (text.contains(cue)) {
        return true;
      }
    }
    return false;
  }

  private int partEnd(int start) {
    int end = start;
    while (end < length && isPart(folded[end])) {
      end++;
    }
    return end;
  }

  static boolean isPart(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
  }

  static boolean allDigits(char[] text, int from, int size) {
    for (int i = from; i < from + size; i++) {
      if (text[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
