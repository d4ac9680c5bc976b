package org.jinyanglake.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A page that is written for people to open. */
final class HtmlFile {

  private HtmlFile() {}

  /** Writes it, or replaces an earlier one; whoever reads it sees all of one of them. */
  static void write(Path page, String html) {
    if (Files.exists(page) && !Files.isRegularFile(page)) {
      throw new UsageException("cannot write " + page + ": it is no file; name another one");
    }
    Path draft = page.resolveSibling("." + page.getFileName() + "." + UUID.randomUUID());
    try {
      try {
        Files.writeString(draft, html, StandardCharsets.UTF_8);
        Files.move(draft, page, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UsageException(
          "cannot write " + page + ": " + e + "; name a file in a folder that exists and is yours");
    }
  }
}
