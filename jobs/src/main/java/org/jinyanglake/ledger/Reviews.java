package org.jinyanglake.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;

/**
 * The third person: before desensitized data are opened, the contract's declassification reviewer
 * confirms what is left out as classified.
 */
public final class Reviews {
  private final Ledger ledger;

  private Reviews(Ledger ledger) {
    this.ledger = ledger;
  }

  public static Reviews in(Ledger ledger) {
    return new Reviews(ledger);
  }

  /**
   * Fails unless somebody may review a contract.
   *
   * @throws RefusedApprovalException for anyone but its reviewer, who is neither its steward nor
   *     its chief data officer
   */
  public static void require(Contract contract, String who) {
    String reviewer =
        contract
            .reviewer()
            .orElseThrow(
                () ->
                    new RefusedApprovalException(
                        contract.dataset()
                            + " names no declassification reviewer; add a member of role declassificationReviewer to its team"));
    if (!who.equals(reviewer) || who.equals(contract.steward()) || who.equals(contract.officer())) {
      throw new RefusedApprovalException(
          who
              + " may not review "
              + contract.dataset()
              + ": its declassification reviewer is "
              + reviewer);
    }
  }

  /**
   * Records that somebody confirmed kinds of findings. What was confirmed before under the same
   * list stays so; a repeated confirmation changes nothing.
   *
   * @param list version of the declassification list
   * @param kinds {@code COLUMN RULE}
   * @throws RefusedApprovalException as {@link #require}
   */
  public void confirm(Contract contract, String list, Set<String> kinds, String who) {
    require(contract, who);
    String dataset = contract.dataset().toString();
    ledger.append(
        "review",
        state -> {
          Review known = state.reviews().get(dataset);
          SortedSet<String> all = new TreeSet<>(kinds);
          if (known != null && known.list().equals(list)) {
            all.addAll(known.kinds());
            if (known.kinds().equals(all) && known.contract().equals(contract.hash())) {
              return Ledger.Change.none(state);
            }
          }
          Review review =
              new Review(
                  dataset,
                  contract.hash(),
                  list,
                  all,
                  who,
                  Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
          Chain.Entry entry =
              Ledger.entry(
                  "declassification-review", dataset, "", Evidence.JSON.valueToTree(review));
          return new Ledger.Change(List.of(entry), state.with(review));
        });
  }
}
