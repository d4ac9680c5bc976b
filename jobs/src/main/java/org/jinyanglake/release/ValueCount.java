package org.jinyanglake.release;

import java.io.Serializable;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jinyanglake.contract.Profile;

/**
 * How many values a column has, and how many different ones: HyperLogLog (Flajolet et al. 2007) of
 * 1,024 registers, with a standard error of about 3 %.
 *
 * @param rows with a value
 * @param sketch of the values' hashes, as Apache DataSketches writes it; it holds no value
 */
record ValueCount(long rows, byte[] sketch) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int LOG_REGISTERS = 10;
  private static final double PRECISION = 10_000;

  /** Counts values one by one. */
  static final class Counter {
    private final HllSketch sketch = new HllSketch(LOG_REGISTERS);

    private long rows;

    /** Counts a value, not null, that stands in so many rows. */
    void add(Object value, long times) {
      rows += times;
      sketch.update((long) value.hashCode());
    }

    ValueCount count() {
      return new ValueCount(rows, sketch.toCompactByteArray());
    }
  }

  /** Of the values of both. */
  ValueCount and(ValueCount other) {
    Union union = new Union(LOG_REGISTERS);
    union.update(HllSketch.heapify(Memory.wrap(sketch)));
    union.update(HllSketch.heapify(Memory.wrap(other.sketch)));
    return new ValueCount(rows + other.rows, union.getResult().toCompactByteArray());
  }

  /** In figures, of so many rows with a value or without. */
  Profile.ColumnFigures figures(long all) {
    double nulls = all == 0 ? 0 : (double) (all - rows) / all;
    return new Profile.ColumnFigures(
        Math.rint(nulls * PRECISION) / PRECISION,
        Math.round(HllSketch.heapify(Memory.wrap(sketch)).getEstimate()));
  }
}
