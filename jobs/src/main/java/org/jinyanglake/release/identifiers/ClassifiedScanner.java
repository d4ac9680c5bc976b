package org.jinyanglake.release.identifiers;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.DeclassificationList;

/**
 * Finds classified content in values that were written, whatever left it out before: numbers of
 * soldiers, military plates, and the terms and areas of the list, also in full width, with signs
 * between the characters or with Chinese numerals. Not safe for use by several threads.
 */
public final class ClassifiedScanner {
  private static final Pattern SOLDIER = Pattern.compile("[军武兵士文后空海火警]字第?[0-9]{5,8}(?![0-9])");
  private static final String SERIAL = "(?:[0-9]{4}[A-Z0-9]|[\\p{IsHan}A-Z][0-9]{4})(?![A-Z0-9])";
  private static final Pattern POLICE =
      Pattern.compile("(?<![A-Z0-9])WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]" + SERIAL);
  private static final Pattern ARMY =
      Pattern.compile(
          "(?<![A-Z0-9])(?:[VKHBSLJNGC][A-Z][0-9]{5}(?![A-Z0-9])|WJ[0-9]{2}"
              + SERIAL
              + ")|[军海空北沈兰济南广成][A-Z][0-9]{5}(?![A-Z0-9])");
  private static final Pattern ARMY_MARK =
      Pattern.compile("(?:车牌|牌照|号牌|牌号|车号|军车|军牌|PLATE)[^0-9]{0,12}$");
  private static final Pattern POINT =
      Pattern.compile(
          "(?<![0-9])([0-9]{1,3}\\.[0-9]{4,12})(?=(?:[^0-9.\\p{IsHan}]|[东北经纬度]){1,8}([0-9]{1,3}\\.[0-9]{4,12}))");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Mn}\\p{Me}\\x{1160}]+");
  private static final String HAN_NUMERALS = "〇一二三四五六七八九";
  private static final String BETWEEN = "·.-_";
  private static final int SHORTEST = 2;
  private static final int FEWEST_DIGITS = 4;

  private final Map<Character, List<DeclassificationList.Term>> terms = new HashMap<>();
  private final BitSet firsts = new BitSet();
  private final List<DeclassificationList.Area> areas;

  public ClassifiedScanner(DeclassificationList list) {
    areas = list.areas();
    for (DeclassificationList.Term term : list.terms()) {
      String plain = without(without(plain(term.text()), ""), BETWEEN);
      firsts.set(plain.charAt(0));
      terms
          .computeIfAbsent(plain.charAt(0), c -> new ArrayList<>())
          .add(new DeclassificationList.Term(term.id(), plain));
    }
  }

  /**
   * The rules that a text breaks, as {@code military-plate} or {@code term:ID}; null if it breaks
   * none, as nearly all.
   *
   * @param plates whether two letters and five digits are a plate even if nothing says so
   */
  public TreeSet<String> scan(String text, boolean plates) {
    if (text.length() < SHORTEST || !mayHold(text)) {
      return null;
    }
    String plain = plain(text);
    String tight = without(plain, "");
    String joined = without(tight, BETWEEN);
    TreeSet<String> broken = new TreeSet<>();
    if (joined.indexOf('字') >= 0 && SOLDIER.matcher(digits(joined)).find()) {
      broken.add("military-id");
    }
    if (hasPlate(tight, joined, plates)) {
      broken.add("military-plate");
    }
    for (int at = 0; at < joined.length(); at++) {
      if (!firsts.get(joined.charAt(at))) {
        continue;
      }
      for (DeclassificationList.Term term : terms.get(joined.charAt(at))) {
        if (joined.startsWith(term.text(), at)) {
          broken.add("term:" + term.id());
        }
      }
    }
    if (!areas.isEmpty() && plain.indexOf('.') >= 0) {
      for (Matcher point = POINT.matcher(visible(plain)); point.find(); ) {
        addAreas(Double.parseDouble(point.group(1)), Double.parseDouble(point.group(2)), broken);
      }
    }
    return broken.isEmpty() ? null : broken;
  }

  /** One look at each character, which nearly all values end with. */
  private boolean mayHold(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isUsual(c) || c == '字' || firsts.get(Character.toUpperCase(c))) {
        return true;
      }
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    return digits >= FEWEST_DIGITS;
  }

  /** The same for two numbers, whichever of them is the longitude. */
  public TreeSet<String> scan(double one, double other) {
    TreeSet<String> broken = new TreeSet<>();
    addAreas(one, other, broken);
    return broken.isEmpty() ? null : broken;
  }

  private void addAreas(double one, double other, TreeSet<String> broken) {
    for (DeclassificationList.Area area : areas) {
      if (isIn(area, one, other) || isIn(area, other, one)) {
        broken.add("area:" + area.id());
      }
    }
  }

  private static boolean isIn(DeclassificationList.Area area, double longitude, double latitude) {
    return area.west() <= longitude
        && longitude <= area.east()
        && area.south() <= latitude
        && latitude <= area.north();
  }

  private static boolean hasPlate(String tight, String joined, boolean plates) {
    if (joined.contains("WJ") && POLICE.matcher(joined).find()) {
      return true;
    }
    Matcher army = ARMY.matcher(joined);
    while (army.find()) {
      boolean han = "军海空".indexOf(joined.charAt(army.start())) >= 0;
      String before = joined.substring(Math.max(0, army.start() - 14), army.start());
      String dotted = army.group().substring(0, 2) + "·" + army.group().substring(2);
      if (plates
          || han
          || ARMY_MARK.matcher(before).find()
          || !dotted.startsWith("W") && tight.contains(dotted)) {
        return true;
      }
    }
    return false;
  }

  /** In normal width and capital letters. */
  private static String plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isUsual(text.charAt(i))) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
      }
    }
    return text.toUpperCase(Locale.ROOT);
  }

  private static boolean isUsual(char c) {
    return c < 127 || c >= '一' && c <= '\u9FFF' || c == '，' || c == '。' || c == '、' || c == '：';
  }

  private static String visible(String text) {
    return INVISIBLE.matcher(text).replaceAll("");
  }

  /** A text without blanks, invisible characters and further signs. */
  private static String without(String text, String signs) {
    StringBuilder left = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (signs.indexOf(c) < 0 && (c > ' ' && isUsual(c) || !isInvisible(c))) {
        left.append(c);
      }
    }
    return left.toString();
  }

  private static boolean isInvisible(char c) {
    return Character.isWhitespace(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.SPACE_SEPARATOR
        || IdentifierScanner.isInvisible(c)
        || c == 0x2800;
  }

  private static String digits(String text) {
    StringBuilder digits = new StringBuilder(text);
    for (int i = 0; i < digits.length(); i++) {
      int numeral = HAN_NUMERALS.indexOf(digits.charAt(i));
      if (numeral >= 0) {
        digits.setCharAt(i, (char) ('0' + numeral));
      }
    }
    return digits.toString();
  }
}
