package org.jinyanglake.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a release must reach in each zone, whatever the contract says: {@code conf/policy.yaml}, and
 * {@code conf/declassification} beside it.
 *
 * @param unconditional what holds in {@link Zone#OPEN}
 * @param conditional what holds in {@link Zone#CONDITIONAL}
 * @param classified what neither may hold
 */
public record Policy(
    Threshold unconditional, Threshold conditional, DeclassificationList classified) {

  /** A policy without a list of terms and areas. */
  public Policy(Threshold unconditional, Threshold conditional) {
    this(unconditional, conditional, DeclassificationList.EMPTY);
  }

  /**
   * The thresholds of one zone.
   *
   * @param k the least number of persons that share the published quasi-identifiers, at least 2
   * @param nMin the least number of persons behind a cell of a table of counts, at least 2
   */
  public record Threshold(int k, int nMin) {}

  /** What holds in the zone; throws {@link IllegalArgumentException} if nothing is opened there. */
  public Threshold in(Zone zone) {
    return switch (zone) {
      case OPEN -> unconditional;
      case CONDITIONAL -> conditional;
      case RAW, LEDGER ->
          throw new IllegalArgumentException("nothing is opened in " + zone.catalog());
    };
  }

  /** The number of persons that a class must reach: the contract's k, and never less than ours. */
  public int k(Contract contract, Zone zone) {
    return Math.max(contract.anonymity().map(Anonymity::k).orElse(0), in(zone).k());
  }

  /**
   * Reads a policy; throws {@link IllegalArgumentException} that names the file, the key and what
   * to write there.
   */
  public static Policy read(Path file) throws IOException {
    Policy policy = parse(file.toString(), Files.readString(file));
    return policy.classified(DeclassificationList.read(file.resolveSibling("declassification")));
  }

  /** The same, with another list. */
  public Policy classified(DeclassificationList list) {
    return new Policy(unconditional, conditional, list);
  }

  static Policy parse(String file, String yaml) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " is no YAML: " + e.getMessage(), e);
    }
    if (!(document instanceof Map<?, ?> zones)
        || !zones.keySet().equals(Set.of("unconditional", "conditional"))) {
      throw new IllegalArgumentException(
          file + " must hold the keys 'unconditional' and 'conditional' and no others");
    }
    return new Policy(
        threshold(file, zones, "unconditional"), threshold(file, zones, "conditional"));
  }

  private static Threshold threshold(String file, Map<?, ?> zones, String key) {
    if (!(zones.get(key) instanceof Map<?, ?> values)
        || !values.keySet().equals(Set.of("k", "nMin"))) {
      throw new IllegalArgumentException(
          file + ": " + key + " must be like {k: 5, nMin: 10} and hold no other key");
    }
    return new Threshold(atLeastTwo(file, values, key, "k"), atLeastTwo(file, values, key, "nMin"));
  }

  private static int atLeastTwo(String file, Map<?, ?> values, String zone, String key) {
    if (values.get(key) instanceof Integer number && number >= 2) {
      return number;
    }
    throw new IllegalArgumentException(
        file + ": " + zone + "." + key + " must be a whole number of at least 2");
  }
}
