package org.jinyanglake.cli;

import java.nio.file.Path;

/**
 * Where the log goes: {@code logs/lake.log} of the lake. {@code conf/log4j2.properties} reads the
 * folder from the system property {@code lake.logs} when the first logger is made; {@code
 * scripts/lake} sets it to that of LAKE_HOME, and {@code --lake-home} changes it before the verb
 * runs.
 */
final class Logging {
  private static final String FOLDER = "lake.logs";

  private Logging() {}

  static void into(Path home) {
    System.setProperty(FOLDER, home.resolve("logs").toString());
  }

  static Path file() {
    return Path.of(System.getProperty(FOLDER, "lake-home/logs"), "lake.log");
  }
}
