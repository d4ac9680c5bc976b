package org.jinyanglake.fetch;

import java.io.FileNotFoundException;
import java.sql.SQLException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jinyanglake.contract.Origin;

/**
 * What went wrong with a table of another lake, in plain words. Messages of its readers are left
 * out: names of files and folders may hold values.
 */
final class DockedErrors {
  private DockedErrors() {}

  static FetchException of(RuntimeException error, Origin.LakeTable origin) {
    if (error instanceof NoSuchTableException) {
      return FetchException.refused(
          origin.name() + ": there is no such table; check location, catalog and table");
    }
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof Outside.Refused refused) {
        return FetchException.refused(
            origin.name()
                + ": "
                + refused.getMessage()
                + ", so it was not read; correct the location"
                + (origin.rest().isPresent() ? ", or storage" : ""));
      }
      if (e instanceof NotFoundException || e instanceof FileNotFoundException) {
        return FetchException.passing(
            origin.name()
                + ": one of its files is gone; is it being cleaned up, or damaged? run again later");
      }
      if (e instanceof SQLException sql) {
        return FetchException.passing(
            origin.name()
                + ": the catalog's database cannot be read (SQL state "
                + sql.getSQLState()
                + "); check location and password");
      }
    }
    return FetchException.passing(
        origin.name()
            + " cannot be read ("
            + error.getClass().getSimpleName()
            + "); is it a table of this format, in a version that is known here?");
  }
}
