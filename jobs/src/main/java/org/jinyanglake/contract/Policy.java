package org.jinyanglake.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * @param duplicates from when on a dataset is said to hold what another one holds
 * @param holidays the days that are not what their day of the week says
 * @param drift how far what is released may be from what was signed
 * @param notice how long before a change takes effect it is approved
 * @param persons who can sign with which key
 */
public record Policy(
    Threshold unconditional,
    Threshold conditional,
    DeclassificationList classified,
    Duplicates duplicates,
    Holidays holidays,
    DriftLimits drift,
    Notice notice,
    Persons persons) {

  /** A policy without holidays. */
  public Policy(
      Threshold unconditional,
      Threshold conditional,
      DeclassificationList classified,
      Duplicates duplicates) {
    this(
        unconditional,
        conditional,
        classified,
        duplicates,
        Holidays.NONE,
        DriftLimits.DEFAULT,
        Notice.NONE,
        Persons.NONE);
  }

  /** A policy without a list of terms and areas. */
  public Policy(Threshold unconditional, Threshold conditional) {
    this(unconditional, conditional, DeclassificationList.EMPTY, Duplicates.DEFAULT);
  }

  private static final Set<String> KEYS =
      Set.of("unconditional", "conditional", "duplicates", "drift", "notice");

  /**
   * From when on two datasets are duplicates, in per cent from 1 to 100.
   *
   * @param names of the columns that one has in common with the other, by weight; said only where
   *     one of them has no data yet
   * @param content of the rows, keys or identifying values that are in the other
   */
  public record Duplicates(int names, int content) {
    public static final Duplicates DEFAULT = new Duplicates(70, 50);
  }

  /**
   * The thresholds of one zone.
   *
   * @param k the least number of persons that share the published quasi-identifiers, at least 2
   * @param nMin the least number of persons behind a cell of a table of counts, at least 2
   * @param attacks how often attacks may succeed
   */
  public record Threshold(int k, int nMin, Attacks attacks) {

    /** Without limits, which earlier versions of the lake did not sign: those of the default. */
    public Threshold {
      attacks = attacks == null ? Attacks.DEFAULT : attacks;
    }

    /** With the limits that hold where the policy names none. */
    public Threshold(int k, int nMin) {
      this(k, nMin, Attacks.DEFAULT);
    }
  }

  /**
   * How often attacks on a release may succeed at the most, as shares from 0 to 1. By
   * quasi-identifiers alone nobody is found with a greater chance than 1/k.
   *
   * @param linkage of the persons of whom the row is found by up to three columns that are not all
   *     quasi-identifiers
   * @param checksum of masked identifiers whose hidden part is guessed, as their check character
   *     tells of it
   * @param dictionary of raw values whose token is a digest or encoding that needs no key
   * @param frequency of the rows whose token is told by its rank, beyond those of the most frequent
   *     value
   * @param averaging of the rows that were published before with another noise
   * @param history of the persons who are told by comparing published versions; 0 if not said
   * @param mosaic of the persons in two tables who are told by joining them; 0 if not said
   */
  public record Attacks(
      double linkage,
      double checksum,
      double dictionary,
      double frequency,
      double averaging,
      double history,
      double mosaic) {
    public static final Attacks DEFAULT = new Attacks(1, 0.01, 0, 0.5, 0.5);

    /** Where versions and tables may tell nobody. */
    public Attacks(
        double linkage, double checksum, double dictionary, double frequency, double averaging) {
      this(linkage, checksum, dictionary, frequency, averaging, 0, 0);
    }

    /** The limits by name; a higher one is weaker. */
    public SortedMap<String, Double> limits() {
      return new TreeMap<>(
          Map.of(
              "linkage", linkage,
              "checksum", checksum,
              "dictionary", dictionary,
              "frequency", frequency,
              "averaging", averaging,
              "history", history,
              "mosaic", mosaic));
    }

    /** The lower of each of these and of others, by name; what others do not name stays. */
    private Attacks atMost(Map<String, Double> others) {
      SortedMap<String, Double> least = limits();
      others.forEach((attack, limit) -> least.merge(attack, limit, Math::min));
      return new Attacks(
          least.get("linkage"),
          least.get("checksum"),
          least.get("dictionary"),
          least.get("frequency"),
          least.get("averaging"),
          least.get("history"),
          least.get("mosaic"));
    }

    private static final Set<String> TOGETHER = Set.of("history", "mosaic");

    private static final Set<String> KEYS =
        Set.of("linkage", "checksum", "dictionary", "frequency", "averaging");
  }

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

  /** How often attacks may succeed: what the contract asks for, and never more than ours. */
  public Attacks attacks(Contract contract, Zone zone) {
    return in(zone).attacks().atMost(contract.attacks().in(zone));
  }

  /**
   * Reads a policy; throws {@link IllegalArgumentException} that names the file, the key and what
   * to write there.
   */
  public static Policy read(Path file) throws IOException {
    Policy policy = parse(file.toString(), Files.readString(file));
    return new Policy(
        policy.unconditional,
        policy.conditional,
        DeclassificationList.read(file.resolveSibling("declassification")),
        policy.duplicates,
        Holidays.read(file.resolveSibling("holidays.csv")),
        policy.drift,
        policy.notice,
        Persons.NONE);
  }

  /** The same, with another list. */
  public Policy classified(DeclassificationList list) {
    return new Policy(
        unconditional, conditional, list, duplicates, holidays, drift, notice, persons);
  }

  /** The same, where these persons can sign. */
  public Policy signedBy(Persons register) {
    return new Policy(
        unconditional, conditional, classified, duplicates, holidays, drift, notice, register);
  }

  /** The same, with other thresholds in one zone. */
  public Policy with(Zone zone, Threshold threshold) {
    return new Policy(
        zone == Zone.OPEN ? threshold : unconditional,
        zone == Zone.CONDITIONAL ? threshold : conditional,
        classified,
        duplicates,
        holidays,
        drift,
        notice,
        persons);
  }

  /**
   * What an approval of a contract under this policy is bound to, beside its result.
   *
   * @param digest of this policy
   */
  public Terms terms(Contract contract, String digest) {
    SortedMap<String, Threshold> thresholds = new TreeMap<>();
    contract.opened().forEach(zone -> thresholds.put(zone.catalog(), in(zone)));
    return new Terms(digest, thresholds, new TreeMap<>(), drift);
  }

  static Policy parse(String file, String yaml) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " is no YAML: " + e.getMessage(), e);
    }
    if (!(document instanceof Map<?, ?> zones)
        || !zones.keySet().containsAll(Set.of("unconditional", "conditional"))
        || !KEYS.containsAll(zones.keySet())) {
      throw new IllegalArgumentException(
          file
              + " must hold the keys 'unconditional' and 'conditional', may hold 'duplicates', 'drift' and 'notice', and no others");
    }
    return new Policy(
        threshold(file, zones, "unconditional"),
        threshold(file, zones, "conditional"),
        DeclassificationList.EMPTY,
        duplicates(file, zones.get("duplicates")),
        Holidays.NONE,
        DriftLimits.read(file, zones.get("drift")),
        Notice.read(file, zones.get("notice")),
        Persons.NONE);
  }

  private static Duplicates duplicates(String file, Object given) {
    if (given == null) {
      return Duplicates.DEFAULT;
    }
    if (!(given instanceof Map<?, ?> values)
        || !values.keySet().equals(Set.of("names", "content"))) {
      throw new IllegalArgumentException(
          file + ": duplicates must be like {names: 70, content: 50} and hold no other key");
    }
    return new Duplicates(percent(file, values, "names"), percent(file, values, "content"));
  }

  private static int percent(String file, Map<?, ?> values, String key) {
    if (values.get(key) instanceof Integer number && number >= 1 && number <= 100) {
      return number;
    }
    throw new IllegalArgumentException(
        file + ": duplicates." + key + " must be a whole number from 1 to 100");
  }

  private static Threshold threshold(String file, Map<?, ?> zones, String key) {
    if (!(zones.get(key) instanceof Map<?, ?> values)
        || !values.keySet().containsAll(Set.of("k", "nMin"))
        || !Set.of("k", "nMin", "attacks").containsAll(values.keySet())) {
      throw new IllegalArgumentException(
          file
              + ": "
              + key
              + " must be like {k: 5, nMin: 10}, may hold 'attacks', and hold no other key");
    }
    return new Threshold(
        atLeastTwo(file, values, key, "k"),
        atLeastTwo(file, values, key, "nMin"),
        attacks(file, key, values.get("attacks")));
  }

  private static Attacks attacks(String file, String zone, Object given) {
    if (given == null) {
      return Attacks.DEFAULT;
    }
    if (!(given instanceof Map<?, ?> values)
        || !values.keySet().containsAll(Attacks.KEYS)
        || !values.keySet().stream()
            .allMatch(key -> Attacks.KEYS.contains(key) || Attacks.TOGETHER.contains(key))) {
      throw new IllegalArgumentException(
          "%s: %s.attacks must hold the keys %s, may hold 'history' and 'mosaic', and no others"
              .formatted(file, zone, String.join(", ", new TreeSet<>(Attacks.KEYS))));
    }
    return new Attacks(
        share(file, values, zone, "linkage"),
        share(file, values, zone, "checksum"),
        share(file, values, zone, "dictionary"),
        share(file, values, zone, "frequency"),
        share(file, values, zone, "averaging"),
        values.containsKey("history") ? share(file, values, zone, "history") : 0,
        values.containsKey("mosaic") ? share(file, values, zone, "mosaic") : 0);
  }

  private static double share(String file, Map<?, ?> values, String zone, String key) {
    if (values.get(key) instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= 1) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "%s: %s.attacks.%s must be a number from 0 to 1".formatted(file, zone, key));
  }

  private static int atLeastTwo(String file, Map<?, ?> values, String zone, String key) {
    if (values.get(key) instanceof Integer number && number >= 2) {
      return number;
    }
    throw new IllegalArgumentException(
        file + ": " + zone + "." + key + " must be a whole number of at least 2");
  }
}
