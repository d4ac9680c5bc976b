package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Type.Kind;

/** Reads how the cells of a column are written. */
final class CellFormatReader {
  static final List<String> PROPERTIES =
      List.of("trueValues", "falseValues", "groupChar", "position");

  private static final List<String> GROUP_CHARS = List.of(",", " ", "'", "_", "，");
  private static final Pattern POSITION = Pattern.compile("([1-9]\\d{0,5})-([1-9]\\d{0,5})");

  private final Report report;

  CellFormatReader(Report report) {
    this.report = report;
  }

  /**
   * @param type of the column; null if there is none
   */
  CellFormat read(CustomProperties properties, Type type) {
    List<String> trueValues = words(properties.get("trueValues"), "trueValues", type);
    List<String> falseValues = words(properties.get("falseValues"), "falseValues", type);
    if (trueValues.isEmpty() != falseValues.isEmpty()
        || !Collections.disjoint(trueValues, falseValues)) {
      Place place = properties.get(trueValues.isEmpty() ? "falseValues" : "trueValues");
      report.error(
          place, "trueValues and falseValues come together and share no text; write both lists");
    }
    Optional<Matcher> position = position(properties.get("position"));
    return new CellFormat(
        trueValues,
        falseValues,
        groupChar(properties.get("groupChar"), type),
        position.map(at -> Integer.parseInt(at.group(1))).orElse(0),
        position.map(at -> Integer.parseInt(at.group(2))).orElse(0));
  }

  private List<String> words(Place place, String what, Type type) {
    if (!place.exists()) {
      return List.of();
    }
    if (type != null && type.kind() != Kind.BOOLEAN) {
      report.error(place, what + " is for logicalType boolean only; delete it");
    }
    if (place.items().isEmpty()) {
      report.error(place, what + " is a list of texts in quotes; write it as [\"是\", \"1\"]");
    }
    List<String> words = new ArrayList<>();
    place.items().forEach(each -> report.text(each, "a value").ifPresent(words::add));
    return words;
  }

  private String groupChar(Place place, Type type) {
    Optional<String> text = report.text(place, "groupChar");
    if (text.isEmpty()) {
      return "";
    }
    boolean number =
        type == null
            || List.of(Kind.INTEGER, Kind.LONG, Kind.DECIMAL, Kind.DOUBLE).contains(type.kind());
    if (!number) {
      report.error(place, "groupChar is for logicalType integer and number only; delete it");
    } else if (!GROUP_CHARS.contains(text.get())) {
      report.error(
          place,
          "groupChar stands between groups of three digits; write one of "
              + String.join(" ", GROUP_CHARS.stream().map(each -> "'" + each + "'").toList()));
    }
    return text.get();
  }

  private Optional<Matcher> position(Place place) {
    Optional<String> text = report.text(place, "position");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = POSITION.matcher(text.get());
    if (!matcher.matches()
        || Integer.parseInt(matcher.group(1)) > Integer.parseInt(matcher.group(2))) {
      report.error(
          place, "position is where the cell begins and ends, from 1; write it as \"1-8\"");
      return Optional.empty();
    }
    return Optional.of(matcher);
  }
}
