package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
   *     its chief data officer, and deputies who are neither
   */
  public void require(Contract contract, Signer signer) {
    acting(contract, ledger.state(), signer);
  }

  private static Signer.Acting acting(Contract contract, LedgerState state, Signer signer) {
    String reviewer =
        contract
            .reviewer()
            .orElseThrow(
                () ->
                    new RefusedApprovalException(
                        contract.dataset()
                            + " names no declassification reviewer; add a member of role declassificationReviewer to its team"));
    String refusal =
        " may not review " + contract.dataset() + ": its declassification reviewer is " + reviewer;
    Signer.Acting acting = signer.actingFor(reviewer, state, refusal);
    String who = signer.name();
    if (who.equals(contract.steward()) || who.equals(contract.officer())) {
      throw new RefusedApprovalException(who + refusal);
    }
    return acting;
  }

  /**
   * Records that somebody confirmed kinds of findings. What was confirmed before under the same
   * list stays so; a repeated confirmation changes nothing.
   *
   * @param list version of the declassification list
   * @param kinds {@code COLUMN RULE}
   * @throws RefusedApprovalException as {@link #require}
   */
  public void confirm(Contract contract, String list, Set<String> kinds, Signer signer) {
    String dataset = contract.dataset().toString();
    ledger.append(
        "review",
        state -> {
          Signer.Acting acting = acting(contract, state, signer);
          Review known = state.reviews().get(dataset);
          SortedSet<String> all = new TreeSet<>(kinds);
          if (known != null
              && known.list().equals(list)
              && known.objection(signer.persons()).isEmpty()
              && Roles.of(contract).names(known)) {
            all.addAll(known.kinds());
            if (known.kinds().equals(all) && known.contract().equals(contract.hash())) {
              return Ledger.Change.none(state);
            }
          }
          ObjectNode fields = Signer.fields();
          fields.put("dataset", dataset);
          fields.put("contract", contract.hash());
          fields.put("list", list);
          fields.set("kinds", Evidence.JSON.valueToTree(all));
          Signed signed = signer.sign("review", acting, state, fields);
          Review review =
              new Review(
                  dataset,
                  contract.hash(),
                  list,
                  all,
                  signer.name(),
                  signed.text("at"),
                  signed,
                  acting.deputations());
          Chain.Entry entry =
              Ledger.entry(
                  "declassification-review", dataset, "", Evidence.JSON.valueToTree(review));
          return new Ledger.Change(List.of(entry), state.with(review));
        });
  }
}
