package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.Other;
import org.jinyanglake.check.suggest.Sample;
import org.jinyanglake.check.suggest.Suggest;
import org.jinyanglake.check.suggest.Suggestion;
import org.jinyanglake.collect.Preview;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.QualityEdit;
import org.jinyanglake.contract.Type.Kind;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.inspect.ColumnProfile;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Version;

/**
 * Looks at a dataset for rules that its contract could have: with what recognizers say of its
 * columns, and with the keys of the lake's other datasets.
 *
 * @param contracts of all datasets, of which some may be lists of codes
 * @param hierarchies that recognizers know
 */
public record Suggestions(Collection<Contract> contracts, Hierarchies hierarchies) {

  /** A day of each kind. */
  private static final int NEWEST = 7;

  /** Codes of fewer kinds lie in many a key by chance. */
  private static final int FEWEST_CODES = 8;

  private static final int MOST_CODES = 2_000;

  /** Of other columns that recognizers are sure about, to be on the side of the contract. */
  private static final double SURE = 0.7;

  /**
   * What was found.
   *
   * @param dataset its name
   * @param read what was looked at, in words
   * @param suggestions the rules that are proposed
   */
  public record Result(String dataset, String read, List<Suggestion> suggestions) {}

  /** From the newest partitions of the raw table. */
  public Result dataset(Contract contract, Version raw, Engine engine) {
    TreeSet<String> partitions = new TreeSet<>(raw.state().partitions().keySet());
    while (partitions.size() > NEWEST) {
      partitions.pollFirst();
    }
    Engine zoned = engine.in(contract.zone());
    return of(
        contract,
        zoned.read(raw, contract, partitions),
        partitions.size() == 1 && partitions.first().isEmpty()
            ? "the table"
            : partitions.first() + " to " + partitions.last(),
        zoned);
  }

  /**
   * From what a file would bring, read as the contract says.
   *
   * @throws org.jinyanglake.lake.LakeException if the file cannot be read so
   */
  public Result file(Contract contract, Path file, Engine engine) {
    Engine zoned = engine.in(contract.zone());
    return of(
        contract,
        Preview.of(contract, zoned, new org.apache.hadoop.fs.Path(file.toUri())),
        file.getFileName().toString(),
        zoned);
  }

  /** From rows with {@link Lineage}. */
  Result of(Contract contract, Dataset<Row> read, String what, Engine engine) {
    Dataset<Row> rows = read.withColumnRenamed(Lineage.FILE, "_file");
    List<Column> columns = Suggest.columns(contract);
    Sample sample = Sample.of(rows, columns.stream().map(Column::name).toList());
    Map<String, String> kinds = new HashMap<>();
    for (Column column : columns) {
      ColumnProfile profile =
          new ColumnProfile(
              column.name(), List.of(column.header(), column.label(), column.description()));
      sample.values(column.name()).forEach(profile::add);
      var found = profile.judge(hierarchies);
      if (found.sensitive() && found.score() >= SURE) {
        kinds.put(column.name(), found.kind());
      }
    }
    Map<DatasetName, Other> others = new HashMap<>();
    Map<String, String> references = references(contract, columns, sample, engine, others);
    List<Suggestion> suggestions =
        Suggest.of(
                contract,
                kinds,
                references,
                others,
                rule -> QualityEdit.allows(contract.columns(), rule))
            .on(rows, sample);
    return new Result(contract.dataset().toString(), what, suggestions);
  }

  /**
   * By column, the key of another dataset that holds all its values and is not judged after this
   * one.
   *
   * @param others to which these datasets are added
   */
  private Map<String, String> references(
      Contract contract,
      List<Column> columns,
      Sample sample,
      Engine engine,
      Map<DatasetName, Other> others) {
    Map<String, List<String>> codes = new HashMap<>();
    for (Column column : columns) {
      List<String> values = sample.values(column.name()).stream().distinct().toList();
      if (column.type().kind() == Kind.STRING
          && values.size() >= FEWEST_CODES
          && values.size() <= MOST_CODES
          && values.size() < sample.rows().size() / 2) {
        codes.put(column.name(), values);
      }
    }
    Map<String, String> references = new HashMap<>();
    for (Contract other : contracts) {
      List<Column> key = other.primaryKey();
      if (codes.isEmpty()
          || key.size() != 1
          || key.get(0).type().kind() != Kind.STRING
          || before(other).contains(contract.dataset())) {
        continue;
      }
      Optional<Version> raw = engine.lake().version(Zone.RAW, other.dataset());
      if (raw.isPresent()) {
        Dataset<Row> rows = engine.read(raw.get());
        for (String column : within(codes, key.get(0).name(), rows)) {
          references.putIfAbsent(column, other.dataset() + "." + key.get(0).name());
          others.put(other.dataset(), new Other(other, rows));
        }
      }
    }
    return references;
  }

  /** A dataset and those that are judged before it, through others as well. */
  private Set<DatasetName> before(Contract contract) {
    Set<DatasetName> before = new TreeSet<>();
    List<DatasetName> queue = new ArrayList<>(List.of(contract.dataset()));
    for (int i = 0; i < queue.size(); i++) {
      DatasetName at = queue.get(i);
      if (before.add(at)) {
        contracts.stream()
            .filter(each -> each.dataset().equals(at))
            .forEach(each -> queue.addAll(each.before()));
      }
    }
    return before;
  }

  /** The columns all of whose values are in the key, by one query. */
  private static Set<String> within(
      Map<String, List<String>> codes, String key, Dataset<Row> rows) {
    List<String> names = new ArrayList<>(codes.keySet());
    List<org.apache.spark.sql.Column> found = new ArrayList<>();
    for (String name : names) {
      found.add(
          countDistinct(
              org.apache.spark.sql.functions.when(
                  col(key).isInCollection(codes.get(name)), col(key))));
    }
    Row counts =
        rows.agg(
                found.get(0),
                found.subList(1, found.size()).toArray(new org.apache.spark.sql.Column[0]))
            .first();
    Set<String> within = new TreeSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (counts.getLong(i) == codes.get(names.get(i)).size()) {
        within.add(names.get(i));
      }
    }
    return within;
  }
}
