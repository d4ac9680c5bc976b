package org.jinyanglake.collect;

import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import org.jinyanglake.contract.Source;

/**
 * What tasks need to know of how files are written.
 *
 * @param csv delimited text; otherwise JSON lines
 * @param zone in which timestamps are read that have no offset
 */
record FileFormat(
    boolean csv,
    String encoding,
    char delimiter,
    char quote,
    char escape,
    boolean multiline,
    List<String> nullValues,
    ZoneId zone)
    implements Serializable {

  FileFormat {
    nullValues = List.copyOf(nullValues);
  }

  static FileFormat of(Source.Files source, ZoneId zone) {
    return new FileFormat(
        source.format() == Source.Format.CSV,
        source.encoding().name(),
        source.dialect().delimiter(),
        source.dialect().quote(),
        source.dialect().escape(),
        source.format() == Source.Format.CSV && source.dialect().multiline(),
        source.nullValues(),
        zone);
  }

  /**
   * The records from a line on.
   *
   * @param firstLine the number of that line
   * @param verify false if the bytes are known to be well-formed
   */
  Records records(Lines lines, long firstLine, boolean verify) {
    Encoding text = Encoding.of(Charset.forName(isWide() ? "UTF-8" : encoding));
    return multiline && quote != Source.Dialect.NONE
        ? new QuotedRecords(lines, firstLine, text, verify, delimiter, quote, escape)
        : new Records(lines, firstLine, text, verify);
  }

  /** Whether lines cannot be told by single bytes: the text is then read as UTF-8 of it. */
  boolean isWide() {
    return encoding.startsWith("UTF-16");
  }

  /** The text of a file, in which lines are told by single bytes. */
  InputStream text(InputStream decompressed) {
    return isWide() ? new WideStream(decompressed, encoding.endsWith("BE")) : decompressed;
  }

  /** Whether a file may be read from its middle. */
  boolean splittable() {
    return !multiline && !isWide();
  }
}
