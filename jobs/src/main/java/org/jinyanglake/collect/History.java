package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.SparkTypes;

/**
 * Versions of each key in the order of the order column, each valid from when it was seen first to
 * when the next one was. Rows of one key that follow each other and say the same are one version;
 * {@link Lineage#SEEN} keeps when each was seen, so that a row that comes late, between two of
 * them, divides them rightly. A deletion ends the version before it. What results depends on the
 * rows alone, not on when they came.
 */
final class History {
  private static final String CHANGED = "_changed";
  private static final String VERSION = "_version";
  private static final String FIRST = "_first";
  private static final String MOMENT = "_moment";
  private static final String MOMENTS = "array<struct<at: bigint, file: string, row: bigint>>";

  private final Contract contract;
  private final Column order;
  private final Column[] keys;

  History(Contract contract) {
    this.contract = contract;
    this.order = col(contract.orderColumn().orElseThrow());
    this.keys = contract.primaryKey().stream().map(c -> col(c.name())).toArray(Column[]::new);
  }

  /** The versions that all rows of some keys make: those that are versions now, and new ones. */
  Dataset<Row> of(Dataset<Row> rows) {
    boolean deletions = Deletions.mayBeIn(rows);
    Dataset<Row> seen =
        Upsert.last(
            rows.withColumn(MOMENT, explode(moments()))
                .withColumn(contract.orderColumn().orElseThrow(), value(col(MOMENT).getField("at")))
                .withColumn(Lineage.FILE, col(MOMENT).getField("file"))
                .withColumn(Lineage.ROW, col(MOMENT).getField("row"))
                .drop(MOMENT),
            contract,
            Stream.concat(Stream.of(keys), Stream.of(order)).toArray(Column[]::new));
    WindowSpec inOrder = Window.partitionBy(keys).orderBy(order);
    Column content = deletions ? struct(content(), col(Lineage.DELETED)) : content();
    Column changed = coalesce(content.eqNullSafe(lag(content, 1).over(inOrder)), lit(false));
    Column[] all = Stream.of(rows.columns()).map(name -> col(name)).toArray(Column[]::new);
    List<Column> by = new ArrayList<>(List.of(keys));
    by.add(col(VERSION));
    Dataset<Row> versions =
        seen.withColumn(CHANGED, when(changed, 0).otherwise(1))
            .withColumn(VERSION, sum(col(CHANGED)).over(inOrder))
            .groupBy(by.toArray(Column[]::new))
            .agg(
                min_by(struct(all), order).as(FIRST),
                min(order).as(Contract.VALID_FROM),
                to_json(sort_array(collect_list(moment()))).as(Lineage.SEEN));
    Column next =
        lead(col(Contract.VALID_FROM), 1)
            .over(Window.partitionBy(keys).orderBy(col(Contract.VALID_FROM)));
    Set<String> own = Set.of(Contract.VALID_FROM, Contract.VALID_TO, Lineage.SEEN);
    Dataset<Row> made =
        versions
            .withColumn(Contract.VALID_TO, next)
            .select(
                Stream.of(rows.columns())
                    .map(
                        name -> own.contains(name) ? col(name) : col(FIRST).getField(name).as(name))
                    .toArray(Column[]::new));
    return computed(Deletions.without(made));
  }

  /** What is computed of a version that was divided is that of its own moment. */
  private Dataset<Row> computed(Dataset<Row> versions) {
    Dataset<Row> made = versions;
    for (var column : contract.columns()) {
      if (column.expression().isPresent()) {
        made =
            made.withColumn(
                column.name(), expr(column.expression().get()).cast(SparkTypes.of(column.type())));
      }
    }
    return made;
  }

  /** When and where a row was seen: a version again and again, a new row once. */
  private Column moments() {
    return coalesce(from_json(col(Lineage.SEEN), DataType.fromDDL(MOMENTS)), array(moment()));
  }

  private Column moment() {
    return struct(number(order).as("at"), col(Lineage.FILE).as("file"), col(Lineage.ROW).as("row"));
  }

  private Column number(Column value) {
    return isDate() ? unix_date(value).cast("long") : unix_micros(value);
  }

  private Column value(Column number) {
    return isDate() ? date_from_unix_date(number.cast("int")) : timestamp_micros(number);
  }

  private boolean isDate() {
    return contract.column(contract.orderColumn().orElseThrow()).type().kind() == Type.Kind.DATE;
  }

  /** What makes a version: all that a file says but the key, when, and by which operation. */
  private Column content() {
    Stream<Column> columns =
        contract.sourceColumns().stream()
            .filter(column -> column.key() == 0)
            .map(org.jinyanglake.contract.Column::name)
            .filter(name -> !name.equals(contract.orderColumn().orElseThrow()))
            .filter(name -> contract.deletion().filter(d -> d.column().equals(name)).isEmpty())
            .map(name -> col(name));
    // Maps cannot be compared, but their sorted entries can.
    Stream<Column> added =
        contract.drift().adds()
            ? Stream.of(array_sort(map_entries(col(Lineage.ADDED))))
            : Stream.empty();
    return struct(Stream.concat(columns, added).toArray(Column[]::new));
  }
}
