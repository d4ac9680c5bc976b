package org.jinyanglake.contract;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Type.Kind;

/**
 * Techniques that hide less than they seem to, as far as the contract itself shows it. Each error
 * says why, and what to do instead.
 */
final class WeakChoices {

  /** Texts of so many characters are few enough to tell one from another by their frequency. */
  private static final int FEW_CHARACTERS = 3;

  /** So many resident IDs must fit what a mask shows, for somebody who knows the year of birth. */
  private static final int LEAST_CANDIDATES = 10_000;

  private static final int DAYS_OF_A_YEAR = 365;

  /** What is published does not follow from the value alone. */
  static final Set<String> OF_OTHER_ROWS = Set.of("shift", "noise", "microaggregate", "vault");

  private final List<ColumnReader.Result> columns;
  private final List<Rule> rules;
  private final Report report;

  WeakChoices(List<ColumnReader.Result> columns, List<Rule> rules, Report report) {
    this.columns = columns;
    this.rules = rules;
    this.report = report;
  }

  void check(ColumnReader.Result column, Zone zone, TechniqueSpec technique) {
    Place place = column.techniques().get(zone);
    if (column.column().classification() == Classification.QUASI_IDENTIFIER
        && OF_OTHER_ROWS.contains(technique.name())) {
      error(
          place,
          column,
          "%s of a quasi-identifier does not follow from its value, so that nobody can count the persons who share it; use generalize, range, round, truncate or grid",
          technique.name());
    }
    switch (technique.name()) {
      case "token", "vault" -> checkFewValues(column, place, "a token");
      case "encrypt" -> checkEncrypted(column, place, technique);
      case "mask" -> checkResidentId(column, place, technique);
      case "shift" -> checkShift(column, zone, technique, place);
      case "noise" -> checkNoise(column, technique, place);
      case "centroid" -> checkCentroid(zone, column, technique, place);
      default -> {
        // nothing that a contract alone can show
      }
    }
  }

  private void checkFewValues(ColumnReader.Result column, Place place, String what) {
    fewValues(column)
        .ifPresent(
            why ->
                error(
                    place,
                    column,
                    "%s, and %s of few values is found out by how often each occurs; use generalize or suppress",
                    why,
                    what));
  }

  private Optional<String> fewValues(ColumnReader.Result column) {
    Optional<String> hierarchy =
        column.column().techniques().values().stream()
            .filter(other -> other.name().equals("generalize"))
            .map(other -> "the hierarchy " + other.options().get("hierarchy") + " lists its values")
            .findFirst();
    if (hierarchy.isPresent()) {
      return hierarchy;
    }
    if (rule(column, "ColumnValues", "in\\s*\\[.*", MatchResult::group).isPresent()
        || rule(column, "invalidValues", "\\{validValues: .*", MatchResult::group).isPresent()) {
      return Optional.of("a rule lists its values");
    }
    OptionalInt most = mostCharacters(column);
    return most.isPresent() && most.getAsInt() <= FEW_CHARACTERS
        ? Optional.of("a rule limits it to " + most.getAsInt() + " characters")
        : Optional.empty();
  }

  private void checkEncrypted(ColumnReader.Result column, Place place, TechniqueSpec technique) {
    checkFewValues(column, place, "an encrypted value");
    if (!(technique.options().get("alphabet") instanceof String name)
        || !(technique.options().get("minLength") instanceof Long minLength)) {
      return; // told already
    }
    int least = Alphabet.of(name).leastLength();
    if (minLength < least) {
      error(
          place.get("minLength"),
          column,
          "of %d characters from %s there are fewer than a million texts, and all of them can be tried; raise minLength to %d at least, or use generalize or suppress",
          minLength,
          name,
          least);
    }
    OptionalInt most = mostCharacters(column);
    if (most.isPresent()
        && most.getAsInt() > FEW_CHARACTERS
        && most.getAsInt() < Math.max(minLength, least)) {
      error(
          place,
          column,
          "a rule limits it to %d characters, too few to encrypt, so that nothing would be left; use generalize or suppress",
          most.getAsInt());
    }
  }

  /** A rule's number of characters that a value has at most. */
  private OptionalInt mostCharacters(ColumnReader.Result column) {
    Optional<Integer> most =
        rule(
            column,
            "ColumnLength",
            "(=|<=|<|between\\s+\\d+\\s+and)\\s*(\\d{1,4})",
            found ->
                Integer.parseInt(found.group(2))
                    - (found.group(1).equals("=") || found.group(1).equals("<=") ? 0 : 1));
    return most.or(
            () ->
                rule(
                    column,
                    "invalidValues",
                    "\\{maxLength: (\\d{1,4})}.*",
                    found -> Integer.parseInt(found.group(1))))
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /**
   * A resident ID (GB 11643) is the region (6 digits), the date of birth (8, in the old form 6), a
   * number (3) and, in the new form, a check character, which excludes 10 of 11 candidates.
   */
  private void checkResidentId(ColumnReader.Result column, Place place, TechniqueSpec mask) {
    int length =
        rule(column, "ColumnLength", "=\\s*(1[58])", found -> Integer.parseInt(found.group(1)))
            .orElse(0);
    if (length == 0 || column.column().classification() != Classification.DIRECT_IDENTIFIER) {
      return;
    }
    long first = (Long) mask.options().getOrDefault("keepFirst", 0L);
    long last = (Long) mask.options().getOrDefault("keepLast", 0L);
    int check = length == 18 ? 1 : 0;
    long numberShown = Math.min(3, Math.max(0, last - check));
    long candidates = DAYS_OF_A_YEAR * Math.round(Math.pow(10, 3 - (double) numberShown));
    if (check == 1 && last > 0) {
      candidates /= 11;
    }
    if (first + last > 0 && candidates < LEAST_CANDIDATES) {
      error(
          place,
          column,
          "if it is a resident ID, a mask that keeps the last %d leaves %d candidates to somebody who knows region and year of birth; use token, or keep at most the last %d",
          last,
          candidates,
          check);
    }
  }

  private void checkShift(
      ColumnReader.Result column, Zone zone, TechniqueSpec technique, Place place) {
    if (!(technique.options().get("by") instanceof String by)) {
      return; // told already
    }
    List<String> others =
        columns.stream()
            .map(ColumnReader.Result::name)
            .filter(name -> !name.equals(column.name()))
            .toList();
    if (!others.contains(by)) {
      error(
          place.get("by"),
          column,
          "it must be shifted by another column, which tells persons apart; %s",
          Nearest.remedy(by, others));
    }
    for (ColumnReader.Result other : columns) {
      TechniqueSpec shown = other.column().techniques().get(zone);
      boolean computed =
          other
              .column()
              .expression()
              .filter(sql -> SqlGuard.names(sql).contains(column.name()))
              .isPresent();
      if (computed
          && shown != null
          && !shown.name().equals("suppress")
          && !(shown.name().equals("shift") && by.equals(shown.options().get("by")))) {
        error(
            place,
            column,
            "column %s is computed from it and shows by how much it was shifted; use truncate, or do not open %s",
            other.name(),
            other.name());
      }
    }
  }

  private void checkNoise(ColumnReader.Result column, TechniqueSpec technique, Place place) {
    if (columns.stream().noneMatch(each -> each.column().key() > 0)) {
      error(
          place,
          column,
          "noise follows the primary key of a row, so that a rerun gives the same, but the table has none; add primaryKey: true to its columns");
    }
    if (technique.options().get("least") instanceof Number least
        && technique.options().get("most") instanceof Number most
        && least.doubleValue() >= most.doubleValue()) {
      error(place.get("least"), column, "least must be less than most; correct it");
    }
    Type type = column.column().type();
    if (type != null
        && type.kind() != Kind.DOUBLE
        && technique.options().get("scale") instanceof Number scale
        && scale.doubleValue() < Math.pow(10, -type.scale())) {
      error(
          place.get("scale"),
          column,
          "noise of a scale below the last digit of %s is mostly rounded away; raise it",
          type);
    }
  }

  /** The point shows what is published of the region, and must show no more. */
  private void checkCentroid(
      Zone zone, ColumnReader.Result column, TechniqueSpec technique, Place place) {
    if (!(technique.options().get("by") instanceof String by)) {
      return; // told already
    }
    Optional<TechniqueSpec> shown =
        columns.stream()
            .filter(other -> other.name().equals(by))
            .findFirst()
            .map(other -> other.column().techniques().get(zone));
    Object hierarchy = technique.options().get("hierarchy");
    boolean follows =
        shown
            .filter(
                each ->
                    each.name().equals("keep")
                        || each.name().equals("generalize")
                            && Objects.equals(each.options().get("hierarchy"), hierarchy))
            .isPresent();
    if (!follows) {
      error(
          place.get("by"),
          column,
          "its point is that of the region which the zone sees in the column %s; open that with {technique: generalize, hierarchy: %s, level: …} or keep, or use grid",
          by,
          hierarchy);
    }
  }

  /** What the first rule of a kind about a column says. */
  private <T> Optional<T> rule(
      ColumnReader.Result column, String kind, String rest, Function<MatchResult, T> reading) {
    Pattern pattern =
        Pattern.compile(
            kind + "\\s*\"" + Pattern.quote(column.name()) + "\"\\s*" + rest + "\\s*",
            Pattern.DOTALL);
    return rules.stream()
        .map(rule -> pattern.matcher(rule.dqdl()))
        .filter(Matcher::matches)
        .findFirst()
        .map(reading);
  }

  private void error(Place place, ColumnReader.Result column, String message, Object... values) {
    report.error(place, "column " + column.name() + ": " + message.formatted(values));
  }
}
