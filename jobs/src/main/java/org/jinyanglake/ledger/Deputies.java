package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.lake.Evidence;

/**
 * Who acts for whom while somebody is away: a person signs that another one is their deputy for a
 * term. The last word about a deputy holds, so that a term is ended by another one that is over.
 */
public final class Deputies {
  private final Ledger ledger;

  private Deputies(Ledger ledger) {
    this.ledger = ledger;
  }

  public static Deputies in(Ledger ledger) {
    return new Deputies(ledger);
  }

  /**
   * Records that the signer names a deputy.
   *
   * @param from since when
   * @param until from when on no more
   * @throws RefusedApprovalException for a deputy without a key, the signer, or a term that ends
   *     before it begins
   */
  public Signed name(String deputy, Instant from, Instant until, Signer signer) {
    String principal = signer.name();
    if (deputy.equals(principal)) {
      throw new RefusedApprovalException(
          principal + " needs no deputation to act for " + principal);
    }
    if (signer.persons().keys().stream().noneMatch(key -> key.person().equals(deputy))) {
      throw new RefusedApprovalException(
          deputy + " has no key: add one to conf/persons.yaml first");
    }
    if (!from.isBefore(until)) {
      throw new RefusedApprovalException(
          "the term of %s ends before it begins: --from before --until".formatted(deputy));
    }
    Signed[] signed = new Signed[1];
    ledger.append(
        "deputation",
        state -> {
          ObjectNode fields = Signer.fields();
          fields.put("deputy", deputy);
          fields.put("from", from.toString());
          fields.put("until", until.toString());
          signed[0] =
              signer.sign("deputation", new Signer.Acting("", Optional.empty()), state, fields);
          List<Signed> all =
              new ArrayList<>(state.deputations().getOrDefault(principal, List.of()));
          all.removeIf(each -> each.text("deputy").equals(deputy));
          all.add(signed[0]);
          return new Ledger.Change(
              List.of(Ledger.entry("deputation", "", "", Evidence.JSON.valueToTree(signed[0]))),
              state.deputies(principal, all));
        });
    return signed[0];
  }
}
