package org.jinyanglake.overlap;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Type;

/**
 * How much two contracts promise the same, by the names of their columns. A name that many
 * contracts have weighs little.
 *
 * @param share of the first contract's columns, by weight, that the second has too, from 0 to 1
 * @param columns of the first with the second's, by their names in the tables
 * @param of how many columns the first has
 * @param key whether their keys are the same columns
 * @param title whether they are called alike
 * @param origin whether they are fetched from the same place
 */
public record NameOverlap(
    double share,
    SortedMap<String, String> columns,
    int of,
    boolean key,
    boolean title,
    boolean origin) {

  /** Fewer columns of one name are met everywhere. */
  private static final int LEAST = 3;

  /** From this share of pairs of letters on two titles are alike. */
  private static final double ALIKE = 0.6;

  /** Whether it is that much: columns alone, or somewhat fewer with the same key and title. */
  public boolean reaches(double threshold) {
    boolean backed = key && title;
    return origin || (columns.size() >= LEAST && share >= (backed ? threshold * 0.8 : threshold));
  }

  /** The columns as pairs, those of one name once. */
  public List<String> pairs() {
    return Pairs.of(columns);
  }

  /** Contracts that are compared with each other. */
  public static final class Among {
    private final Map<DatasetName, List<Set<String>>> names = new HashMap<>();
    private final Map<String, Integer> contracts = new HashMap<>();

    private Among(Collection<Contract> all) {
      for (Contract contract : all) {
        List<Set<String>> columns =
            contract.sourceColumns().stream().map(NameOverlap::names).toList();
        names.put(contract.dataset(), columns);
        columns.stream()
            .flatMap(Set::stream)
            .distinct()
            .forEach(name -> contracts.merge(name, 1, Integer::sum));
      }
    }

    /** How much of one contract another one promises too. */
    public NameOverlap of(Contract one, Contract other) {
      SortedMap<String, String> columns = new TreeMap<>();
      double matched = 0;
      double all = 0;
      List<Column> ours = one.sourceColumns();
      List<Column> others = other.sourceColumns();
      for (int i = 0; i < ours.size(); i++) {
        Column column = ours.get(i);
        Set<String> mine = names.get(one.dataset()).get(i);
        double weight = column.partition() ? 0 : weight(mine);
        all += weight;
        Optional<Column> match =
            match(column, mine, others, names.get(other.dataset()), columns.values());
        if (match.isPresent() && !column.partition()) {
          matched += weight;
          columns.put(column.name(), match.get().name());
        }
      }
      int of = (int) ours.stream().filter(each -> !each.partition()).count();
      Set<String> keys = one.primaryKey().stream().map(Column::name).collect(Collectors.toSet());
      Set<String> theirs =
          other.primaryKey().stream().map(Column::name).collect(Collectors.toSet());
      return new NameOverlap(
          all == 0 ? 0 : matched / all,
          columns,
          of,
          !keys.isEmpty()
              && keys.stream()
                  .map(key -> paired(key, columns))
                  .collect(Collectors.toSet())
                  .equals(theirs),
          alike(one.title() + one.purpose(), other.title() + other.purpose()),
          sameOrigin(one.origin(), other.origin()));
    }

    private static String paired(String key, SortedMap<String, String> columns) {
      return columns.getOrDefault(key, key);
    }

    private static Optional<Column> match(
        Column column,
        Set<String> mine,
        List<Column> others,
        List<Set<String>> names,
        Collection<String> taken) {
      for (int i = 0; i < others.size(); i++) {
        Column theirs = others.get(i);
        if (!taken.contains(theirs.name())
            && kind(column.type()).equals(kind(theirs.type()))
            && names.get(i).stream().anyMatch(mine::contains)) {
          return Optional.of(theirs);
        }
      }
      return Optional.empty();
    }

    /** Of a name that one contract in n has, ln (1 + n). */
    private double weight(Set<String> column) {
      int most = column.stream().mapToInt(name -> contracts.getOrDefault(name, 1)).max().orElse(1);
      return Math.log(1 + (double) names.size() / most);
    }
  }

  /** For comparing contracts with each other; all that are compared must be among them. */
  public static Among among(Collection<Contract> contracts) {
    return new Among(contracts);
  }

  /** What a column is called, without signs, blanks and letter case. */
  private static Set<String> names(Column column) {
    return Stream.concat(
            Stream.of(column.name(), column.header(), column.label()), column.aliases().stream())
        .map(NameOverlap::bare)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  private static String bare(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Integers, decimals and doubles are numbers; departments do not agree on which. */
  private static String kind(Type type) {
    return switch (type.kind()) {
      case INTEGER, LONG, DOUBLE, DECIMAL -> "number";
      case DATE, TIMESTAMP -> "time";
      case STRING -> "text";
      case BOOLEAN -> "truth";
    };
  }

  /** By Dice's coefficient of their pairs of letters. */
  private static boolean alike(String one, String other) {
    Set<String> mine = pairs(bare(one));
    Set<String> theirs = pairs(bare(other));
    long common = mine.stream().filter(theirs::contains).count();
    return common > 0 && 2.0 * common / (mine.size() + theirs.size()) >= ALIKE;
  }

  private static Set<String> pairs(String text) {
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 1 < text.length(); i++) {
      pairs.add(text.substring(i, i + 2));
    }
    return pairs;
  }

  private static boolean sameOrigin(Optional<Origin> one, Optional<Origin> other) {
    if (one.isEmpty() || other.isEmpty() || !one.get().name().equals(other.get().name())) {
      return false;
    }
    if (one.get() instanceof Origin.Web mine && other.get() instanceof Origin.Web theirs) {
      return mine.files().isEmpty()
          ? theirs.files().isEmpty()
          : mine.files().stream().anyMatch(theirs.files()::contains);
    }
    return true;
  }
}
