package org.jinyanglake.release.identifiers;

import java.text.Normalizer;
import java.util.ArrayList;
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
  private static final Pattern BETWEEN =
      Pattern.compile("[\\s\\p{Cf}\\p{Zs}·.\\-_\\x{FE00}-\\x{FE0F}]+");
  private static final Pattern SOLDIER = Pattern.compile("[军武兵士文后空海火警]字第?[0-9]{5,8}(?![0-9])");
  private static final String SERIAL = "(?:[0-9]{4}[A-Z0-9]|[\\p{IsHan}A-Z][0-9]{4})(?![A-Z0-9])";
  private static final Pattern POLICE =
      Pattern.compile("(?<![A-Z0-9])WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]" + SERIAL);
  private static final Pattern ARMY =
      Pattern.compile(
          "(?<![A-Z0-9])(?:[VKHBSLJNGC][A-Z][0-9]{5}(?![A-Z0-9])|WJ[0-9]{2}"
              + SERIAL
              + ")|[军海空][A-Z][0-9]{5}(?![A-Z0-9])");
  private static final Pattern ARMY_MARK =
      Pattern.compile("(?:车牌|牌照|号牌|牌号|车号|军车|军牌|PLATE)[^0-9]{0,12}$");
  private static final Pattern POINT =
      Pattern.compile("([0-9]{1,3}\\.[0-9]{3,})[^0-9.]{1,8}([0-9]{1,3}\\.[0-9]{3,})");
  private static final String HAN_NUMERALS = "〇一二三四五六七八九";
  private static final int SHORTEST = 2;
  private static final int FEWEST_DIGITS = 4;

  private final Map<Character, List<DeclassificationList.Term>> terms = new HashMap<>();
  private final List<DeclassificationList.Area> areas;

  public ClassifiedScanner(DeclassificationList list) {
    areas = list.areas();
    for (DeclassificationList.Term term : list.terms()) {
      String plain = joined(plain(term.text()));
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
    String joined = joined(plain);
    TreeSet<String> broken = new TreeSet<>();
    if (joined.indexOf('字') >= 0 && SOLDIER.matcher(digits(joined)).find()) {
      broken.add("military-id");
    }
    if (hasPlate(plain, joined, plates)) {
      broken.add("military-plate");
    }
    for (int at = 0; at < joined.length() && !terms.isEmpty(); at++) {
      for (DeclassificationList.Term term : terms.getOrDefault(joined.charAt(at), List.of())) {
        if (joined.startsWith(term.text(), at)) {
          broken.add("term:" + term.id());
        }
      }
    }
    if (!areas.isEmpty() && plain.indexOf('.') >= 0) {
      for (Matcher point = POINT.matcher(plain); point.find(); ) {
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
      boolean usual = c < 128 || c >= '一' && c <= '\u9FFF' || c >= '\u3001' && c <= '\u303F';
      if (!usual && c != '，' && c != '：' && c != '（' && c != '）'
          || c == '字'
          || terms.containsKey(Character.toUpperCase(c))) {
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

  private static boolean hasPlate(String plain, String joined, boolean plates) {
    if (plain.indexOf("J") > 0 && POLICE.matcher(joined).find()) {
      return true;
    }
    Matcher army = ARMY.matcher(joined);
    while (army.find()) {
      boolean han = joined.charAt(army.start()) > 'Z';
      String before = joined.substring(Math.max(0, army.start() - 14), army.start());
      String dotted = army.group().substring(0, 2) + "·" + army.group().substring(2);
      if (plates || han || ARMY_MARK.matcher(before).find() || plain.contains(dotted)) {
        return true;
      }
    }
    return false;
  }

  private static String plain(String text) {
    String normal =
        Normalizer.isNormalized(text, Normalizer.Form.NFKC)
            ? text
            : Normalizer.normalize(text, Normalizer.Form.NFKC);
    return normal.toUpperCase(Locale.ROOT);
  }

  private static String joined(String plain) {
    return BETWEEN.matcher(plain).replaceAll("");
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
