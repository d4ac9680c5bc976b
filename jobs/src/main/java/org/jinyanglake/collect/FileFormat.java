package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Seekable;
import org.jinyanglake.contract.Source;

/**
 * Text whose records are lines, or what quotes make of lines: what tasks need to know of how it is
 * written.
 *
 * @param format CSV, FIXED or JSON_LINES
 * @param positions of fixed-width text what its positions count
 * @param zone in which timestamps are read that have no offset
 */
record FileFormat(
    Source.Format format,
    Source.Positions positions,
    String encoding,
    char delimiter,
    char quote,
    char escape,
    boolean multiline,
    List<String> nullValues,
    ZoneId zone)
    implements Reading {

  /** So far below zero that counting on from it stays there. */
  private static final long UNKNOWN_LINE = Long.MIN_VALUE / 2;

  FileFormat {
    nullValues = List.copyOf(nullValues);
  }

  static FileFormat of(Source.Files source, ZoneId zone) {
    return new FileFormat(
        source.format(),
        source.within().positions(),
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
    return isWide(encoding);
  }

  private static boolean isWide(String encoding) {
    return encoding.startsWith("UTF-16");
  }

  /** The text of a file, in which lines are told by single bytes. */
  InputStream text(InputStream decompressed) {
    return isWide() ? new WideStream(decompressed, encoding.endsWith("BE")) : decompressed;
  }

  /** What the head of text may look like. */
  static Set<Content> contents(String encoding) {
    return isWide(encoding) ? Set.of(Content.TEXT, Content.UTF_16) : Set.of(Content.TEXT);
  }

  @Override
  public Set<Content> contents() {
    return contents(encoding);
  }

  @Override
  public String title() {
    return switch (format) {
      case CSV -> "delimited text";
      case FIXED -> "fixed-width text";
      default -> "JSON lines";
    };
  }

  /** Text is surveyed by {@link FirstPass} itself, which also judges its encoding. */
  @Override
  public Survey survey(Input input) {
    throw new UnsupportedOperationException("FirstPass reads text");
  }

  @Override
  public boolean splittable() {
    return !multiline && !isWide();
  }

  @Override
  public Cursor open(Input input, Split split, List<SourceColumn> columns) throws IOException {
    Split.Source source = split.source();
    RowReader rows =
        switch (format) {
          case CSV -> new CsvRows(this, columns, source);
          case FIXED -> new FixedRows(this, columns);
          default -> new JsonRows(columns, source.keeps());
        };
    return open(input, split, rows);
  }

  /** Opens a part of a file, whose records another reader takes. */
  Cursor open(Input input, Split split, RowReader rows) throws IOException {
    Split.Source source = split.source();
    try {
      Records records =
          records(
              lines(input, split),
              split.first() ? source.dataLine() : UNKNOWN_LINE,
              source.malformed());
      return new LineCursor(records, rows, split.end());
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** The lines from the split's first record on. */
  private Lines lines(Input input, Split split) throws IOException {
    InputStream in = text(input.stream());
    if (!input.file().seekable() || isWide()) {
      in.skipNBytes(split.start());
      return new Lines(in, split.start());
    }
    // The record in which the byte before stands belongs to the split before.
    long from = split.first() ? split.start() : split.start() - 1;
    ((Seekable) in).seek(from);
    Lines lines = new Lines(in, from);
    if (!split.first()) {
      lines.next();
    }
    return lines;
  }
}
