package org.jinyanglake.desensitize.recognize;

import java.io.Serializable;
import java.util.ArrayList;
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
  private static final Military MILITARY = new Military();

  /** Two numbers of three decimals or more that few signs divide. */
  private static final Pattern POINT =
      Pattern.compile(
          "([\\d\\x00]{1,8}\\.[\\d\\x00]{3,20})(?=[^\\d.]{1,12}([\\d\\x00]{1,8}\\.[\\d\\x00]{3,20}))");

  private final DeclassificationList list;
  private final Terms terms;

  public Classified(DeclassificationList list) {
    this.list = list;
    this.terms = new Terms(list.terms());
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
