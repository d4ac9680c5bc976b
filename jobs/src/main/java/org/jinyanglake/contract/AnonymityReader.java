package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Diversity.Measure;

/**
 * Reads the property {@code anonymity}: {@code {k: 5, person: id, sensitive: {diagnosis: {l: 3, t:
 * 0.4}}}}.
 */
final class AnonymityReader {

  private static final List<String> OPTIONS =
      List.of("k", "person", "withhold", "mostLoss", "publish", "search", "sensitive", "merge");
  private static final List<String> CONDITIONS =
      List.of("l", "entropyL", "recursive", "t", "distance", "beta");

  /** Techniques of whose results it cannot be told which value became which. */
  private static final Set<String> HIDING = Set.of("token", "encrypt", "mask", "redact");

  private final List<ColumnReader.Result> columns;
  private final Optional<Hierarchies> hierarchies;
  private final Report report;

  AnonymityReader(
      List<ColumnReader.Result> columns, Optional<Hierarchies> hierarchies, Report report) {
    this.columns = columns;
    this.hierarchies = hierarchies;
    this.report = report;
  }

  Optional<Anonymity> read(Place place) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!place.isMapping()) {
      report.error(place, "anonymity is a mapping; write {k: 5, person: column}");
      return Optional.empty();
    }
    report.options(place, "anonymity", OPTIONS);
    Place k = place.get("k");
    Optional<Long> least = k.integer().filter(n -> n >= 2 && n <= 1_000_000);
    if (least.isEmpty()) {
      report.error(k, "k must be a whole number of at least 2; raise it");
    }
    if (!place.get("person").exists()) {
      report.error(place, "anonymity needs person; name the column that tells persons apart");
    }
    Optional<String> person = ColumnReader.named(place.get("person"), columns, "person", report);
    Place withhold = place.get("withhold");
    double share = withhold.number().map(BigDecimal::doubleValue).orElse(0.01);
    if (withhold.exists() && (withhold.number().isEmpty() || share < 0 || share > 0.2)) {
      report.error(
          withhold, "withhold is the share of rows that may be left out; write 0 to 0.2, as 0.01");
    }
    double mostLoss = number(place, "mostLoss", 0, 1, false).orElse(1.0);
    boolean inValues =
        report
            .oneOf(place.get("publish"), "publish", List.of("labels", "values"))
            .filter("values"::equals)
            .isPresent();
    if (inValues) {
      columns.forEach(column -> checkValues(place.get("publish"), column.column()));
    }
    Place search = place.get("search");
    if (search.exists() && search.bool().isEmpty()) {
      report.error(search, "search is true or false; write false to publish what is found first");
    }
    List<Diversity> sensitive = sensitive(place.get("sensitive"));
    List<Merge> merge = new MergeReader(columns, hierarchies, report).read(place.get("merge"));
    return least.isPresent() && person.isPresent()
        ? Optional.of(
            new Anonymity(
                least.get().intValue(),
                person.get(),
                share,
                mostLoss,
                inValues,
                search.bool().orElse(true),
                sensitive,
                merge))
        : Optional.empty();
  }

  /** Ranges are of numbers and dates as they are; of all else there are sets of texts. */
  private void checkValues(Place place, Column column) {
    if (column.classification() != Classification.QUASI_IDENTIFIER
        || column.partition()
        || column.type() == null) {
      return;
    }
    for (Zone zone : Zone.values()) {
      if (column.opens(zone) && !isText(column, zone) && !isRange(column, zone)) {
        report.error(
            place,
            "column %s: values are published as ranges of whole numbers, decimals and dates as they are, or as sets of texts; keep it, or use range or generalize, or publish: labels"
                .formatted(column.name()));
      }
    }
  }

  private static boolean isRange(Column column, Zone zone) {
    return column.techniques().get(zone).name().equals("keep")
        && switch (column.type().kind()) {
          case INTEGER, LONG, DECIMAL, DATE, BOOLEAN -> true;
          default -> false;
        };
  }

  private static boolean isText(Column column, Zone zone) {
    return column.type().kind() == Type.Kind.STRING
        || column.techniques().get(zone).name().equals("range");
  }

  private List<Diversity> sensitive(Place place) {
    List<Diversity> conditions = new ArrayList<>();
    if (place.exists() && !place.isMapping()) {
      report.error(place, "sensitive is a mapping of columns; write {diagnosis: {l: 3}}");
    }
    for (String name : place.keys().stream().sorted().toList()) {
      Optional<ColumnReader.Result> column =
          columns.stream().filter(each -> each.name().equals(name)).findFirst();
      if (column.isEmpty()) {
        report.error(
            place.key(name),
            "sensitive names no column: '%s'; %s"
                .formatted(
                    Place.shorten(name),
                    Nearest.remedy(
                        name, columns.stream().map(ColumnReader.Result::name).toList())));
      } else {
        checkColumn(place.key(name), column.get().column());
        conditions.addAll(conditions(place.get(name), column.get().column()));
      }
    }
    return conditions;
  }

  private void checkColumn(Place place, Column column) {
    if (column.classification() != Classification.SENSITIVE) {
      report.error(
          place,
          "column %s is %s, but sensitive is about columns so classified; correct one of the two"
              .formatted(column.name(), column.classification()));
    }
    List<Zone> zones = Arrays.stream(Zone.values()).filter(column::opens).toList();
    if (zones.isEmpty()) {
      report.error(
          place,
          "column %s is not opened, so that no class shows it; delete the condition"
              .formatted(column.name()));
    }
    for (Zone zone : zones) {
      String technique = column.techniques().get(zone).name();
      if (WeakChoices.OF_OTHER_ROWS.contains(technique) || technique.equals("centroid")) {
        report.error(
            place,
            "column %s: what %s publishes does not follow from the value, so that the values of a class cannot be compared; use generalize, range, round, top or bottom"
                .formatted(column.name(), technique));
      } else if (HIDING.contains(technique)) {
        report.error(
            place,
            "column %s: which value %s gave to a person's rows cannot be told from what is published, so that the gate cannot count the persons who have it; use keep, generalize, range, round, top or bottom"
                .formatted(column.name(), technique));
      }
    }
  }

  private List<Diversity> conditions(Place place, Column column) {
    if (!place.isMapping() || place.keys().isEmpty()) {
      report.error(
          place,
          "column %s needs a condition; write {l: 3}, {t: 0.4} or another of %s"
              .formatted(column.name(), CONDITIONS));
      return List.of();
    }
    report.options(place, "sensitive", CONDITIONS);
    List<Diversity> conditions = new ArrayList<>();
    number(place, "l", 2, 1_000_000, true)
        .ifPresent(l -> conditions.add(condition(column, Measure.DISTINCT, l)));
    number(place, "entropyL", 1, 1_000_000, false)
        .ifPresent(l -> conditions.add(condition(column, Measure.ENTROPY, l)));
    recursive(place.get("recursive"), column).ifPresent(conditions::add);
    number(place, "t", 0, 1, false)
        .ifPresent(
            t ->
                conditions.add(
                    new Diversity(
                        column.name(),
                        Measure.CLOSENESS,
                        t,
                        0,
                        distance(place.get("distance"), column))));
    if (place.get("distance").exists() && !place.get("t").exists()) {
      report.error(place.get("distance"), "distance is that of t; add t or delete distance");
    }
    number(place, "beta", 0, 1_000_000, false)
        .ifPresent(beta -> conditions.add(condition(column, Measure.LIKENESS, beta)));
    return conditions;
  }

  private static Diversity condition(Column column, Measure measure, double bound) {
    return new Diversity(column.name(), measure, bound, 0, Optional.empty());
  }

  private Optional<Diversity> recursive(Place place, Column column) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!place.isMapping() || !place.get("c").exists() || !place.get("l").exists()) {
      report.error(place, "recursive is a mapping; write {c: 3, l: 2}");
      return Optional.empty();
    }
    report.options(place, "recursive", List.of("c", "l"));
    Optional<Double> c = number(place, "c", 0, 1_000_000, false);
    Optional<Double> l = number(place, "l", 2, 1_000_000, true);
    return c.isPresent() && l.isPresent()
        ? Optional.of(
            new Diversity(column.name(), Measure.RECURSIVE, l.get(), c.get(), Optional.empty()))
        : Optional.empty();
  }

  /** A number, a whole one from {@code least}, or any one greater than it. */
  private Optional<Double> number(
      Place place, String option, double least, double most, boolean whole) {
    Place value = place.get(option);
    Optional<Double> number = value.number().map(BigDecimal::doubleValue);
    boolean fits =
        number.isPresent()
            && number.get() <= most
            && (whole
                ? number.get() >= least && number.get() == Math.rint(number.get())
                : number.get() > least);
    if (value.exists() && !fits) {
      report.error(
          value,
          "%s must be a %s; correct it"
              .formatted(
                  option,
                  whole
                      ? "whole number of at least " + Math.round(least)
                      : "number greater than %d and at most %d"
                          .formatted(Math.round(least), Math.round(most))));
    }
    return number.filter(n -> fits);
  }

  private Optional<Distance> distance(Place place, Column column) {
    Optional<Distance> declared = Words.read(Distance.class, place, "distance", report);
    for (Zone zone : Zone.values()) {
      if (declared.isPresent()
          && declared.get() != Distance.EQUAL
          && column.type() != null
          && column.opens(zone)
          && Diversity.natural(column, zone) != declared.get()) {
        report.error(
            place,
            "column %s as opened in the %s zone is not %s; %s"
                .formatted(
                    column.name(),
                    zone.catalog(),
                    declared.get() == Distance.ORDERED
                        ? "a number or date in its order"
                        : "generalized by a hierarchy",
                    "delete distance, or write equal"));
      }
    }
    return declared;
  }
}
