package org.jinyanglake.ledger;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.LakeException;

/**
 * What is known by the records alone, one after the other: beside it, what a ledger says that it
 * knows can be judged, and who might sign what at which place of the chain.
 */
public final class Replay {
  private static final TypeReference<List<KeyVersion>> VERSIONS = new TypeReference<>() {};

  private LedgerState state = LedgerState.EMPTY;

  /** Places of the records by their hashes. */
  private final Map<String, Long> places = new HashMap<>(Map.of(Chain.GENESIS, 0L));

  private final List<Word> deputations = new ArrayList<>();

  /** By dataset and place, whom versions name that were in force or asked for since then. */
  private final Map<String, TreeMap<Long, Set<String>>> named = new HashMap<>();

  /** What somebody said of a deputy, and where that stands. */
  private record Word(long seq, Signed said) {}

  /**
   * Goes on by a record.
   *
   * @throws LakeException if its body is not what its kind says
   */
  public void add(AuditRecord record) {
    try {
      learn(record);
    } catch (IOException | IllegalArgumentException e) {
      throw new LakeException(
          "record %d of the ledger is no %s".formatted(record.seq(), record.kind()), e);
    }
    state = state.after(List.of(record));
    places.put(record.hash(), record.seq());
  }

  private void learn(AuditRecord record) throws IOException {
    switch (record.kind()) {
      case "proposal" -> {
        Approval proposal = body(record, Approval.class);
        state = state.with(proposal);
        name(record, proposal);
      }
      case "approval" -> {
        Approval approval = body(record, Approval.class);
        state = state.approved(approval);
        if (approval.effectiveAt().equals(approval.approvedAt())) {
          named.remove(approval.dataset());
        }
        name(record, approval);
      }
      case "declassification-review" -> state = state.with(body(record, Review.class));
      case "deputation" -> {
        Signed said = body(record, Signed.class);
        deputations.add(new Word(record.seq(), said));
        String principal = said.text("by");
        List<Signed> all = new ArrayList<>(state.deputations().getOrDefault(principal, List.of()));
        all.removeIf(each -> each.text("deputy").equals(said.text("deputy")));
        all.add(said);
        state = state.deputies(principal, all);
      }
      case "policy" -> state = state.judgedBy(body(record, JsonNode.class).path("digest").asText());
      case "key" -> {
        JsonNode versions = body(record, JsonNode.class).path("versions");
        if (versions.isArray()) {
          state = state.with(record.dataset(), Evidence.JSON.convertValue(versions, VERSIONS));
        }
      }
      default -> {}
    }
  }

  private static <T> T body(AuditRecord record, Class<T> type) throws IOException {
    return Evidence.JSON.readValue(record.body(), type);
  }

  private void name(AuditRecord record, Approval approval) {
    Roles.of(approval.canonical(), approval.contract())
        .ifPresent(
            roles ->
                named
                    .computeIfAbsent(approval.dataset(), any -> new TreeMap<>())
                    .put(record.seq(), roles.all()));
  }

  /**
   * Why a statement is not one of this chain: what it says to be after is not in it, or its signer
   * was no deputy any more by then, whatever the deputation says that came with it.
   */
  public Optional<String> objection(Signed statement) {
    Long after = places.get(statement.text("after"));
    if (after == null) {
      return Optional.of("it was signed for another ledger, or what was before it is gone");
    }
    String principal = Deputation.principal(statement);
    if (principal.isEmpty()) {
      return Optional.empty();
    }
    Optional<Signed> last =
        deputations.stream()
            .filter(each -> each.seq() <= after)
            .map(Word::said)
            .filter(each -> each.text("by").equals(principal))
            .filter(each -> each.text("deputy").equals(statement.text("by")))
            .reduce((first, second) -> second);
    return last.filter(each -> each.digest().equals(statement.text("deputation"))).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s: by another deputation than the last one in the ledger then"
                .formatted(Deputation.words(statement)));
  }

  /** Why who signed an order might not stop a dataset then; empty if a contract named them. */
  public Optional<String> objection(String dataset, StopOrder order) {
    long after = places.getOrDefault(order.signed().text("after"), Long.MAX_VALUE);
    Set<String> may = new TreeSet<>();
    named.getOrDefault(dataset, new TreeMap<>()).headMap(after, true).values().forEach(may::addAll);
    String holder = Deputation.holder(order.signed());
    return may.contains(holder)
        ? Optional.empty()
        : Optional.of(
            "%s might not withdraw it: its contract named %s"
                .formatted(holder, String.join(", ", may)));
  }

  /**
   * What a ledger says that it knows and its records do not, in words; empty if they agree.
   *
   * @param told what it said after the record that was added last
   */
  public List<String> contradictions(LedgerState told) {
    List<String> found = new ArrayList<>();
    if (told.records() != state.records() || !told.head().equals(state.head())) {
      found.add("which record is the last one");
    }
    compare("the proposal", state.proposals(), told.proposals(), found);
    compare("the approval", state.approvals(), told.approvals(), found);
    compare("the approval in waiting", state.pending(), told.pending(), found);
    compare("the review", state.reviews(), told.reviews(), found);
    compare("the key", state.keys(), told.keys(), found);
    compare("the deputies", state.deputations(), told.deputations(), found);
    if (!state.policies().equals(told.policies())) {
      found.add("the policies");
    }
    return found;
  }

  private static void compare(
      String what, Map<String, ?> records, Map<String, ?> told, List<String> found) {
    Set<String> names = new TreeSet<>(records.keySet());
    names.addAll(told.keySet());
    names.stream()
        .filter(name -> !Objects.equals(records.get(name), told.get(name)))
        .forEach(name -> found.add(what + " of " + name));
  }
}
