package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;

/**
 * Makes of raw rows what a zone may see of them. Nothing is written but the tokens that a {@link
 * Vault} lacks; the caller writes the rows and has them verified.
 *
 * <pre>{@code
 * Desensitize.of(contract).to(Zone.CONDITIONAL).with(keys, hierarchies, 5).apply(raw);
 * }</pre>
 */
public final class Desensitize {
  /** A column of numbers of raw rows: only rows with the same number share a class. */
  public static final String GROUP = "_group";

  private final Contract contract;
  private Zone zone = Zone.CONDITIONAL;
  private Keys keys;
  private Hierarchies hierarchies = Hierarchies.NONE;
  private int leastK;
  private Map<String, ? extends Collection<String>> merged = Map.of();

  private Desensitize(Contract contract) {
    this.contract = contract;
  }

  /** Desensitizes the rows of one dataset. */
  public static Desensitize of(Contract contract) {
    return new Desensitize(contract);
  }

  /** For the readers of a zone. */
  public Desensitize to(Zone zone) {
    this.zone = zone;
    return this;
  }

  /**
   * With what the techniques need.
   *
   * @param leastK the least k of the zone's policy; the contract may ask for more. It matters only
   *     where the contract declares anonymity
   */
  public Desensitize with(Keys keys, Hierarchies hierarchies, int leastK) {
    this.keys = keys;
    this.hierarchies = hierarchies;
    this.leastK = leastK;
    return this;
  }

  /**
   * With partitions published as one. The columns by which the contract merges partitions are
   * published as text, whether or not any are.
   *
   * @param partitions by the path of each in the zone, the paths of the raw ones that it is made of
   */
  public Desensitize merging(Map<String, ? extends Collection<String>> partitions) {
    this.merged = partitions;
    return this;
  }

  /**
   * What became of the rows of one partition of the zone.
   *
   * @param rowsIn the raw rows; {@code rowsOut} of them are released, {@code withheld} are not
   * @param loss the mean cost of a released label beyond the declared level, over all rows and
   *     quasi-identifiers: the share of the partition's labels that it stands for, 1 if withheld
   * @param k every released class has at least so many persons; 0 if none is released
   */
  public record Stats(long rowsIn, long rowsOut, long withheld, double loss, long k)
      implements Serializable {

    /** The same rows, and none of them published. */
    Stats none() {
      return new Stats(rowsIn, 0, rowsIn, 1, 0);
    }

    /** Both parts of a partition. */
    Stats and(Stats other) {
      long rows = rowsIn + other.rowsIn;
      return new Stats(
          rows,
          rowsOut + other.rowsOut,
          withheld + other.withheld,
          (loss * rowsIn + other.loss * other.rowsIn) / rows,
          k == 0 || other.k == 0 ? Math.max(k, other.k) : Math.min(k, other.k));
    }
  }

  /**
   * Rows for a zone.
   *
   * @param rows the columns that the zone sees, in the contract's order; computed when they are
   *     written. Raw rows of small classes are left out
   * @param recoding if the contract declares anonymity: how raw quasi-identifiers are published,
   *     one row for each distinct combination. Its columns are the partition columns; each
   *     quasi-identifier, raw, under its name; the same as released, under {@code _released_} and
   *     its name, as are the columns by which partitions are merged; and {@code _withheld}, a
   *     boolean
   * @param partitions by partition path, if the contract declares anonymity; else empty, as nothing
   *     was computed
   */
  public record Result(
      Dataset<Row> rows, Optional<Dataset<Row>> recoding, Map<String, Stats> partitions) {}

  /**
   * Desensitizes raw rows.
   *
   * @param raw whole partitions of a fixed snapshot, with the contract's columns by name, and
   *     {@link #GROUP} where rows have to be kept apart; others are ignored. It is read once when
   *     the result is written, once more then for each column that is micro-aggregated, and once
   *     here for each column with a vault and if the contract declares anonymity
   * @throws IllegalArgumentException if a technique does not fit its column
   */
  public Result apply(Dataset<Row> raw) {
    Techniques techniques = new Techniques(contract, zone, keys, hierarchies);
    if (contract.anonymity().isEmpty()) {
      return new Result(released(raw, techniques, List.of()), Optional.empty(), Map.of());
    }
    Dataset<Row> labelled = PartitionColumn.label(raw, contract, merged);
    Anonymity anonymity = contract.anonymity().get();
    List<QuasiIdentifier> quasiIdentifiers =
        contract.columns(zone).stream()
            .filter(column -> column.classification() == Classification.QUASI_IDENTIFIER)
            .filter(column -> !column.partition())
            .filter(column -> techniques.of(column).follows().isEmpty())
            .map(column -> QuasiIdentifier.of(column, techniques.of(column), anonymity.inValues()))
            .toList();
    List<SensitiveColumn> sensitive =
        anonymity.sensitive(contract, zone).stream()
            .map(
                condition -> {
                  var column = contract.column(condition.column());
                  return SensitiveColumn.of(condition, column, zone, techniques.of(column));
                })
            .toList();
    Levels levels =
        new Anonymize(
                PartitionColumn.of(contract),
                List.of(raw.columns()).contains(GROUP),
                quasiIdentifiers,
                sensitive)
            .solve(labelled, anonymity, Math.max(leastK, anonymity.k()));
    return new Result(
        released(levels.published(labelled), techniques, quasiIdentifiers),
        Optional.of(levels.recoding(labelled)),
        levels.partitions());
  }

  private Dataset<Row> released(
      Dataset<Row> rows, Techniques techniques, List<QuasiIdentifier> quasiIdentifiers) {
    Map<String, Column> published = new HashMap<>();
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      QuasiIdentifier each = quasiIdentifiers.get(i);
      published.put(each.name(), each.published(col(Levels.level(i))));
    }
    PartitionColumn.of(contract).stream()
        .filter(PartitionColumn::isMerged)
        .forEach(each -> published.put(each.name(), col(each.column())));
    Map<String, Technique> following = new HashMap<>();
    Dataset<Row> prepared = rows;
    for (var column : contract.columns(zone)) {
      if (published.containsKey(column.name())) {
        continue;
      }
      Technique technique = techniques.of(column);
      if (technique.follows().isPresent()) {
        following.put(column.name(), technique);
      } else {
        prepared = technique.prepare(prepared);
        published.put(column.name(), technique.apply(col(column.name())));
      }
    }
    following.forEach(
        (name, technique) ->
            published.put(name, technique.apply(published.get(technique.follows().get()))));
    return prepared.select(
        contract.columns(zone).stream()
            .map(column -> published.get(column.name()).as(column.name()))
            .toArray(Column[]::new));
  }
}
