package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file on its way into the landing folder. Until it is complete its name ends in {@code .part},
 * which collection leaves alone.
 */
final class Delivery extends OutputStream {
  private final FileSystem fs;
  private final Path part;
  private MessageDigest digest = sha256Digest();
  private OutputStream out;
  private long bytes;
  private byte last;

  Delivery(FileSystem fs, Path part) throws IOException {
    this.fs = fs;
    this.part = part;
    restart();
  }

  /** Throws away what was written. */
  void restart() throws IOException {
    if (out != null) {
      out.close();
    }
    out = fs.create(part, true);
    digest = sha256Digest();
    bytes = 0;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int from, int length) throws IOException {
    out.write(buffer, from, length);
    digest.update(buffer, from, length);
    bytes += length;
    last = length == 0 ? last : buffer[from + length - 1];
  }

  /** Whether the bytes written end with a line break. */
  boolean endsWithLineBreak() {
    return last == '\n' || last == '\r';
  }

  /** Bytes written. */
  long bytes() {
    return bytes;
  }

  /** Of the bytes written, 64 hex digits. */
  String sha256() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's SHA-256 can be cloned", e);
    }
  }

  Path part() {
    return part;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Ends it without a trace. */
  void discard() throws IOException {
    out.close();
    fs.delete(part, false);
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
