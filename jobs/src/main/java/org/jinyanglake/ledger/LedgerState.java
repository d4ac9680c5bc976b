package org.jinyanglake.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known after the last record of the ledger.
 *
 * @param records how many records there are
 * @param head hash of the last one, {@link Chain#GENESIS} if there is none
 * @param recorded the snapshot of each table up to which commits are recorded, by {@code
 *     zone.domain.name}
 * @param proposals the newest proposal of each dataset that is not approved yet
 * @param approvals the newest approval of each dataset that took effect when it was given, or had
 *     by the time of the next one
 * @param keys the versions of each dataset's key, oldest first; without those of datasets whose key
 *     is the first one and as it was made
 * @param reviews the newest declassification review of each dataset
 * @param pending the newest approval of each dataset that takes effect after a notice
 * @param deputations the last word of each person about each of their deputies, by the person
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
    SortedMap<String, Approval> pending,
    SortedMap<String, List<Signed>> deputations,
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
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeSet<>());

  public LedgerState {
    recorded = new TreeMap<>(recorded);
    proposals = new TreeMap<>(proposals);
    approvals = new TreeMap<>(approvals);
    keys = keys == null ? new TreeMap<>() : new TreeMap<>(keys);
    reviews = reviews == null ? new TreeMap<>() : new TreeMap<>(reviews);
    pending = pending == null ? new TreeMap<>() : new TreeMap<>(pending);
    deputations = deputations == null ? new TreeMap<>() : new TreeMap<>(deputations);
    policies = policies == null ? new TreeSet<>() : new TreeSet<>(policies);
  }

  /** With a proposal, in place of the dataset's last one. */
  LedgerState with(Approval proposal) {
    return with(put(proposals, proposal.dataset(), proposal), approvals, pending);
  }

  /**
   * With a proposal that was approved. One that has to wait for its notice leaves that in force
   * which is; any other one takes the place of all.
   */
  LedgerState approved(Approval approval) {
    String dataset = approval.dataset();
    Instant now = Instant.parse(approval.approvedAt());
    SortedMap<String, Approval> open = new TreeMap<>(proposals);
    open.remove(dataset);
    SortedMap<String, Approval> waiting = new TreeMap<>(pending);
    waiting.remove(dataset);
    if (approval.inForce(now)) {
      return with(open, put(approvals, dataset, approval), waiting);
    }
    waiting.put(dataset, approval);
    return with(
        open,
        inForce(dataset, now).map(each -> put(approvals, dataset, each)).orElse(approvals),
        waiting);
  }

  private LedgerState with(
      SortedMap<String, Approval> open,
      SortedMap<String, Approval> given,
      SortedMap<String, Approval> waiting) {
    return new LedgerState(
        records, head, recorded, open, given, keys, reviews, waiting, deputations, policies);
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
        pending,
        deputations,
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
        pending,
        deputations,
        policies);
  }

  /** With what a person says of their deputies. */
  LedgerState deputies(String principal, List<Signed> all) {
    return new LedgerState(
        records,
        head,
        recorded,
        proposals,
        approvals,
        keys,
        reviews,
        pending,
        put(deputations, principal, all),
        policies);
  }

  /** With a policy by which something was judged, by its digest. */
  public LedgerState judgedBy(String policy) {
    SortedSet<String> all = new TreeSet<>(policies);
    all.add(policy);
    return new LedgerState(
        records, head, recorded, proposals, approvals, keys, reviews, pending, deputations, all);
  }

  /** With other tables' snapshots up to which commits are recorded. */
  LedgerState recorded(SortedMap<String, Long> snapshots) {
    return new LedgerState(
        records,
        head,
        snapshots,
        proposals,
        approvals,
        keys,
        reviews,
        pending,
        deputations,
        policies);
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
        pending,
        deputations,
        policies);
  }

  private static <V> SortedMap<String, V> put(SortedMap<String, V> map, String key, V value) {
    SortedMap<String, V> all = new TreeMap<>(map);
    all.put(key, value);
    return all;
  }

  /** The approval by which the dataset is opened at a time, of whichever version. */
  public Optional<Approval> inForce(String dataset, Instant now) {
    return Optional.ofNullable(pending.get(dataset))
        .filter(each -> each.inForce(now))
        .or(() -> Optional.ofNullable(approvals.get(dataset)));
  }

  /** The approval that waits for its notice at a time. */
  public Optional<Approval> waiting(String dataset, Instant now) {
    return Optional.ofNullable(pending.get(dataset)).filter(each -> !each.inForce(now));
  }

  /** What tells the approvals of a dataset from others, those in force and in waiting. */
  public SortedSet<String> approvalsOf(String dataset) {
    return Stream.of(approvals, pending)
        .map(each -> each.get(dataset))
        .filter(Objects::nonNull)
        .map(Approval::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The newest approval of that contract version of the dataset, in force or not yet. */
  public Optional<Approval> approval(String dataset, String contract) {
    return Optional.ofNullable(pending.get(dataset))
        .filter(each -> each.contract().equals(contract))
        .or(() -> Optional.ofNullable(approvals.get(dataset)))
        .filter(each -> each.contract().equals(contract));
  }

  /** The versions of a dataset's key, oldest first; the last one is active. */
  public List<KeyVersion> keys(String dataset) {
    return keys.getOrDefault(dataset, List.of(KeyVersion.FIRST));
  }
}
