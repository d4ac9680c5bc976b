package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.url_encode;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.Attacked;
import org.jinyanglake.release.attack.Target;
import org.jinyanglake.release.attack.Targets;

/**
 * Persons of the raw rows who are looked for in what is published of them: of each partition those
 * with the least hashes, from a seed that nobody knew when the rows were delivered, so that nobody
 * can choose who is looked for. The same ones each time.
 */
final class TargetSample implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of a partition at the most, of all at about, of a partition if there are many. */
  private static final int MOST = 1_000;

  private static final int ALL = 10_000;
  private static final int FEWEST = 50;

  /** A partition is taken for no smaller than this share of the mean one. */
  private static final int LEAST_SHARE = 20;

  private static final long HASHES = 1L << 30;
  private static final String TARGET = "__gate_target";

  private final List<String> columns;
  private final List<String> partitions;
  private final int most;

  private TargetSample(List<String> columns, List<String> partitions, int most) {
    this.columns = columns;
    this.partitions = partitions;
    this.most = most;
  }

  /** A sample for the partitions that were written. */
  static TargetSample of(Gate.Staged staged, List<Attacked> columns) {
    int written = Math.max(1, rows(staged).size());
    return new TargetSample(
        columns.stream().map(Attacked::name).toList(),
        Gate.partitionNames(staged.contract()),
        Math.min(MOST, Math.max(FEWEST, ALL / written)));
  }

  private static Map<String, Long> rows(Gate.Staged staged) {
    return staged.files().stream()
        .collect(
            Collectors.groupingBy(
                file -> Version.path(staged.table(), file),
                Collectors.summingLong(DataFile::recordCount)));
  }

  /** Raw rows among which the sample is: the raw partition's path, and the row as one value. */
  Dataset<Row> rows(Gate.Staged staged, Gate.Background background) {
    List<Column> all = new ArrayList<>();
    columns.forEach(name -> all.add(col(name).as("c" + all.size())));
    partitions.forEach(name -> all.add(col(name).as("c" + all.size())));
    // As a text, which generated code refers to and does not hold: else each seed has code of its
    // own.
    Column seed = lit(Long.toString(background.seed()));
    List<Column> hashed = new ArrayList<>(List.of(seed));
    columns.forEach(name -> hashed.add(col(name)));
    Column tie = xxhash64(hashed.toArray(Column[]::new));
    Column who =
        staged
            .contract()
            .anonymity()
            .map(Anonymity::person)
            .map(
                person ->
                    coalesce(
                        org.apache.spark.sql.functions.when(
                            col(person).isNotNull(), xxhash64(seed, col(person))),
                        tie))
            .orElse(tie);
    all.add(0, tie.as("tie"));
    all.add(0, who.as("who"));
    // From the least number on.
    double share = share(staged);
    Dataset<Row> raw = background.raw();
    return (share < 1
            ? raw.where(who.leq(lit(Long.MIN_VALUE + (long) (share * HASHES) * (1L << 34))))
            : raw)
        .select(path(), struct(all.toArray(Column[]::new)).as(TARGET));
  }

  /** How many of the persons are needed so that there are enough of the smallest partition. */
  private double share(Gate.Staged staged) {
    LongSummaryStatistics rows =
        rows(staged).values().stream().mapToLong(Long::longValue).summaryStatistics();
    if (rows.getCount() == 0) {
      return 1;
    }
    double smallest = Math.max(1, Math.max(rows.getMin(), rows.getAverage() / LEAST_SHARE));
    double enough = Math.min(1, (most + 5 * Math.sqrt(most)) / smallest);
    // A power of two, so that sizes that are nearly the same have the same generated code.
    return Math.scalb(1.0, -Math.getExponent(1 / enough));
  }

  private Column path() {
    return concat_ws(
        "/",
        partitions.stream()
            .map(
                name ->
                    concat(
                        lit(name + "="),
                        coalesce(url_encode(col(name).cast("string")), lit("null"))))
            .toArray(Column[]::new));
  }

  /** No targets yet. */
  Targets none() {
    return new Targets(most);
  }

  /** The target in a row of {@link #rows}. */
  Target target(Row row) {
    Object[] values = new Object[columns.size()];
    Object[] place = new Object[partitions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(2 + i);
    }
    for (int i = 0; i < place.length; i++) {
      place[i] = row.get(2 + values.length + i);
    }
    return new Target(row.getLong(0), row.getLong(1), values, place);
  }

  /**
   * The targets by the path of the partition in which they are published.
   *
   * @param raw by the path of their raw partition
   * @param forms by column; of the columns by which partitions are merged they tell what a label
   *     stands for
   */
  Map<String, List<Target>> published(
      Map<String, Targets> raw, Gate.Staged staged, Map<String, Form> forms) {
    List<String> merged = Gate.mergedNames(staged.contract());
    Map<String, List<Target>> published = new TreeMap<>();
    if (merged.isEmpty()) {
      raw.forEach((path, targets) -> published.put(path, targets.list()));
      return published;
    }
    Map<String, Targets> together = new HashMap<>();
    for (String path : rows(staged).keySet()) {
      raw.forEach(
          (from, targets) -> {
            List<Target> list = targets.list();
            if (!list.isEmpty() && isIn(path, from, list.get(0), merged, forms)) {
              together.computeIfAbsent(path, any -> none()).addAll(list);
            }
          });
    }
    together.forEach((path, targets) -> published.put(path, targets.list()));
    return published;
  }

  private boolean isIn(
      String path, String raw, Target target, List<String> merged, Map<String, Form> forms) {
    String[] to = path.split("/", -1);
    String[] from = raw.split("/", -1);
    for (int i = 0; i < partitions.size(); i++) {
      String name = partitions.get(i);
      String label = to[i].substring(name.length() + 1);
      boolean in =
          merged.contains(name)
              ? forms
                  .get(name)
                  .covers(target.place()[i], URLDecoder.decode(label, StandardCharsets.UTF_8))
              : to[i].equals(from[i]);
      if (!in) {
        return false;
      }
    }
    return true;
  }
}
