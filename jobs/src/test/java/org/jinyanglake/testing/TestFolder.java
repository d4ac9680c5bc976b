package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that outlive a test, in one that no other JVM of the same build uses. */
final class TestFolder {

  private TestFolder() {}

  /** The folder of that name; whoever asks makes it. */
  static Path of(String name) {
    Path folder = Path.of(System.getProperty("test.folder", "target")).toAbsolutePath();
    try {
      return Files.createDirectories(folder).resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
