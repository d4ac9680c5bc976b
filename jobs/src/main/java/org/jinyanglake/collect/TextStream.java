package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text as UTF-8 without byte-order mark, whatever it is written in. A byte that is not part of a
 * character ends the reading with its place; none is replaced.
 */
final class TextStream extends InputStream {

  private final InputStream in;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(64 << 10).flip();
  private final CharBuffer chars = CharBuffer.allocate(64 << 10);
  private ByteBuffer utf8 = ByteBuffer.allocate(0);
  private long decoded;
  private boolean drained;
  private boolean begun;

  TextStream(InputStream in, Charset charset) {
    this.in = in;
    this.charset = charset;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    while (!utf8.hasRemaining()) {
      if (!decode()) {
        return -1;
      }
    }
    int count = Math.min(length, utf8.remaining());
    utf8.get(to, offset, count);
    return count;
  }

  /** Decodes some more; false at the end. */
  private boolean decode() throws IOException {
    if (drained && !bytes.hasRemaining()) {
      return false;
    }
    fill();
    int before = bytes.position();
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, drained);
    decoded += bytes.position() - before;
    if (result.isError()) {
      throw malformed();
    }
    chars.flip();
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.get(chars.position()) == '\ufeff') {
        chars.get();
      }
    }
    try {
      utf8 = StandardCharsets.UTF_8.newEncoder().encode(chars);
    } catch (CharacterCodingException e) {
      throw malformed();
    }
    return true;
  }

  private DamagedFile malformed() {
    return new DamagedFile(
        new Refusal(
            "encoding",
            "byte " + decoded + " is not " + charset,
            "set the encoding in the contract, or deliver " + charset,
            decoded,
            -1));
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    drained = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
