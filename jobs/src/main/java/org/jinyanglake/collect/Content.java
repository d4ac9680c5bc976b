package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.io.compress.DecompressorStream;
import org.apache.hadoop.io.compress.zlib.BuiltInGzipDecompressor;

/** What a file holds, told by its first bytes whatever its name is. */
enum Content {
  TEXT("text"),
  GZIP("gzip data"),
  XLSX("an Excel workbook (xlsx)"),
  ZIP("a zip archive"),
  XLS("an old Excel workbook (xls)"),
  PDF("a PDF document"),
  PARQUET("Parquet data"),
  ORC("ORC data"),
  AVRO("Avro data"),
  RAR("a rar archive"),
  SEVEN_ZIP("a 7z archive"),
  BZIP2("bzip2 data"),
  ZSTANDARD("zstd data"),
  HTML("an HTML page"),
  XML("an XML document"),
  UTF_16("UTF-16 text");

  /** How many bytes {@link #of} wants to see. */
  static final int HEAD = 4096;

  private final String title;

  Content(String title) {
    this.title = title;
  }

  /** Its name in a sentence. */
  String title() {
    return title;
  }

  /** Whether it is something packed, and no format of its own. */
  boolean isPacked() {
    return switch (this) {
      case GZIP, ZIP, RAR, SEVEN_ZIP, BZIP2, ZSTANDARD -> true;
      default -> false;
    };
  }

  static Content of(byte[] head) {
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("PK\u0003\u0004")) {
      return bytes.contains("[Content_Types].xml") || bytes.contains("xl/") ? XLSX : ZIP;
    }
    if (bytes.startsWith("\u00ff\u00fe") || bytes.startsWith("\u00fe\u00ff") || isSparse(head)) {
      return UTF_16;
    }
    return starting(bytes, "\u001f\u008b", GZIP)
        .or(() -> starting(bytes, "\u00d0\u00cf\u0011\u00e0", XLS))
        .or(() -> starting(bytes, "%PDF-", PDF))
        .or(() -> starting(bytes, "PAR1", PARQUET))
        .or(() -> isBinary(head) ? starting(bytes, "ORC", ORC) : Optional.empty())
        .or(() -> starting(bytes, "Obj\u0001", AVRO))
        .or(() -> starting(bytes, "Rar!\u001a", RAR))
        .or(() -> starting(bytes, "7z\u00bc\u00af", SEVEN_ZIP))
        .or(() -> starting(bytes, "BZh", BZIP2))
        .or(() -> starting(bytes, "(\u00b5/\u00fd", ZSTANDARD))
        .orElseGet(() -> markup(bytes));
  }

  private static Optional<Content> starting(String bytes, String magic, Content content) {
    return bytes.startsWith(magic) ? Optional.of(content) : Optional.empty();
  }

  /** Whether control characters stand at the beginning, as in no text. */
  private static boolean isBinary(byte[] head) {
    for (int i = 0; i < Math.min(64, head.length); i++) {
      if (head[i] >= 0 && head[i] < '\t') {
        return true;
      }
    }
    return false;
  }

  private static Content markup(String bytes) {
    String text = bytes.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return HTML;
    }
    return text.startsWith("<?xml") ? XML : TEXT;
  }

  /** Whether every second byte is mostly NUL, as in UTF-16 that is mostly ASCII. */
  private static boolean isSparse(byte[] head) {
    int even = 0;
    int odd = 0;
    for (int i = 0; i < head.length; i++) {
      if (head[i] == 0 && i % 2 == 0) {
        even++;
      } else if (head[i] == 0) {
        odd++;
      }
    }
    int half = head.length / 2;
    return half >= 8 && Math.max(even, odd) > half * 2 / 3 && Math.min(even, odd) < half / 10;
  }

  /**
   * Decompresses gzip data of one or several members, strictly: anything that follows a member and
   * is none, a wrong checksum and a missing end are errors.
   */
  static InputStream gunzip(InputStream in) throws IOException {
    return new DecompressorStream(in, new BuiltInGzipDecompressor(), 64 << 10);
  }
}
