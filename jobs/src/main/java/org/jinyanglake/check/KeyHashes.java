package org.jinyanglake.check;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;

/**
 * Hashes of keys: how many different ones there are, and which came more than once. Equal keys have
 * equal hashes, so a key whose hash came once came once; keys of one hash need not be equal. It
 * gives up if more than {@link #MOST_REPEATED} came more than once, or there are more than {@link
 * #MOST}.
 */
final class KeyHashes implements Serializable {
  /** So many are looked for one by one; of more, grouping all rows is no more work. */
  static final int MOST_REPEATED = 1000;

  /** What one partition of a table may take of the memory of a task: 32 MB. */
  static final int MOST = 1 << 22;

  private static final long serialVersionUID = 1L;

  private transient long[] hashes = new long[16];
  private transient int size;
  private transient Set<Long> repeated = new HashSet<>();

  void add(long hash) {
    if (gaveUp()) {
      return;
    }
    if (size == hashes.length) {
      compact();
    }
    if (!gaveUp()) {
      hashes[size++] = hash;
    }
  }

  void add(KeyHashes other) {
    if (other.gaveUp()) {
      giveUp();
      return;
    }
    if (!gaveUp()) {
      repeated.addAll(other.repeated);
      for (int i = 0; i < other.size; i++) {
        add(other.hashes[i]);
      }
    }
  }

  /** In order, each once; what came again is noted. */
  private void compact() {
    Arrays.sort(hashes, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept > 0 && hashes[kept - 1] == hashes[i]) {
        repeated.add(hashes[i]);
      } else {
        hashes[kept++] = hashes[i];
      }
    }
    size = kept;
    if (repeated.size() > MOST_REPEATED || size > MOST) {
      giveUp();
    } else if (size > hashes.length / 2) {
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
  }

  private boolean gaveUp() {
    return hashes.length == 0;
  }

  private void giveUp() {
    hashes = new long[0];
    size = 0;
    repeated = Set.of();
  }

  /**
   * What is known in the end.
   *
   * @param different how many different hashes there are
   * @param repeated those that came more than once
   */
  record Found(long different, Set<Long> repeated) {

    /** Of what {@link #found()} left in a row; it must not be null. */
    static Found in(Row row, int offset) {
      long[] numbers = row.<Long>getList(offset).stream().mapToLong(Long::longValue).toArray();
      Set<Long> repeated = new HashSet<>();
      LongStream.of(numbers).skip(1).forEach(repeated::add);
      return new Found(numbers[0], repeated);
    }
  }

  /** How many different ones, then each that came more than once; null if it gave up. */
  long[] found() {
    if (!gaveUp()) {
      compact();
    }
    return gaveUp()
        ? null
        : LongStream.concat(LongStream.of(size), repeated.stream().mapToLong(Long::longValue))
            .toArray();
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeObject(gaveUp() ? null : repeated.stream().mapToLong(Long::longValue).toArray());
    out.writeInt(size);
    ByteBuffer bytes = ByteBuffer.allocate(size * Long.BYTES);
    bytes.asLongBuffer().put(hashes, 0, size);
    out.write(bytes.array());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    long[] again = (long[]) in.readObject();
    size = in.readInt();
    byte[] bytes = new byte[size * Long.BYTES];
    in.readFully(bytes);
    if (again == null) {
      giveUp();
      return;
    }
    hashes = new long[Math.max(16, size)];
    ByteBuffer.wrap(bytes).asLongBuffer().get(hashes, 0, size);
    repeated = new HashSet<>();
    LongStream.of(again).forEach(repeated::add);
  }
}
