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
 * How the rows that a release remembers are written: the version of the format (one byte), the
 * number of raw partitions, and of each its path, the number of its rows and four numbers of 64
 * bits a row, in the order of the first.
 */
final class MemberFormat {
  private static final int VERSION = 1;

  private MemberFormat() {}

  static byte[] write(SortedMap<String, List<Member>> partitions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(partitions.size());
      for (var partition : partitions.entrySet()) {
        List<Member> members = new ArrayList<>(partition.getValue());
        members.sort(Comparator.comparingLong(Member::row));
        out.writeUTF(partition.getKey());
        out.writeInt(members.size());
        for (Member member : members) {
          out.writeLong(member.row());
          out.writeLong(member.person());
          out.writeLong(member.cohort());
          out.writeLong(member.group());
        }
      }
    } catch (IOException e) {
      throw new AssertionError("nothing fails in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Throws {@link IOException} if the bytes are of another version, or cut. */
  static SortedMap<String, List<Member>> read(byte[] bytes) throws IOException {
    SortedMap<String, List<Member>> partitions = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw new IOException("another version of the format");
      }
      for (int left = in.readInt(); left > 0; left--) {
        List<Member> members = new ArrayList<>();
        partitions.put(in.readUTF(), members);
        for (int rows = in.readInt(); rows > 0; rows--) {
          members.add(new Member(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
      }
    }
    return partitions;
  }
}
