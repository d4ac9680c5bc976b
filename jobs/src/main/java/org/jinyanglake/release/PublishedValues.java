package org.jinyanglake.release;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;

/**
 * The values of a class in one text, where the contract publishes values: a range of numbers or
 * dates, or a set of what the technique gives.
 */
final class PublishedValues extends Form {

  private static final long serialVersionUID = 1;
  private static final String NULL = "\\N";
  private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?)";
  private static final Pattern NUMBERS = Pattern.compile(NUMBER + "(?:-" + NUMBER + ")?");
  private static final String DATE = "(-?[0-9]{4,}-[0-9]{2}-[0-9]{2})";
  private static final Pattern DATES = Pattern.compile(DATE + "(?:/" + DATE + ")?");

  private final Form each;
  private final Type.Kind kind;

  /**
   * @param each the form of one value
   */
  PublishedValues(Column column, Zone zone, Form each) {
    this.each = each;
    this.kind =
        column.techniques().get(zone).name().equals("keep")
            ? column.type().kind()
            : Type.Kind.STRING;
  }

  @Override
  boolean matches(Object published) {
    List<String> pieces = pieces(published.toString());
    List<String> values = pieces.stream().filter(piece -> !piece.equals(NULL)).toList();
    boolean nullFirst = values.size() == pieces.size() || pieces.get(0).equals(NULL);
    return nullFirst
        && values.size() >= pieces.size() - 1
        && (isRange()
            ? values.size() <= 1 && values.stream().allMatch(this::isRange)
            : values.stream().allMatch(piece -> each.admits(unescaped(piece))));
  }

  @Override
  boolean standsForNull(Object published) {
    return pieces(published.toString()).contains(NULL);
  }

  @Override
  boolean standsFor(Object raw, Object published) {
    Object value = raw instanceof Boolean ? raw.toString() : raw;
    return pieces(published.toString()).stream()
        .filter(piece -> !piece.equals(NULL))
        .anyMatch(piece -> isRange() ? holds(piece, raw) : each.covers(value, unescaped(piece)));
  }

  private boolean isRange() {
    return switch (kind) {
      case INTEGER, LONG, DECIMAL, DATE -> true;
      default -> false;
    };
  }

  private boolean isRange(String piece) {
    Matcher range = (kind == Type.Kind.DATE ? DATES : NUMBERS).matcher(piece);
    try {
      return range.matches()
          && (range.group(2) == null || compare(range.group(1), range.group(2)) < 0);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private boolean holds(String piece, Object raw) {
    Matcher range = (kind == Type.Kind.DATE ? DATES : NUMBERS).matcher(piece);
    if (!range.matches()) {
      return false;
    }
    String last = range.group(2) == null ? range.group(1) : range.group(2);
    return compare(range.group(1), raw.toString()) <= 0 && compare(raw.toString(), last) <= 0;
  }

  private int compare(String a, String b) {
    return kind == Type.Kind.DATE
        ? LocalDate.parse(a).compareTo(LocalDate.parse(b))
        : new BigDecimal(a).compareTo(new BigDecimal(b));
  }

  /** What stands between bars that no backslash precedes. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '|') {
        pieces.add(text.substring(from, i));
        from = i + 1;
      }
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  private static String unescaped(String piece) {
    return piece.replaceAll("(?s)\\\\(.)", "$1");
  }
}
