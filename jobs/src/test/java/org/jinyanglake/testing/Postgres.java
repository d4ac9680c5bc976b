package org.jinyanglake.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension: a real PostgreSQL server, started by {@code scripts/postgres} for the first test
 * that has a parameter of type {@link Server}, stopped when the JVM's last test has run. The data
 * stay, so that the next run starts faster. Where PostgreSQL can neither be found nor installed the
 * test fails with what to do.
 */
public final class Postgres implements ParameterResolver {

  /** The role that owns the server; its password is the same word. */
  public static final String USER = "lake";

  private static final ServerScript SCRIPT = new ServerScript("postgres");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(
            ExtensionContext.StoreScope.LAUNCHER_SESSION,
            ExtensionContext.Namespace.create(Postgres.class))
        .getOrComputeIfAbsent(Server.class, type -> start(), Server.class);
  }

  private static Server start() {
    Path folder = SCRIPT.folder();
    Server server = new Server(folder, SCRIPT.start(folder));
    server.execute("ALTER SYSTEM SET fsync = off"); // nobody pulls the plug here
    server.execute("SELECT pg_reload_conf()");
    return server;
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
      execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      execute("CREATE DATABASE " + name);
    }

    private void execute(String sql) {
      execute("postgres", sql);
    }

    /** Executes statements in a database. */
    public void execute(String database, String... statements) {
      try (Connection connection = DriverManager.getConnection(url(database), USER, USER);
          Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    public String url(String database) {
      return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
      SCRIPT.stop(folder);
    }
  }
}
