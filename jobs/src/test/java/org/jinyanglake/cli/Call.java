package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the project, run as a user runs it: a process of its own. */
record Call(int code, String out, String err) {
  /** The folder of the project. */
  static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  /**
   * Runs a command to its end.
   *
   * @param folder the current folder of the command
   * @param environment added to that of the test
   * @throws AssertionError if it takes longer than ten minutes
   */
  static Call of(Path folder, Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("call", ".out");
    Path err = Files.createTempFile("call", ".err");
    try {
      ProcessBuilder command =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      command.environment().putAll(environment);
      Process process = command.start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(words + " did not end in ten minutes:\n" + Files.readString(err));
      }
      return new Call(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
