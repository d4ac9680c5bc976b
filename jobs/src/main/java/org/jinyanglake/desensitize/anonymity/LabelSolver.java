package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Classes by labels of the taxonomies: a {@link Peel}, then a {@link Search} from where it ended.
 * If that is done soon, other windows are tried, too, and the best of all is taken. Where it is
 * soon known which level for each quasi-identifier, the same for all rows, loses least, the classes
 * lose no more than that. The same tuples give the same classes.
 */
public final class LabelSolver {
  /** Work for peels and searches, in about nanoseconds. */
  private static final long BUDGET = 650_000_000L;

  /** In proportion to rows, as the copying of them is, whatever partitions they come in. */
  private static final long BUDGET_OF_A_ROW = 20_000L;

  /** Where tuples are many a search gains little. */
  private static final int SEARCHED = 50_000;

  /** Rows are withheld only if the others, on an average, lose so much less by it. */
  private static final double MUCH = 0.1;

  /** So much work may be used to find whether one level for all rows is better. */
  private static final long UNIFORM = 10_000_000L;

  private static final double[] FACTORS = {1.1, 1.5, 2, 1.2};

  private LabelSolver() {}

  /**
   * Classes that all reach the requirement; nothing is published if that cannot be.
   *
   * @param withhold the share of the rows that may be withheld, and are only where the others would
   *     lose much for them: what is missing may show as the difference to another table
   * @param search whether labels that lose less are searched for; if not, it is soon done
   */
  public static Classes solve(
      Tuples tuples, Requirement requirement, double withhold, boolean search) {
    long budget = Math.min(BUDGET, BUDGET_OF_A_ROW * tuples.total());
    return solve(tuples, requirement, withhold, search ? budget : 0);
  }

  static Classes solve(Tuples tuples, Requirement requirement, double withhold, long budget) {
    if (tuples.size() == 0) {
      return Classes.none(tuples);
    }
    Peel peel = new Peel(tuples, requirement);
    long spare = (long) (withhold * tuples.total());
    Classes start = start(tuples, peel, FACTORS[0], spare);
    if (start.labels().length == 0) {
      return start;
    }
    int[] uniform = peel.uniform(budget > 0 ? Math.min(budget / 4, UNIFORM) : UNIFORM / 10);
    if (uniform != null) {
      Classes classes = Classes.of(tuples, uniform);
      start = classes.loss(tuples) < start.loss(tuples) ? classes : start;
    }
    if (budget == 0 || tuples.size() > SEARCHED || !Search.isFeasible(tuples)) {
      return start;
    }
    List<Search> searches = new ArrayList<>();
    long left = budget - peel.work();
    for (double factor : FACTORS) {
      if (!searches.isEmpty()) {
        long before = peel.work();
        start = start(tuples, peel, factor, spare);
        left -= peel.work() - before;
      }
      Search search = new Search(tuples, requirement, start);
      search.settle(left);
      left -= search.work();
      searches.add(search);
      if (left < budget - budget / 4) {
        break;
      }
    }
    Comparator<Search> byLoss = Comparator.comparingDouble(Search::loss);
    searches.sort(byLoss);
    for (Search search : searches) {
      long before = search.work();
      search.shake(before + left);
      left -= search.work() - before;
    }
    return Classes.of(tuples, Collections.min(searches, byLoss).groups());
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
