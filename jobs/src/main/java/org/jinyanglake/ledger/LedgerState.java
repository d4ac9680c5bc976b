package org.jinyanglake.ledger;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known after the last record of the ledger.
 *
 * @param records how many records there are
 * @param head hash of the last one, {@link Chain#GENESIS} if there is none
 * @param recorded the snapshot of each table up to which commits are recorded, by {@code
 *     zone.domain.name}
 * @param proposals the newest proposal of each dataset that is not approved yet
 * @param approvals the newest approval of each dataset
 * @param keys the versions of each dataset's key, oldest first; without those of datasets whose key
 *     is the first one and as it was made
 * @param reviews the newest declassification review of each dataset
 * @param policies the digests of the policies that are recorded
 */
public record LedgerState(
    long records,
    String head,
    SortedMap<String, Long> recorded,
    SortedMap<String, Approval> proposals,
    SortedMap<String, Approval> approvals,
    SortedMap<String, List<KeyVersion>> keys,
    SortedMap<String, Review> reviews,
    SortedSet<String> policies) {

  public static final LedgerState EMPTY =
      new LedgerState(
          0,
          Chain.GENESIS,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeSet<>());

  public LedgerState {
    recorded = new TreeMap<>(recorded);
    proposals = new TreeMap<>(proposals);
    approvals = new TreeMap<>(approvals);
    keys = keys == null ? new TreeMap<>() : new TreeMap<>(keys);
    reviews = reviews == null ? new TreeMap<>() : new TreeMap<>(reviews);
    policies = policies == null ? new TreeSet<>() : new TreeSet<>(policies);
  }

  /** With a proposal, in place of the dataset's last one. */
  LedgerState with(Approval proposal) {
    return new LedgerState(
        records,
        head,
        recorded,
        put(proposals, proposal.dataset(), proposal),
        approvals,
        keys,
        reviews,
        policies);
  }

  /** With a proposal that was approved. */
  LedgerState approved(Approval approval) {
    SortedMap<String, Approval> left = new TreeMap<>(proposals);
    left.remove(approval.dataset());
    return new LedgerState(
        records,
        head,
        recorded,
        left,
        put(approvals, approval.dataset(), approval),
        keys,
        reviews,
        policies);
  }

  /** With the versions of a dataset's key. */
  public LedgerState with(String dataset, List<KeyVersion> versions) {
    return new LedgerState(
        records,
        head,
        recorded,
        proposals,
        approvals,
        put(keys, dataset, versions),
        reviews,
        policies);
  }

  /** With a review, in place of the dataset's last one. */
  LedgerState with(Review review) {
    return new LedgerState(
        records,
        head,
        recorded,
        proposals,
        approvals,
        keys,
        put(reviews, review.dataset(), review),
        policies);
  }

  /** With a policy by which something was judged, by its digest. */
  public LedgerState judgedBy(String policy) {
    SortedSet<String> all = new TreeSet<>(policies);
    all.add(policy);
    return new LedgerState(records, head, recorded, proposals, approvals, keys, reviews, all);
  }

  /** With other tables' snapshots up to which commits are recorded. */
  LedgerState recorded(SortedMap<String, Long> snapshots) {
    return new LedgerState(records, head, snapshots, proposals, approvals, keys, reviews, policies);
  }

  /** With some records more. */
  LedgerState after(List<AuditRecord> more) {
    return new LedgerState(
        records + more.size(),
        more.get(more.size() - 1).hash(),
        recorded,
        proposals,
        approvals,
        keys,
        reviews,
        policies);
  }

  private static <V> SortedMap<String, V> put(SortedMap<String, V> map, String key, V value) {
    SortedMap<String, V> all = new TreeMap<>(map);
    all.put(key, value);
    return all;
  }

  /** Whether that contract version of the dataset may be opened. */
  public boolean approved(String dataset, String contract) {
    Approval approval = approvals.get(dataset);
    return approval != null && approval.contract().equals(contract);
  }

  /** The versions of a dataset's key, oldest first; the last one is active. */
  public List<KeyVersion> keys(String dataset) {
    return keys.getOrDefault(dataset, List.of(KeyVersion.FIRST));
  }
}
