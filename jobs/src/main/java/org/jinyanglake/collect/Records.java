package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;

/**
 * The records of a landing file, one after the other, as UTF-8 text: here each line that is not
 * blank. A record that is too long or malformed is one all the same, with a {@link #misfit}.
 */
class Records implements Closeable {

  protected final Lines lines;
  private final Encoding encoding;
  private final boolean verify;

  /** The text of the current record, without its line end; borrowed until the next call. */
  protected final Text text = new Text();

  protected long offset;
  protected long line;
  protected Misfit misfit;
  protected long malformed;
  protected long blankLines;

  /**
   * @param firstLine the number of the first line, from 1
   * @param verify false if the bytes are known to be well-formed
   */
  Records(Lines lines, long firstLine, Encoding encoding, boolean verify) {
    this.lines = lines;
    this.line = firstLine - 1;
    this.encoding = encoding;
    this.verify = verify;
  }

  /** Goes to the next record; false at the end. */
  boolean next() throws IOException {
    while (nextLine()) {
      if (text.length() > 0) {
        return true;
      }
      blankLines++;
    }
    return false;
  }

  /** Passes a line, blank or not, before the first record; false at the end. */
  boolean skipLine() throws IOException {
    return nextLine();
  }

  /** Goes to the next line, blank or not; false at the end. */
  protected final boolean nextLine() throws IOException {
    if (!lines.next()) {
      return false;
    }
    line++;
    offset = lines.offset();
    malformed = -1;
    misfit = null;
    int at = encoding.read(lines.buffer(), lines.from(), lines.to(), verify, text);
    if (lines.tooLong()) {
      misfit = Misfit.TOO_LONG;
    } else if (at >= 0) {
      malformed = offset + at - lines.from();
      misfit = Misfit.malformed(encoding, malformed);
    }
    return true;
  }

  final Text text() {
    return text;
  }

  /** Where in the file the record's first byte stands. */
  final long offset() {
    return offset;
  }

  /** The number of the record's first line, counted from the number that was given. */
  final long line() {
    return line;
  }

  /** Where in the file the line after the record begins. */
  long nextOffset() {
    return lines.nextOffset();
  }

  /** The number of the line after the record. */
  long nextLineNumber() {
    return line + 1;
  }

  /** Why the record cannot be used, whatever it holds; null if it can. */
  final Misfit misfit() {
    return misfit;
  }

  /**
   * Where in the file the record's first malformed byte stands; −1 if none was looked for or is.
   */
  final long malformed() {
    return malformed;
  }

  /** The number of blank lines between the records so far. */
  final long blankLines() {
    return blankLines;
  }

  /** Whether the current line has a line end, which only the last of a file may lack. */
  final boolean terminated() {
    return lines.terminated();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
