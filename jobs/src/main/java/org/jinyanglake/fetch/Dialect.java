package org.jinyanglake.fetch;

import java.sql.Connection;
import java.sql.SQLException;
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
   * Makes the state that a transaction sees known to others.
   *
   * @return its name
   */
  String share(Connection connection) throws SQLException;

  /** Lets a transaction that has just begun see the state that another one shares. */
  void adopt(Connection connection, String shared) throws SQLException;

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
