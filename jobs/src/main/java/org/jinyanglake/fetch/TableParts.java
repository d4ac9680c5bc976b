package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.TableColumn.Form;

/**
 * Reads a table in parts, side by side, each on a connection of its own, of which all see the same
 * state; by one connection if that cannot be had. The parts are put together in their order; if one
 * fails, all do.
 */
final class TableParts {
  private final Origin.Database origin;
  private final Dialect dialect;
  private final TableRows rows;

  TableParts(Origin.Database origin, Dialect dialect, TableRows rows) {
    this.origin = origin;
    this.dialect = dialect;
    this.rows = rows;
  }

  /** Writes all rows; returns their number. */
  long write(Connection connection, TableColumn by, Delivery delivery)
      throws SQLException, FetchException, IOException {
    if (by.form() != Form.INTEGER) {
      throw FetchException.refused(
          "column "
              + by.name()
              + " is "
              + by.type()
              + ", and a partition column must be of whole numbers; name another one");
    }
    List<String> ranges = ranges(connection, by);
    if (ranges.size() == 1) {
      return write(connection, "", delivery);
    }
    SharedState state = rows.share(connection, ranges.size());
    if (state.connections().isEmpty()) {
      rows.inbox()
          .note(
              origin.name()
                  + ": read by one connection and not in parts, since "
                  + state.why()
                  + ", or delete partitionColumn and partitions");
      return write(connection, "", delivery);
    }
    List<Delivery> parts = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(ranges.size());
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < ranges.size(); i++) {
        Connection own = state.connections().get(i);
        String range = ranges.get(i);
        Delivery part = rows.inbox().begin(DatabaseTable.stem(origin));
        parts.add(part);
        counts.add(
            threads.submit(
                () -> {
                  long count = write(own, range, part);
                  part.close();
                  return count;
                }));
      }
      long count = 0;
      for (Future<Long> each : counts) {
        count += result(each);
      }
      join(parts, delivery);
      return count;
    } finally {
      threads.shutdownNow();
      awaitEnd(threads);
      Dialect.close(state.connections());
      for (Delivery part : parts) {
        part.discard();
      }
    }
  }

  private long write(Connection connection, String range, Delivery delivery)
      throws SQLException, FetchException, IOException {
    RowFile file = new RowFile(delivery, origin.limits());
    rows.write(connection, range, file);
    file.finish();
    return file.rows();
  }

  /** Conditions of which each row fulfils exactly one. */
  private List<String> ranges(Connection connection, TableColumn by) throws SQLException {
    String column = dialect.quoted(by.name());
    String sql =
        "SELECT %s, %s FROM %s%s"
            .formatted(
                by.expression().replace(column, "min(" + column + ")"),
                by.expression().replace(column, "max(" + column + ")"),
                dialect.table(origin),
                rows.where(""));
    BigInteger least;
    BigInteger most;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      if (row.getString(1) == null) {
        return List.of("");
      }
      least = new BigDecimal(row.getString(1)).toBigInteger();
      most = new BigDecimal(row.getString(2)).toBigInteger();
    }
    BigInteger span = most.subtract(least).add(BigInteger.ONE);
    int parts = span.min(BigInteger.valueOf(origin.partitions())).intValue();
    List<String> ranges = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      String from = bound(least, span, part, parts);
      String to = bound(least, span, part + 1, parts);
      String range =
          (part == 0 ? "" : column + " >= " + from)
              + (part > 0 && part < parts - 1 ? " AND " : "")
              + (part == parts - 1 ? "" : column + " < " + to);
      ranges.add(part == 0 && parts > 1 ? range + " OR " + column + " IS NULL" : range);
    }
    return ranges;
  }

  private static String bound(BigInteger least, BigInteger span, int part, int parts) {
    return least
        .add(span.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(parts)))
        .toString();
  }

  private static long result(Future<Long> count) throws SQLException, FetchException, IOException {
    try {
      return count.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      if (e.getCause() instanceof FetchException refused) {
        throw refused;
      }
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FetchException.refused("the run was stopped");
    }
  }

  /** Parts are discarded only when nobody writes them any more. */
  private static void awaitEnd(ExecutorService threads) {
    try {
      threads.awaitTermination(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gzip data one after the other are gzip data. */
  private void join(List<Delivery> parts, Delivery delivery) throws IOException, FetchException {
    for (Delivery part : parts) {
      try (InputStream in = rows.inbox().open(part.part())) {
        in.transferTo(delivery);
      }
      if (delivery.bytes() > origin.limits().bytes()) {
        throw FetchException.refused(
            origin.name()
                + " fills more than "
                + (origin.limits().bytes() >> 20)
                + " MB compressed, the most that the contract allows; if that is right, raise"
                + " maxMegabytes");
      }
    }
  }
}
