package org.jinyanglake.check;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
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

  private Compared(Contract contract, Map<DatasetName, Contract> contracts) {
    this.contract = contract;
    this.contracts = contracts;
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
   * other datasets. When it is another one, the partition is due.
   */
  String marker(String path) {
    if (versions.isEmpty()) {
      return contract.hash();
    }
    StringBuilder read = new StringBuilder();
    versions.forEach((other, version) -> read.append(other).append(rows(version)));
    return contract.hash() + "|" + Evidence.sha256(read.toString());
  }

  /** Tells other rows by other text. Rows that were refused leave a partition in its version. */
  private static String rows(Optional<Version> version) {
    StringBuilder rows = new StringBuilder();
    version
        .map(Version::state)
        .orElse(State.EMPTY)
        .partitions()
        .forEach(
            (path, each) ->
                rows.append('|').append(path).append(each.version()).append(each.refused()));
    return rows.toString();
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
    boolean alike =
        !contract.partitionColumns().isEmpty()
            && names(contract).equals(names(other))
            && !same.isEmpty();
    return new Other(
        other, engine.read(version, other, all), engine.read(version, other, alike ? same : all));
  }

  private static java.util.List<String> names(Contract contract) {
    return contract.partitionColumns().stream().map(Column::name).toList();
  }
}
