package org.jinyanglake.release;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jinyanglake.lake.State;

/**
 * Partitions of a zone that must change together, because rows go from one to the other; mostly it
 * is one alone.
 *
 * @param raw the raw partitions that they are made of
 * @param there as they are in the zone now
 * @param wanted what is to take their place, with the raw ones that each is made of
 */
public record Component(
    SortedSet<String> raw,
    SortedMap<String, State.PartitionState> there,
    SortedMap<String, SortedSet<String>> wanted) {

  /** What a zone has, beside what it should have. */
  public static Collection<Component> of(
      Map<String, State.PartitionState> there, Map<String, SortedSet<String>> wanted) {
    Map<String, Component> byRaw = new HashMap<>();
    there.forEach((path, state) -> joined(of(path, state), byRaw).there.put(path, state));
    wanted.forEach(
        (path, of) -> {
          SortedSet<String> raw = new TreeSet<>(of);
          if (there.containsKey(path)) { // under one name there is one partition, whoever is in it
            raw.addAll(of(path, there.get(path)));
          }
          joined(raw, byRaw).wanted.put(path, of);
        });
    Set<Component> components = Collections.newSetFromMap(new IdentityHashMap<>());
    components.addAll(byRaw.values());
    return components;
  }

  /** The raw partitions that a partition of a zone was made of. */
  private static SortedSet<String> of(String path, State.PartitionState released) {
    return released.merged().isEmpty() ? new TreeSet<>(Set.of(path)) : released.merged();
  }

  /** The one component of raw partitions, which may have been of several. */
  private static Component joined(SortedSet<String> raw, Map<String, Component> byRaw) {
    Component joined =
        byRaw.computeIfAbsent(
            raw.first(), any -> new Component(new TreeSet<>(), new TreeMap<>(), new TreeMap<>()));
    joined.raw.add(raw.first());
    for (String path : raw) {
      Component other = byRaw.put(path, joined);
      joined.raw.add(path);
      if (other != null && other != joined) {
        joined.raw.addAll(other.raw);
        joined.there.putAll(other.there);
        joined.wanted.putAll(other.wanted);
        other.raw.forEach(each -> byRaw.put(each, joined));
      }
    }
    return joined;
  }

  /**
   * Whether each is there as it is wanted, in the version that raw has.
   *
   * @param isStill whether what is there is by the contract of now
   */
  public boolean isUpToDate(State now, Predicate<State.PartitionState> isStill) {
    return there.values().stream().allMatch(isStill)
        && there.keySet().equals(wanted.keySet())
        && there.entrySet().stream()
            .allMatch(
                each -> {
                  SortedSet<String> of = wanted.get(each.getKey());
                  return of.equals(of(each.getKey(), each.getValue()))
                      && now.version(of).equals(each.getValue().version());
                });
  }

  /** The raw partitions of a partition that is there. */
  public SortedSet<String> of(String path) {
    return of(path, there.get(path));
  }
}
