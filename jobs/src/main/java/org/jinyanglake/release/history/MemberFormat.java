package org.jinyanglake.release.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the rows that a release remembers are written: the version of the format (one byte), a check
 * value of the key, the number of raw partitions, and of each its path; the number of its members
 * and four numbers of 64 bits a member, in the order of the first; the number and names of the
 * columns; the number of open rows and of each, in 64 bits, person, class and values.
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
    SortedMap<String, Remembered> partitions = content.partitions();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(content.check());
      out.writeInt(partitions.size());
      for (var partition : partitions.entrySet()) {
        out.writeUTF(partition.getKey());
        write(partition.getValue(), out);
      }
    } catch (IOException e) {
      throw new AssertionError("nothing fails in memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(Remembered remembered, DataOutputStream out) throws IOException {
    List<Member> members = new ArrayList<>(remembered.members());
    members.sort(Comparator.comparingLong(Member::row));
    out.writeInt(members.size());
    for (Member member : members) {
      out.writeLong(member.row());
      out.writeLong(member.person());
      out.writeLong(member.cohort());
      out.writeLong(member.group());
    }
    out.writeInt(remembered.columns().size());
    for (String column : remembered.columns()) {
      out.writeUTF(column);
    }
    out.writeInt(remembered.open().size());
    for (OpenRow row : remembered.open()) {
      out.writeLong(row.person());
      out.writeLong(row.classKey());
      for (long value : row.values()) {
        out.writeLong(value);
      }
    }
  }

  /** Throws {@link IOException} if the bytes are of another version, or cut. */
  static Content read(byte[] bytes) throws IOException {
    SortedMap<String, Remembered> partitions = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw new IOException("another version of the format");
      }
      long check = in.readLong();
      for (int left = in.readInt(); left > 0; left--) {
        partitions.put(in.readUTF(), remembered(in));
      }
      return new Content(check, partitions);
    }
  }

  private static Remembered remembered(DataInputStream in) throws IOException {
    List<Member> members = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      members.add(new Member(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }
    List<String> columns = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      columns.add(in.readUTF());
    }
    List<OpenRow> open = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      long person = in.readLong();
      long classKey = in.readLong();
      List<Long> values = new ArrayList<>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        values.add(in.readLong());
      }
      open.add(new OpenRow(person, classKey, values));
    }
    return new Remembered(members, columns, open);
  }
}
