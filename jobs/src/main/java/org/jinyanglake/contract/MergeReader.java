package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code merge} of the property {@code anonymity}: {@code {day: week}}, {@code {day: {unit:
 * week, always: true}}} or {@code {district: {hierarchy: region, level: city}}}.
 */
final class MergeReader {

  private static final List<String> OPTIONS = List.of("unit", "hierarchy", "level", "always");

  private final List<ColumnReader.Result> columns;
  private final Optional<Hierarchies> hierarchies;
  private final Report report;

  MergeReader(List<ColumnReader.Result> columns, Optional<Hierarchies> hierarchies, Report report) {
    this.columns = columns;
    this.hierarchies = hierarchies;
    this.report = report;
  }

  List<Merge> read(Place place) {
    if (place.exists() && !place.isMapping()) {
      report.error(place, "merge is a mapping of partition columns; write {day: week}");
    }
    List<Merge> merges = new ArrayList<>();
    for (String name : place.keys().stream().sorted().toList()) {
      Optional<Column> column =
          columns.stream()
              .filter(each -> each.name().equals(name))
              .map(ColumnReader.Result::column)
              .filter(Column::partition)
              .findFirst();
      if (column.isEmpty()) {
        report.error(
            place.key(name),
            "merge names no partition column: '%s'; name one of %s"
                .formatted(
                    Place.shorten(name),
                    columns.stream()
                        .map(ColumnReader.Result::column)
                        .filter(Column::partition)
                        .map(Column::name)
                        .toList()));
      } else if (column.get().type() != null) {
        merge(place.get(name), column.get()).ifPresent(merges::add);
      }
    }
    return merges;
  }

  private Optional<Merge> merge(Place place, Column column) {
    if (place.isMapping()) {
      report.options(place, "merge", OPTIONS);
    }
    boolean always = place.isMapping() && place.get("always").isTrue();
    if (place.isMapping() && place.get("always").exists() && place.get("always").bool().isEmpty()) {
      report.error(place.get("always"), "always is true or false; write one of the two");
    }
    return switch (column.type().kind()) {
      case DATE ->
          report
              .oneOf(place.isMapping() ? place.get("unit") : place, "unit", Merge.PERIODS)
              .or(() -> missing(place, column, "{unit: week}"))
              .map(unit -> new Merge(column.name(), unit, Optional.empty(), always));
      case STRING -> byHierarchy(place, column, always);
      default -> {
        report.error(
            place,
            "column %s is of type %s, but dates and texts are merged; partition by one of them"
                .formatted(column.name(), column.type()));
        yield Optional.empty();
      }
    };
  }

  private Optional<Merge> byHierarchy(Place place, Column column, boolean always) {
    Optional<String> hierarchy =
        place.isMapping() ? place.get("hierarchy").text() : Optional.empty();
    Optional<String> level = place.isMapping() ? place.get("level").text() : Optional.empty();
    if (hierarchy.isEmpty() || level.isEmpty()) {
      missing(place, column, "{hierarchy: region, level: city}");
      return Optional.empty();
    }
    TechniqueSpec spec =
        new TechniqueSpec("generalize", Map.of("hierarchy", hierarchy.get(), "level", level.get()));
    hierarchies.ifPresent(known -> known.check(place, spec, report));
    return Optional.of(new Merge(column.name(), level.get(), hierarchy, always));
  }

  private Optional<String> missing(Place place, Column column, String example) {
    report.errorUnlessTold(
        place, "column %s: merge to what? write %s".formatted(column.name(), example));
    return Optional.empty();
  }
}
