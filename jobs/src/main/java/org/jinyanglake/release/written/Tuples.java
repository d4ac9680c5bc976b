package org.jinyanglake.release.written;

import java.util.Arrays;

/** Numbers tuples of numbers in the order in which they come first, without an object each. */
public final class Tuples {
  private final int width;
  private int[] members;

  /** By hash, the number of a tuple and one; a power of two of them, at most half of them taken. */
  private int[] slots = new int[64];

  private int size;

  public Tuples(int width) {
    this.width = width;
    this.members = new int[width * slots.length / 2];
  }

  public int size() {
    return size;
  }

  /** A member of the tuple with a number. */
  public int member(int number, int at) {
    return members[width * number + at];
  }

  /** The number of a tuple. */
  public int number(int[] tuple) {
    int slot = slot(tuple);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (isAt(number, tuple)) {
        return number;
      }
      slot = slot + 1 & slots.length - 1;
    }
    if (2 * size == slots.length) {
      grow();
      return number(tuple);
    }
    System.arraycopy(tuple, 0, members, width * size, width);
    slots[slot] = size + 1;
    return size++;
  }

  private boolean isAt(int number, int[] tuple) {
    for (int i = 0; i < width; i++) {
      if (members[width * number + i] != tuple[i]) {
        return false;
      }
    }
    return true;
  }

  /** Numbers that lie close together, as in a grid, are spread. */
  private int slot(int[] tuple) {
    int hash = 0;
    for (int member : tuple) {
      hash = Integer.rotateLeft((hash ^ member) * 0x9E3779B9, 15);
    }
    return (hash * 0x85EBCA6B) >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  private void grow() {
    slots = new int[2 * slots.length];
    members = Arrays.copyOf(members, width * slots.length / 2);
    int[] tuple = new int[width];
    for (int number = 0; number < size; number++) {
      System.arraycopy(members, width * number, tuple, 0, width);
      int slot = slot(tuple);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = number + 1;
    }
  }
}
