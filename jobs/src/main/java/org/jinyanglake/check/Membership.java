package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.amazon.deequ.dqdl.model.DatasetMatchExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.ReferentialIntegrityExecutableRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Reference;
import org.jinyanglake.lake.Evidence;
import scala.Function1;
import scala.collection.JavaConverters;

/**
 * A rule that looks for each row in another dataset: {@code ReferentialIntegrity} by a key, {@code
 * DatasetMatch} by a key and what goes with it. Whether it is there stands in a column of its own,
 * so that such rules are judged in the scan of all others.
 *
 * @param nulls whether null equals null; else a row with null in the key refers to nothing and does
 *     not count, as in SQL (MATCH SIMPLE)
 */
record Membership(String flag, Reference reference, boolean nulls, DoublePredicate bound) {

  private static final String NOTHING = "no row has a value to look up";

  /**
   * Empty if the rule is another; throws {@link IllegalArgumentException} if it names no dataset.
   */
  static Optional<Membership> of(ExecutableRule leaf) {
    if (leaf instanceof ReferentialIntegrityExecutableRule keys) {
      Reference reference =
          new Reference(
              keys.dqRule().getRuleType(),
              DatasetName.parse(keys.referenceDatasetAlias()),
              JavaConverters.seqAsJavaList(keys.primaryColumns()),
              JavaConverters.seqAsJavaList(keys.referenceColumns()),
              false);
      return Optional.of(of(reference, false, keys.assertion()));
    }
    if (leaf instanceof DatasetMatchExecutableRule match) {
      Map<String, String> pairs =
          new TreeMap<>(JavaConverters.mapAsJavaMap(match.keyColumnMappings()));
      match.matchColumnMappings().foreach(each -> putAll(pairs, JavaConverters.mapAsJavaMap(each)));
      Reference reference =
          new Reference(
              match.dqRule().getRuleType(),
              DatasetName.parse(match.referenceDatasetAlias()),
              List.copyOf(pairs.keySet()),
              List.copyOf(pairs.values()),
              match.matchColumnMappings().isEmpty());
      return Optional.of(of(reference, true, match.assertion()));
    }
    return Optional.empty();
  }

  private static Void putAll(Map<String, String> pairs, Map<String, String> more) {
    pairs.putAll(more);
    return null;
  }

  private static Membership of(
      Reference reference, boolean nulls, Function1<Object, Object> assertion) {
    return new Membership(
        "__in_" + Evidence.sha256(reference.toString()).substring(0, 16),
        reference,
        nulls,
        ratio -> (Boolean) assertion.apply(ratio));
  }

  /** Whether a row is in the other dataset, of all rows that refer to it. */
  Share share() {
    return new Share(
        nulls ? lit(true) : complete(reference.own()), col(flag), bound, Optional.of(NOTHING));
  }

  /**
   * Rows with the column {@link #flag}, which is never null.
   *
   * @param columns those of the contract
   * @param partition the columns by which a row must lie in the same partition as its counterpart
   */
  Dataset<Row> flagged(
      Dataset<Row> rows, Other other, List<String> columns, List<String> partition) {
    Reference all = reference.with(columns);
    List<String> own = new ArrayList<>(all.own());
    List<String> theirs = new ArrayList<>(all.theirs());
    if (nulls) {
      own.addAll(partition);
      theirs.addAll(partition);
    }
    List<Column> keys = new ArrayList<>();
    Column same = lit(true);
    for (int i = 0; i < own.size(); i++) {
      Column key = col(flag + "_" + i);
      keys.add(col(theirs.get(i)).as(flag + "_" + i));
      same = same.and(nulls ? col(own.get(i)).eqNullSafe(key) : col(own.get(i)).equalTo(key));
    }
    Dataset<Row> from = nulls ? other.alike() : other.all().filter(complete(theirs));
    Dataset<Row> found =
        from.select(keys.toArray(Column[]::new)).distinct().withColumn(flag, lit(true));
    Dataset<Row> joined = rows.join(found, same, "left").withColumn(flag, col(flag).isNotNull());
    for (int i = 0; i < own.size(); i++) {
      joined = joined.drop(flag + "_" + i);
    }
    return joined;
  }

  private static Column complete(List<String> names) {
    return names.stream().map(name -> col(name).isNotNull()).reduce(Column::and).orElseThrow();
  }
}
