package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jinyanglake.contract.Source;

/**
 * Splits a record of delimited text into its cells as RFC 4180 says: a cell is enclosed in quotes
 * or holds none, and a quote inside quotes is doubled, or in other dialects stands after a
 * backslash. Nothing is trimmed or repaired.
 */
final class CsvCells {

  private static final byte PLAIN = 0;
  private static final byte DELIMITER = 1;
  private static final byte QUOTE = 2;
  private static final byte CONTROL = 3;

  /** The first byte of U+0080 to U+00BF, of which the first half are control characters. */
  private static final byte CONTROL_IF_LOW = 4;

  /** The first byte of, among others, the byte-order mark. */
  private static final int MARK = 0xef;

  private final byte[] kinds = new byte[256];
  private final byte quote;
  private final byte delimiter;

  /** Whether a backslash makes the quote, delimiter or backslash after it text. */
  private final boolean backslash;

  private byte[] text = new byte[0];
  private byte[] unquoted = new byte[0];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int count;

  /**
   * Delimiter and quote must be ASCII characters, which is checked, and different.
   *
   * @param quote or {@link Source.Dialect#NONE}
   * @param escape the quote or a backslash
   */
  CsvCells(char delimiter, char quote, char escape) {
    if (delimiter > 0x7e || quote > 0x7e || delimiter == quote) {
      throw new IllegalArgumentException("delimiter and quote must be two ASCII characters");
    }
    this.backslash = escape == '\\' && quote != Source.Dialect.NONE;
    Arrays.fill(kinds, 0, ' ', CONTROL);
    kinds['\t'] = PLAIN;
    kinds[0x7f] = CONTROL;
    kinds[0xc2] = CONTROL_IF_LOW;
    if (quote != Source.Dialect.NONE) {
      kinds[quote] = QUOTE;
    }
    if (backslash) {
      kinds['\\'] = QUOTE;
    }
    kinds[delimiter] = DELIMITER;
    this.quote = (byte) quote;
    this.delimiter = (byte) delimiter;
  }

  /**
   * Splits a record. Its cells are then ranges of {@link #text()}, valid until the next call and
   * while the record's bytes are.
   *
   * @return why it cannot be split, null if it can
   */
  Misfit split(Text record) {
    byte[] bytes = record.bytes;
    int end = record.to;
    text = bytes;
    count = 0;
    if (startsWithMark(record)) {
      return Misfit.BYTE_ORDER_MARK;
    }
    int start = record.from;
    for (int i = start; i < end; i++) {
      byte kind = kinds[bytes[i] & 0xff];
      if (kind == PLAIN) {
        continue;
      }
      if (kind == DELIMITER) {
        add(start, i);
        start = i + 1;
      } else if (kind == QUOTE) {
        return splitQuoted(record);
      } else if (kind == CONTROL || isControl(bytes, i + 1, end)) {
        return control(bytes[i]);
      }
    }
    add(start, end);
    return null;
  }

  static boolean startsWithMark(Text record) {
    byte[] bytes = record.bytes;
    int i = record.from;
    return record.length() >= 3
        && (bytes[i] & 0xff) == MARK
        && (bytes[i + 1] & 0xff) == 0xbb
        && (bytes[i + 2] & 0xff) == 0xbf;
  }

  private static boolean isControl(byte[] bytes, int i, int end) {
    return i < end && (bytes[i] & 0xff) < 0xa0;
  }

  /** Whether a text has control characters other than tabs; null if not. */
  static Misfit control(Text record) {
    for (int i = record.from; i < record.to; i++) {
      byte b = record.bytes[i];
      boolean low = (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
      if (low || (b == (byte) 0xc2 && isControl(record.bytes, i + 1, record.to))) {
        return control(b);
      }
    }
    return null;
  }

  private static Misfit control(byte b) {
    return b == 0 ? Misfit.NUL : Misfit.CONTROL;
  }

  /** Copies the cells, with quotes resolved, one after the other into a buffer of its own. */
  private Misfit splitQuoted(Text record) {
    byte[] bytes = record.bytes;
    int end = record.to;
    if (unquoted.length < record.length()) {
      unquoted = new byte[2 * record.length()];
    }
    text = unquoted;
    count = 0;
    int out = 0;
    int start = 0;
    boolean quoted = false;
    boolean cellStart = true;
    for (int i = record.from; i < end; i++) {
      byte b = bytes[i];
      if (backslash && b == '\\' && i + 1 < end && isEscaped(bytes[i + 1])) {
        unquoted[out++] = bytes[++i];
      } else if (quoted) {
        if (b == quote) {
          if (!backslash && i + 1 < end && bytes[i + 1] == quote) {
            i++;
          } else if (i + 1 == end || bytes[i + 1] == delimiter) {
            quoted = false;
            continue;
          } else {
            return Misfit.STRAY_QUOTE;
          }
        } else if (isRefused(bytes, i, end) && b != '\n' && b != '\r') {
          return control(b);
        }
        unquoted[out++] = b;
      } else if (b == delimiter) {
        add(start, out);
        start = out;
        cellStart = true;
        continue;
      } else if (b == quote) {
        if (!cellStart) {
          return Misfit.STRAY_QUOTE;
        }
        quoted = true;
      } else if (isRefused(bytes, i, end)) {
        return control(b);
      } else {
        unquoted[out++] = b;
      }
      cellStart = false;
    }
    if (quoted) {
      return Misfit.UNCLOSED_QUOTE;
    }
    add(start, out);
    return null;
  }

  private boolean isEscaped(byte b) {
    return b == quote || b == '\\' || b == delimiter;
  }

  private boolean isRefused(byte[] bytes, int i, int end) {
    byte kind = kinds[bytes[i] & 0xff];
    return kind == CONTROL || (kind == CONTROL_IF_LOW && isControl(bytes, i + 1, end));
  }

  private void add(int start, int end) {
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    from[count] = start;
    to[count] = end;
    count++;
  }

  int count() {
    return count;
  }

  /** The bytes in which the cells stand. */
  byte[] text() {
    return text;
  }

  /** A cell as a string of its own. */
  String string(int cell) {
    return new String(text, from[cell], to[cell] - from[cell], StandardCharsets.UTF_8);
  }

  int from(int cell) {
    return from[cell];
  }

  int to(int cell) {
    return to[cell];
  }
}
