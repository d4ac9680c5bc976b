package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Profile;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.release.Release;
import org.jinyanglake.utility.Join;
import org.jinyanglake.utility.Utility;

/**
 * What an approval of a contract version would open.
 *
 * @param dataset {@code domain.name}
 * @param version of the contract, as it says itself
 * @param contract hash of the contract version
 * @param approved the version approved last; empty if none was
 * @param changes what it opens otherwise than the version approved last
 * @param zones zone by zone
 */
public record Preview(
    String dataset,
    String version,
    String contract,
    String approved,
    List<Change> changes,
    List<InZone> zones) {

  /**
   * What one zone would see.
   *
   * @param columns in the order of the table
   * @param partitions how many partitions would be opened
   * @param rowsLeast raw rows of the smallest of them; 0 if there is none
   * @param rowsMost raw rows of the largest of them; 0 if there is none
   * @param k the persons that a class must have; 0 if there are no persons to protect
   * @param signed what the version approved last was bound to; null if nothing was, or nothing is
   *     approved
   * @param beyond what is too far from that, in words
   * @param tried the one on which the rest was tried: the newest that is held back as beyond what
   *     was signed, else the newest of all; empty if there is none or the table has no partitions
   * @param trial what the gate found; null if there is no partition
   * @param utility what is left of the use of its rows; null if there is no partition
   * @param joins what its rows can be joined with, before or still
   * @param rules what the contract's rules said of that partition
   * @param sample rows of it, desensitized, as text by column
   */
  public record InZone(
      String zone,
      List<Opened> columns,
      int partitions,
      long rowsLeast,
      long rowsMost,
      int k,
      Profile signed,
      List<String> beyond,
      String tried,
      Release.Trial trial,
      Utility utility,
      List<Join> joins,
      List<JsonNode> rules,
      List<Map<String, String>> sample) {}

  /** Terms of approval that are bound to this result as well. */
  public Terms terms(Terms terms) {
    SortedMap<String, Profile> profiles = new TreeMap<>();
    for (InZone zone : zones) {
      if (zone.trial() != null) {
        profiles.put(zone.zone(), zone.trial().profile().sizes(zone.rowsLeast(), zone.rowsMost()));
      }
    }
    return new Terms(terms.policy(), terms.thresholds(), profiles, terms.limits());
  }

  /** A column and how it is desensitized, as {@code range {width=10}}. */
  public record Opened(String name, String label, String technique) {}

  static List<Map<String, String>> text(List<org.apache.spark.sql.Row> rows) {
    List<Map<String, String>> sample = new ArrayList<>();
    for (var row : rows) {
      Map<String, String> cells = new java.util.LinkedHashMap<>();
      for (String name : row.schema().fieldNames()) {
        Object value = row.getAs(name);
        cells.put(name, value == null ? "" : value.toString());
      }
      sample.add(cells);
    }
    return sample;
  }

  static String technique(String name, Map<String, Object> options) {
    return options.isEmpty() ? name : name + " " + new TreeMap<>(options);
  }
}
