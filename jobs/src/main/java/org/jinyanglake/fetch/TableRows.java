package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Type;
import org.jinyanglake.fetch.Credentials.Login;

/** Writes rows of a table as JSON lines. */
final class TableRows {
  /** The table in a query; an order by a bare name would go by the text that is selected. */
  static final String TABLE = "t";

  private static final JsonFactory JSON = new JsonFactory();

  private final Origin.Database origin;
  private final Dialect dialect;
  private final Login login;
  private final Inbox inbox;
  private final List<TableColumn> columns;
  private final String condition;
  private final Optional<String> order;
  private final Attempts attempts;
  private final Type.Kind[] wanted;

  /**
   * Rows.
   *
   * @param columns to be read
   * @param condition of the rows, in SQL; empty: all
   * @param order by what, in SQL
   */
  TableRows(
      Origin.Database origin,
      Dialect dialect,
      Login login,
      Inbox inbox,
      List<TableColumn> columns,
      String condition,
      Optional<String> order,
      Attempts attempts) {
    this.origin = origin;
    this.dialect = dialect;
    this.login = login;
    this.inbox = inbox;
    this.columns = columns;
    this.condition = condition;
    this.order = order;
    this.attempts = attempts;
    Map<String, Type.Kind> kinds =
        inbox.contract().sourceColumns().stream()
            .collect(Collectors.toMap(Column::header, column -> column.type().kind()));
    this.wanted =
        columns.stream().map(column -> kinds.get(column.name())).toArray(Type.Kind[]::new);
  }

  Inbox inbox() {
    return inbox;
  }

  /** The condition of all rows, and another one. */
  String where(String also) {
    String both =
        condition.isEmpty() || also.isEmpty()
            ? condition + also
            : "(" + condition + ") AND (" + also + ")";
    return both.isEmpty() ? "" : " WHERE " + both;
  }

  /** See {@link Dialect#share}. */
  SharedState share(Connection connection, int count) throws SQLException {
    return dialect.share(connection, origin, login, count);
  }

  /** Takes rows. */
  interface Sink {
    /**
     * Takes one.
     *
     * @param json one object in UTF-8, without line breaks
     * @param text the further text of the row; null if it is null
     */
    void add(byte[] json, String text) throws FetchException, IOException;
  }

  /**
   * Writes rows.
   *
   * @param also a further condition; empty: none
   */
  void write(Connection connection, String also, RowFile file)
      throws SQLException, FetchException, IOException {
    read(connection, also, "NULL", (json, text) -> file.add(json, json.length));
  }

  /**
   * Reads rows.
   *
   * @param also a further condition; empty: none
   * @param further a text of each row, in SQL
   */
  void read(Connection connection, String also, String further, Sink sink)
      throws SQLException, FetchException, IOException {
    String list =
        Stream.concat(columns.stream().map(TableColumn::expression), Stream.of(further))
            .collect(Collectors.joining(", "));
    String sql =
        "SELECT "
            + list
            + " FROM "
            + dialect.table(origin)
            + " "
            + TABLE
            + where(also)
            + order.map(by -> " ORDER BY " + by).orElse("");
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long count = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(dialect.fetchSize());
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          line.reset();
          write(rows, line);
          sink.add(line.toByteArray(), rows.getString(columns.size() + 1));
          if (++count % 1_000 == 0) {
            checkTime();
          }
        }
      }
    }
  }

  private void write(ResultSet row, ByteArrayOutputStream line) throws SQLException, IOException {
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      for (int i = 0; i < wanted.length; i++) {
        json.writeFieldName(columns.get(i).name());
        columns.get(i).write(json, row.getString(i + 1), wanted[i]);
      }
      json.writeEndObject();
    }
  }

  private void checkTime() throws FetchException {
    if (attempts.left() == 0) {
      throw FetchException.refused(
          origin.name()
              + " takes longer than "
              + attempts.time().toMinutes()
              + " minutes, the most that the contract allows; if that is right, raise maxMinutes");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw FetchException.refused("the run was stopped");
    }
  }
}
