package org.jinyanglake.lake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why a partition is not in a zone any more in which it was, for its readers: neither data nor what
 * was found in them is told.
 *
 * @param reason for programs
 * @param words for people, in English
 * @param since when it left the zone, ISO 8601
 * @param certificate the id of the last one of the partition, which ended then; empty for {@link
 *     #ALL}
 * @param contract of what a person stopped, the hash of the contract version that does not open it
 *     again, else empty
 * @param merged of what a person stopped, the raw partitions that it was made of if others were
 *     merged into it: they stay out, too, whatever they are merged into later; else empty
 * @param approvals of what a person stopped, what tells the approvals from others that were there
 *     then: none of them opens it again, whatever time it claims; else empty
 */
public record Withdrawn(
    Reason reason,
    String words,
    String since,
    String certificate,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String contract,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<String> merged,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<String> approvals) {

  /** In the place of a partition's path: all of the dataset, also what is still to come. */
  public static final String ALL = "*";

  /** How many a table's state names; of more, those that left first are only in the ledger. */
  public static final int MOST = 1_000;

  /** Why a partition leaves a zone. */
  public enum Reason {
    /** It was released under something weaker than what holds now, and cannot be released so. */
    @JsonProperty("tightened")
    TIGHTENED,
    /** A newer list of classified content is to be looked at by the reviewer. */
    @JsonProperty("review")
    REVIEW,
    /** The key under which it was made must not be used any more, or is lost. */
    @JsonProperty("key")
    KEY,
    /** The source does not have it any more. */
    @JsonProperty("source")
    SOURCE,
    /** A person stopped it. */
    @JsonProperty("stopped")
    STOPPED,
    /** The contract does not open the dataset in the zone any more. */
    @JsonProperty("closed")
    CLOSED,
    /** The dataset was retired. */
    @JsonProperty("retired")
    RETIRED,
    /** Its rows are published in another partition: no state, for nothing is missing. */
    @JsonProperty("merged")
    MERGED
  }

  public Withdrawn {
    contract = contract == null ? "" : contract;
    merged = merged == null ? new TreeSet<>() : new TreeSet<>(merged);
    approvals = approvals == null ? new TreeSet<>() : new TreeSet<>(approvals);
  }

  /** What the lake itself found. */
  public Withdrawn(Reason reason, String words, String since, String certificate) {
    this(reason, words, since, certificate, "", new TreeSet<>(), new TreeSet<>());
  }

  /** The raw partitions that must not be opened as long as it is withdrawn at this path. */
  public SortedSet<String> of(String path) {
    return merged.isEmpty() ? new TreeSet<>(Set.of(path)) : merged;
  }

  /** The same with more to say of why. */
  public Withdrawn adding(String more) {
    return new Withdrawn(
        reason, words + "; " + more, since, certificate, contract, merged, approvals);
  }

  /**
   * The partitions that are withdrawn after a commit, by path.
   *
   * @param before those that were
   * @param leaving those that leave the zone now
   * @param released those that are in the zone again, or whose rows are
   */
  public static SortedMap<String, Withdrawn> after(
      Map<String, Withdrawn> before, Map<String, Withdrawn> leaving, Collection<String> released) {
    SortedMap<String, Withdrawn> after = new TreeMap<>(before);
    after.putAll(leaving);
    after.values().removeIf(each -> each.reason() == Reason.MERGED);
    after.keySet().removeAll(released);
    after
        .values()
        .removeIf(each -> !each.merged().isEmpty() && released.containsAll(each.merged()));
    after.entrySet().stream()
        .filter(each -> each.getValue().reason() != Reason.STOPPED)
        .sorted(Comparator.comparing(each -> each.getValue().since()))
        .limit(Math.max(0, after.size() - MOST))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(after::remove);
    return after;
  }
}
