package org.jinyanglake.contract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads by which days a table of a database is fetched. */
final class DaysReader {
  /** Expressions for the day on which a time is. */
  private static final Pattern DAY =
      Pattern.compile(
          "(?:to_date|date)\\s*\\(\\s*(\\w+)\\s*\\)|cast\\s*\\(\\s*(\\w+) as date\\s*\\)");

  private final Report report;
  private final OriginReader shared;

  DaysReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  /**
   * Reads it.
   *
   * @param properties of the server
   */
  Optional<Origin.Days> read(
      CustomProperties properties, LoadMode mode, List<ColumnReader.Result> columns) {
    Place column = properties.get("dayColumn");
    Place reload = properties.get("reloadDays");
    Place emptied = properties.get("emptiedDays");
    if (!column.exists()) {
      for (String property : List.of("reloadDays", "emptiedDays")) {
        if (properties.get(property).exists()) {
          report.error(
              properties.get(property),
              property + " is for tables that are fetched by day; add dayColumn, or delete it");
        }
      }
      return Optional.empty();
    }
    for (String other : List.of("watermark", "partitionColumn")) {
      if (properties.get(other).exists()) {
        report.error(
            properties.get(other), other + " does not go with dayColumn; delete one of the two");
      }
    }
    if (mode != LoadMode.APPEND) {
      report.error(column, "a day takes the place of its partition; use loadMode append");
    }
    Optional<String> name = report.text(column, "dayColumn");
    name.ifPresent(day -> checkPartition(column, day, columns));
    Optional<String> empties =
        report.oneOf(emptied, "emptiedDays", List.of("hold", "empty")).filter("empty"::equals);
    return name.map(
        day ->
            new Origin.Days(
                day, shared.number(reload, "reloadDays", 7, 1, 3_660), empties.isPresent()));
  }

  /** All rows of a day, and no others, have to be in one partition. */
  private void checkPartition(Place place, String day, List<ColumnReader.Result> columns) {
    List<Column> partitions =
        columns.stream().map(ColumnReader.Result::column).filter(Column::partition).toList();
    boolean right =
        partitions.size() == 1
            && partitions.get(0).type().equals(Type.DATE)
            && isDay(partitions.get(0), day, columns);
    if (!right) {
      report.error(
          place,
          "the table must be partitioned by the day of "
              + Place.shorten(day)
              + " alone; partition it by a column of logicalType date with that physicalName, or with"
              + " transformLogic to_date(…) of a timestamp with that physicalName");
    }
  }

  private static boolean isDay(Column partition, String day, List<ColumnReader.Result> columns) {
    if (partition.expression().isEmpty()) {
      return partition.header().equals(day);
    }
    Matcher matcher = DAY.matcher(partition.expression().get().strip().toLowerCase(Locale.ROOT));
    return matcher.matches()
        && columns.stream()
            .map(ColumnReader.Result::column)
            .anyMatch(
                column ->
                    column
                            .name()
                            .equalsIgnoreCase(
                                matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                        && column.header().equals(day)
                        && column.expression().isEmpty()
                        && column.type().equals(Type.TIMESTAMP));
  }
}
