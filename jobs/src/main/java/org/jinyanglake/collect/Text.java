package org.jinyanglake.collect;

/** A range of UTF-8 bytes that is set again and again; its bytes are borrowed until then. */
final class Text {
  byte[] bytes = new byte[0];
  int from;
  int to;

  void set(byte[] utf8, int start, int end) {
    bytes = utf8;
    from = start;
    to = end;
  }

  int length() {
    return to - from;
  }
}
