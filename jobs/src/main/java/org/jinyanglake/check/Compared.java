package org.jinyanglake.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Reference;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * The datasets that a contract's rules compare with, each in the version that was its newest when
 * this was made, so that what is judged and what is recorded of it are one.
 */
public final class Compared {

  private final Contract contract;
  private final Map<DatasetName, Contract> contracts;
  private final SortedMap<DatasetName, Optional<Version>> versions = new TreeMap<>();

  private final List<Reference> references;
  private final SortedSet<DatasetName> alike = new TreeSet<>();
  private String whole;
  private String strict;

  private Compared(Contract contract, Map<DatasetName, Contract> contracts) {
    this.contract = contract;
    this.contracts = contracts;
    this.references = contract.references();
    references.stream().filter(this::alike).map(Reference::dataset).forEach(alike::add);
  }

  /** What there is in the raw zone now of what a contract compares with. */
  public static Compared of(Contract contract, Map<DatasetName, Contract> contracts, Lake lake) {
    Compared compared = new Compared(contract, contracts);
    contract
        .compared()
        .forEach(other -> compared.versions.put(other, lake.version(Zone.RAW, other)));
    return compared;
  }

  /**
   * By what a partition is judged: the contract's hash, and a digest of what its rules read of
   * other datasets. When it is another one, the partition is due. Of a dataset of which only the
   * same partition is read, no other partition counts.
   */
  String marker(String path) {
    if (versions.isEmpty()) {
      return contract.hash();
    }
    StringBuilder read = new StringBuilder(whole());
    alike.forEach(other -> read.append(other).append(rows(other, path)));
    return contract.hash() + "|" + Evidence.sha256(read.toString());
  }

  /** Whether a partition was judged by what it is to be judged by now. */
  boolean isJudged(String path, State.PartitionState partition) {
    String marker = marker(path);
    return partition.judged().equals(marker) || partition.judged().startsWith(marker + "|");
  }

  /**
   * What is recorded of a partition that was judged: the {@link #marker}; and, if each of its rows
   * that refers to something found it, in which snapshots it did and a digest of all else that was
   * read, so that it need not be judged anew when those datasets only gain values.
   */
  String judged(String path, boolean complete) {
    boolean grown =
        complete
            && !growing().isEmpty()
            && growing().stream().allMatch(each -> versions.get(each.dataset()).isPresent());
    if (!grown) {
      return marker(path);
    }
    StringBuilder judged = new StringBuilder(marker(path)).append('|').append(strict(path));
    growing().stream()
        .map(Reference::dataset)
        .distinct()
        .forEach(
            other ->
                judged
                    .append('|')
                    .append(other)
                    .append('@')
                    .append(versions.get(other).orElseThrow().snapshot().snapshotId()));
    return judged.toString();
  }

  /**
   * Of partitions that are due, those whose judgement stands: nothing is another than it was but
   * datasets that they refer to, each of their rows had found what it refers to, and those datasets
   * only gained values.
   */
  SortedSet<String> standing(Engine engine, State raw, Set<String> due) {
    SortedSet<String> standing = new TreeSet<>();
    if (growing().isEmpty()) {
      return standing;
    }
    Gains gains = new Gains(engine);
    for (String path : due) {
      String[] judged = raw.partitions().get(path).judged().split("\\|");
      if (judged.length > 3
          && judged[0].equals(contract.hash())
          && judged[2].equals(strict(path))
          && growing().stream().allMatch(each -> finds(gains, each, judged))) {
        standing.add(path);
      }
    }
    return standing;
  }

  private boolean finds(Gains gains, Reference reference, String[] judged) {
    DatasetName other = reference.dataset();
    String name = other + "@";
    return versions.get(other).isPresent()
        && contracts.containsKey(other)
        && Arrays.stream(judged, 3, judged.length)
            .filter(each -> each.startsWith(name))
            .map(each -> Long.parseLong(each.substring(name.length())))
            .anyMatch(
                before ->
                    gains.only(reference, contracts.get(other), versions.get(other).get(), before));
  }

  /** Whether a rule is one by which rows refer to datasets that may gain values. */
  static boolean refers(Rule rule) {
    return Reference.in(rule).stream().anyMatch(Compared::grows);
  }

  private List<Reference> growing() {
    return references.stream().filter(Compared::grows).toList();
  }

  private static boolean grows(Reference reference) {
    return reference.type().equals("ReferentialIntegrity");
  }

  /** A digest of all that is read but what {@link #growing} do. */
  private synchronized String strict(String path) {
    if (strict == null) {
      strict = read(references.stream().filter(each -> !grows(each)).toList());
    }
    StringBuilder read = new StringBuilder(strict);
    alike.forEach(other -> read.append(other).append(rows(other, path)));
    return Evidence.sha256(read.toString());
  }

  private synchronized String whole() {
    if (whole == null) {
      whole = read(references);
    }
    return whole;
  }

  private String read(List<Reference> from) {
    StringBuilder read = new StringBuilder();
    for (Reference reference : from) {
      DatasetName other = reference.dataset();
      read.append(other).append(versions.get(other).isPresent());
      if (reference.type().equals("SchemaMatch")) {
        read.append(hash(other));
      } else if (!alike(reference)) {
        state(other).partitions().keySet().forEach(path -> read.append(rows(other, path)));
      }
    }
    return Evidence.sha256(read.toString());
  }

  private String hash(DatasetName other) {
    return contracts.containsKey(other) ? contracts.get(other).hash() : "";
  }

  /** Tells other rows by other text. Rows that were refused leave a partition in its version. */
  private String rows(DatasetName other, String path) {
    State.PartitionState partition = state(other).partitions().get(path);
    return partition == null
        ? "|"
        : "|" + path + "|" + partition.version() + "|" + partition.refused();
  }

  private State state(DatasetName other) {
    return versions.get(other).map(Version::state).orElse(State.EMPTY);
  }

  /** Whether of the other dataset only the same partition is read. */
  private boolean alike(Reference reference) {
    return !reference.type().equals("ReferentialIntegrity")
        && !reference.type().equals("SchemaMatch")
        && contracts.containsKey(reference.dataset())
        && Partitioning.alike(contract, contracts.get(reference.dataset()));
  }

  /**
   * Their rows; those without data are missing.
   *
   * @param paths the partitions that are judged
   */
  Map<DatasetName, Other> rows(Engine engine, Set<String> paths) {
    Map<DatasetName, Other> rows = new HashMap<>();
    versions.forEach(
        (other, version) ->
            version
                .filter(each -> contracts.containsKey(other))
                .ifPresent(
                    each -> rows.put(other, rows(engine, contracts.get(other), each, paths))));
    return rows;
  }

  private Other rows(Engine engine, Contract other, Version version, Set<String> paths) {
    Set<String> all = version.state().partitions().keySet();
    Set<String> same = new TreeSet<>(all);
    same.retainAll(paths);
    Dataset<Row> whole = engine.read(version, other, all);
    if (!Partitioning.alike(contract, other)) {
      return new Other(other, whole);
    }
    return new Other(
        other, whole, same.isEmpty() ? whole.limit(0) : engine.read(version, other, same));
  }
}
