package org.jinyanglake.lake;

import java.sql.SQLException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * The catalog's database could not be reached, or another process kept it locked, <em>before</em>
 * the statement at hand was carried out: nothing of it was applied. Running again later is safe.
 *
 * <p>Not to be mixed up with {@link org.apache.iceberg.exceptions.CommitStateUnknownException},
 * where the statement was sent and only the tables can tell what became of it.
 */
public final class CatalogUnavailableException extends UncheckedSQLException {

  CatalogUnavailableException(SQLException cause, String message, Object... args) {
    super(cause, message, args);
  }
}
