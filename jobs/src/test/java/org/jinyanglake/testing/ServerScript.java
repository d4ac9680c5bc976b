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
import java.util.ArrayList;
import java.util.List;

/**
 * A script of the project that starts and stops a server in a folder of its own.
 *
 * @param name of the folder
 * @param command the script, and its words before those of this class
 */
record ServerScript(String name, List<String> command) {

  /** The script of that name. */
  ServerScript(String name) {
    this(name, List.of(name));
  }

  /** Of this JVM, unless the server's user cannot go there, as in a clone in root's home. */
  Path folder() {
    Path folder = TestFolder.of(name);
    try {
      for (Path above = folder.getParent(); above != null; above = above.getParent()) {
        if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return Path.of(
              System.getProperty("java.io.tmpdir"),
              "jinyang-lake-" + name + "-" + Integer.toHexString(folder.hashCode()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** Starts the server; its port. */
  int start(Path folder) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(socket.getLocalPort());
      socket.close();
      return Integer.parseInt(run("start", folder.toString(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop(Path folder) {
    run("stop", folder.toString(), "");
  }

  /** What the script prints; throws {@link IllegalStateException} with what it complains of. */
  private String run(String... arguments) {
    try {
      Path errors = Files.createTempFile(name, ".err");
      List<String> words = new ArrayList<>(command);
      words.set(0, "../scripts/" + command.get(0));
      words.addAll(List.of(arguments));
      Process process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "this test needs a real server: " + Files.readString(errors));
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
}
