package org.jinyanglake.testing;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension: a real PostgreSQL server, started by {@code scripts/postgres} for the first test
 * that has a parameter of type {@link Server}, stopped when the JVM's last test has run. The data
 * stay in {@code target/postgres}, so that the next run starts faster. Where PostgreSQL can neither
 * be found nor installed the test fails with what to do.
 */
public final class Postgres implements ParameterResolver {

  /** The role that owns the server; its password is the same word. */
  public static final String USER = "lake";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Postgres.class))
        .getOrComputeIfAbsent(Server.class, type -> start(), Server.class);
  }

  private static Server start() {
    Path folder = folder();
    Server server =
        new Server(folder, Integer.parseInt(script("start", folder.toString(), freePort())));
    server.execute("ALTER SYSTEM SET fsync = off"); // nobody pulls the plug here
    server.execute("SELECT pg_reload_conf()");
    return server;
  }

  /** Below target, unless the user postgres cannot go there, as in a clone in root's home. */
  private static Path folder() {
    Path target = Path.of("target").toAbsolutePath();
    try {
      for (Path above = target.getParent(); above != null; above = above.getParent()) {
        if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return Path.of(
              System.getProperty("java.io.tmpdir"),
              "jinyang-lake-postgres-" + Integer.toHexString(target.hashCode()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.resolve("postgres");
  }

  private static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script(String... arguments) {
    try {
      Path errors = Files.createTempFile("postgres", ".err");
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of("..", "scripts", "postgres").toString(),
                      arguments[0],
                      arguments[1],
                      arguments.length > 2 ? arguments[2] : ""))
              .redirectError(errors.toFile())
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "This test needs a real PostgreSQL. " + Files.readString(errors));
      }
      Files.delete(errors);
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
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
      script("stop", folder.toString());
    }
  }
}
