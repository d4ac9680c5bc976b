package org.jinyanglake.testing;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts main classes of the tests in a Java of their own, with the flags of this one. */
public final class Jvm {

  private Jvm() {}

  /** Starts; the caller reads the output, which is that of both streams if {@code log} is given. */
  public static Process start(
      Class<?> main, Map<String, String> environment, File log, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens=") || flag.startsWith("-XX:Tiered"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("LAKE_KEY_PASSWORD");
    builder.environment().putAll(environment);
    if (log == null) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    } else {
      builder.redirectErrorStream(true).redirectOutput(log);
    }
    return builder.start();
  }
}
