package org.jinyanglake.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells what a server sends instead of a file, and calls a success, by its type and beginning. */
final class ErrorPage {

  /** So many bytes of a body are looked at. */
  static final int BEGINNING = 512;

  /** How files of an ending begin. */
  private record Magic(String ending, String start) {}

  private static final List<Magic> MAGIC =
      List.of(
          new Magic(".gz", "\u001f\u008b"),
          new Magic(".bz2", "BZh"),
          new Magic(".zip", "PK"),
          new Magic(".xlsx", "PK"),
          new Magic(".xls", "\u00d0\u00cf\u0011\u00e0"),
          new Magic(".parquet", "PAR1"),
          new Magic(".orc", "ORC"),
          new Magic(".avro", "Obj\u0001"));

  private ErrorPage() {}

  /**
   * Why a body is not the file that was asked for; empty if it may be.
   *
   * @param name of the file, for its ending
   * @param type the header Content-Type; empty if there is none
   * @param body its first bytes
   */
  static Optional<String> complain(String name, String type, byte[] body, int length) {
    String media = type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
    String lower = name.toLowerCase(Locale.ROOT);
    if (media.equals("text/html") || media.equals("application/xhtml+xml")) {
      return Optional.of("a page (" + media + ")");
    }
    String text = new String(body, 0, Math.min(length, BEGINNING), StandardCharsets.ISO_8859_1);
    for (Magic magic : MAGIC) {
      if (lower.endsWith(magic.ending())) {
        return text.startsWith(magic.start())
            ? Optional.empty()
            : Optional.of("something that does not begin as a " + magic.ending() + " file does");
      }
    }
    String start =
        text.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("<head")) {
      return Optional.of("a page (its text begins as HTML does)");
    }
    boolean table = lower.endsWith(".csv") || lower.endsWith(".txt") || lower.endsWith(".tsv");
    boolean json = lower.endsWith(".jsonl") || lower.endsWith(".json");
    if (table && (media.equals("application/json") || media.endsWith("+json"))
        || (table || json)
            && (media.endsWith("/xml") || media.endsWith("+xml") || start.startsWith("<?xml"))) {
      return Optional.of("a message of another type (" + (media.isEmpty() ? "XML" : media) + ")");
    }
    return Optional.empty();
  }
}
