package org.jinyanglake.overlap;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Sketch;
import org.apache.datasketches.theta.Sketches;
import org.apache.datasketches.theta.Union;
import org.apache.datasketches.theta.UpdateSketch;

/**
 * What a column holds, as keyed hashes of a sample of its values.
 *
 * @param values of its distinct values
 * @param cells of its values each together with the key of its row, without zeros, which agree by
 *     chance; empty if the table has no key or the column is part of it
 * @param count how many values there are, not counting nulls
 * @param bytes the length of these together, in UTF-8
 * @param times how many of these are dates or times
 * @param text whether it is text by its type
 */
public record ColumnSketch(
    CompactSketch values, CompactSketch cells, long count, long bytes, long times, boolean text) {

  /** So many hashes a sketch keeps at least, of more values: errors of some 3 % (2 sigma). */
  static final int ENTRIES = 4096;

  static UpdateSketch empty() {
    return Sketches.updateSketchBuilder().setNominalEntries(ENTRIES).build();
  }

  /** How many different values it has, about. */
  double distinct() {
    return values.getEstimate();
  }

  /** Whether its values are dates or times, which all datasets share. */
  boolean isTime() {
    return times * 2 > count;
  }

  /** The length of a value in bytes, on average. */
  double length() {
    return count == 0 ? 0 : (double) bytes / count;
  }

  ColumnSketch with(ColumnSketch other) {
    return new ColumnSketch(
        union(values, other.values),
        union(cells, other.cells),
        count + other.count,
        bytes + other.bytes,
        times + other.times,
        text);
  }

  static CompactSketch union(Sketch one, Sketch other) {
    Union union = SetOperation.builder().setNominalEntries(ENTRIES).buildUnion();
    union.union(one);
    union.union(other);
    return union.getResult();
  }

  void write(DataOutputStream out) throws IOException {
    write(values, out);
    write(cells, out);
    out.writeLong(count);
    out.writeLong(bytes);
    out.writeLong(times);
    out.writeBoolean(text);
  }

  static ColumnSketch read(DataInputStream in) throws IOException {
    return new ColumnSketch(
        sketch(in), sketch(in), in.readLong(), in.readLong(), in.readLong(), in.readBoolean());
  }

  static void write(CompactSketch sketch, DataOutputStream out) throws IOException {
    byte[] bytes = sketch.toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static CompactSketch sketch(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return (CompactSketch) Sketches.heapifySketch(Memory.wrap(bytes));
  }
}
