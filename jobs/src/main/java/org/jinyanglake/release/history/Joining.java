package org.jinyanglake.release.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Joins partitions that have been noted with tables that were opened since, as a Spark task or, of
 * few rows, in the driver; gives for each the table that singles out most.
 */
final class Joining implements FlatMapFunction<Iterator<Joining.Made>, Tuple2<String, Mosaic>> {
  private static final long serialVersionUID = 1;

  private final Notes notes;
  private final List<String> columns;
  private final List<Neighbour> neighbours;
  private final int k;

  /**
   * @param columns of the values that are noted, as {@link JoinColumns} names them
   */
  Joining(Notes notes, List<String> columns, List<Neighbour> neighbours, int k) {
    this.notes = notes;
    this.columns = List.copyOf(columns);
    this.neighbours = List.copyOf(neighbours);
    this.k = k;
  }

  /** A partition of the zone, made of raw ones, by those the files that note them. */
  record Made(String partition, SortedMap<String, String> raw) implements java.io.Serializable {}

  @Override
  public Iterator<Tuple2<String, Mosaic>> call(Iterator<Made> partitions) {
    List<Tuple2<String, Mosaic>> joined = new ArrayList<>();
    partitions.forEachRemaining(
        made -> {
          List<LongRecords> published = new ArrayList<>();
          made.raw()
              .forEach(
                  (path, file) ->
                      published.add(
                          notes.read(file).getOrDefault(path, Remembered.NOTHING).published()));
          Neighbour.worst(neighbours, made.raw().keySet(), OpenRows.of(columns, published), k)
              .ifPresent(mosaic -> joined.add(new Tuple2<>(made.partition(), mosaic)));
        });
    return joined.iterator();
  }
}
