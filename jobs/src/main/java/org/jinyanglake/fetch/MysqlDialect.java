package org.jinyanglake.fetch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.fetch.TableColumn.Form;

/** MySQL and MariaDB. */
final class MysqlDialect implements Dialect {
  private static final String COLUMNS =
      "SELECT column_name, column_type, is_nullable, data_type FROM information_schema.columns"
          + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";

  private static final String ENGINE =
      "SELECT engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
  private static final String CLUSTER = "SHOW GLOBAL VARIABLES WHERE Variable_name = 'wsrep_on'";

  /** So long writers may have to wait, at most, before a table is read in parts. */
  private static final int LOCK_SECONDS = 5;

  /**
   * So long the table stays locked, at most: if this side falls silent, the server ends the lock's
   * connection, and the lock with it.
   */
  private static final int LOCKED_SECONDS = 10;

  /** What begins while the table is locked has to answer sooner. */
  private static final int BEGIN_MS = 5_000;

  private static final int LOCK_TIMED_OUT = 1205;

  /** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final Set<Integer> MAY_NOT_LOCK = Set.of(1044, 1142, 1227);

  @Override
  public Connection connect(Origin.Database origin, Login login) throws SQLException {
    Properties properties = new Properties();
    properties.put("connectTimeout", "10000");
    properties.put("socketTimeout", String.valueOf(origin.limits().time().toMillis()));
    properties.putAll(origin.options());
    properties.put("user", login.user());
    properties.put("password", login.password());
    properties.put("allowLocalInfile", "false");
    String url =
        "jdbc:mariadb://%s:%d/%s".formatted(origin.host(), origin.port(), origin.database());
    Connection connection = new org.mariadb.jdbc.Driver().connect(url, properties);
    try {
      execute(connection, "SET time_zone = '+00:00'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public List<TableColumn> columns(Connection connection, Origin.Database origin)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, origin.database());
      query.setString(2, origin.table());
      List<TableColumn> columns = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          String type = rows.getString(2).toLowerCase(Locale.ROOT);
          columns.add(
              column(
                  rows.getString(1),
                  type,
                  !rows.getString(3).equals("NO"),
                  rows.getString(4).toLowerCase(Locale.ROOT)));
        }
      }
      return columns;
    }
  }

  private TableColumn column(String name, String type, boolean nullable, String base) {
    String column = quoted(name);
    String text = "CAST(" + column + " AS CHAR)";
    // A zero fill, and the bytes of a bit field, become a plain number.
    String number = "CAST(" + column + " + 0 AS CHAR)";
    return switch (base) {
      case "tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit" ->
          new TableColumn(name, type, nullable, Form.INTEGER, number);
      case "decimal" -> new TableColumn(name, type, nullable, Form.DECIMAL, number);
      case "double" -> new TableColumn(name, type, nullable, Form.DOUBLE, text);
      case "float" ->
          // As a float, the server writes six digits of it.
          new TableColumn(
              name, type, nullable, Form.FLOAT, "CAST(CAST(" + column + " AS DOUBLE) AS CHAR)");
      case "date" -> new TableColumn(name, type, nullable, Form.DATE, text);
      case "datetime" -> new TableColumn(name, type, nullable, Form.LOCAL_TIME, text);
      case "timestamp" -> new TableColumn(name, type, nullable, Form.INSTANT, text);
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          new TableColumn(name, type, nullable, Form.TEXT, "CONCAT('0x', HEX(" + column + "))");
      case "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection" ->
          new TableColumn(name, type, nullable, Form.TEXT, "ST_AsText(" + column + ")");
      default -> new TableColumn(name, type, nullable, Form.TEXT, text);
    };
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  }

  /**
   * No snapshot can be handed on, so all are taken while nobody can write to the table: it is
   * locked against writers for that moment, which waits until those that have begun have ended.
   */
  @Override
  public SharedState share(Connection connection, Origin.Database origin, Login login, int count)
      throws SQLException {
    String engine = text(connection, ENGINE, origin.database(), origin.table());
    if (!"InnoDB".equalsIgnoreCase(engine)) {
      return SharedState.none(
          engine == null
              ? "it is a view; name its table"
              : "its storage engine is " + engine + ", and only InnoDB keeps older states");
    }
    if ("ON".equals(text(connection, CLUSTER))) {
      return SharedState.none("the server is one of a Galera cluster, which does not lock tables");
    }
    List<Connection> connections = connect(origin, login, count);
    boolean shared = false;
    try (Connection lock = connect(origin, login)) {
      // Without autocommit InnoDB itself waits for transactions that wrote to the table.
      execute(lock, "SET autocommit = 0, lock_wait_timeout = " + LOCK_SECONDS);
      execute(lock, "SET SESSION wait_timeout = " + LOCKED_SECONDS);
      execute(lock, "SET innodb_table_locks = 1, innodb_lock_wait_timeout = " + LOCK_SECONDS);
      try {
        execute(lock, "LOCK TABLES " + table(origin) + " READ");
      } catch (SQLException e) {
        if (e.getErrorCode() == LOCK_TIMED_OUT) {
          return SharedState.none("it was never free of writers for " + LOCK_SECONDS + " s");
        }
        if (MAY_NOT_LOCK.contains(e.getErrorCode())) {
          return SharedState.none("the user may not LOCK TABLES; grant that");
        }
        throw e;
      }
      for (Connection each : connections) {
        int usual = each.getNetworkTimeout();
        each.setNetworkTimeout(Runnable::run, BEGIN_MS);
        begin(each);
        each.setNetworkTimeout(Runnable::run, usual);
      }
      // Fails if the server has ended the lock: then not all of them see the same state.
      execute(lock, "UNLOCK TABLES");
      shared = true;
      return SharedState.of(connections);
    } finally {
      if (!shared) {
        Dialect.close(connections);
      }
    }
  }

  /** The last column of the only row; null if there is none. */
  private static String text(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(row.getMetaData().getColumnCount()) : null;
      }
    }
  }

  @Override
  public String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public String table(Origin.Database origin) {
    return quoted(origin.database()) + "." + quoted(origin.table());
  }

  @Override
  public String day(String column, long seconds) {
    String moved = seconds == 0 ? column : column + " + INTERVAL " + seconds + " SECOND";
    return "CAST(DATE(" + moved + ") AS CHAR)";
  }

  @Override
  public String digest(List<String> texts) {
    String row =
        texts.stream()
            .map(text -> "COALESCE(MD5(" + text + "), '-')")
            .collect(Collectors.joining(", "));
    return "CAST(SUM(CAST(CONV(LEFT(MD5(CONCAT(" + row + ")), 15), 16, 10) AS UNSIGNED)) AS CHAR)";
  }

  @Override
  public int fetchSize() {
    // The server sends all rows in any case; so many are held at once, and each may be of 1 GB.
    return 1;
  }
}
