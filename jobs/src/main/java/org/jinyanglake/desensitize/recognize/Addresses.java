package org.jinyanglake.desensitize.recognize;

import java.util.List;

/**
 * Addresses down to a house or a room: the name of a road or of a housing estate, then a number
 * with its unit. A road or an estate alone, as in a complaint about traffic, is no address of a
 * person.
 */
final class Addresses implements Recognizer {
  private static final Words PLACES =
      new Words(
          "大街", "胡同", "大道", "路", "街", "巷", "弄", "小区", "花园", "家属院", "公寓", "社区", "新村", "宿舍", "大厦",
          "庄园", "苑", "村", "府", "院", "里", "城", "园", "庄", "楼", "中心", "广场", "居", "湾", "郡", "庭", "区");
  private static final Words UNITS =
      new Words("号院", "号楼", "号", "栋", "幢", "座", "单元", "室", "层", "户", "排", "楼", "门", "弄");
  private static final Words BEGINS =
      new Words(
          "住在", "家住", "位于", "地址", "住址", "居住", "住", "在", "到", "从", "是", "的", "为", "至", "来", "离", "往",
          "去", "对", "沿", "向", "市民", "居民", "业主", "寄", "送", "于", "址", "我家", "家在", "反映", "投诉", "称",
          "说", "请");
  private static final int LONGEST_NAME = 24;
  private static final String NUMERALS = "一二三四五六七八九十百零〇";

  @Override
  public void find(Text text, List<Finding> found) {
    int at = 0;
    while (at < text.length()) {
      int place = text.isHan(at) ? PLACES.at(text, at) : 0;
      if (place == 0) {
        at++;
        continue;
      }
      int end = details(text, at + place);
      if (end == at + place) {
        at++;
        continue;
      }
      int start = begin(text, at);
      if (start < at) {
        found.add(new Finding(Kind.ADDRESS, start, end, 0.9));
      }
      at = end;
    }
  }

  /** The end of all numbers with units from a place on, and of estates between them. */
  private static int details(Text text, int from) {
    int end = from;
    while (true) {
      int next = detail(text, end);
      if (next == end && end > from) {
        next = estate(text, end);
      }
      if (next == end) {
        return end;
      }
      end = next;
    }
  }

  private static int detail(Text text, int from) {
    int at = from;
    while (at < text.length() && (text.at(at) == ' ' || text.at(at) == Text.NOTHING)) {
      at++;
    }
    int number = at;
    while (number < text.length() && number < at + 6 && isNumber(text, number)) {
      number++;
    }
    if (number == at) {
      return from;
    }
    int unit = UNITS.at(text, number);
    if (unit > 0) {
      return number + unit;
    }
    // As 3-2-502.
    int hyphens = 0;
    int end = number;
    while (end + 1 < text.length() && text.at(end) == '-' && text.isAsciiDigit(end + 1)) {
      hyphens++;
      end++;
      while (end < text.length() && text.isAsciiDigit(end)) {
        end++;
      }
    }
    return hyphens > 0 && end - from <= 14 && text.isAsciiDigit(at) && hyphens < 4 ? end : from;
  }

  private static boolean isNumber(Text text, int at) {
    return text.isLatinOrAsciiDigit(at) || NUMERALS.indexOf(text.at(at)) >= 0;
  }

  /** The end of a name of up to eight characters that is a place and has details after it. */
  private static int estate(Text text, int from) {
    for (int at = from; at < Math.min(text.length(), from + 8); at++) {
      if (!text.isHan(at)) {
        return from;
      }
      int place = PLACES.at(text, at);
      if (place > 0 && detail(text, at + place) > at + place) {
        return at + place;
      }
    }
    return from;
  }

  private static int begin(Text text, int suffix) {
    int start = suffix;
    while (start > 0 && suffix - start < LONGEST_NAME) {
      boolean part = text.isHan(start - 1) || text.isLatinOrAsciiDigit(start - 1);
      if (!part || BEGINS.before(text, start) > 0 && start < suffix) {
        break;
      }
      start--;
    }
    return start;
  }
}
