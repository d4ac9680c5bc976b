package org.jinyanglake.fetch;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.fetch.TableColumn.Form;
import org.jinyanglake.lake.DayFile;

/**
 * A table by days: days whose {@link DayFigures} differ from those that were fetched last, which
 * the names of their files tell, are fetched whole, as of the same moment. The first time these are
 * all days, later the last ones.
 */
final class TableDays {
  /** More days are not listed in a query; the rows of others are passed over. */
  private static final int MOST_LISTED = 500;

  private final Origin.Database origin;
  private final Origin.Days days;
  private final Dialect dialect;
  private final Login login;
  private final Inbox inbox;
  private final TableColumn column;
  private final DayColumn day;
  private final Instant begun;

  /**
   * A table.
   *
   * @param column by whose days it is fetched
   */
  TableDays(Origin.Database origin, Dialect dialect, Login login, Inbox inbox, TableColumn column)
      throws FetchException {
    boolean date = inbox.contract().partitionColumns().get(0).expression().isEmpty();
    if (!column.form().isTime() || date != (column.form() == Form.DATE)) {
      throw FetchException.refused(
          "column "
              + column.name()
              + " is "
              + column.type()
              + "; a date must be the partition column itself, a time must be under its to_date(…),"
              + " and others tell no day");
    }
    this.origin = origin;
    this.days = origin.days().orElseThrow();
    this.dialect = dialect;
    this.login = login;
    this.inbox = inbox;
    this.column = column;
    this.day =
        new DayColumn(
            dialect,
            column.form(),
            TableRows.TABLE + "." + dialect.quoted(column.name()),
            inbox.contract().zone());
    this.begun = inbox.clock().instant();
  }

  /**
   * Fetches what differs.
   *
   * @param columns to be read
   * @param order of the rows of a day, in SQL
   */
  void fetch(
      Connection connection, List<TableColumn> columns, Optional<String> order, Attempts attempts)
      throws SQLException, FetchException, IOException {
    SortedMap<LocalDate, DayFile> known = known();
    Optional<LocalDate> since = since(known);
    String window = since.map(day::from).orElse("");
    String text = text(connection, window);
    DayFigures.OfTable now =
        DayFigures.ask(connection, dialect, origin, columns, column, text, window);
    hold(now.missing(), "rows have no " + column.name());
    hold(now.others(), "rows have a " + column.name() + " that is no day of the years 1 to 9999");
    SortedMap<LocalDate, DayFigures> due = new TreeMap<>();
    now.days()
        .forEach(
            (each, figures) -> {
              DayFile before = known.get(each);
              if (before == null || !before.figures().equals(figures.inName())) {
                due.put(each, figures);
              }
            });
    since.ifPresent(first -> due.putAll(emptied(known.tailMap(first), now.days())));
    if (due.isEmpty()) {
      return;
    }
    Optional<String> by = Optional.of(text + order.map(keys -> ", " + keys).orElse(""));
    TableRows rows = new TableRows(origin, dialect, login, inbox, columns, "", by, attempts);
    try (DayWriter writer = new DayWriter(origin, inbox, begun, due, known)) {
      rows.read(connection, condition(due, now.days().size(), text), text, writer::add);
      writer.finish();
    }
  }

  /** The last file of each day; one that was refused and deleted may be fetched again. */
  private SortedMap<LocalDate, DayFile> known() {
    String stem = inbox.below(DatabaseTable.stem(origin));
    SortedMap<LocalDate, DayFile> known = new TreeMap<>();
    for (String name : inbox.known()) {
      DayFile.of(name)
          .filter(file -> file.stem().equals(stem) && !inbox.isGone(name))
          .ifPresent(file -> known.merge(file.day(), file, (a, b) -> a.compareTo(b) > 0 ? a : b));
    }
    return known;
  }

  /**
   * From which day on days are compared; empty: all. After a pause also the days that passed
   * meanwhile are, and as many before.
   */
  private Optional<LocalDate> since(SortedMap<LocalDate, DayFile> known) {
    if (known.isEmpty()) {
      return Optional.empty();
    }
    LocalDate today = begun.atZone(inbox.contract().zone()).toLocalDate();
    LocalDate last = known.lastKey().isBefore(today) ? known.lastKey() : today;
    return Optional.of(last.minusDays(days.reload()));
  }

  /** The day of a row as text, in SQL. */
  private String text(Connection connection, String window) throws SQLException {
    if (!day.needsBounds()) {
      return day.text(null, null);
    }
    String name = dialect.quoted(column.name());
    String sql =
        "SELECT "
            + column.expression().replace(name, "min(" + name + ")")
            + ", "
            + column.expression().replace(name, "max(" + name + ")")
            + " FROM "
            + dialect.table(origin)
            + " "
            + TableRows.TABLE
            + (window.isEmpty() ? "" : " WHERE " + window);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return day.text(row.getString(1), row.getString(2));
    }
  }

  private void hold(long rows, String what) {
    if (rows > 0) {
      inbox.hold(
          origin.name()
              + ": "
              + rows
              + " "
              + what
              + ", by which rows are fetched, so they are not; correct it at the source");
    }
  }

  /** Days that had rows and have none any more, as far as the contract lets them be emptied. */
  private Map<LocalDate, DayFigures> emptied(
      SortedMap<LocalDate, DayFile> known, SortedMap<LocalDate, DayFigures> now) {
    SortedMap<LocalDate, DayFigures> emptied = new TreeMap<>();
    known.forEach(
        (each, before) -> {
          if (now.containsKey(each) || before.figures().equals(DayFigures.NONE.inName())) {
            return;
          }
          if (days.empties()) {
            emptied.put(each, DayFigures.NONE);
          } else {
            inbox.hold(
                origin.name()
                    + " has no rows of "
                    + each
                    + " any more, and those that were fetched stay; if that is right, write"
                    + " emptiedDays: empty");
          }
        });
    return emptied;
  }

  private String condition(SortedMap<LocalDate, DayFigures> due, int all, String text) {
    String bounds = day.from(due.firstKey()) + " AND " + day.before(due.lastKey().plusDays(1));
    return due.size() == all || due.size() > MOST_LISTED
        ? bounds
        : bounds
            + " AND "
            + text
            + due.keySet().stream()
                .map(each -> "'" + each + "'")
                .collect(Collectors.joining(", ", " IN (", ")"));
  }
}
