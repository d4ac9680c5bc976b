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

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(MariaDb.class))
        .getOrComputeIfAbsent(Server.class, type -> start(), Server.class);
  }

  private static Server start() {
    Path folder = folder();
    return new Server(folder, Integer.parseInt(script("start", folder.toString(), freePort())));
  }

  /** Below target, unless the user mysql cannot go there. */
  private static Path folder() {
    Path target = Path.of("target").toAbsolutePath();
    try {
      for (Path above = target.getParent(); above != null; above = above.getParent()) {
        if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return Path.of(
              System.getProperty("java.io.tmpdir"),
              "jinyang-lake-mariadb-" + Integer.toHexString(target.hashCode()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.resolve("mariadb");
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
      Path errors = Files.createTempFile("mariadb", ".err");
      Process process =
          new ProcessBuilder(
                  Path.of("..", "scripts", "mariadb").toString(),
                  arguments[0],
                  arguments[1],
                  arguments.length > 2 ? arguments[2] : "")
              .redirectError(errors.toFile())
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, MINUTES) || process.exitValue() != 0) {
        String why = Files.readString(errors);
        if (why.contains("not installed") || why.contains("could not be installed")) {
          throw new TestAbortedException("This test needs a real MariaDB. " + why);
        }
        throw new IllegalStateException(why);
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
      script("stop", folder.toString());
    }
  }
}
