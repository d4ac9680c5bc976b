package org.jinyanglake.fetch;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jinyanglake.contract.Origin;

/**
 * What a database's error means. Of its own words nothing is repeated, for they may hold values or
 * the statement.
 */
final class DatabaseErrors {
  private DatabaseErrors() {}

  static FetchException of(SQLException e, Origin.Database origin) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String where = origin.name() + ": ";
    if (state.equals("28P01") || state.startsWith("28")) {
      return FetchException.refused(
          where + "the database does not let this user in; check user and password" + told(state));
    }
    if (state.equals("42501") || state.equals("42000")) {
      return FetchException.refused(
          where + "the user may not read this table; grant SELECT on it" + told(state));
    }
    if (state.equals("3D000")) {
      return FetchException.refused(where + "there is no such database" + told(state));
    }
    boolean passing =
        state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.startsWith("40")
            || e instanceof SQLRecoverableException
            || e instanceof SQLTransientException;
    if (passing) {
      return FetchException.passing(
          where
              + "the database cannot be reached, or the connection was lost; nothing of this extract"
              + " is kept, so run again when it is there"
              + told(state));
    }
    return FetchException.refused(
        where + "the database refuses the query; look into its log" + told(state));
  }

  private static String told(String state) {
    return state.matches("[0-9A-Z]{5}") ? " (SQLSTATE " + state + ")" : "";
  }
}
