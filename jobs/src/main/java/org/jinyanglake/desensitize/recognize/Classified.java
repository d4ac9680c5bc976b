package org.jinyanglake.desensitize.recognize;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.DeclassificationList;

/**
 * Finds classified content: numbers of soldiers, plates of military vehicles, and the terms and
 * areas of a list. Immutable; may be used by several threads.
 */
public final class Classified implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Those of the shortest plate, WJ and a province before four digits and a sign. */
  private static final int FEWEST_DIGITS = 4;

  private static final Military MILITARY = new Military();

  /** Two numbers of three decimals or more that few signs divide. */
  private static final Pattern POINT =
      Pattern.compile(
          "([\\d\\x00]{1,8}\\.[\\d\\x00]{3,20})(?=[^\\d.]{1,12}([\\d\\x00]{1,8}\\.[\\d\\x00]{3,20}))");

  private final DeclassificationList list;
  private final Terms terms;

  /** Characters that something may begin with: of the terms, and that of soldiers' numbers. */
  private final BitSet signs;

  public Classified(DeclassificationList list) {
    this.list = list;
    this.terms = new Terms(list.terms());
    this.signs = terms.firsts();
    signs.set('字');
  }

  /**
   * Something classified.
   *
   * @param rule {@code military-id}, {@code military-plate}, {@code term:ID} or {@code area:ID}
   * @param start of its first character in the text, in UTF-16 units
   * @param end after its last
   */
  public record Hit(String rule, int start, int end) {}

  /**
   * What is in a text, in no particular order; it may overlap.
   *
   * @param plates whether two letters and five digits are a plate here even if nothing says so
   */
  public List<Hit> in(String text, boolean plates) {
    if (!mayHold(text)) {
      return List.of();
    }
    Text plain = new Text(text);
    List<Hit> hits = new ArrayList<>();
    List<Finding> found = new ArrayList<>();
    MILITARY.find(plain, found);
    for (Finding each : found) {
      if (each.score() >= (plates ? Military.BARE_PLATE : Recognizers.SURE)) {
        String rule = each.kind() == Kind.MILITARY_ID ? "military-id" : "military-plate";
        hits.add(new Hit(rule, each.start(), each.end()));
      }
    }
    terms
        .find(plain)
        .forEach(each -> hits.add(new Hit("term:" + each.id(), each.start(), each.end())));
    if (!list.areas().isEmpty() && plain.length() > 10) {
      coordinates(plain, hits);
    }
    return hits;
  }

  /** One look at each character as it is, with which nearly all texts are done. */
  private boolean mayHold(String text) {
    int digits = 0;
    boolean letters = false;
    boolean dot = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean common = c < 0x7F || c >= 0x4E00 && c <= 0x9FFF || "，。、：；！？（）".indexOf(c) >= 0;
      if (!common || signs.get(c)) {
        return true;
      }
      if (c <= 'z') {
        digits += c >= '0' && c <= '9' ? 1 : 0;
        letters |= c >= 'A' && c <= 'Z' || c >= 'a';
        dot |= c == '.';
      }
    }
    return digits >= FEWEST_DIGITS && (letters || dot);
  }

  private void coordinates(Text plain, List<Hit> hits) {
    Matcher points = POINT.matcher(plain.between(0, plain.length()));
    while (points.find()) {
      at(number(points.group(1)), number(points.group(2)))
          .forEach(rule -> hits.add(new Hit(rule, points.start(1), points.end(2))));
    }
  }

  private static double number(String digits) {
    return Double.parseDouble(digits.replace(String.valueOf(Text.NOTHING), ""));
  }

  /** The areas that two numbers are a point in, as rules. */
  public List<String> at(double one, double other) {
    List<String> rules = List.of();
    for (DeclassificationList.Area area : list.areas()) {
      if (area.holds(one, other)) {
        rules = new ArrayList<>(rules);
        rules.add("area:" + area.id());
      }
    }
    return rules;
  }

  /** Two that look for the same are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Classified classified && classified.list.equals(list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }
}
