package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.release.attack.AttackPlan;
import org.jinyanglake.release.attack.Attacked;
import org.jinyanglake.release.attack.Attacked.Kind;
import org.jinyanglake.release.attack.Attacks;
import org.jinyanglake.release.attack.Score;
import org.jinyanglake.release.attack.Seen;
import org.jinyanglake.release.attack.Target;

/** The attacks on a staged write: what they look at, and what follows from their success. */
final class AttackRound {
  private static final Set<String> NOISE = Set.of("noise", "shift");

  /** What follows from groups, or from the column beside it, or says nothing of the raw value. */
  private static final Set<String> UNKNOWN =
      Set.of("microaggregate", "replace", "redact", "centroid");

  private final Contract contract;
  private final Zone zone;
  private final Policy.Attacks limits;
  private final int k;
  private final List<Attacked> columns;

  /**
   * @param k the persons that each class must have; 0 if there are no persons to protect
   */
  AttackRound(Gate.Staged staged, Map<String, Form> forms, List<String> quasiIdentifiers, int k) {
    this.contract = staged.contract();
    this.zone = staged.zone();
    this.limits = staged.policy().attacks(contract, zone);
    this.k = k;
    this.columns =
        contract.columns(zone).stream()
            .filter(column -> !column.partition())
            .map(column -> attacked(column, forms, quasiIdentifiers.contains(column.name())))
            .toList();
  }

  private Attacked attacked(Column column, Map<String, Form> forms, boolean quasiIdentifier) {
    TechniqueSpec technique = column.techniques().get(zone);
    Form form = forms.get(column.name());
    String mask =
        technique.name().equals("mask")
            ? technique.options().getOrDefault("with", "*").toString()
            : "";
    return new Attacked(
        column.name(), kind(technique, quasiIdentifier), quasiIdentifier, form::covers, mask);
  }

  private static Kind kind(TechniqueSpec technique, boolean quasiIdentifier) {
    if (technique.token()) {
      return Kind.TOKEN;
    }
    if (NOISE.contains(technique.name())) {
      return Kind.NOISY;
    }
    if (UNKNOWN.contains(technique.name())) {
      return Kind.UNKNOWN;
    }
    // Also a kept quasi-identifier is coarsened where k asks for it.
    return technique.name().equals("keep") && !quasiIdentifier ? Kind.KEPT : Kind.COVERED;
  }

  List<Attacked> columns() {
    return columns;
  }

  /** Whether there is anything that raw rows would help to find. */
  boolean isNeeded() {
    return k > 0
        || columns.stream().anyMatch(each -> each.kind() == Kind.TOKEN || !each.mask().isEmpty());
  }

  /** Whether noise is published, which must not be drawn again. */
  boolean isNoisy() {
    return columns.stream().anyMatch(each -> each.kind() == Kind.NOISY);
  }

  /** What is looked for in the files. */
  AttackPlan plan(Map<String, List<Target>> targets) {
    return isNeeded() || isNoisy()
        ? new AttackPlan(columns, targets, salts(), k > 0)
        : AttackPlan.NONE;
  }

  private Set<String> salts() {
    Set<String> salts = new HashSet<>();
    salts.add(contract.dataset().toString());
    salts.add(contract.dataset().name());
    for (Column column : contract.columns(zone)) {
      TechniqueSpec technique = column.techniques().get(zone);
      if (technique.token()) {
        salts.add(column.name());
        salts.add(column.header());
        Optional.ofNullable(technique.options().get("domain"))
            .ifPresent(domain -> salts.add(domain.toString()));
      }
    }
    return salts;
  }

  /**
   * What the attacks on a partition achieved; what is above its limit becomes a failure.
   *
   * @param persons in some classes together, given by their keys
   * @param earlier what was seen of the same partition as it was published before
   */
  List<AttackResult> results(
      String partition,
      AttackPlan plan,
      Findings findings,
      ToLongFunction<List<String>> persons,
      List<Seen> earlier) {
    Attacks attacks = new Attacks(plan, partition, findings.seen);
    List<AttackResult> results = new ArrayList<>();
    if (k > 0) {
      byQuasiIdentifiers(attacks, findings, persons, results);
      Score other = attacks.byOtherColumns();
      add(
          other,
          limits.linkage(),
          "persons of whom the row is found by these columns; coarsen one or close it",
          findings,
          results);
    }
    for (Score each : attacks.byCheckDigits()) {
      String remedy =
          "identifiers whose check character tells what is masked; keep fewer characters";
      add(each, limits.checksum(), remedy, findings, results);
    }
    for (Score each : attacks.byDictionary()) {
      String remedy = "raw values with a token that needs no key; make tokens with a key";
      add(each, limits.dictionary(), remedy, findings, results);
    }
    attacks
        .byFrequency()
        .forEach(
            (each, baseline) ->
                add(
                    each,
                    Math.min(1, baseline + limits.frequency()),
                    "rows whose token is told by how often it stands there; close the column, or sample or merge partitions",
                    findings,
                    results));
    for (Seen before : earlier) {
      for (Score each : attacks.byAveraging(before)) {
        String remedy =
            "rows with another noise than in an earlier version; publish the same or round instead";
        add(each, limits.averaging(), remedy, findings, results);
      }
    }
    return results;
  }

  /** No chance may be above 1/k, so this hangs on no sample: k holds or it does not. */
  private void byQuasiIdentifiers(
      Attacks attacks,
      Findings findings,
      ToLongFunction<List<String>> persons,
      List<AttackResult> results) {
    List<String> keys = List.copyOf(findings.labels.keySet());
    Score score =
        attacks.byQuasiIdentifiers(
            keys.stream().map(findings.labels::get).toList(),
            classes -> persons.applyAsLong(classes.stream().mapToObj(keys::get).toList()));
    if (score.tried() == 0) {
      return;
    }
    double limit = 1.0 / k;
    results.add(result(score, limit));
    if (score.finds(limit)) {
      findings.add(
          Check.ATTACKS,
          names(score),
          "combinations of quasi-identifiers by which somebody is found among fewer than %d persons; coarsen them"
              .formatted(k),
          1);
    }
  }

  private static void add(
      Score score, double limit, String message, Findings findings, List<AttackResult> results) {
    if (score.tried() == 0) {
      return;
    }
    results.add(result(score, limit));
    if (score.exceeds(limit)) {
      findings.add(
          Check.ATTACKS,
          names(score),
          "%s (%s: %.4f of %d, at most %.4f)"
              .formatted(message, score.attack(), score.rate(), score.tried(), limit),
          Math.max(1, Math.round(score.expected())));
    }
  }

  private static AttackResult result(Score score, double limit) {
    return new AttackResult(
        score.attack(),
        names(score),
        score.tried(),
        Math.round(score.expected()),
        score.upper(),
        limit);
  }

  private static String names(Score score) {
    return String.join("+", score.columns());
  }
}
