package org.jinyanglake.check;

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

  private synchronized String whole() {
    if (whole == null) {
      StringBuilder read = new StringBuilder();
      for (Reference reference : references) {
        DatasetName other = reference.dataset();
        read.append(other).append(versions.get(other).isPresent());
        if (reference.type().equals("SchemaMatch")) {
          read.append(hash(other));
        } else if (!alike(reference)) {
          state(other).partitions().keySet().forEach(path -> read.append(rows(other, path)));
        }
      }
      whole = Evidence.sha256(read.toString());
    }
    return whole;
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
