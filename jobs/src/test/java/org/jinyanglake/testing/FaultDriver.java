package org.jinyanglake.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jinyanglake.testing.Faults.Kind;

/**
 * A JDBC driver for {@code jdbc:fault:<url of another driver without jdbc:>}, such as {@code
 * jdbc:fault:sqlite:/tmp/raw.db}: passes everything on, and lets {@link Faults} count the executed
 * statements and make them go wrong. A fault is an {@code SQLException} with state 08006, a broken
 * connection.
 */
public final class FaultDriver implements Driver {

  private static final String PREFIX = "jdbc:fault:";

  private static String real(String url) {
    return "jdbc:" + url.substring(PREFIX.length());
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Connection connection = DriverManager.getConnection(real(url), properties);
    Faults owner = Faults.owner();
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("close")) {
            Faults.requireAlive(owner);
          }
          Object result = invoke(connection, method, arguments);
          return result instanceof Statement statement
              ? statement(statement, method.getReturnType(), text(arguments), owner)
              : result;
        });
  }

  private static Object statement(
      Statement statement, Class<?> type, String prepared, Faults owner) {
    return proxy(
        type.asSubclass(Statement.class),
        (self, method, arguments) -> {
          if (!method.getName().startsWith("execute")) {
            return invoke(statement, method, arguments);
          }
          Faults.requireAlive(owner);
          String sql = arguments == null ? prepared : text(arguments);
          return FaultDriver.<Object>execute(sql, () -> invoke(statement, method, arguments));
        });
  }

  private interface Invocation<T> {
    T invoke() throws Throwable;
  }

  private static <T> T execute(String sql, Invocation<T> invocation) throws SQLException {
    return Faults.call(
        Kind.SQL,
        sql,
        () -> {
          try {
            return invocation.invoke();
          } catch (SQLException | RuntimeException | Error e) {
            throw e;
          } catch (Throwable e) {
            throw new SQLException(e);
          }
        },
        message -> new SQLException(message, "08006"));
  }

  private static String text(Object[] arguments) {
    return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
        ? sql
        : "";
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FaultDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return DriverManager.getDriver(real(url)).getPropertyInfo(real(url), properties);
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  /** Registers the driver, as the class path's list of drivers does. */
  static {
    try {
      DriverManager.registerDriver(new FaultDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
