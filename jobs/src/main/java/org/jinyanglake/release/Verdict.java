package org.jinyanglake.release;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Profile;

/**
 * What the gate found in one staged partition.
 *
 * @param partition Iceberg's partition path, {@code day=2020-01-11}; empty if unpartitioned
 * @param failures what is wrong; empty: the partition may be opened
 * @param rows in the written files
 * @param rowsIn in the source, if the source was given
 * @param withheld rows of the source that were not to be published
 * @param classes of rows that share the published quasi-identifiers; 0 if k was not asked
 * @param kRequired the persons that each class must have; 0 if there are no persons to protect
 * @param kReached each class has at least so many persons; exact where that is fewer than required;
 *     0 if there is no class
 * @param sensitive what was reached of each condition on sensitive columns
 * @param files the written files
 * @param stringsScanned the values in which identifiers were looked for
 * @param loss the share of the information in the quasi-identifiers that is lost, from 0 to 1; 0
 *     where it is not known
 * @param attacks what was measured by attacking it
 * @param columns of each published column, its values in figures
 */
public record Verdict(
    String partition,
    List<Failure> failures,
    long rows,
    OptionalLong rowsIn,
    long withheld,
    long classes,
    int kRequired,
    long kReached,
    List<Spread.Reached> sensitive,
    List<StagedFile> files,
    long stringsScanned,
    double loss,
    List<AttackResult> attacks,
    SortedMap<String, Profile.ColumnFigures> columns) {

  /**
   * A written file as the gate read it.
   *
   * @param location where it is staged
   * @param sha256 of its bytes, 64 hex digits
   * @param bytes its length
   */
  public record StagedFile(String location, String sha256, long bytes, long rows)
      implements Serializable {}

  public Verdict {
    failures = List.copyOf(failures);
    sensitive = List.copyOf(sensitive);
    files = List.copyOf(files);
    attacks = List.copyOf(attacks);
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** What an officer signs of it, or it is held against. */
  public Profile profile() {
    long source = rows + withheld;
    SortedMap<String, Double> rates = new TreeMap<>();
    attacks.forEach(each -> rates.merge(each.attack(), each.upper(), Math::max));
    return new Profile(
        source, source, source == 0 ? 0 : (double) withheld / source, kReached, columns, rates);
  }

  /** The most of an attack's rate; 0 if it was not tried. */
  double upper(String attack) {
    return attacks.stream()
        .filter(each -> each.attack().equals(attack))
        .mapToDouble(AttackResult::upper)
        .max()
        .orElse(0);
  }

  /** Whether nothing is wrong. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
