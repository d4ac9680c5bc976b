package org.jinyanglake.utility;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * What is left of the use of rows.
 *
 * @param k counts of fewer rows are not told
 * @param before how many rows of the source were looked at; fewer than there are if it is large
 * @param after the same of the rows that would be published
 * @param penalties of each published quasi-identifier, by its name, the mean of the normalized
 *     certainty penalty ({@code NCP}) of the published rows, 0 (as it was) to 1 (nothing is told);
 *     null where there are too many different values
 * @param penalty the global certainty penalty (Ghinita and others, Fast Data Anonymization with Low
 *     Information Loss, 2007): the mean of the penalties over the columns and all rows of the
 *     source, of which those withheld count 1; null if there is no such column or one has none
 * @param queries how far counts are wrong; null in the same cases, and if there are no rows
 * @param marginals of columns that are published as labels, numbers or values
 * @param untold columns without one, by name: why
 */
public record Utility(
    int k,
    int before,
    int after,
    SortedMap<String, Double> penalties,
    Double penalty,
    CountQueries queries,
    List<Marginal> marginals,
    SortedMap<String, Untold> untold) {

  /** Why a column has no marginal. */
  public enum Untold {
    /** A published value does not tell which one it stands for. */
    PSEUDONYM,
    /** Its rows are of too many different values. */
    TOO_MANY_VALUES,
    /** The gate refuses the rows, and may have found in them what nobody should see. */
    REFUSED
  }

  /**
   * What is to be looked at.
   *
   * @param before rows of the source
   * @param after rows that would be published
   * @param withheld rows of the source that would not be
   * @param quasiIdentifiers columns that both have
   * @param shown columns that both have whose spread may be told
   * @param numbers those of them whose values are numbers before and after
   * @param covers by column, whether a published value, the second, can stand for one before; of
   *     each but of numbers that are moved
   * @param k counts below are not told
   * @param zone in which times are told
   */
  public record Question(
      Sample before,
      Sample after,
      long withheld,
      List<String> quasiIdentifiers,
      List<String> shown,
      Set<String> numbers,
      Map<String, BiPredicate<Object, Object>> covers,
      int k,
      ZoneId zone) {}

  /** Answers. */
  public static Utility of(Question asked) {
    SortedMap<String, Double> penalties = new TreeMap<>();
    List<Domain> domains = new ArrayList<>();
    for (String name : asked.quasiIdentifiers) {
      Optional<Domain> domain =
          Domain.of(asked.before.values(name), asked.after.values(name), asked.covers.get(name));
      penalties.put(name, domain.map(Domain::penalty).orElse(null));
      domain.ifPresent(domains::add);
    }
    boolean all = !domains.isEmpty() && domains.size() == asked.quasiIdentifiers.size();
    boolean rows = !asked.before.rows().isEmpty();
    SortedMap<String, Untold> untold = new TreeMap<>();
    return new Utility(
        asked.k,
        asked.before.rows().size(),
        asked.after.rows().size(),
        penalties,
        all ? penalty(asked, penalties) : null,
        all && rows ? CountQueries.of(domains, asked.before.weight(), asked.after.weight()) : null,
        marginals(asked, untold),
        untold);
  }

  private static double penalty(Question asked, Map<String, Double> penalties) {
    double published = asked.after.of();
    double rows = published + asked.withheld;
    double mean = penalties.values().stream().mapToDouble(each -> each).average().orElse(0);
    return rows == 0 ? 0 : (mean * published + asked.withheld) / rows;
  }

  private static List<Marginal> marginals(Question asked, Map<String, Untold> untold) {
    List<Marginal> marginals = new ArrayList<>();
    for (String name : asked.shown) {
      Optional<Marginal> marginal =
          asked.numbers.contains(name) && !isFew(asked, name)
              ? Optional.of(Marginal.ofNumbers(name, asked.before, asked.after, asked.k))
              : Domain.of(
                      asked.before.values(name), asked.after.values(name), asked.covers.get(name))
                  .map(domain -> Marginal.ofLabels(name, domain, asked));
      marginal.ifPresentOrElse(marginals::add, () -> untold.put(name, Untold.TOO_MANY_VALUES));
    }
    return marginals;
  }

  /** Whether each published number can have a bar of its own. */
  private static boolean isFew(Question asked, String name) {
    return asked.covers.containsKey(name)
        && new HashSet<>(asked.after.values(name)).size() <= Marginal.MOST_BARS;
  }

  /** The same without any value of the rows, which were refused. */
  public Utility refused() {
    SortedMap<String, Untold> without = new TreeMap<>(untold);
    marginals.forEach(each -> without.put(each.column(), Untold.REFUSED));
    return new Utility(k, before, after, penalties, penalty, queries, List.of(), without);
  }

  /** The same, saying of pseudonyms that they are. */
  public Utility with(List<String> pseudonyms) {
    SortedMap<String, Untold> more = new TreeMap<>(untold);
    pseudonyms.forEach(each -> more.put(each, Untold.PSEUDONYM));
    return new Utility(k, before, after, penalties, penalty, queries, marginals, more);
  }
}
