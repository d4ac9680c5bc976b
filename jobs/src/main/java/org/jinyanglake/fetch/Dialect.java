package org.jinyanglake.fetch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;

/** What differs from one kind of database server to another. */
interface Dialect {

  static Dialect of(Origin.Product product) {
    return product == Origin.Product.POSTGRESQL ? new PostgresDialect() : new MysqlDialect();
  }

  /** A connection; times are in UTC on it. */
  Connection connect(Origin.Database origin, Login login) throws SQLException;

  /** The table's columns; none if there is no such table. */
  List<TableColumn> columns(Connection connection, Origin.Database origin) throws SQLException;

  /** Begins a transaction that reads only, and sees one state of the table to its end. */
  void begin(Connection connection) throws SQLException;

  /**
   * Begins transactions that all see the same state of a table, each on a connection of its own.
   *
   * @param connection on which a transaction has begun
   */
  SharedState share(Connection connection, Origin.Database origin, Login login, int count)
      throws SQLException;

  /** New connections; if one cannot be had, none is left open. */
  default List<Connection> connect(Origin.Database origin, Login login, int count)
      throws SQLException {
    List<Connection> connections = new ArrayList<>();
    try {
      while (connections.size() < count) {
        connections.add(connect(origin, login));
      }
      return connections;
    } catch (SQLException e) {
      close(connections);
      throw e;
    }
  }

  /** Ends connections, whatever state they are in. */
  static void close(List<Connection> connections) {
    for (Connection each : connections) {
      try {
        each.close();
      } catch (SQLException e) {
        // It is lost already, and nothing was written on it.
      }
    }
  }

  /** A name as SQL writes it. */
  String quoted(String name);

  /** The table as SQL writes it. */
  String table(Origin.Database origin);

  /**
   * The day of a date or time, as text.
   *
   * @param seconds that are added to a time before
   */
  String day(String column, long seconds);

  /**
   * An aggregate, a decimal number, over the texts of all rows of a group; it does not hang on
   * their order.
   *
   * @param texts of a row, in SQL; each may be null
   */
  String digest(List<String> texts);

  /** Rows that are asked for at once. */
  int fetchSize();
}
