package org.jinyanglake.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * JUnit extension: a real MariaDB server, started by {@code scripts/mariadb} for the first test
 * that has a parameter of type {@link Server}, stopped when the JVM's last test has run. Where
 * MariaDB can neither be found nor installed the test is skipped with what to do.
 */
public final class MariaDb implements ParameterResolver {

  /** The user; the password is the same word. */
  public static final String USER = "lake";

  private static final ServerScript SCRIPT = new ServerScript("mariadb");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(
            ExtensionContext.StoreScope.LAUNCHER_SESSION,
            ExtensionContext.Namespace.create(MariaDb.class))
        .getOrComputeIfAbsent(Server.class, type -> start(), Server.class);
  }

  private static Server start() {
    Path folder = SCRIPT.folder();
    try {
      return new Server(folder, SCRIPT.start(folder));
    } catch (IllegalStateException e) {
      if (e.getMessage().contains("installed")) {
        throw new TestAbortedException(e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * A running server on 127.0.0.1.
   *
   * @param folder its data
   * @param port its TCP port
   */
  public record Server(Path folder, int port) implements AutoCloseable {

    /** Makes a database, empty even if an earlier run left one of this name. */
    public void makeDatabase(String name) {
      execute("", "DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name);
    }

    /** Executes statements in a database. */
    public void execute(String database, String... statements) {
      String url = "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
      try (Connection connection = DriverManager.getConnection(url, USER, USER);
          Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      SCRIPT.stop(folder);
    }
  }
}
