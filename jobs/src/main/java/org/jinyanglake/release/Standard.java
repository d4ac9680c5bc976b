package org.jinyanglake.release;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;

/**
 * What a partition of a dataset must have passed to be in a zone, as far as it can become stricter
 * without the contract or the data changing. Each requirement has a direction, so that of two
 * standards it can be told whether what passed the one may stay under the other: a policy that asks
 * for less makes nothing due.
 *
 * <p>Its text is a line such as {@code hierarchies=1f0c… k>=5 verifier>=4}, small enough to stand
 * in the state of each released partition. Requirements that do not concern the dataset in the zone
 * are not in it: there is k where classes are counted, nMin where cells are, and of the attacks'
 * limits those of attacks on what the dataset has there: persons, tokens, masked texts, noise.
 */
public record Standard(SortedMap<String, Requirement> requirements) {

  /** The thresholds of the policy that are requirements here. */
  static final Set<String> THRESHOLDS =
      Set.of(
          "k",
          "nMin",
          "linkage",
          "checksum",
          "dictionary",
          "frequency",
          "averaging",
          "history",
          "mosaic");

  private static final Set<String> NOISE = Set.of("noise", "shift");

  private static final Pattern WORD = Pattern.compile("([A-Za-z.]+)(>=|<=|=)(\\S+)");

  /** In which direction a requirement is stricter. */
  private enum Relation {
    AT_LEAST(">="),
    AT_MOST("<="),
    /** Of two that differ nobody can say which is stricter. */
    SAME("=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    static Relation of(String sign) {
      return sign.equals(">=") ? AT_LEAST : sign.equals("<=") ? AT_MOST : SAME;
    }
  }

  /** One requirement: a number that must be reached or not exceeded, or a digest. */
  public record Requirement(Relation relation, String value) {
    private static Requirement atLeast(int number) {
      return new Requirement(Relation.AT_LEAST, String.valueOf(number));
    }

    private static Requirement atMost(double number) {
      return new Requirement(
          Relation.AT_MOST, BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
    }

    /** Whether what meets the other meets this. */
    private boolean isMetBy(Requirement other) {
      if (other.relation != relation || relation == Relation.SAME) {
        return equals(other);
      }
      int compared = new BigDecimal(other.value).compareTo(new BigDecimal(value));
      return relation == Relation.AT_LEAST ? compared >= 0 : compared <= 0;
    }
  }

  /**
   * The standard of now.
   *
   * @param hierarchies digests of those by which the zone's columns are generalized or partitions
   *     merged
   * @param recognizers version of the recognizers that redact texts; 0 if none is redacted
   */
  public static Standard of(
      Contract contract,
      Zone zone,
      Policy policy,
      SortedMap<String, String> hierarchies,
      int recognizers) {
    SortedMap<String, Requirement> asked = new TreeMap<>();
    asked.put("verifier", Requirement.atLeast(Issuer.VERIFIER_VERSION));
    if (recognizers > 0) {
      asked.put("recognizers", Requirement.atLeast(recognizers));
    }
    if (contract.cells().isPresent()) {
      asked.put("nMin", Requirement.atLeast(policy.in(zone).nMin()));
    } else if (countsPersons(contract, zone)) {
      asked.put("k", Requirement.atLeast(policy.k(contract, zone)));
    }
    SortedMap<String, Double> limits = policy.attacks(contract, zone).limits();
    attacks(contract, zone)
        .forEach(attack -> asked.put(attack, Requirement.atMost(limits.get(attack))));
    if (!hierarchies.isEmpty()) {
      String digest = Evidence.sha256(hierarchies.toString()).substring(0, 16);
      asked.put("hierarchies", new Requirement(Relation.SAME, digest));
    }
    return new Standard(asked);
  }

  /** Which attacks there can be on a dataset in a zone. */
  private static Set<String> attacks(Contract contract, Zone zone) {
    Set<String> attacks = new TreeSet<>();
    if (contract.cells().isEmpty() && countsPersons(contract, zone)) {
      attacks.addAll(Set.of("linkage", "history", "mosaic"));
    }
    for (Column column : contract.columns(zone)) {
      TechniqueSpec technique = column.techniques().get(zone);
      if (technique.token()) {
        attacks.addAll(Set.of("dictionary", "frequency"));
      } else if (technique.name().equals("mask")) {
        attacks.add("checksum");
      } else if (NOISE.contains(technique.name())) {
        attacks.add("averaging");
      }
    }
    return attacks;
  }

  private static boolean countsPersons(Contract contract, Zone zone) {
    return contract.anonymity().isPresent()
        || contract.columns(zone).stream()
            .anyMatch(column -> column.classification() == Classification.QUASI_IDENTIFIER);
  }

  /** Reads what {@link #text} wrote; of the empty text nothing is known, so it meets nothing. */
  public static Standard parse(String text) {
    SortedMap<String, Requirement> known = new TreeMap<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      known.put(word.group(1), new Requirement(Relation.of(word.group(2)), word.group(3)));
    }
    return new Standard(known);
  }

  public Standard {
    requirements = new TreeMap<>(requirements);
  }

  /** As it stands in states: {@code k>=5 verifier>=4}. */
  public String text() {
    return requirements.entrySet().stream()
        .map(each -> each.getKey() + each.getValue().relation.sign + each.getValue().value)
        .collect(Collectors.joining(" "));
  }

  /**
   * What this asks for that another standard did not: {@code k was 3 and is 5}; empty if whatever
   * passed that one passes this.
   */
  public List<String> beyond(Standard then) {
    if (then.requirements.isEmpty()) {
      return List.of("it is not known by what it was judged");
    }
    List<String> beyond = new ArrayList<>();
    for (Map.Entry<String, Requirement> each : requirements.entrySet()) {
      Requirement before = then.requirements.get(each.getKey());
      if (before == null) {
        beyond.add(each.getKey() + " was not asked for");
      } else if (!each.getValue().isMetBy(before)) {
        beyond.add(
            each.getValue().relation == Relation.SAME
                ? "the " + each.getKey() + " were others"
                : "%s was %s and is %s"
                    .formatted(each.getKey(), before.value, each.getValue().value));
      }
    }
    return beyond;
  }
}
