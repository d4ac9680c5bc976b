package org.jinyanglake.release.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Records of some numbers of 64 bits each: for millions of them, as there is no object for one. */
final class LongRecords {
  private static final int FEW = 64;

  /** The half of a number by which records are sorted first, and that of their position. */
  private static final long HIGH = -1L << Integer.SIZE;

  private final int width;
  private long[] numbers;
  private int size;

  /**
   * No records yet.
   *
   * @param width numbers of each
   */
  LongRecords(int width) {
    this.width = width;
    this.numbers = new long[width * FEW];
  }

  int size() {
    return size;
  }

  /** Adds a record of zeros; returns its position, from 0. */
  int add() {
    if (numbers.length < Math.multiplyExact(size + 1, width)) {
      numbers = Arrays.copyOf(numbers, Math.multiplyExact(width, Math.max(FEW, size + size / 2)));
    }
    return size++;
  }

  void set(int record, int field, long number) {
    numbers[record * width + field] = number;
  }

  long get(int record, int field) {
    return numbers[record * width + field];
  }

  /**
   * The positions of all records in the order of a field, whose numbers are spread as hashes are.
   */
  int[] by(int field) {
    long[] sorted = new long[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = get(i, field) & HIGH | i;
    }
    Arrays.sort(sorted);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int record = (int) sorted[i];
      int at = i;
      for (; at > 0 && get(order[at - 1], field) > get(record, field); at--) {
        order[at] = order[at - 1];
      }
      order[at] = record;
    }
    return order;
  }

  /** The records in the order of a field, whose numbers are spread as hashes are. */
  LongRecords sortedBy(int field) {
    LongRecords sorted = new LongRecords(width);
    sorted.numbers = new long[size * width];
    for (int record : by(field)) {
      System.arraycopy(numbers, record * width, sorted.numbers, sorted.size++ * width, width);
    }
    return sorted;
  }

  /** Adds records of the same width. */
  void addAll(LongRecords others) {
    int all = Math.multiplyExact(width, size + others.size);
    if (numbers.length < all) {
      numbers = Arrays.copyOf(numbers, all);
    }
    System.arraycopy(others.numbers, 0, numbers, size * width, others.size * width);
    size += others.size;
  }

  /** In records sorted by a field, the first one with at least this number there. */
  int first(int field, long number) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle, field) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** So many bytes {@link #write} needs. */
  int bytes() {
    return Math.multiplyExact(size * width, Long.BYTES);
  }

  void write(ByteBuffer out) {
    out.asLongBuffer().put(numbers, 0, size * width);
    out.position(out.position() + bytes());
  }

  /**
   * What was written.
   *
   * @throws BufferUnderflowException if there is less
   */
  static LongRecords read(ByteBuffer in, int width, int size) {
    if (size < 0 || (long) size * width * Long.BYTES > in.remaining()) {
      throw new BufferUnderflowException();
    }
    LongRecords records = new LongRecords(width);
    records.numbers = new long[width * size];
    records.size = size;
    in.asLongBuffer().get(records.numbers);
    in.position(in.position() + records.bytes());
    return records;
  }
}
