package org.jinyanglake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jinyanglake.contract.Profile;

/**
 * A figure of what was signed last beside the same of now.
 *
 * @param zh what it is
 * @param signed as people read it; a dash where there was none
 * @param now the same
 */
record Comparison(String zh, String en, String signed, String now) {
  private static final String NONE = "—";

  boolean isSame() {
    return signed.equals(now);
  }

  /** All figures of two profiles; those of columns only where they differ. */
  static List<Comparison> of(Profile signed, Profile now, ProposalWords words) {
    List<Comparison> all = new ArrayList<>();
    all.add(
        new Comparison("每个分区的行数", "rows of a partition", sizes(signed, words), sizes(now, words)));
    all.add(
        new Comparison(
            "扣留的行",
            "rows withheld",
            words.percent(signed.withheld()),
            words.percent(now.withheld())));
    all.add(
        new Comparison("最小的一组人", "persons of the smallest class", persons(signed), persons(now)));
    for (String attack : both(signed.attacks().keySet(), now.attacks().keySet())) {
      all.add(
          new Comparison(
              words.attack(attack) + "攻击的成功率上限",
              "upper bound of the attack " + attack,
              rate(signed.attacks().get(attack), words),
              rate(now.attacks().get(attack), words)));
    }
    for (String column : both(signed.columns().keySet(), now.columns().keySet())) {
      Comparison each =
          new Comparison(
              words.column(column) + "：空值、不同的值",
              column + ": nulls, distinct values",
              column(signed.columns().get(column), words),
              column(now.columns().get(column), words));
      if (!each.isSame()) {
        all.add(each);
      }
    }
    return all;
  }

  private static SortedSet<String> both(Set<String> one, Set<String> other) {
    SortedSet<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  private static String sizes(Profile of, ProposalWords words) {
    return of.rowsLeast() == of.rowsMost()
        ? words.count(of.rowsMost())
        : words.count(of.rowsLeast()) + " – " + words.count(of.rowsMost());
  }

  private static String persons(Profile of) {
    return of.k() == 0 ? NONE : String.valueOf(of.k());
  }

  private static String rate(Double upper, ProposalWords words) {
    return upper == null ? NONE : words.percent(upper);
  }

  private static String column(Profile.ColumnFigures of, ProposalWords words) {
    return of == null ? NONE : words.percent(of.nulls()) + "，" + words.count(of.distinct());
  }
}
