package org.jinyanglake.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/**
 * The options that every verb has: where the lake is and what configures it. Without options, the
 * lake is in the current folder and the configuration and contracts are the project's own, wherever
 * the command is called from.
 */
final class LakeOptions {

  @Option(
      names = "--lake-home",
      paramLabel = "DIR",
      defaultValue = "${env:LAKE_HOME:-lake-home}",
      description = "The lake's folder ($LAKE_HOME; default: ./lake-home).")
  private void home(Path folder) {
    home = folder.toAbsolutePath().normalize();
    Logging.into(home);
  }

  private Path home;

  @Option(
      names = "--conf",
      paramLabel = "DIR",
      defaultValue = "${env:LAKE_CONF:-${sys:lake.project:-.}/conf}",
      description = "Configuration ($LAKE_CONF; default: conf of the project).")
  private Path conf;

  @Option(
      names = "--schemas",
      paramLabel = "DIR",
      defaultValue = "${env:LAKE_SCHEMAS:-${sys:lake.project:-.}/schemas}",
      description = "Contracts ($LAKE_SCHEMAS; default: schemas of the project).")
  private Path schemas;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  /** Absolute; need not exist. */
  Path home() {
    return home;
  }

  /** Absolute; need not exist. */
  Path conf() {
    return conf.toAbsolutePath().normalize();
  }

  /** Absolute, an existing folder; throws {@link UsageException} if there is none. */
  Path schemas() {
    return existing(
        schemas.toAbsolutePath().normalize(),
        "no folder of contracts",
        "name it with --schemas or LAKE_SCHEMAS");
  }

  /**
   * As {@link #home()}, but there must be a lake already; throws {@link UsageException} if not. For
   * the verbs that only look.
   */
  Path existingHome() {
    return existing(
        home(),
        "no lake",
        "'lake demo' makes one to try, 'lake run' the real one; or name it with --lake-home");
  }

  boolean json() {
    return json;
  }

  private static Path existing(Path folder, String what, String remedy) {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(what + " at " + folder + ": " + remedy);
    }
    return folder;
  }
}
