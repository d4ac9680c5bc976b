package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.Evidence;

/**
 * A person about to sign: who it is, the register says by the key.
 *
 * @param clock what time it is
 */
public record Signer(PersonKey key, Persons persons, Clock clock) {

  /** A person who signs now. */
  public static Signer with(PersonKey key, Persons persons) {
    return new Signer(key, persons, Clock.systemUTC());
  }

  /**
   * The user name of the key's holder.
   *
   * @throws RefusedApprovalException if the key is not in the register, or does not count now
   */
  public String name() {
    Persons.Key entry =
        persons
            .key(key.publicKey())
            .orElseThrow(
                () ->
                    new RefusedApprovalException(
                        key.demo()
                            ? "this key is one of another lake's demo and counts nowhere else: make one with 'lake keys person'"
                            : persons.demo()
                                ? "this key (%s) is not registered. In the demo's lake sign with the keys in its folder demo, and name their holders in the contract; a first entry in conf/persons.yaml ends those keys, and what was approved with them"
                                    .formatted(key.publicKey())
                                : "this key (%s) is not in the register of persons: add it to conf/persons.yaml"
                                    .formatted(key.publicKey())));
    if (key.demo() && !entry.demo()) {
      throw new RefusedApprovalException(
          "the key of %s was made by 'lake demo', and everybody can read its password: make another with 'lake keys person %s --out FILE', and revoke this one"
              .formatted(entry.person(), entry.person()));
    }
    entry
        .objection(now())
        .ifPresent(
            why -> {
              throw new RefusedApprovalException(
                  why + ": make another with 'lake keys person', and have it registered");
            });
    return entry.person();
  }

  /** Now, to the second. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * For whom a signer acts in somebody's role.
   *
   * @param principal the holder of the role; empty: the signer is
   * @param deputation by which; empty: the signer is the holder
   */
  record Acting(String principal, Optional<Signed> deputation) {
    List<Signed> deputations() {
      return deputation.map(List::of).orElse(List.of());
    }
  }

  /**
   * In whose name one may act in a role.
   *
   * @param refusal what is said to anybody but the holder and deputies
   * @throws RefusedApprovalException to those
   */
  Acting actingFor(String holder, LedgerState state, String refusal) {
    String name = name();
    if (name.equals(holder)) {
      return new Acting("", Optional.empty());
    }
    return state.deputations().getOrDefault(holder, List.of()).stream()
        .filter(each -> Deputation.holds(each, holder, name, now()))
        .filter(each -> each.objection(persons).isEmpty())
        .findFirst()
        .map(deputation -> new Acting(holder, Optional.of(deputation)))
        .orElseThrow(() -> new RefusedApprovalException(name + refusal));
  }

  /**
   * Signs a statement.
   *
   * @param act what is done by it
   * @param state of the ledger that it is to stand in
   * @param fields what it is about; is added to
   * @throws RefusedApprovalException if it is for later than the machine's time
   */
  Signed sign(String act, Acting acting, LedgerState state, ObjectNode fields) {
    requireNotAhead(now(), "the clock by which %s signs".formatted(name()));
    fields.put("act", act);
    fields.put("by", name());
    fields.put("at", now().toString());
    fields.put("after", state.head());
    acting
        .deputation()
        .ifPresent(
            deputation -> {
              fields.put("onBehalfOf", acting.principal());
              fields.put("deputation", deputation.digest());
            });
    return Signed.of(fields, key);
  }

  /** Fails at a time that is yet to come, but for what clocks are apart. */
  static void requireNotAhead(Instant at, String what) {
    if (at.isAfter(Instant.now().plus(Signed.AHEAD))) {
      throw new RefusedApprovalException(
          "%s says %s, which is yet to come: set the clock, then sign".formatted(what, at));
    }
  }

  static ObjectNode fields() {
    return Evidence.JSON.createObjectNode();
  }
}
