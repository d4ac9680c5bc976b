package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;

/**
 * How many classes of how many persons there are, before and after; only their sizes leave Spark.
 *
 * @param before of the raw rows by all quasi-identifiers of the contract, also those that are not
 *     published: who has the raw rows without direct identifiers has those
 * @param after of the rows that are published, by what is published of quasi-identifiers
 */
record ClassSizes(List<Risk.Size> before, List<Risk.Size> after) {
  static final ClassSizes NONE = new ClassSizes(List.of(), List.of());

  private static final String ROWS = "__gate_rows";
  private static final String PERSONS = "__gate_persons";
  private static final String SIDE = "__gate_side";

  /** In one query; {@link #NONE} where no persons are told apart. */
  static ClassSizes of(Gate.Staged staged) {
    if (staged.recoding().isEmpty() || staged.contract().cells().isPresent()) {
      return NONE;
    }
    Dataset<Row> raw = staged.raw().orElseThrow();
    Dataset<Row> recoding = staged.recoding().get();
    List<String> merged = Gate.mergedNames(staged.contract());
    List<String> published = new ArrayList<>();
    for (String name : recoding.columns()) {
      if (name.startsWith(Gate.RELEASED)) {
        published.add(name.substring(Gate.RELEASED.length()));
      }
    }
    List<String> quasi = published.stream().filter(name -> !merged.contains(name)).toList();
    List<String> keys = Recount.keys(staged, quasi);
    Dataset<Row> explained =
        raw.join(
                Recount.lookup(recoding, keys, published).hint("shuffle_hash"),
                Recount.same(keys),
                "left")
            .where(not(coalesce(col(Recount.WITHHELD), lit(true))));
    String person = staged.contract().anonymity().map(Anonymity::person).orElseThrow();
    Column[] labels = quasi.stream().map(name -> col(Gate.RELEASED + name)).toArray(Column[]::new);
    Column[] values =
        staged.contract().columns().stream()
            .filter(column -> column.classification() == Classification.QUASI_IDENTIFIER)
            .filter(column -> !column.partition())
            .map(column -> col(column.name()))
            .toArray(Column[]::new);
    List<Risk.Size> before = new ArrayList<>();
    List<Risk.Size> after = new ArrayList<>();
    for (Row row :
        sizes(raw, values, person, 0).union(sizes(explained, labels, person, 1)).collectAsList()) {
      (row.getInt(0) == 0 ? before : after)
          .add(new Risk.Size(row.getLong(1), row.getLong(2), row.getLong(3), row.getDouble(4)));
    }
    return new ClassSizes(before, after);
  }

  private static Dataset<Row> sizes(Dataset<Row> rows, Column[] keys, String person, int side) {
    Column anonymous = max(when(col(person).isNull(), lit(1L)).otherwise(lit(0L)));
    return rows.groupBy(keys)
        .agg(count(lit(1)).as(ROWS), countDistinct(col(person)).plus(anonymous).as(PERSONS))
        .where(col(ROWS).gt(0)) // without keys there is one group even of no rows
        .groupBy(lit(side).as(SIDE), col(PERSONS))
        .agg(
            count(lit(1)).as("__gate_classes"),
            sum(col(ROWS)).as("__gate_all"),
            sum(col(ROWS).cast("double").multiply(col(ROWS))).as("__gate_squares"));
  }
}
