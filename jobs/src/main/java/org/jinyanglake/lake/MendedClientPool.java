package org.jinyanglake.lake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A pool that sends every statement at most once. Iceberg's own pool sends a statement again when
 * the connection breaks, although the database may have carried it out already; this one replaces a
 * broken connection only <em>before</em> a statement is sent, which it finds out by asking the
 * connection whether it is still valid.
 */
final class MendedClientPool extends JdbcClientPool {

  private static final Logger LOG = LoggerFactory.getLogger(MendedClientPool.class);
  private static final int VALIDATION_SECONDS = 10;

  /** The URL without its parameters, which may hold a password. */
  private final String database;

  MendedClientPool(String url, Map<String, String> properties) {
    super(url, properties);
    this.database = url.replaceFirst("[?;].*", "");
  }

  @Override
  public <R> R run(Action<R, Connection, SQLException> action, boolean retry)
      throws SQLException, InterruptedException {
    return super.run(
        connection -> {
          requireValid(connection);
          try {
            return action.run(connection);
          } catch (SQLException e) {
            // SQLite rolls the statement back before it reports this, so the outcome is known.
            if (isBusy(e)) {
              throw new CatalogUnavailableException(
                  e,
                  "The catalog %s is locked by another process, which did not let go within the "
                      + "busy_timeout of the catalog's URL; nothing was written. "
                      + "Find the process with `fuser %s` and run again",
                  database,
                  database.replaceFirst(".*:sqlite:", ""));
            }
            throw e;
          }
        },
        retry);
  }

  private void requireValid(Connection connection) throws SQLException {
    if (!connection.isValid(VALIDATION_SECONDS)) {
      throw new CatalogUnavailableException(
          new SQLException("stale connection", "08003"),
          "The catalog %s closed the connection and accepts no new one; nothing was sent to it. "
              + "See that the database runs, then run again",
          database);
    }
  }

  /** Only what {@link #requireValid} and {@link #newClient} throw: no statement has been sent. */
  @Override
  protected boolean isConnectionException(Exception e) {
    return e instanceof CatalogUnavailableException && !isBusy(e.getCause());
  }

  private static boolean isBusy(Throwable e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  @Override
  protected Connection newClient() {
    try {
      return super.newClient();
    } catch (UncheckedSQLException e) {
      SQLException cause = (SQLException) e.getCause();
      throw new CatalogUnavailableException(
          cause, "Cannot connect to the catalog %s: %s", database, cause.getMessage());
    }
  }

  @Override
  protected Connection reconnect(Connection broken) {
    LOG.warn("The catalog {} closed a connection; connecting again", database);
    try {
      broken.close();
    } catch (SQLException e) {
      LOG.debug("The broken connection to {} could not be closed", database, e);
    }
    return newClient();
  }
}
