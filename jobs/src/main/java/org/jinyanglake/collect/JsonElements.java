package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The elements of one array in a JSON document, each as the text that it is. Only where an element
 * ends is found out here, by its brackets and quotes; whether it is sound is for who parses it. So
 * memory is bounded by an element, not by the document, and one bad element spoils no other.
 */
final class JsonElements implements Closeable {

  private final InputStream in;
  private final List<String> path;
  private final boolean wanted;
  private final byte[] buffer = new byte[64 << 10];
  private int next;
  private int filled;
  private long base;

  private byte[] kept = new byte[1024];
  private int length;
  private boolean keeping;
  private boolean tooLong;
  private boolean begun;
  private long number;

  /**
   * @param utf8 the document
   * @param path the keys that lead to the array from the document's root; none if it is the root
   * @param wanted whether the texts of the elements are, not only their number
   */
  JsonElements(InputStream utf8, List<String> path, boolean wanted) {
    this.in = utf8;
    this.wanted = wanted;
    this.path = path;
  }

  /** Goes to the next element; false at the end of the document, which has been read then. */
  boolean next() throws IOException {
    int c = begun ? separator(']') : begin();
    if (c == ']') {
      finish();
      return false;
    }
    number++;
    length = 0;
    keeping = wanted;
    tooLong = false;
    skipValue(c);
    keeping = false;
    return true;
  }

  /** The number of the element, from 1. */
  long number() {
    return number;
  }

  /** Its text, borrowed until the next; of one that is too long only its beginning. */
  void text(Text text) {
    text.set(kept, 0, length);
  }

  boolean tooLong() {
    return tooLong;
  }

  private int begin() throws IOException {
    begun = true;
    int c = token();
    for (String key : path) {
      c = enter(c, key);
    }
    if (c != '[') {
      throw noArray();
    }
    return token();
  }

  /** Goes to the value of a key of an object; gives its first byte. */
  private int enter(int open, String key) throws IOException {
    if (open != '{') {
      throw noArray();
    }
    int c = token();
    while (c == '"') {
      boolean found = key(c).equals(key);
      c = token();
      if (found) {
        return c;
      }
      skipValue(c);
      c = separator('}');
      if (c == '}') {
        break;
      }
    }
    throw c == '}' ? noArray() : damaged("no key where one should be, near byte " + place());
  }

  private DamagedFile noArray() {
    return new DamagedFile(
        "json",
        path.isEmpty()
            ? "the document is not an array"
            : "the document has no array at /" + String.join("/", path),
        "correct the property rows in the contract, a JSON pointer to the array of records, or"
            + " deliver the document as it was agreed");
  }

  /** Reads a key, whose quote was read, and the colon after it. */
  private String key(int quote) throws IOException {
    length = 0;
    keeping = true;
    keep(quote);
    skipString();
    keeping = false;
    if (token() != ':') {
      throw damaged("no colon after a key, near byte " + place());
    }
    try (var parser = JsonRows.JSON.createParser(kept, 0, length)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) { // of the text in memory: no JSON, or taken for UTF-32 for its NULs
      throw damaged("a key that is no string, near byte " + place());
    }
  }

  /** After a value: the closing bracket, or what follows a comma. */
  private int separator(char close) throws IOException {
    int c = token();
    if (c == close) {
      return c;
    }
    if (c != ',') {
      throw damaged("neither a comma nor a bracket after a value, near byte " + place());
    }
    c = token();
    if (c == close) {
      throw damaged("a comma before a closing bracket, near byte " + place());
    }
    return c;
  }

  /** Reads what follows the array. */
  private void finish() throws IOException {
    for (int i = path.size() - 1; i >= 0; i--) {
      int c = separator('}');
      while (c != '}') {
        if (c != '"') {
          throw damaged("no key where one should be, near byte " + place());
        }
        if (key(c).equals(path.get(i))) {
          throw damaged("the key " + path.get(i) + " comes twice");
        }
        skipValue(token());
        c = separator('}');
      }
    }
    for (int c = read(); c >= 0; c = read()) {
      if (!isSpace(c)) {
        throw damaged("more text after the document, near byte " + place());
      }
    }
  }

  private void skipValue(int first) throws IOException {
    keep(first);
    if (first == '"') {
      skipString();
    } else if (first == '{' || first == '[') {
      skipNested();
    } else {
      for (int c = peek(); c != ',' && c != ']' && c != '}' && !isSpace(c); c = peek()) {
        keep(must());
      }
    }
  }

  /** Reads an object or array whose opening bracket was read: most of all bytes. */
  private void skipNested() throws IOException {
    int depth = 1;
    boolean quoted = false;
    boolean escaped = false;
    while (depth > 0) {
      must();
      int start = --next;
      int i = start;
      while (i < filled && depth > 0) {
        byte b = buffer[i++];
        if (quoted) {
          quoted = escaped || b != '"';
          escaped = !escaped && b == '\\';
        } else if (b == '"') {
          quoted = true;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if (b == '}' || b == ']') {
          depth--;
        }
      }
      next = i;
      keep(start, i);
    }
  }

  /** Reads a string whose opening quote was read. */
  private void skipString() throws IOException {
    for (int c = must(); ; c = must()) {
      keep(c);
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        keep(must());
      }
    }
  }

  private void keep(int c) {
    if (keeping) {
      reserve(1);
      if (keeping) {
        kept[length++] = (byte) c;
      }
    }
  }

  /** Keeps a range of the buffer. */
  private void keep(int from, int to) {
    if (keeping) {
      reserve(to - from);
      if (keeping) {
        System.arraycopy(buffer, from, kept, length, to - from);
        length += to - from;
      }
    }
  }

  /** Makes room, but for no more than the longest element. */
  private void reserve(int count) {
    if (length + count > Lines.LONGEST) {
      tooLong = true;
      keeping = false;
    } else if (length + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + count));
    }
  }

  /** The next byte that is no space. */
  private int token() throws IOException {
    int c = must();
    while (isSpace(c)) {
      c = must();
    }
    return c;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private int must() throws IOException {
    int c = read();
    if (c < 0) {
      throw damaged("it ends before its last bracket is closed");
    }
    return c;
  }

  private int peek() throws IOException {
    int c = must();
    next--;
    return c;
  }

  private int read() throws IOException {
    if (next == filled) {
      base += filled;
      filled = Math.max(0, in.read(buffer, 0, buffer.length));
      next = 0;
      if (filled == 0) {
        return -1;
      }
    }
    return buffer[next++] & 0xff;
  }

  private long place() {
    return base + next;
  }

  private static DamagedFile damaged(String how) {
    return new DamagedFile(
        "json", "the document is damaged: " + how, "deliver it again; nothing of it was stored");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
