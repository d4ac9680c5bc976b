package org.jinyanglake.pipeline;

import java.util.Optional;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Review;
import org.jinyanglake.ledger.Roles;

/**
 * The newest declassification review of a dataset.
 *
 * @param objection why nothing may be opened by it: it does not verify, or is one of somebody whom
 *     neither the contract nor the approved version that was reviewed names for it; empty if it
 *     counts
 */
record Reviewed(Review review, Optional<String> objection) {

  /** That of a contract's dataset; empty if there is none. */
  static Optional<Reviewed> of(Lake lake, LedgerState ledger, Policy policy, Contract contract) {
    return Optional.ofNullable(ledger.reviews().get(contract.dataset().toString()))
        .map(
            review ->
                new Reviewed(
                    review,
                    review
                        .objection(policy.persons())
                        .or(() -> stranger(lake, ledger, review, contract))));
  }

  /** The newest review of a contract's dataset if it counts. */
  static Optional<Review> counting(
      Lake lake, LedgerState ledger, Policy policy, Contract contract) {
    return of(lake, ledger, policy, contract)
        .filter(each -> each.objection().isEmpty())
        .map(Reviewed::review);
  }

  private static Optional<String> stranger(
      Lake lake, LedgerState ledger, Review review, Contract contract) {
    boolean named =
        Roles.of(contract).names(review)
            || PastApprovals.of(lake, ledger, contract.dataset(), review.contract())
                .flatMap(each -> Roles.of(each.canonical(), each.contract()))
                .filter(roles -> roles.names(review))
                .isPresent();
    return named
        ? Optional.empty()
        : Optional.of(
            "no approved contract names %s for it, nor does the present one"
                .formatted(review.reviewer()));
  }

  /** That it does not count, and why, for those who wait for one; empty if it does. */
  Optional<String> words() {
    return objection.map(
        why ->
            "the review of %s, %s, does not count: %s"
                .formatted(review.reviewer(), review.reviewedAt(), why));
  }
}
