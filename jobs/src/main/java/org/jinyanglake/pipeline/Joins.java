package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Version;
import org.jinyanglake.utility.Join;
import org.jinyanglake.utility.Sample;

/**
 * What other datasets that are open in a zone rows can be joined with: by columns of the same name
 * and type that both publish as they are, or generalize to the same level. Tokens of two datasets
 * have nothing in common.
 */
record Joins(Context context, Contract contract, Zone zone, Engine engine) {
  private static final int MOST_VALUES = 10_000;

  /** A column that another dataset has too. */
  private record Shared(Contract other, Column column, boolean survives) {}

  /**
   * The joins, with the share of rows that find a partner in the newest partition of the other
   * dataset. One query reads the values of all others; none if there is nothing to join with.
   *
   * @param before rows of the source
   * @param after rows that would be published
   */
  List<Join> of(Sample before, Sample after) {
    List<Shared> shared = shared();
    Map<Integer, Set<String>> raw = new HashMap<>();
    Map<Integer, Set<String>> open = new HashMap<>();
    read(shared, raw, open);
    List<Join> joins = new ArrayList<>();
    for (int i = 0; i < shared.size(); i++) {
      Shared each = shared.get(i);
      joins.add(
          new Join(
              each.other.dataset().toString(),
              each.other.title(),
              each.column.name(),
              each.column.label(),
              each.survives,
              each.survives ? matched(before, each.column, raw.get(i)) : null,
              each.survives ? matched(after, each.column, open.get(i)) : null));
    }
    return joins;
  }

  private List<Shared> shared() {
    List<Shared> shared = new ArrayList<>();
    for (Contract other : context.contracts().values()) {
      if (other.dataset().equals(contract.dataset()) || version(zone, other).isEmpty()) {
        continue;
      }
      for (Column column : contract.columns()) {
        other.columns().stream()
            .filter(each -> !each.partition() && !column.partition())
            .filter(each -> each.name().equals(column.name()) && each.type().equals(column.type()))
            .findFirst()
            .ifPresent(
                each -> {
                  boolean survives = isJoinable(column, each);
                  if (survives || column.classification() == Classification.DIRECT_IDENTIFIER) {
                    shared.add(new Shared(other, column, survives));
                  }
                });
      }
    }
    return shared;
  }

  private boolean isJoinable(Column here, Column there) {
    if (!here.opens(zone) || !there.opens(zone)) {
      return false;
    }
    TechniqueSpec technique = here.techniques().get(zone);
    return technique.equals(there.techniques().get(zone))
        && Set.of("keep", "generalize", "truncate").contains(technique.name());
  }

  private Optional<Version> version(Zone in, Contract other) {
    return context
        .lake()
        .version(in, other.dataset())
        .filter(version -> !version.state().partitions().isEmpty());
  }

  private void read(
      List<Shared> shared, Map<Integer, Set<String>> raw, Map<Integer, Set<String>> open) {
    List<Dataset<Row>> values = new ArrayList<>();
    for (int i = 0; i < shared.size(); i++) {
      Shared each = shared.get(i);
      if (each.survives) {
        int id = i;
        version(zone, each.other).ifPresent(of -> values.add(values(each, of, id, 1)));
        version(Zone.RAW, each.other).ifPresent(of -> values.add(values(each, of, id, 0)));
      }
    }
    values.stream()
        .reduce(Dataset::union)
        .ifPresent(
            all -> {
              for (Row row : all.collectAsList()) {
                (row.getInt(1) == 0 ? raw : open)
                    .computeIfAbsent(row.getInt(0), any -> new HashSet<>())
                    .add(row.getString(2));
              }
            });
  }

  private Dataset<Row> values(Shared shared, Version of, int id, int side) {
    String newest = of.state().partitions().lastKey();
    return engine
        .read(of, shared.other, Set.of(newest))
        .where(col(shared.column.name()).isNotNull())
        .select(lit(id), lit(side), col(shared.column.name()).cast("string"))
        .distinct()
        .limit(MOST_VALUES);
  }

  /** Null if the other dataset has too many values to tell. */
  private static Double matched(Sample rows, Column column, Set<String> values) {
    if (values == null || values.size() >= MOST_VALUES || !rows.columns().contains(column.name())) {
      return null;
    }
    int at = rows.columns().indexOf(column.name());
    long matched =
        rows.rows().stream()
            .filter(row -> row.get(at) != null && values.contains(row.get(at).toString()))
            .count();
    return rows.rows().isEmpty() ? 0.0 : matched / (double) rows.rows().size();
  }
}
