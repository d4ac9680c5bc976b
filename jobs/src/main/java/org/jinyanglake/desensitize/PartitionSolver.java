package org.jinyanglake.desensitize;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Solves partitions one after the other, in a Spark task or in the driver. A partition with many
 * tuples is cut into blocks of neighbours, each solved by itself, so that memory does not grow with
 * it; not where a condition compares classes with all rows.
 *
 * @param partition how many columns partition the table, or keep rows of a partition apart
 * @param together how many of these, the first ones, partition the table
 * @param mostLoss what would lose more, on an average, is withheld as a whole
 * @param search whether labels that lose less are searched for
 * @param whole whether partitions must not be cut, as classes are compared with all of one
 */
record PartitionSolver(
    int partition,
    int together,
    List<Labels> quasiIdentifiers,
    List<Condition> conditions,
    int k,
    double withhold,
    double mostLoss,
    boolean search,
    boolean whole)
    implements FlatMapFunction<Iterator<Row>, PartitionSolver.Solved> {

  /** A block has so many tuples at least, and fewer than twice as many. */
  static final int BLOCK = 100_000;

  /**
   * A partition, or a block of one.
   *
   * @param of the values of the partition columns, as {@link Anonymize#exact} reads them
   * @param changed the rows of {@link Levels#changed}
   */
  record Solved(List<Object> of, Desensitize.Stats stats, List<Row> changed)
      implements Serializable {

    /** The same without its rows, and how many those are. */
    Summary summary() {
      return new Summary(of, stats, changed.size());
    }
  }

  /** What the driver keeps of a {@link Solved}. */
  record Summary(List<Object> of, Desensitize.Stats stats, int changed) implements Serializable {}

  /**
   * Solves all that is in the rows.
   *
   * @param rows as {@link Anonymize#tuples} makes them; those of a partition, and within it those
   *     of neighbours, one after the other
   */
  @Override
  public Iterator<Solved> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private final ArrayDeque<Row> read = new ArrayDeque<>();
      private Optional<Row> first = Optional.empty();
      private Optional<PartitionTuples> all = Optional.empty();

      @Override
      public boolean hasNext() {
        return !read.isEmpty() || rows.hasNext();
      }

      @Override
      public Solved next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        fill(read, rows);
        Row next = read.peek();
        if (whole
            && partition > together
            && first.filter(row -> same(row, next, together)).isEmpty()) {
          first = Optional.of(next);
          all = Optional.of(tuples(read, next));
        }
        return solve(block(read, rows.hasNext()), all);
      }
    };
  }

  /** Reads what a block needs, and one row more. */
  private void fill(ArrayDeque<Row> read, Iterator<Row> rows) {
    long most = whole ? Long.MAX_VALUE : 2L * BLOCK;
    while (rows.hasNext() && read.size() < most && areOne(read, whole ? together : partition)) {
      read.add(rows.next());
    }
  }

  /** All that are read of the partition of a row. */
  private PartitionTuples tuples(ArrayDeque<Row> read, Row of) {
    PartitionTuples tuples = new PartitionTuples(quasiIdentifiers, conditions);
    read.stream().filter(row -> same(row, of, together)).forEach(row -> add(row, tuples));
    return tuples;
  }

  /** The next rows to be solved together; rows of one tuple stay together. */
  private List<Row> block(ArrayDeque<Row> read, boolean more) {
    boolean cut = areOne(read, partition) && more;
    List<Row> block = new ArrayList<>();
    while (!read.isEmpty()
        && (block.isEmpty()
            || (cut && block.size() >= BLOCK
                ? same(last(block), read.peek(), partition + quasiIdentifiers.size())
                : same(block.get(0), read.peek(), partition)))) {
      block.add(read.poll());
    }
    return block;
  }

  private static Row last(List<Row> rows) {
    return rows.get(rows.size() - 1);
  }

  private static boolean areOne(ArrayDeque<Row> rows, int columns) {
    return rows.isEmpty() || same(rows.peekFirst(), rows.peekLast(), columns);
  }

  private static boolean same(Row one, Row other, int columns) {
    for (int i = 0; i < columns; i++) {
      if (!Objects.equals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Solved solve(List<Row> block, Optional<PartitionTuples> all) {
    PartitionTuples tuples = new PartitionTuples(quasiIdentifiers, conditions);
    List<Row> firsts = new ArrayList<>();
    for (Row row : block) {
      if (add(row, tuples)) {
        firsts.add(row);
      }
    }
    PartitionTuples.Solution solution =
        tuples.solve(k, withhold, search, all.orElse(tuples)).orNothing(mostLoss);
    List<Row> changed = new ArrayList<>();
    for (int tuple = 0; tuple < firsts.size(); tuple++) {
      if (!solution.isUnchanged(tuple)) {
        List<Object> published = solution.published().get(tuple);
        List<Object> row = values(firsts.get(tuple), 0, partition + quasiIdentifiers.size());
        row.add(published == null);
        for (int i = 0; i < quasiIdentifiers.size(); i++) {
          row.add(published == null ? null : published.get(i));
        }
        changed.add(RowFactory.create(row.toArray()));
      }
    }
    return new Solved(values(block.get(0), 0, partition), solution.stats(), changed);
  }

  private boolean add(Row row, PartitionTuples tuples) {
    int next = partition + quasiIdentifiers.size();
    List<List<Object>> paths = new ArrayList<>();
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      Labels labels = quasiIdentifiers.get(i);
      List<Object> path = new ArrayList<>();
      path.add(labels.top() == 0 ? labels.topLabel() : row.get(partition + i));
      for (int level = 1; level < labels.top(); level++) {
        path.add(row.get(next++));
      }
      if (labels.top() > 0) {
        path.add(labels.topLabel());
      }
      paths.add(path);
    }
    List<List<Object>> values = new ArrayList<>();
    for (Condition condition : conditions) {
      values.add(values(row, next, next + condition.levels()));
      next += condition.levels();
    }
    long rows = row.getLong(next++);
    long named = row.getLong(next++);
    OptionalLong person = OptionalLong.empty();
    if (!conditions.isEmpty()) {
      person = row.isNullAt(next) ? person : OptionalLong.of(row.getLong(next));
      next++;
    }
    long[] buckets = new long[row.length() - next];
    for (int word = 0; word < buckets.length; word++) {
      buckets[word] = row.getLong(next + word);
    }
    return tuples.add(paths, rows, buckets, rows - named, person, values);
  }

  private static List<Object> values(Row row, int from, int to) {
    List<Object> values = new ArrayList<>();
    for (int i = from; i < to; i++) {
      values.add(row.get(i));
    }
    return values;
  }
}
