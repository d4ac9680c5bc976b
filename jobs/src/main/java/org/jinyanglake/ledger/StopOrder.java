package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.Evidence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The word of one person that something leaves a zone at once.
 *
 * @param by user name of who gave it: the contract's steward, chief data officer or
 *     declassification reviewer, or a deputy of theirs
 * @param signed what that person signed: dataset, zone, partitions (none: all of it, also what is
 *     still to come) and reason
 * @param deputations by which a deputy acted; empty if none did
 */
public record StopOrder(String by, Signed signed, List<Signed> deputations) {
  private static final Logger LOG = LoggerFactory.getLogger(StopOrder.class);

  public StopOrder {
    deputations = deputations == null ? List.of() : List.copyOf(deputations);
  }

  /**
   * Signs an order.
   *
   * @param zone {@code open} or {@code conditional}
   * @param partitions their paths; empty for all
   * @param state of the ledger that it is to stand in
   * @throws RefusedApprovalException for whom no version of the contract names that is approved or
   *     proposed, and who is no deputy
   */
  public static StopOrder sign(
      Contract contract,
      String zone,
      Collection<String> partitions,
      String reason,
      LedgerState state,
      Signer signer) {
    Signer.Acting acting = acting(contract, state, signer);
    ObjectNode fields = Signer.fields();
    fields.put("dataset", contract.dataset().toString());
    fields.put("zone", zone);
    fields.set("partitions", Evidence.JSON.valueToTree(new TreeSet<>(partitions)));
    fields.put("reason", reason);
    Signed signed = signer.sign("withdrawal", acting, state, fields);
    return new StopOrder(signer.name(), signed, acting.deputations());
  }

  private static Signer.Acting acting(Contract contract, LedgerState state, Signer signer) {
    String dataset = contract.dataset().toString();
    Set<String> may = new TreeSet<>();
    Stream.of(state.approvals(), state.pending(), state.proposals())
        .map(each -> each.get(dataset))
        .filter(Objects::nonNull)
        .flatMap(each -> Roles.of(each.canonical(), each.contract()).stream())
        .forEach(roles -> may.addAll(roles.all()));
    String refusal =
        " may not withdraw %s: its contract names %s"
            .formatted(contract.dataset(), String.join(", ", may));
    String name = signer.name();
    if (may.contains(name)) {
      return signer.actingFor(name, state, refusal);
    }
    for (String holder : may) {
      try {
        return signer.actingFor(holder, state, refusal);
      } catch (RefusedApprovalException e) {
        LOG.debug("{} is no deputy of {}", name, holder);
      }
    }
    throw new RefusedApprovalException(name + refusal);
  }

  /**
   * Why it does not count for a partition that is said to have been withdrawn by it; empty if its
   * giver signed just this with a key that was theirs and valid then.
   *
   * @param zone the one that it left
   * @param partition its path
   * @param reason what readers are told
   */
  public Optional<String> objection(
      String dataset, String zone, String partition, String reason, Persons persons) {
    if (signed == null) {
      return Optional.of("it is not signed");
    }
    JsonNode said = signed.fields();
    boolean named = said.path("partitions").isEmpty();
    for (JsonNode each : said.path("partitions")) {
      named |= each.asText().equals(partition);
    }
    boolean same =
        named
            && said.path("act").asText().equals("withdrawal")
            && said.path("by").asText().equals(by)
            && said.path("dataset").asText().equals(dataset)
            && said.path("zone").asText().equals(zone)
            && said.path("reason").asText().equals(reason);
    return signed
        .objection(persons)
        .or(
            () ->
                same
                    ? Deputation.objection(signed, deputations, persons)
                    : Optional.of("its record says otherwise than what was signed"));
  }
}
