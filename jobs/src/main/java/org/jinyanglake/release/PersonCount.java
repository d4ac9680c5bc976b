package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Counts the persons of some classes exactly, row by row, for those that {@link Recount} leaves in
 * doubt. Persons are told apart by a hash of 64 bits, so that no identifier is shuffled: a
 * collision makes the count smaller, never greater.
 */
final class PersonCount {

  static final String KEY = "__gate_key";
  static final String PERSON = "__gate_person";

  private PersonCount() {}

  /**
   * The persons of each class, over all partitions that have it by that partition.
   *
   * @param doubtful the keys of classes; of other classes nothing is counted
   */
  static Map<String, Map<String, Long>> of(
      Gate.Staged staged, List<String> quasiIdentifiers, Collection<String> doubtful) {
    Dataset<Row> wanted =
        staged
            .raw()
            .orElseThrow()
            .sparkSession()
            .createDataset(List.copyOf(doubtful), Encoders.STRING())
            .toDF(KEY);
    Map<String, Map<String, Long>> persons = new HashMap<>();
    for (Row row :
        published(staged, staged.raw().get(), quasiIdentifiers)
            .join(wanted, KEY)
            .groupBy(Recount.partition(staged).as("__gate_partition"), col(KEY))
            .agg(countDistinct(col(PERSON)), count(lit(1)).minus(count(col(PERSON))))
            .collectAsList()) {
      persons
          .computeIfAbsent(row.getString(0), any -> new HashMap<>())
          .put(row.getString(1), row.getLong(2) + Math.min(1, row.getLong(3)));
    }
    return persons;
  }

  /**
   * Source rows that are published, with the person under {@link #PERSON}, null if there is none,
   * and their class under {@link #KEY}.
   */
  static Dataset<Row> published(
      Gate.Staged staged, Dataset<Row> raw, List<String> quasiIdentifiers) {
    List<String> keys = Recount.keys(staged, quasiIdentifiers);
    Dataset<Row> rows = raw.withColumn(PERSON, person(staged));
    return staged.recoding().isEmpty()
        ? rows.withColumn(KEY, ClassKey.of(List.of(), List.of()))
        : rows.join(
            // As in Recount no Spark job of its own.
            classes(staged, keys, quasiIdentifiers).hint("shuffle_hash"), Recount.same(keys));
  }

  /** The hash by which persons are told apart; null without one. */
  static Column person(Gate.Staged staged) {
    Column person = Persons.of(staged);
    return when(person.isNotNull(), xxhash64(person));
  }

  private static Dataset<Row> classes(
      Gate.Staged staged, List<String> keys, List<String> quasiIdentifiers) {
    Dataset<Row> recoding = staged.recoding().orElseThrow();
    List<String> released = quasiIdentifiers.stream().map(name -> Gate.RELEASED + name).toList();
    List<Column> selected = new ArrayList<>();
    keys.forEach(name -> selected.add(col(name).as(Recount.KEY_PREFIX + name)));
    Gate.mergedNames(staged.contract()).forEach(name -> selected.add(col(Gate.RELEASED + name)));
    selected.add(
        ClassKey.of(
                released.stream().map(name -> col(name)).toList(),
                released.stream().map(recoding.schema()::apply).toList())
            .as(KEY));
    return recoding
        .where(col(Gate.WITHHELD).isNull().or(col(Gate.WITHHELD).equalTo(false)))
        .select(selected.toArray(Column[]::new));
  }
}
