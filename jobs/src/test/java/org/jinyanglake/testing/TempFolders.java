package org.jinyanglake.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Names the folders of tests by letters. JUnit's own have 19 digits, of which one in some hundred
 * is the number of a bank card: the gate refuses a table in such a place.
 */
public final class TempFolders implements TempDirFactory {
  private static final int LETTERS = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    StringBuilder name = new StringBuilder("junit-");
    RANDOM.ints(LETTERS, 'a', 'z' + 1).forEach(letter -> name.append((char) letter));
    return Files.createDirectory(
        Path.of(System.getProperty("java.io.tmpdir")).resolve(name.toString()),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
