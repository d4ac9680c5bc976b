package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Margins.Dominance;
import org.jinyanglake.contract.Type.Kind;

/**
 * Reads the property {@code margins}: {@code {dimensions: [district, sex], total: 合计, sums:
 * [visits]}}.
 */
final class MarginsReader {
  private static final List<String> OPTIONS =
      List.of("dimensions", "total", "sums", "linked", "protect", "dominance");
  private static final List<String> RULES = List.of("largest", "percent", "most");
  private static final Set<Kind> NUMBERS =
      EnumSet.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);
  private static final String EXAMPLE = "{dimensions: [district, sex], total: 合计, sums: [visits]}";
  private static final int PROTECT = 10;

  private final List<ColumnReader.Result> columns;
  private final Report report;

  MarginsReader(List<ColumnReader.Result> columns, Report report) {
    this.columns = columns;
    this.report = report;
  }

  Optional<Margins> read(Place place, boolean counts) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!place.isMapping()) {
      report.error(place, "margins is a mapping; write " + EXAMPLE);
      return Optional.empty();
    }
    report.options(place, "margins", OPTIONS);
    if (!counts) {
      report.error(place, "margins are those of a table of counts; add the property cells");
    }
    List<String> dimensions = named(place.get("dimensions"), "dimensions", place);
    for (Place each : place.get("dimensions").items()) {
      column(each)
          .filter(column -> column.type() != null)
          .filter(
              column ->
                  column.type().kind() != Kind.STRING || column.partition() || !isKept(column))
          .ifPresent(
              column ->
                  report.error(
                      each,
                      "dimension %s must be a string outside of the partition that is opened with keep; correct its column"
                          .formatted(column.name())));
    }
    Place total = place.get("total");
    if (total.textOrEmpty().isEmpty()) {
      report.error(total, "total is what stands in a dimension of a total; write a text, as 合计");
    }
    List<String> sums = named(place.get("sums"), "sums", place);
    for (Place each : place.get("sums").items()) {
      column(each)
          .filter(column -> column.type() != null)
          .filter(column -> !NUMBERS.contains(column.type().kind()) || !isKept(column))
          .ifPresent(
              column ->
                  report.error(
                      each,
                      "%s must be a number that is opened with keep, if at all; correct its column"
                          .formatted(column.name())));
    }
    Place protect = place.get("protect");
    Optional<Long> percent = protect.integer().filter(n -> n >= 1 && n <= 100);
    if (protect.exists() && percent.isEmpty()) {
      report.error(protect, "protect must be a whole number from 1 to 100, in per cent");
    }
    return Optional.of(
        new Margins(
            dimensions,
            total.textOrEmpty(),
            sums,
            linked(place.get("linked")),
            percent.map(Long::intValue).orElse(PROTECT),
            dominance(place.get("dominance"), sums)));
  }

  private List<String> named(Place list, String what, Place parent) {
    if (!list.isSequence() || list.items().isEmpty()) {
      report.error(
          list.exists() ? list : parent,
          what + " is a list of columns; write them as in " + EXAMPLE);
    }
    List<String> names = new ArrayList<>();
    for (Place each : list.items()) {
      ColumnReader.named(each, columns, what, report)
          .ifPresent(
              name -> {
                if (names.contains(name)) {
                  report.error(each, "%s names %s twice; delete one".formatted(what, name));
                }
                names.add(name);
              });
    }
    return names;
  }

  private Optional<Column> column(Place name) {
    return columns.stream()
        .map(ColumnReader.Result::column)
        .filter(column -> name.text().filter(column.name()::equals).isPresent())
        .findFirst();
  }

  private static boolean isKept(Column column) {
    return column.techniques().values().stream()
        .allMatch(each -> each.name().equals("keep") || each.name().equals("suppress"));
  }

  private List<DatasetName> linked(Place place) {
    List<DatasetName> linked = new ArrayList<>();
    if (place.exists() && !place.isSequence()) {
      report.error(place, "linked is a list of datasets; write [health.visits_by_age]");
    }
    for (Place each : place.items()) {
      try {
        linked.add(DatasetName.parse(each.textOrEmpty()));
      } catch (IllegalArgumentException e) {
        report.error(each, "linked names no dataset; write it as health.visits_by_age");
      }
    }
    return linked;
  }

  private SortedMap<String, Dominance> dominance(Place place, List<String> sums) {
    SortedMap<String, Dominance> rules = new TreeMap<>();
    if (place.exists() && !place.isMapping()) {
      report.error(
          place, "dominance is a mapping; write {cost: {largest: [cost_1, cost_2], percent: 10}}");
    }
    for (String sum : place.keys()) {
      Place rule = place.get(sum);
      if (!sums.contains(sum)) {
        report.error(
            place.key(sum), "dominance judges a sum; " + Nearest.remedy(Place.shorten(sum), sums));
      }
      report.options(rule, "dominance of " + Place.shorten(sum), RULES);
      List<String> largest = named(rule.get("largest"), "largest", rule);
      for (Place each : rule.get("largest").items()) {
        column(each)
            .filter(column -> column.type() != null)
            .filter(
                column ->
                    !NUMBERS.contains(column.type().kind())
                        || column.techniques().values().stream()
                            .anyMatch(technique -> !technique.name().equals("suppress")))
            .ifPresent(
                column ->
                    report.error(
                        each,
                        "%s tells of single contributors: it must be a number that is not opened"
                            .formatted(column.name())));
      }
      rules.put(
          sum, new Dominance(largest, percent(rule, largest.size()), most(rule, largest.size())));
    }
    return rules;
  }

  private OptionalDouble percent(Place rule, int largest) {
    Place percent = rule.get("percent");
    if (!percent.exists()) {
      return OptionalDouble.empty();
    }
    Optional<BigDecimal> number = percent.number().filter(n -> n.signum() > 0);
    if (number.isEmpty()) {
      report.error(percent, "percent must be a number greater than 0; correct it");
    }
    if (largest < 2) {
      report.error(percent, "the p % rule needs the two largest; name a second column in largest");
    }
    return number.map(n -> OptionalDouble.of(n.doubleValue())).orElse(OptionalDouble.empty());
  }

  private SortedMap<Integer, Double> most(Place rule, int largest) {
    SortedMap<Integer, Double> most = new TreeMap<>();
    Place place = rule.get("most");
    if (place.exists() && (!place.isSequence() || place.items().size() > largest)) {
      report.error(
          place,
          "most is the (n, k) rule: at most so many per cent by the largest, by the two largest and so on, each named in largest; write [75]");
    }
    for (Place share : place.items()) {
      Optional<BigDecimal> percent =
          share.number().filter(n -> n.signum() > 0 && n.doubleValue() <= 100);
      if (percent.isEmpty()) {
        report.error(share, "most holds per cent, more than 0 and at most 100; correct it");
      }
      most.put(most.size() + 1, percent.map(BigDecimal::doubleValue).orElse(0.0));
    }
    if (!place.exists() && !rule.get("percent").exists()) {
      report.error(rule, "dominance needs percent or most; add one, as percent: 10");
    }
    return most;
  }
}
