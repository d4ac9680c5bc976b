package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Scores of the attacks on one partition, from what was seen in its files. */
public final class Attacks {
  private final AttackPlan plan;
  private final List<Target> targets;
  private final Seen seen;

  public Attacks(AttackPlan plan, String partition, Seen seen) {
    this.plan = plan;
    this.targets = plan.targets(partition);
    this.seen = seen;
  }

  /**
   * How surely somebody is found by quasi-identifiers: by the combination with the greatest chance
   * of all.
   *
   * @param classes their published values, of the quasi-identifiers in the order of the plan
   * @param persons in some of the classes together, by their numbers
   */
  public Score byQuasiIdentifiers(List<List<Object>> classes, ToLongFunction<BitSet> persons) {
    return new ClassLinkage(plan.columns(), targets, classes).worst(persons);
  }

  /**
   * How often a row is found by columns of which one at least is no quasi-identifier: by the
   * combination with which the most are.
   */
  public Score byOtherColumns() {
    List<int[]> combinations = RowLinkage.combinations(plan.columns());
    int sought = plan.persons() ? RowLinkage.targets(targets.size(), combinations.size()) : 0;
    Score worst = Score.NONE;
    for (int i = 0; sought > 0 && seen.candidates.length > 0 && i < combinations.size(); i++) {
      Chances chances = new Chances();
      for (int target = 0; target < sought; target++) {
        int candidates = seen.candidates[target * combinations.size() + i];
        chances.add(candidates == 0 ? 0 : 1.0 / candidates);
      }
      List<String> names = ClassLinkage.names(plan.columns(), combinations.get(i));
      worst = worst.orIfHigher(chances.score("linkage", names));
    }
    return worst;
  }

  /** How often the hidden part of a masked identifier is guessed, for each column of such. */
  public List<Score> byCheckDigits() {
    List<Score> scores = new ArrayList<>();
    new TreeMap<>(seen.checked)
        .forEach(
            (column, of) ->
                scores.add(new Score("checksum", name(column), of.tried, of.expected, of.best)));
    return scores;
  }

  /** How many raw values have a token that needs no key, for each column of tokens. */
  public List<Score> byDictionary() {
    List<Score> scores = new ArrayList<>();
    new TreeMap<>(seen.tried)
        .forEach(
            (column, tried) -> {
              int found = seen.found.get(column).cardinality();
              scores.add(new Score("dictionary", name(column), tried, found, found > 0 ? 1 : 0));
            });
    return scores;
  }

  /** How many rows are named rightly by the rank of their token, for each column of tokens. */
  public Map<Score, Double> byFrequency() {
    Map<Score, Double> baselines = new java.util.LinkedHashMap<>();
    new TreeMap<>(seen.tokens)
        .forEach((column, of) -> baselines.put(of.score(name(column).get(0)), of.baseline()));
    return baselines;
  }

  /** How many rows have another noise than in an earlier version, for each column of noise. */
  public List<Score> byAveraging(Seen earlier) {
    List<Score> scores = new ArrayList<>();
    new TreeMap<>(seen.noise)
        .forEach(
            (column, of) -> {
              NoiseSketch before = earlier.noise.get(column);
              if (before != null) {
                scores.add(of.score(name(column).get(0), before));
              }
            });
    return scores;
  }

  private List<String> name(int column) {
    return List.of(plan.columns().get(column).name());
  }
}
