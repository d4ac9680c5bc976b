package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.release.Release;
import org.jinyanglake.release.attack.Covers;
import org.jinyanglake.utility.Sample;
import org.jinyanglake.utility.Utility;

/**
 * Rows of a trial before and after, side by side: all, or of many some drawn at random. Direct
 * identifiers are not among their columns, nor is what is published as a pseudonym.
 */
final class BeforeAfter {
  private static final int MOST_ROWS = 20_000;
  private static final long SEED = 2006;

  /** Of whose results nobody can tell what they stand for. */
  private static final Set<String> PSEUDONYMS =
      Set.of("token", "vault", "encrypt", "shift", "replace", "mask", "redact");

  /** Numbers that are moved: none stands for another by itself. */
  private static final Set<String> MOVED = Set.of("noise", "microaggregate", "centroid", "grid");

  private final Contract contract;
  private final Zone zone;
  private final Dataset<Row> source;
  private final double fraction;
  private final List<String> columns;
  private Sample before;
  private Sample after;
  private Set<String> numbers;

  /**
   * Nothing is read yet.
   *
   * @param rows how many rows the source has, or more
   */
  BeforeAfter(Contract contract, Zone zone, Dataset<Row> source, long rows) {
    this.contract = contract;
    this.zone = zone;
    this.source = source;
    this.fraction = MOST_ROWS / (double) Math.max(1, rows);
    this.columns =
        contract.columns(zone).stream()
            .filter(column -> !column.partition())
            .filter(column -> column.opens(zone))
            .filter(column -> isComparable(column) || isQuasiIdentifier(column))
            .map(Column::name)
            .toList();
  }

  private boolean isComparable(Column column) {
    return column.classification() != Classification.DIRECT_IDENTIFIER
        && !PSEUDONYMS.contains(technique(column));
  }

  private boolean isQuasiIdentifier(Column column) {
    return column.classification() == Classification.QUASI_IDENTIFIER
        && !technique(column).equals("centroid");
  }

  private String technique(Column column) {
    return column.techniques().get(zone).name();
  }

  /** Reads both; one Spark job each. */
  void look(Dataset<Row> written) {
    before = sample(source);
    after = sample(written);
    numbers =
        columns.stream()
            .filter(name -> isNumber(source, name) && isNumber(written, name))
            .collect(Collectors.toSet());
  }

  private static boolean isNumber(Dataset<Row> rows, String name) {
    return rows.schema().apply(name).dataType() instanceof NumericType;
  }

  private Sample sample(Dataset<Row> rows) {
    if (columns.isEmpty()) {
      return new Sample(columns, List.of(), 0);
    }
    Dataset<Row> selected =
        rows.select(
            columns.stream().map(name -> col(name)).toArray(org.apache.spark.sql.Column[]::new));
    List<List<Object>> sampled = new ArrayList<>();
    for (Row row : (fraction < 1 ? selected.sample(fraction, SEED) : selected).collectAsList()) {
      List<Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      sampled.add(java.util.Collections.unmodifiableList(values));
    }
    return new Sample(columns, sampled, sampled.size());
  }

  /** After {@link #look}: the rows of the source. */
  Sample before() {
    return before;
  }

  /** After {@link #look}: the rows that would be published. */
  Sample after() {
    return after;
  }

  /**
   * After {@link #look}.
   *
   * @param k smaller counts are not told
   */
  Utility utility(Map<String, Covers> covers, Release.Trial trial, int k) {
    before = new Sample(columns, before.rows(), trial.rows() + trial.withheld());
    after = new Sample(columns, after.rows(), trial.rows());
    Map<String, BiPredicate<Object, Object>> known = new HashMap<>();
    List<String> quasiIdentifiers = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    List<String> pseudonyms = new ArrayList<>();
    for (Column column : contract.columns(zone)) {
      String name = column.name();
      if (column.partition() || !column.opens(zone)) {
        continue;
      }
      if (isQuasiIdentifier(column)) {
        quasiIdentifiers.add(name);
      }
      if (isQuasiIdentifier(column) || !MOVED.contains(technique(column))) {
        // Midnight may also be a day that was coarsened, but not of a column that none is.
        boolean same = !isQuasiIdentifier(column) && technique(column).equals("keep");
        known.put(name, same ? Objects::equals : covers.get(name)::covers);
      }
      (isComparable(column) ? shown : pseudonyms).add(name);
    }
    Utility utility =
        Utility.of(
                new Utility.Question(
                    before,
                    after,
                    trial.withheld(),
                    quasiIdentifiers,
                    shown,
                    numbers,
                    known,
                    k,
                    contract.zone()))
            .with(pseudonyms);
    return trial.failures().isEmpty() ? utility : utility.refused();
  }
}
