package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an approval is bound to beside the contract: the thresholds of the policy, and what the
 * result looked like.
 *
 * @param policy digest of the policy, 64 hex digits: the one that certificates name
 * @param thresholds of each zone that the contract opens
 * @param profiles of each zone for which there was a partition to try; without one any result is
 *     within the terms
 * @param limits how far a partition may be from its zone's profile
 */
public record Terms(
    String policy,
    SortedMap<String, Policy.Threshold> thresholds,
    SortedMap<String, Profile> profiles,
    DriftLimits limits) {

  public Terms {
    thresholds = Collections.unmodifiableSortedMap(new TreeMap<>(thresholds));
    profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
  }

  /** In what a policy asks for less than was signed, in words; empty: it is as strict or more. */
  public List<String> weaker(Policy now) {
    List<String> weaker = new ArrayList<>();
    thresholds.forEach(
        (catalog, signed) -> {
          Policy.Threshold asked = now.in(Zone.valueOf(catalog.toUpperCase(Locale.ROOT)));
          less(catalog, "k", asked.k(), signed.k(), weaker);
          less(catalog, "nMin", asked.nMin(), signed.nMin(), weaker);
          more(catalog, asked.attacks().limits(), signed.attacks().limits(), weaker);
        });
    return weaker;
  }

  private static void less(String zone, String name, int asked, int signed, List<String> weaker) {
    if (asked < signed) {
      weaker.add("%s %d instead of %d in the %s zone".formatted(name, asked, signed, zone));
    }
  }

  private static void more(
      String zone,
      SortedMap<String, Double> asked,
      SortedMap<String, Double> signed,
      List<String> weaker) {
    asked.forEach(
        (attack, limit) -> {
          if (limit > signed.get(attack)) {
            weaker.add(
                "%s up to %s instead of %s in the %s zone"
                    .formatted(attack, limit, signed.get(attack), zone));
          }
        });
  }

  /** What of a partition's profile is beyond what was signed for its zone, in words. */
  public List<String> beyond(Zone zone, Profile now) {
    Profile signed = profiles.get(zone.catalog());
    return signed == null ? List.of() : limits.beyond(signed, now);
  }
}
