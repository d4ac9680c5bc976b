package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often attacks on what a contract opens may succeed at the most, where it asks for less than
 * the policy: {@code {conditional: {linkage: 0.1}}}. What it does not name is the policy's alone.
 *
 * @param byZone the limits of each zone, shares from 0 to 1 by the names of {@link Policy.Attacks}
 */
public record AttackLimits(SortedMap<Zone, SortedMap<String, Double>> byZone) {

  /** The policy's alone. */
  public static final AttackLimits NONE = new AttackLimits(new TreeMap<>());

  /** The zones as contracts and the policy write them: by opening type. */
  private static final Map<String, Zone> ZONES =
      new TreeMap<>(Map.of("unconditional", Zone.OPEN, "conditional", Zone.CONDITIONAL));

  private static final List<String> ATTACKS = List.copyOf(Policy.Attacks.DEFAULT.limits().keySet());

  public AttackLimits {
    byZone = Collections.unmodifiableSortedMap(new TreeMap<>(byZone));
  }

  static AttackLimits read(Place place, Report report) {
    if (!place.exists()) {
      return NONE;
    }
    if (!place.isMapping()) {
      report.error(place, "attacks is a mapping; write {conditional: {linkage: 0.1}}");
      return NONE;
    }
    report.options(place, "attacks", List.copyOf(ZONES.keySet()));
    SortedMap<Zone, SortedMap<String, Double>> all = new TreeMap<>();
    ZONES.forEach(
        (type, zone) -> {
          if (place.keys().contains(type)) {
            SortedMap<String, Double> shares = shares(place.get(type), report);
            if (!shares.isEmpty()) {
              all.put(zone, shares);
            }
          }
        });
    return new AttackLimits(all);
  }

  private static SortedMap<String, Double> shares(Place limits, Report report) {
    SortedMap<String, Double> shares = new TreeMap<>();
    if (!limits.isMapping()) {
      report.error(limits, "limits of attacks are a mapping; write {linkage: 0.1}");
    }
    report.options(limits, "attacks", ATTACKS);
    for (String attack : ATTACKS) {
      if (limits.keys().contains(attack)) {
        share(limits.get(attack), attack, report).ifPresent(share -> shares.put(attack, share));
      }
    }
    return shares;
  }

  private static Optional<Double> share(Place place, String attack, Report report) {
    Optional<Double> share =
        place.number().map(BigDecimal::doubleValue).filter(number -> number >= 0 && number <= 1);
    if (share.isEmpty()) {
      report.error(place, attack + " must be a number from 0 to 1; correct it");
    }
    return share;
  }

  /** Those of a zone by name; empty if the contract asks for nothing there. */
  SortedMap<String, Double> in(Zone zone) {
    return byZone.getOrDefault(zone, new TreeMap<>());
  }

  /**
   * Reports what is higher than the policy allows.
   *
   * @param place where the limits stand
   */
  void against(Policy policy, Place place, Report report) {
    ZONES.forEach(
        (type, zone) -> {
          SortedMap<String, Double> most = policy.in(zone).attacks().limits();
          in(zone)
              .forEach(
                  (attack, limit) -> {
                    if (limit > most.get(attack)) {
                      report.error(
                          place.get(type).get(attack),
                          "%s %s is more than the %s that the policy allows for what is opened as %s; lower it, or delete it"
                              .formatted(attack, limit, most.get(attack), type));
                    }
                  });
        });
  }

  /** Whether this asks for all that others ask for. */
  boolean implies(AttackLimits others) {
    return others.byZone.entrySet().stream()
        .allMatch(
            zone ->
                zone.getValue().entrySet().stream()
                    .allMatch(
                        each ->
                            in(zone.getKey()).getOrDefault(each.getKey(), 1.0) <= each.getValue()));
  }

  /** {@code linkage up to 0.1 in the conditional zone}, or {@code none}. */
  String words() {
    return byZone.isEmpty()
        ? "none"
        : byZone.entrySet().stream()
            .flatMap(
                zone ->
                    zone.getValue().entrySet().stream()
                        .map(
                            each ->
                                "%s up to %s in the %s zone"
                                    .formatted(
                                        each.getKey(), each.getValue(), zone.getKey().catalog())))
            .collect(Collectors.joining(", "));
  }
}
