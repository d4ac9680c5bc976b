package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command of the project answered. */
record Call(int code, String out, String err) {
  /** The folder of the project. */
  static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  /** Runs the command {@code lake} in this process, on a lake and its contracts. */
  static Call lake(Path home, Path schemas, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(options(home, schemas));
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      int code = Main.execute(all.toArray(String[]::new));
      return new Call(code, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  /** The options that name a lake, its contracts and the project's own configuration. */
  static List<String> options(Path home, Path schemas) {
    return List.of(
        "--lake-home", home.toString(),
        "--schemas", schemas.toString(),
        "--conf", PROJECT.resolve("conf").toString());
  }

  /**
   * Runs a command to its end, as a user runs it: in a process of its own.
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

  /** The output, read as JSON. */
  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
