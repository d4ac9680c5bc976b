package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.State;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How rows fall into groups by a key. Unlike deequ's own state of uniqueness it holds no key, and
 * so may be summed only over rows that can have no key in common.
 *
 * @param groups how many different keys there are
 * @param singles how many keys have one row
 * @param rows how many rows there are
 */
public record Groups(long groups, long singles, long rows) implements State<Groups> {

  @Override
  public Groups sum(Groups other) {
    return new Groups(groups + other.groups, singles + other.singles, rows + other.rows);
  }

  /** The share of rows whose key no other row has. */
  double uniqueness() {
    return (double) singles / rows;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(groups);
    out.writeLong(singles);
    out.writeLong(rows);
  }

  static Groups read(DataInput in) throws IOException {
    return new Groups(in.readLong(), in.readLong(), in.readLong());
  }
}
