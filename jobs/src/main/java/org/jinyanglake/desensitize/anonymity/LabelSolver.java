package org.jinyanglake.desensitize.anonymity;

/**
 * Classes by labels of the taxonomies: a {@link Peel}, then a {@link Search} from where it ended.
 * If the first search is done soon, peels with other windows are tried, and the best goes on. The
 * same tuples give the same classes.
 */
public final class LabelSolver {
  /** In units of {@link Search}, of which a core does about a billion in a second. */
  private static final long BUDGET = 900_000_000L;

  private static final long BUDGET_OF_A_TUPLE = 150_000L;

  /** Where tuples are many a search gains little. */
  private static final int SEARCHED = 50_000;

  /** Rows are withheld only if the others, on an average, lose so much less by it. */
  private static final double MUCH = 0.1;

  private static final double[] FACTORS = {1.1, 1.5, 2, 1.2};

  private LabelSolver() {}

  /**
   * Classes that all reach the requirement; nothing is published if that cannot be.
   *
   * @param withhold the share of the rows that may be withheld, and are only where the others would
   *     lose much for them: what is missing may show as the difference to another table
   */
  public static Classes solve(Tuples tuples, Requirement requirement, double withhold) {
    return solve(
        tuples, requirement, withhold, Math.min(BUDGET, BUDGET_OF_A_TUPLE * tuples.size()));
  }

  static Classes solve(Tuples tuples, Requirement requirement, double withhold, long budget) {
    if (tuples.size() == 0) {
      return Classes.none(tuples);
    }
    Peel peel = new Peel(tuples, requirement);
    long spare = (long) (withhold * tuples.total());
    Classes start = start(tuples, peel, FACTORS[0], spare);
    if (start.labels().length == 0
        || !requirement.isMonotone()
        || tuples.size() > SEARCHED
        || !Search.isFeasible(tuples)) {
      return start;
    }
    Search best = new Search(tuples, requirement, start);
    best.settle(budget);
    long spent = best.work();
    for (int i = 1; i < FACTORS.length && spent < budget / 4; i++) {
      Search other = new Search(tuples, requirement, start(tuples, peel, FACTORS[i], spare));
      other.settle(budget - spent);
      spent += other.work();
      best = other.loss() < best.loss() ? other : best;
    }
    best.shake(best.work() + budget - spent);
    return Classes.of(tuples, best.groups());
  }

  private static Classes start(Tuples tuples, Peel peel, double factor, long withhold) {
    Classes all = Classes.of(tuples, peel.groups(factor, 0));
    if (withhold == 0) {
      return all;
    }
    Classes most = Classes.of(tuples, peel.groups(factor, withhold));
    return most.loss(tuples) < all.loss(tuples) - MUCH ? most : all;
  }
}
