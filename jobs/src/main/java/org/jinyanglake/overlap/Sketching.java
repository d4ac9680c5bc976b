package org.jinyanglake.overlap;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Partitions;
import scala.Tuple2;

/**
 * Sketches rows, partition by partition, in one pass over them. It works on Spark's internal rows
 * and hashes in the tasks; what leaves a task is sketches.
 */
final class Sketching {
  /** Rows come partition by partition, or nearly so: more need not be open at once. */
  private static final int OPEN = 4;

  private static final int REDUCERS = 8;

  private Sketching() {}

  /**
   * Sketches all rows.
   *
   * @param rows with the contract's columns
   * @param each is given the path of each partition that has rows, and its sketch
   */
  static void of(
      Dataset<Row> rows, Contract contract, SketchKey key, BiConsumer<String, TableSketch> each) {
    RowSketcher.Layout layout = RowSketcher.Layout.of(contract);
    List<String> partitions =
        contract.partitionColumns().stream().map(column -> column.name()).toList();
    Dataset<Row> selected =
        rows.select(
            Stream.concat(layout.names().stream(), partitions.stream())
                .map(name -> col(name))
                .toArray(org.apache.spark.sql.Column[]::new));
    JavaRDD<InternalRow> internal = selected.queryExecution().toRdd().toJavaRDD();
    Task task = new Task(layout, types(selected, layout.names().size()), key);
    JavaPairRDD<List<Object>, byte[]> made =
        internal.mapPartitionsToPair(part -> new Parts(part, task));
    Iterator<Tuple2<List<Object>, byte[]>> whole;
    if (internal.getNumPartitions() == 1) {
      // Few rows, which are not worth an exchange; of one partition they may still come in pieces.
      Map<List<Object>, byte[]> merged = new HashMap<>();
      made.collect().forEach(part -> merged.merge(part._1, part._2, TableSketch::with));
      whole =
          merged.entrySet().stream()
              .map(part -> new Tuple2<>(part.getKey(), part.getValue()))
              .iterator();
    } else {
      whole = made.reduceByKey(TableSketch::with, REDUCERS).toLocalIterator();
    }
    whole.forEachRemaining(
        part -> each.accept(Partitions.path(contract, part._1), TableSketch.of(part._2)));
  }

  private static List<DataType> types(Dataset<Row> rows, int from) {
    List<DataType> types = new ArrayList<>();
    for (int i = from; i < rows.schema().length(); i++) {
      types.add(rows.schema().apply(i).dataType());
    }
    return types;
  }

  /**
   * What a task does.
   *
   * @param partition the types of the partition columns, which follow those of the layout
   */
  private record Task(RowSketcher.Layout layout, List<DataType> partition, SketchKey key)
      implements Serializable {

    List<Object> partition(InternalRow row) {
      List<Object> values = new ArrayList<>(partition.size());
      for (int i = 0; i < partition.size(); i++) {
        int ordinal = layout.names().size() + i;
        DataType type = partition.get(i);
        if (row.isNullAt(ordinal)) {
          values.add(null);
        } else if (type.equals(DataTypes.DateType)) {
          values.add(LocalDate.ofEpochDay(row.getInt(ordinal)));
        } else if (type.equals(DataTypes.StringType)) {
          values.add(row.getUTF8String(ordinal).toString());
        } else {
          values.add(row.get(ordinal, type));
        }
      }
      return values;
    }
  }

  /** The sketches of a task's rows, by the values of the partition columns. */
  private static final class Parts implements Iterator<Tuple2<List<Object>, byte[]>> {
    private final Iterator<InternalRow> rows;
    private final Task task;
    private final byte[] key;
    private final Map<List<Object>, RowSketcher> open = new LinkedHashMap<>(8, 0.75f, true);
    private final Queue<Tuple2<List<Object>, byte[]>> ready = new ArrayDeque<>();

    Parts(Iterator<InternalRow> rows, Task task) {
      this.rows = rows;
      this.task = task;
      this.key = task.key().open();
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        InternalRow row = rows.next();
        sketcher(task.partition(row)).add(row);
      }
      if (ready.isEmpty()) {
        open.forEach((values, sketcher) -> ready.add(done(values, sketcher)));
        open.clear();
      }
      return !ready.isEmpty();
    }

    private RowSketcher sketcher(List<Object> values) {
      RowSketcher sketcher = open.get(values);
      if (sketcher == null) {
        if (open.size() == OPEN) {
          List<Object> eldest = open.keySet().iterator().next();
          ready.add(done(eldest, open.remove(eldest)));
        }
        sketcher = new RowSketcher(task.layout(), key);
        open.put(values, sketcher);
      }
      return sketcher;
    }

    private static Tuple2<List<Object>, byte[]> done(List<Object> values, RowSketcher sketcher) {
      return new Tuple2<>(values, sketcher.sketch().bytes());
    }

    @Override
    public Tuple2<List<Object>, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }
}
