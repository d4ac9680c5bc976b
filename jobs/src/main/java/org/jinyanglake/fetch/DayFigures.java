package org.jinyanglake.fetch;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.lake.Evidence;

/**
 * What a server says of the rows of a day: how many there are, and the sum of a hash of each over
 * the texts of all columns that would be fetched. Equal figures mean equal rows, in whatever order,
 * each as often; so also a row that was changed without a trace in another column is seen.
 *
 * @param digest a decimal number
 */
record DayFigures(long rows, String digest) {
  static final DayFigures NONE = new DayFigures(0, "0");

  /** As names of files hold it. */
  String inName() {
    return Evidence.sha256(rows + "|" + digest).substring(0, Inbox.DIGITS);
  }

  /**
   * What a server says of some days.
   *
   * @param others the number of rows whose day is none of the years 1 to 9999
   * @param missing the number of rows of the whole table without a day
   */
  record OfTable(SortedMap<LocalDate, DayFigures> days, long others, long missing) {}

  /**
   * Asks for them.
   *
   * @param day the day of a row as text, in SQL
   * @param window a condition of rows; empty: all
   */
  static OfTable ask(
      Connection connection,
      Dialect dialect,
      Origin.Database origin,
      List<TableColumn> columns,
      TableColumn by,
      String day,
      String window)
      throws SQLException {
    String table = dialect.table(origin) + " " + TableRows.TABLE;
    String sql =
        "SELECT "
            + day
            + ", count(*), "
            + dialect.digest(columns.stream().map(TableColumn::expression).toList())
            + " FROM "
            + table
            + (window.isEmpty() ? "" : " WHERE " + window)
            + " GROUP BY 1";
    SortedMap<LocalDate, DayFigures> days = new TreeMap<>();
    long others = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        Optional<LocalDate> each = parsed(row.getString(1));
        if (each.isPresent()) {
          days.put(each.get(), new DayFigures(row.getLong(2), row.getString(3)));
        } else if (row.getString(1) != null) {
          others += row.getLong(2);
        }
      }
    }
    if (!by.nullable()) {
      return new OfTable(days, others, 0);
    }
    // Rows without a day are in no window.
    String missing = "SELECT count(*) FROM " + table + " WHERE " + dialect.quoted(by.name());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(missing + " IS NULL")) {
      row.next();
      return new OfTable(days, others, row.getLong(1));
    }
  }

  /** A day of the years 1 to 9999; empty for others, as infinity or MySQL's 0000-00-00. */
  static Optional<LocalDate> parsed(String text) {
    try {
      return text == null || !text.matches("\\d{4}-\\d{2}-\\d{2}")
          ? Optional.empty()
          : Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() > 0);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
