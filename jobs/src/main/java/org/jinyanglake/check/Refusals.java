package org.jinyanglake.check;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The rows that the rules of severity {@code row} refuse, and those that remain.
 *
 * <p>A row that breaks a rule by itself is refused first. Among the rows that are left, and key by
 * key in the order of the contract, the first row of each key (by {@code _file}, then {@code _row})
 * stays and the later ones are refused; so a good row is never refused for repeating the key of a
 * bad one. Of what remains then, the rows are refused that break a functional dependency ({@link
 * Dependencies}); all dependencies see the same rows. Whether a key comes again is told by a scan
 * of the rows that break no rule by themselves, and counted exactly only if it may; dependencies
 * cost one query for all. Only if there are such rows, they are looked for.
 */
final class Refusals {

  /** The order of the rule that refuses a row; null in the rows that remain. */
  static final String REFUSED_BY = "__refused_by";

  /** The same, in the rows that are refused for what other rows say. */
  static final String LATER_BY = "later_by";

  /** Why a row is refused for what other rows say; null in all other rows. */
  private static final String LATER_REASON = "later_reason";

  /** Up to so many later rows are sent to every executor rather than shuffled with the data. */
  private static final long BROADCAST_ROWS = 100_000;

  private final Dataset<Row> rows;
  private final Partitioning partitioning;
  private final List<RowTest> tests;
  private final List<Later> laters = new ArrayList<>();
  private final Map<Integer, Map<List<Object>, GroupCounts>> repeated = new HashMap<>();
  private Dependencies dependencies;
  private Frequencies remaining;

  /**
   * Rows that are refused for what other rows say, as they were given, with {@link #LATER_BY},
   * {@code _rule}, {@code _column}, {@code _reason}.
   *
   * @param total how many there are at most
   */
  private record Later(Dataset<Row> rows, long total) {}

  Refusals(Dataset<Row> rows, Partitioning partitioning, List<RowTest> tests) {
    this.rows = rows;
    this.partitioning = partitioning;
    this.tests = tests;
    Dataset<Row> good =
        tests.stream()
            .flatMap(test -> test.holds().stream())
            .reduce(Column::and)
            .map(rows::filter)
            .orElse(rows);
    remaining = new Frequencies(good, partitioning);
    dependencies = new Dependencies(good, partitioning, List.of());
  }

  /** Whether rows are demanded to have a key of their own. */
  boolean demandKeys() {
    return tests.stream().anyMatch(test -> test.key().isPresent());
  }

  /**
   * Compares the rows that break no rule by themselves with each other.
   *
   * @return whether some are refused for what others say
   */
  boolean compare() {
    tests.stream().filter(test -> test.key().isPresent()).forEach(this::refuseLater);
    dependencies =
        new Dependencies(
            remaining.rows(),
            partitioning,
            tests.stream().map(RowTest::rule).filter(Dependencies::is).toList());
    if (dependencies.broken() > 0) {
      Dataset<Row> named = small(dependencies.minority(), dependencies.broken());
      refuse(
          new Later(
              rows.join(named, sameRow()).drop("later_file", "later_row"), dependencies.broken()));
    }
    return !laters.isEmpty();
  }

  /** The rows that no row rule refuses. */
  Frequencies remaining() {
    return remaining;
  }

  /** All rows, with {@link #REFUSED_BY} and {@link #LATER_REASON}. */
  Dataset<Row> tagged() {
    Column alone = lit(null).cast("int");
    for (int i = tests.size() - 1; i >= 0; i--) {
      if (tests.get(i).holds().isPresent()) {
        alone = when(tests.get(i).broken(), tests.get(i).rule().order()).otherwise(alone);
      }
    }
    Optional<Dataset<Row>> repeated =
        laters.stream().map(Refusals::identity).reduce(Dataset::union);
    if (repeated.isEmpty()) {
      return rows.withColumn(REFUSED_BY, alone).withColumn(LATER_REASON, lit(null).cast("string"));
    }
    return rows.join(small(repeated.get(), later()), sameRow(), "left")
        .withColumn(REFUSED_BY, coalesce(alone, col(LATER_BY)))
        .drop("later_file", "later_row", LATER_BY);
  }

  /** How many rows of a partition a rule refuses for what other rows say. */
  long later(RowTest test, List<Object> partition) {
    return repeated
            .getOrDefault(test.rule().order(), Map.of())
            .getOrDefault(partition, GroupCounts.NONE)
            .later()
        + dependencies.of(test.rule(), partition).broken();
  }

  /** Counts the keys that row rules demand of the rows that remain, if refusals changed them. */
  void countKeys() {
    tests.stream()
        .flatMap(test -> test.key().stream())
        .filter(Grouping::isMeasured)
        .forEach(remaining::by);
  }

  /**
   * The refused rows, each once, as they were given, with {@code _rule}, {@code _column}, {@code
   * _reason}.
   *
   * @param alone whether there are rows that break a rule by themselves
   */
  Optional<Dataset<Row>> refused(boolean alone) {
    List<Dataset<Row>> parts = new ArrayList<>();
    if (alone) {
      parts.add(broken());
    }
    laters.forEach(
        later -> parts.add(refused(later.rows(), col("_rule"), col("_column"), col("_reason"))));
    return parts.stream().reduce(Dataset::union);
  }

  private void refuseLater(RowTest test) {
    Grouping key = test.key().orElseThrow();
    Map<List<Object>, GroupCounts> counts = remaining.by(key);
    long total = counts.values().stream().mapToLong(GroupCounts::later).sum();
    if (total == 0) {
      return;
    }
    repeated.put(test.rule().order(), counts);
    Column reason =
        concat(
            lit(columns(test) + " repeats the key of row "),
            col("first._row"),
            lit(" of "),
            col("first._file"));
    refuse(
        new Later(
            laterRows(key, total)
                .withColumn(LATER_BY, lit(test.rule().order()))
                .withColumn("_rule", lit(test.rule().rule().dqdl()))
                .withColumn("_column", lit(columns(test)))
                .withColumn("_reason", reason),
            total));
    remaining.know(key, counts);
  }

  private void refuse(Later later) {
    laters.add(later);
    Dataset<Row> left =
        remaining
            .rows()
            .join(
                small(identity(later).drop(LATER_BY, LATER_REASON), later.total()),
                sameRow(),
                "left_anti");
    remaining = new Frequencies(left, partitioning);
  }

  /** The rows that are not the first of their key, with {@code first}: its _file and _row. */
  private Dataset<Row> laterRows(Grouping key, long total) {
    List<String> columns = new ArrayList<>(partitioning.columns());
    columns.addAll(key.columns());
    Dataset<Row> scope = remaining.candidates(key);
    Column[] keys =
        columns.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    Column[] renamed = new Column[keys.length];
    Column same = lit(true);
    for (int i = 0; i < keys.length; i++) {
      renamed[i] = keys[i].as("repeated" + i);
      same = same.and(keys[i].eqNullSafe(col("repeated" + i)));
    }
    Dataset<Row> repeated =
        scope.groupBy(renamed).agg(count(lit(1)).as("n")).filter(col("n").gt(1)).drop("n");
    WindowSpec byKey = Window.partitionBy(keys).orderBy("_file", "_row");
    return scope
        .join(small(repeated, total), same, "left_semi")
        .withColumn(
            "first", first(org.apache.spark.sql.functions.struct("_file", "_row")).over(byKey))
        .withColumn("place", row_number().over(byKey))
        .filter(col("place").gt(1));
  }

  private Dataset<Row> broken() {
    Column rule = lit(null).cast("string");
    Column column = rule;
    Column any = lit(false);
    List<RowTest> alone = alone();
    for (int i = alone.size() - 1; i >= 0; i--) {
      RowTest test = alone.get(i);
      rule = when(test.broken(), test.rule().rule().dqdl()).otherwise(rule);
      column = when(test.broken(), columns(test)).otherwise(column);
      any = test.broken().or(any);
    }
    return refused(rows.filter(any), rule, column, reasonAlone());
  }

  private List<RowTest> alone() {
    return tests.stream().filter(test -> test.holds().isPresent()).toList();
  }

  /** Why a row of {@link #tagged} is refused. */
  Column reason() {
    return coalesce(col(LATER_REASON), reasonAlone());
  }

  private Column reasonAlone() {
    Column reason = lit(null).cast("string");
    Column further = lit(-1);
    List<RowTest> alone = alone();
    for (int i = alone.size() - 1; i >= 0; i--) {
      reason = when(alone.get(i).broken(), reason(alone.get(i))).otherwise(reason);
      further = further.plus(alone.get(i).broken().cast("int"));
    }
    Column more =
        when(further.gt(0), concat(lit("; it breaks further row rules: "), further)).otherwise("");
    return concat(reason, more);
  }

  private Dataset<Row> refused(Dataset<Row> from, Column rule, Column column, Column reason) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      columns.add(from.col(name));
    }
    columns.add(rule.as("_rule"));
    columns.add(column.as("_column"));
    columns.add(reason.as("_reason"));
    return from.select(columns.toArray(Column[]::new));
  }

  private static Column reason(RowTest test) {
    Column breaks = lit(columns(test) + " does not satisfy " + test.rule().rule().dqdl());
    List<String> columns = test.rule().columns();
    return columns.size() == 1
        ? when(col(columns.get(0)).isNull(), columns.get(0) + " is null").otherwise(breaks)
        : breaks;
  }

  private static String columns(RowTest test) {
    return String.join(",", test.rule().columns());
  }

  private static Dataset<Row> identity(Later later) {
    return later
        .rows()
        .select(
            col("_file").as("later_file"),
            col("_row").as("later_row"),
            col(LATER_BY),
            col("_reason").as(LATER_REASON));
  }

  /** Joins rows with what is said of them by {@code later_file} and {@code later_row}. */
  static Column sameRow() {
    return col("_file").equalTo(col("later_file")).and(col("_row").equalTo(col("later_row")));
  }

  private long later() {
    return laters.stream().mapToLong(Later::total).sum();
  }

  private static Dataset<Row> small(Dataset<Row> rows, long atMost) {
    return atMost <= BROADCAST_ROWS ? broadcast(rows) : rows;
  }
}
