package org.jinyanglake.fetch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.fetch.TableColumn.Form;

/** PostgreSQL. */
final class PostgresDialect implements Dialect {

  /** Columns with the type below their domain, if they are of one. */
  private static final String COLUMNS =
      """
      WITH RECURSIVE below(oid, base) AS (
        SELECT oid, oid FROM pg_type WHERE typtype <> 'd'
        UNION ALL
        SELECT t.oid, b.base FROM pg_type t JOIN below b ON t.typtype = 'd' AND t.typbasetype = b.oid)
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, b.typname, b.typcategory
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN below ON below.oid = a.atttypid
      JOIN pg_type b ON b.oid = below.base
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum""";

  @Override
  public Connection connect(Origin.Database origin, Login login) throws SQLException {
    Properties properties = new Properties();
    properties.put("connectTimeout", "10");
    properties.put("socketTimeout", String.valueOf(origin.limits().time().toSeconds()));
    properties.put("ApplicationName", "jinyang-lake");
    properties.putAll(origin.options());
    properties.put("user", login.user());
    properties.put("password", login.password());
    properties.put("readOnly", "true");
    // Few rows at first; then as many as fit, so that wide rows do not fill the memory.
    properties.put("defaultRowFetchSize", String.valueOf(fetchSize()));
    properties.put("maxResultBuffer", "256M");
    properties.put("adaptiveFetch", "true");
    properties.put("adaptiveFetchMaximum", "2000");
    String url =
        "jdbc:postgresql://%s:%d/%s".formatted(origin.host(), origin.port(), origin.database());
    Connection connection = new org.postgresql.Driver().connect(url, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET TIME ZONE 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex';"
              + " SET intervalstyle = 'iso_8601'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public List<TableColumn> columns(Connection connection, Origin.Database origin)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, origin.schema());
      query.setString(2, origin.table());
      List<TableColumn> columns = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1);
          columns.add(
              new TableColumn(
                  name,
                  rows.getString(2),
                  rows.getBoolean(3),
                  form(rows.getString(4)),
                  expression(quoted(name), rows.getString(4), rows.getString(5))));
        }
      }
      return columns;
    }
  }

  private static Form form(String type) {
    return switch (type) {
      case "int2", "int4", "int8", "oid" -> Form.INTEGER;
      case "numeric", "money" -> Form.DECIMAL;
      case "float4", "float8" -> Form.DOUBLE;
      case "bool" -> Form.BOOLEAN;
      case "date" -> Form.DATE;
      case "timestamp" -> Form.LOCAL_TIME;
      case "timestamptz" -> Form.INSTANT;
      default -> Form.TEXT;
    };
  }

  private static String expression(String column, String type, String category) {
    return switch (category) {
      case "A" -> "array_to_json(" + column + ")::text";
      case "C" -> "to_json(" + column + ")::text";
      default -> column + (type.equals("money") ? "::numeric" : "") + "::text";
    };
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
  }

  @Override
  public SharedState share(Connection connection, Origin.Database origin, Login login, int count)
      throws SQLException {
    String shared;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
      row.next();
      shared = row.getString(1);
    }
    List<Connection> connections = connect(origin, login, count);
    try {
      for (Connection each : connections) {
        begin(each);
        try (Statement statement = each.createStatement()) {
          statement.execute("SET TRANSACTION SNAPSHOT '" + shared.replace("'", "''") + "'");
        }
      }
      return SharedState.of(connections);
    } catch (SQLException e) {
      Dialect.close(connections);
      throw e;
    }
  }

  @Override
  public String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String table(Origin.Database origin) {
    return quoted(origin.schema()) + "." + quoted(origin.table());
  }

  @Override
  public String day(String column, long seconds) {
    String moved = seconds == 0 ? column : "(" + column + " + interval '" + seconds + " seconds')";
    return moved + "::date::text";
  }

  @Override
  public String digest(List<String> texts) {
    String row =
        texts.stream()
            .map(text -> "coalesce(md5(" + text + "), '-')")
            .collect(Collectors.joining(" || "));
    return "sum(('x' || left(md5(" + row + "), 16))::bit(64)::bigint)::text";
  }

  @Override
  public int fetchSize() {
    return 20;
  }
}
