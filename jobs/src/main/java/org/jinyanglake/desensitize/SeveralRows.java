package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps the person of a row only where he or she has several in a partition: of all others each row
 * is of one person and need not be told apart. Who that is stays in memory until it is closed.
 */
final class SeveralRows implements AutoCloseable {
  private static final String PREFIX = "_several";
  private static final String ROWS = "_several_rows";

  private Dataset<Row> several;

  /**
   * The rows, with null in the place of persons of one row; runs Spark.
   *
   * @param partition the columns that partition the table
   * @param person a column with a number for each person, or null
   */
  Dataset<Row> only(Dataset<Row> rows, List<String> partition, String person) {
    List<String> keys = new ArrayList<>(partition);
    keys.add(person);
    List<Column> named = new ArrayList<>();
    Column same = lit(true);
    for (String key : keys) {
      named.add(col(key).as(PREFIX + key));
      same = same.and(col(key).eqNullSafe(col(PREFIX + key)));
    }
    several =
        rows.where(col(person).isNotNull())
            .groupBy(named.toArray(Column[]::new))
            .agg(count(lit(1)).as(ROWS))
            .where(col(ROWS).gt(1))
            .persist(MEMORY_AND_DISK());
    // Now that it is known how many they are, few are joined without moving all rows.
    return several.count() == 0
        ? rows.withColumn(person, lit(null).cast("bigint"))
        : rows.join(several, same, "left")
            .withColumn(person, col(PREFIX + person))
            .drop(several.columns());
  }

  @Override
  public void close() {
    if (several != null) {
      several.unpersist();
    }
  }
}
