package org.jinyanglake.fetch;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.lake.DayFile;

/**
 * A table or view of a database: whole, or the rows above a watermark, as of one moment. An extract
 * is one landing file, whole or not at all.
 */
final class DatabaseTable implements Connector {
  private final Origin.Database origin;
  private final Dialect dialect;
  private final Login login;
  private final Patience patience;

  DatabaseTable(Origin.Database origin, Login login, Patience patience) {
    this.origin = origin;
    this.dialect = Dialect.of(origin.product());
    this.login = login;
    this.patience = patience;
  }

  /** How the names of its files begin. */
  static String stem(Origin.Database origin) {
    return Inbox.stem(
        origin.schema().isEmpty() ? origin.table() : origin.schema() + "-" + origin.table());
  }

  @Override
  public void fetch(Inbox inbox) throws FetchException, IOException {
    Attempts attempts = new Attempts(origin.limits(), patience);
    attempts.run(
        () -> {
          try (Connection connection = dialect.connect(origin, login)) {
            dialect.begin(connection);
            extract(inbox, connection, attempts);
            return true;
          } catch (SQLException e) {
            throw DatabaseErrors.of(e, origin);
          }
        });
  }

  private void extract(Inbox inbox, Connection connection, Attempts attempts)
      throws SQLException, FetchException, IOException {
    List<TableColumn> all = dialect.columns(connection, origin);
    List<TableColumn> columns = read(inbox, all);
    Optional<String> order = order(inbox, all);
    if (origin.days().isPresent()) {
      TableColumn day = named(all, origin.days().get().column());
      new TableDays(origin, dialect, login, inbox, day).fetch(connection, columns, order, attempts);
      return;
    }
    if (origin.watermark().isEmpty()) {
      TableRows rows = new TableRows(origin, dialect, login, inbox, columns, "", order, attempts);
      Delivery delivery = inbox.begin(stem(origin));
      boolean taken = false;
      try {
        long count = write(rows, connection, all, delivery);
        taken = inbox.bring(delivery, stem(origin), origin.name(), OptionalLong.of(count), true);
      } finally {
        if (!taken) {
          delivery.discard();
        }
      }
      return;
    }
    new Growth(inbox, connection, named(all, origin.watermark().get()))
        .extract(columns, all, order, attempts);
  }

  private long write(
      TableRows rows, Connection connection, List<TableColumn> all, Delivery delivery)
      throws SQLException, FetchException, IOException {
    if (origin.partitionColumn().isEmpty()) {
      RowFile file = new RowFile(delivery, origin.limits());
      rows.write(connection, "", file);
      file.finish();
      return file.rows();
    }
    return new TableParts(origin, dialect, rows)
        .write(connection, named(all, origin.partitionColumn().get()), delivery);
  }

  /** The columns that the contract reads, by its names for them. */
  private List<TableColumn> read(Inbox inbox, List<TableColumn> all) throws FetchException {
    if (all.isEmpty()) {
      throw FetchException.refused(
          origin.name() + ": there is no such table that the user may see; check schema and table");
    }
    List<TableColumn> columns = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    all.forEach(column -> unknown.add(column.name()));
    for (Column column : inbox.contract().sourceColumns()) {
      columns.add(named(all, column.header()));
      unknown.remove(column.header());
    }
    if (!unknown.isEmpty()) {
      inbox.note(
          origin.name() + ": not in the contract, not fetched: " + String.join(", ", unknown));
    }
    return columns;
  }

  private TableColumn named(List<TableColumn> all, String name) throws FetchException {
    for (TableColumn column : all) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw FetchException.refused(
        origin.name()
            + " has no column "
            + name
            + "; its columns are "
            + String.join(", ", all.stream().map(TableColumn::name).toList()));
  }

  /** By the contract's key, so that the same rows are the same bytes; empty if there is none. */
  private Optional<String> order(Inbox inbox, List<TableColumn> all) throws FetchException {
    List<String> keys = new ArrayList<>();
    for (Column column : inbox.contract().primaryKey()) {
      if (column.expression().isEmpty()) {
        keys.add(TableRows.TABLE + "." + dialect.quoted(named(all, column.header()).name()));
      }
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", keys));
  }

  /** Rows above the watermark that was reached. */
  private final class Growth {
    private final Inbox inbox;
    private final Connection connection;
    private final TableColumn column;
    private final String quoted;
    private final Mark mark;

    Growth(Inbox inbox, Connection connection, TableColumn column) throws FetchException {
      this.inbox = inbox;
      this.connection = connection;
      this.column = column;
      this.quoted = dialect.quoted(column.name());
      this.mark = Mark.of(column);
    }

    void extract(
        List<TableColumn> columns, List<TableColumn> all, Optional<String> order, Attempts attempts)
        throws SQLException, FetchException, IOException {
      refuseNulls();
      Extracts extracts = inbox.extracts(stem(origin), column.name());
      Optional<String> other = extracts.other(inbox.known());
      boolean daily = inbox.known().stream().anyMatch(name -> DayFile.of(name).isPresent());
      if ((other.isPresent() || daily) && inbox.contract().loadMode() == LoadMode.APPEND) {
        throw FetchException.refused(
            origin.name()
                + ": rows were fetched by day, or by another table or watermark, before and would be added"
                + " again; go back to that, use loadMode upsert, or make a new dataset");
      }
      for (String link : extracts.links(inbox.collected())) {
        if (inbox.isGone(link)) {
          // Its rows are in no table, and what was fetched since begins where it ended.
          bring(link, extracts.range(link), columns, all, order, attempts);
        }
      }
      String from = extracts.end(inbox.collected(), inbox.lying());
      String reached = reached(above(from));
      if (reached == null) {
        return;
      }
      String to = mark.inName(reached);
      Extracts.Range range = new Extracts.Range(from, to);
      bring(extracts.name(from, to), range, columns, all, order, attempts);
    }

    private String above(String from) throws FetchException {
      return from.equals(Extracts.START) ? "" : quoted + " > " + mark.inSql(from);
    }

    private void bring(
        String name,
        Extracts.Range range,
        List<TableColumn> columns,
        List<TableColumn> all,
        Optional<String> order,
        Attempts attempts)
        throws SQLException, FetchException, IOException {
      String above = above(range.from());
      String within =
          (above.isEmpty() ? "" : above + " AND ") + quoted + " <= " + mark.inSql(range.to());
      Optional<String> sorted =
          Optional.of(TableRows.TABLE + "." + quoted + order.map(keys -> ", " + keys).orElse(""));
      TableRows rows =
          new TableRows(origin, dialect, login, inbox, columns, within, sorted, attempts);
      Delivery delivery = inbox.begin(stem(origin));
      boolean taken = false;
      try {
        long count = write(rows, connection, all, delivery);
        inbox.take(delivery, name, origin.name(), OptionalLong.of(count), "", Optional.empty());
        taken = true;
      } finally {
        if (!taken) {
          delivery.discard();
        }
      }
    }

    private void refuseNulls() throws SQLException, FetchException {
      if (!column.nullable()) {
        return;
      }
      String nulls = select("count(*)", quoted + " IS NULL");
      if (!nulls.equals("0")) {
        inbox.hold(
            origin.name()
                + ": "
                + nulls
                + " rows have no "
                + column.name()
                + ", by which rows are fetched, so they are not; fill it at the source, or fetch the"
                + " whole table");
      }
    }

    /** The greatest value that may be fetched now; null if there is no row above. */
    private String reached(String above) throws SQLException {
      String settled = "";
      if (mark.isTime() && !origin.lag().isZero()) {
        settled =
            quoted
                + " <= "
                + mark.settled(
                    inbox.clock().instant().minus(origin.lag()), inbox.contract().zone());
      }
      String both =
          above.isEmpty() || settled.isEmpty() ? above + settled : above + " AND " + settled;
      // The greatest one as text, so that it is written as the rows are.
      String greatest = column.expression().replace(quoted, "max(" + quoted + ")");
      return select(greatest, both);
    }

    private String select(String what, String where) throws SQLException {
      String sql =
          "SELECT "
              + what
              + " FROM "
              + dialect.table(origin)
              + (where.isEmpty() ? "" : " WHERE " + where);
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
