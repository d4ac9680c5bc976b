package org.jinyanglake.release.history;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the rows that a release remembers are written: the version of the format (one byte), a check
 * value of the key, the number of raw partitions, and of each its path; the number of its members
 * and four numbers of 64 bits a member, in the order of the first; the number and names of the
 * columns; the number of open rows and of each, in 64 bits, person, class and values. Names are in
 * UTF-8 after their length in bytes (16 bits); all numbers begin with their highest byte.
 */
final class MemberFormat {
  private static final int VERSION = 2;

  private MemberFormat() {}

  /**
   * What a file holds.
   *
   * @param check of the key under which all is hashed, as {@link KeyedHash#check}
   * @param partitions by raw path
   */
  record Content(long check, SortedMap<String, Remembered> partitions) {}

  static byte[] write(Content content) {
    ByteBuffer out = ByteBuffer.allocate(bytes(content));
    out.put((byte) VERSION);
    out.putLong(content.check());
    out.putInt(content.partitions().size());
    content
        .partitions()
        .forEach(
            (path, remembered) -> {
              write(path, out);
              write(remembered.rows(), out);
              out.putInt(remembered.columns().size());
              remembered.columns().forEach(column -> write(column, out));
              write(remembered.published(), out);
            });
    return out.array();
  }

  private static int bytes(Content content) {
    long bytes = Byte.BYTES + Long.BYTES + Integer.BYTES;
    for (var partition : content.partitions().entrySet()) {
      Remembered remembered = partition.getValue();
      bytes += bytes(partition.getKey()) + 3 * Integer.BYTES;
      bytes += remembered.columns().stream().mapToInt(MemberFormat::bytes).sum();
      bytes += (long) remembered.rows().bytes() + remembered.published().bytes();
    }
    return Math.toIntExact(bytes);
  }

  private static int bytes(String text) {
    return Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void write(String text, ByteBuffer out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putShort((short) bytes.length);
    out.put(bytes);
  }

  private static void write(LongRecords records, ByteBuffer out) {
    out.putInt(records.size());
    records.write(out);
  }

  /** Throws {@link IOException} if the bytes are of another version, or cut. */
  static Content read(byte[] bytes) throws IOException {
    SortedMap<String, Remembered> partitions = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.get() != VERSION) {
        throw new IOException("another version of the format");
      }
      long check = in.getLong();
      for (int left = in.getInt(); left > 0; left--) {
        partitions.put(text(in), remembered(in));
      }
      return new Content(check, partitions);
    } catch (BufferUnderflowException e) {
      throw new IOException("cut", e);
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xFFFF];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Remembered remembered(ByteBuffer in) {
    LongRecords rows = LongRecords.read(in, Remembered.MEMBER, in.getInt());
    List<String> columns = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      columns.add(text(in));
    }
    int width = Remembered.OPEN_ROW + columns.size();
    return new Remembered(rows, columns, LongRecords.read(in, width, in.getInt()));
  }
}
