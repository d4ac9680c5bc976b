package org.jinyanglake.desensitize.recognize;

import java.util.List;

/** Number plates (GA 36) but for military ones: a Chinese character begins them. */
final class Plates implements Recognizer {
  static final String PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  private static final String LAST = "挂学警港澳";
  private static final String ELECTRIC = "DFABCEGHJK";

  @Override
  public void find(Text text, List<Finding> found) {
    for (int at = 0; at + 5 < text.length(); at++) {
      if (!text.isHan(at)) {
        continue;
      }
      char c = text.at(at);
      if (PROVINCES.indexOf(c) >= 0) {
        plate(text, at, found);
      } else if (c == '使' || c == '领') {
        serial(text, at + 1, 6, Kind.PLATE, at, found);
      }
    }
  }

  /** As 晋A12345, 晋A·1234挂, 晋AD12345, 晋A12345D. */
  private static void plate(Text text, int at, List<Finding> found) {
    int next = skip(text, at + 1);
    if (next >= text.length() || !isSerialLetter(text, next)) {
      return;
    }
    StringBuilder serial = new StringBuilder();
    int end = next + 1;
    for (int i = skip(text, next + 1); i < text.length() && serial.length() < 7; i++) {
      char c = text.at(i);
      if (c == Text.NOTHING || c == ' ' && serial.length() < 5) {
        continue;
      }
      if (!isSerialLetter(text, i) && !text.isAsciiDigit(i)) {
        if (serial.length() == 4 && LAST.indexOf(c) >= 0) {
          serial.append(c);
          end = i + 1;
        }
        break;
      }
      serial.append(c);
      end = i + 1;
    }
    int digits = (int) serial.chars().filter(c -> c >= '0' && c <= '9').count();
    boolean common = serial.length() == 5 && digits > 0;
    if (common || serial.length() == 6 && isElectric(serial)) {
      found.add(new Finding(Kind.PLATE, at, end, 0.95));
    }
  }

  /** Small cars: a letter first, the last four digits; large ones: five digits, then a letter. */
  private static boolean isElectric(CharSequence serial) {
    boolean small =
        ELECTRIC.indexOf(serial.charAt(0)) >= 0
            && serial.subSequence(2, 6).chars().allMatch(c -> c >= '0' && c <= '9');
    boolean large =
        ELECTRIC.indexOf(serial.charAt(5)) >= 0
            && serial.subSequence(0, 5).chars().allMatch(c -> c >= '0' && c <= '9');
    return small || large;
  }

  private static void serial(
      Text text, int from, int length, Kind kind, int start, List<Finding> found) {
    int end = from;
    int digits = 0;
    while (end < text.length() && text.isLatinOrAsciiDigit(end)) {
      digits += text.isAsciiDigit(end) ? 1 : 0;
      end++;
    }
    if (end - from == length && digits >= length - 1) {
      found.add(new Finding(kind, start, end, 0.9));
    }
  }

  private static boolean isSerialLetter(Text text, int at) {
    char c = text.at(at);
    return text.isLatin(at) && c != 'I' && c != 'O';
  }

  private static int skip(Text text, int at) {
    int next = at;
    while (next < text.length()
        && (text.at(next) == Text.NOTHING
            || text.at(next) == ' '
            || text.at(next) == '·'
            || text.at(next) == '-'
            || text.at(next) == '.')) {
      next++;
    }
    return next;
  }
}
