package org.jinyanglake.release.written;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.Dictionary;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.PrimitiveConverter;

/**
 * One column of {@link FileRows}. A value that stands in the file's dictionary has a number, which
 * means the same in all rows of a row group; one that does not stands alone.
 */
public final class ColumnRows {

  /** The number of null. */
  public static final int NULL = 0;

  /** Instead of a number: the value stands alone. */
  public static final int ALONE = -1;

  private final int[] numbers;
  private final Object[] alone;
  private final Reading reading;
  private final List<ObjLongConsumer<Object>> told = new ArrayList<>();
  private final Map<Object, Integer> numbered = new HashMap<>();
  private boolean numbersAll;
  private ColumnReader reader;
  private int defined;
  private int row;

  /** By number, where it was met; the rows of each. */
  private Object[] values = new Object[1];

  private long[] counts = new long[1];
  private int limit = 1;

  /**
   * A column.
   *
   * @param conversion null if the file has no such column: all its values are null
   * @param most so many rows are read at a time
   */
  ColumnRows(Conversion conversion, int most) {
    this.numbers = new int[most];
    this.alone = new Object[most];
    this.reading = conversion == null ? null : new Reading(conversion);
  }

  /** Gives a number to every value. They are held until the row group ends. */
  public ColumnRows numberAll() {
    numbersAll = true;
    return this;
  }

  /**
   * Tells each value that is not null, with the rows that have it; the same one perhaps several
   * times. All were told when the last row group has ended.
   */
  public ColumnRows tell(ObjLongConsumer<Object> values) {
    told.add(values);
    return this;
  }

  /** The number of a row's value; {@link #NULL}, or {@link #ALONE}. */
  public int number(int of) {
    return numbers[of];
  }

  /** A row's value; null if it has none. */
  public Object value(int of) {
    int number = numbers[of];
    return number == ALONE ? alone[of] : values[number];
  }

  /** The value with a number; null if no row has it. */
  public Object numbered(int number) {
    return values[number];
  }

  /** All numbers of the row group so far are less. */
  public int limit() {
    return limit;
  }

  PrimitiveConverter converter() {
    return reading;
  }

  /** Begins a row group; the reader has been made with the {@link #converter}. */
  void begin(ColumnReader of) {
    reader = of;
    defined = of.getDescriptor().getMaxDefinitionLevel();
  }

  /** Reads the next rows of the group. */
  void read(int rows) {
    if (reader == null) {
      return; // all numbers are those of null
    }
    for (row = 0; row < rows; row++) {
      if (reader.getCurrentDefinitionLevel() == defined) {
        reader.writeCurrentValueToConverter();
      } else {
        numbers[row] = NULL;
      }
      reader.consume();
    }
  }

  /** Ends the row group: tells what has a number. */
  void finish() {
    for (int number = 1; number < limit; number++) {
      if (counts[number] > 0) {
        tell(values[number], counts[number]);
      }
    }
    numbered.clear();
    forget(1);
  }

  private void forget(int newLimit) {
    values = new Object[newLimit];
    counts = new long[newLimit];
    limit = newLimit;
  }

  private void tell(Object value, long rows) {
    for (ObjLongConsumer<Object> each : told) {
      each.accept(value, rows);
    }
  }

  private void addAlone(Object value) {
    if (!numbersAll) {
      numbers[row] = ALONE;
      alone[row] = value;
      tell(value, 1);
      return;
    }
    int number = numbered.computeIfAbsent(value, this::next);
    numbers[row] = number;
    counts[number]++;
  }

  private int next(Object value) {
    if (limit == values.length) {
      values = Arrays.copyOf(values, 2 * limit);
      counts = Arrays.copyOf(counts, 2 * limit);
    }
    values[limit] = value;
    return limit++;
  }

  /** What Parquet's reader hands values to. */
  private final class Reading extends PrimitiveConverter {
    private final Conversion conversion;
    private Dictionary dictionary;

    Reading(Conversion conversion) {
      this.conversion = conversion;
    }

    @Override
    public boolean hasDictionarySupport() {
      return true;
    }

    @Override
    public void setDictionary(Dictionary of) {
      dictionary = of;
      forget(of.getMaxId() + 2);
    }

    @Override
    public void addValueFromDictionary(int id) {
      int number = id + 1;
      if (counts[number]++ == 0) {
        values[number] = conversion.of(dictionary, id);
        if (numbersAll) {
          numbered.put(values[number], number);
        }
      }
      numbers[row] = number;
    }

    @Override
    public void addBoolean(boolean value) {
      addAlone(conversion.of(value));
    }

    @Override
    public void addInt(int value) {
      addAlone(conversion.of(value));
    }

    @Override
    public void addLong(long value) {
      addAlone(conversion.of(value));
    }

    @Override
    public void addFloat(float value) {
      addAlone(conversion.of(value));
    }

    @Override
    public void addDouble(double value) {
      addAlone(conversion.of(value));
    }

    @Override
    public void addBinary(Binary value) {
      addAlone(conversion.of(value));
    }
  }
}
