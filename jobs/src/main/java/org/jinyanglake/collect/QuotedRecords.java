package org.jinyanglake.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;

/**
 * Records of delimited text whose quoted cells may hold line breaks. A quote that is never closed,
 * or closed in the middle of a cell, spoils only the line in which it was opened: reading resumes
 * with the line after it.
 */
final class QuotedRecords extends Records {

  /** What a line that is looked at before its turn takes beside its text, in bytes. */
  private static final int OF_LINE = 100;

  private enum State {
    CELL_START,
    PLAIN,
    QUOTED,
    CLOSED,
    STRAY
  }

  /** A line that was looked at before its turn. */
  private static final class Ahead {
    private final byte[] text;
    private final byte[] end;
    private final long offset;
    private final long line;
    private final Misfit misfit;
    private final long malformed;

    Ahead(Records records) {
      this.text = Arrays.copyOfRange(records.text.bytes, records.text.from, records.text.to);
      this.end = records.lines.end();
      this.offset = records.offset;
      this.line = records.line;
      this.misfit = records.misfit;
      this.malformed = records.malformed;
    }
  }

  private final byte delimiter;
  private final byte quote;
  private final boolean backslash;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private long physicalLine;
  private long nextLineNumber;

  /**
   * @param escape before a quote inside quotes: the quote itself or a backslash
   */
  QuotedRecords(
      Lines lines,
      long firstLine,
      Encoding encoding,
      boolean verify,
      char delimiter,
      char quote,
      char escape) {
    super(lines, firstLine, encoding, verify);
    this.backslash = escape == '\\';
    this.physicalLine = firstLine - 1;
    this.delimiter = (byte) delimiter;
    this.quote = (byte) quote;
  }

  @Override
  boolean next() throws IOException {
    while (true) {
      if (!ahead.isEmpty()) {
        set(ahead.remove());
      } else if (!readLine()) {
        return false;
      }
      if (text.length() > 0) {
        nextLineNumber = line + 1;
        State state = scan(text.bytes, text.from, text.to, State.CELL_START);
        if (state == State.QUOTED && !Misfit.TOO_LONG.equals(misfit)) {
          join();
        }
        return true;
      }
      blankLines++;
    }
  }

  /** Makes one record of the current line and those after it, up to the closing quote. */
  private void join() throws IOException {
    Ahead first = new Ahead(this);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first.text);
    joined.writeBytes(first.end);
    Misfit found = first.misfit;
    long at = first.malformed;
    State state = State.QUOTED;
    int count = 0;
    Iterator<Ahead> known = ahead.iterator();
    while (state == State.QUOTED && joined.size() + (long) OF_LINE * count <= Lines.LONGEST) {
      Ahead next;
      if (known.hasNext()) {
        next = known.next();
      } else if (readLine()) {
        next = new Ahead(this);
        ahead.add(next);
        known = Collections.emptyIterator();
      } else {
        break;
      }
      count++;
      state =
          Misfit.TOO_LONG.equals(next.misfit)
              ? State.STRAY
              : scan(next.text, 0, next.text.length, State.QUOTED);
      joined.writeBytes(next.text);
      if (state == State.QUOTED) {
        joined.writeBytes(next.end);
      }
      if (found == null) {
        found = next.misfit;
        at = next.malformed;
      }
      nextLineNumber = next.line + 1;
    }
    set(first);
    if (state == State.CLOSED || state == State.PLAIN || state == State.CELL_START) {
      for (int i = 0; i < count; i++) {
        ahead.remove();
      }
      text.set(joined.toByteArray(), 0, joined.size());
      misfit = found;
      malformed = at;
    } else {
      nextLineNumber = line + 1;
      misfit = first.misfit == null ? Misfit.UNCLOSED_QUOTE : first.misfit;
    }
  }

  @Override
  boolean skipLine() throws IOException {
    return readLine();
  }

  private boolean readLine() throws IOException {
    line = physicalLine;
    if (!nextLine()) {
      return false;
    }
    physicalLine = line;
    return true;
  }

  private void set(Ahead saved) {
    text.set(saved.text, 0, saved.text.length);
    offset = saved.offset;
    line = saved.line;
    misfit = saved.misfit;
    malformed = saved.malformed;
  }

  private State scan(byte[] bytes, int from, int to, State before) {
    State state = before;
    for (int i = from; i < to && state != State.STRAY; i++) {
      byte b = bytes[i];
      if (backslash && b == '\\' && i + 1 < to && isEscaped(bytes[i + 1])) {
        i++;
        state =
            state == State.CELL_START ? State.PLAIN : state == State.CLOSED ? State.STRAY : state;
        continue;
      }
      state =
          switch (state) {
            case QUOTED -> b == quote ? State.CLOSED : State.QUOTED;
            case CLOSED ->
                b == quote && !backslash
                    ? State.QUOTED
                    : b == delimiter ? State.CELL_START : State.STRAY;
            case CELL_START, PLAIN ->
                b == delimiter
                    ? State.CELL_START
                    : b != quote
                        ? State.PLAIN
                        : state == State.CELL_START ? State.QUOTED : State.STRAY;
            case STRAY -> State.STRAY;
          };
    }
    return state;
  }

  private boolean isEscaped(byte b) {
    return b == quote || b == '\\' || b == delimiter;
  }

  @Override
  long nextOffset() {
    return ahead.isEmpty() ? lines.nextOffset() : ahead.element().offset;
  }

  @Override
  long nextLineNumber() {
    return nextLineNumber;
  }
}
