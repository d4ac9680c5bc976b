package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.release.attack.Attacked.Kind;
import org.jinyanglake.release.written.ColumnRows;
import org.jinyanglake.release.written.FileRows;

/** Attacks the rows of one file, while they are read. */
public final class FileAttack {

  /** Raw values by which it is told what identifiers a column holds. */
  private static final int PROBED = 50;

  /** Masked values whose hidden part is counted. */
  private static final int MOST_MASKED = 500;

  /** One raw value of so many rows is looked up as a token, and a few of few rows. */
  private static final int ROWS_PER_VALUE = 1_000;

  private static final int FEWEST_VALUES = 20;

  private final List<Attacked> columns;
  private final FileRows rows;
  private final List<ColumnRows> read;
  private final RowLinkage linkage;
  private final Map<Integer, Masked> masked = new TreeMap<>();
  private final List<Tokens> tokens = new ArrayList<>();
  private final Map<Integer, NoiseSketch> noise = new TreeMap<>();

  /** A column of masked identifiers. */
  private record Masked(CheckDigits kind, Set<String> values) {
    void add(Object value, long rows) {
      if (values.size() < MOST_MASKED && value instanceof String text) {
        values.add(text);
      }
    }
  }

  /** A column of tokens. */
  private static final class Tokens {
    private final int column;
    private final Dictionary dictionary;
    private final int tried;
    private final TokenCounts.Counter counts = new TokenCounts.Counter();

    Tokens(int column, List<String> values, Set<String> salts) {
      this.column = column;
      dictionary = new Dictionary(values, salts);
      tried = values.size();
    }

    void add(Object value, long rows) {
      if (value instanceof String token) {
        dictionary.look(token);
        counts.add(hash(token), rows);
      }
    }
  }

  /**
   * @param partition in which the file is published
   * @param count of the file's rows, as far as is known
   * @param rows of the file, none of which was read yet
   */
  public FileAttack(AttackPlan plan, String partition, long count, FileRows rows) {
    this.columns = plan.columns();
    this.rows = rows;
    List<Target> targets = plan.targets(partition);
    this.read = columns.stream().map(each -> rows.column(each.name())).toList();
    this.linkage = new RowLinkage(columns, plan.persons() ? targets : List.of(), read);
    long looked = looked(count);
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      if (columns.get(i).kind() == Kind.TOKEN) {
        Tokens of = new Tokens(i, texts(targets, i, looked), plan.salts());
        tokens.add(of);
        read.get(i).tell(of::add);
      } else if (columns.get(i).kind() == Kind.NOISY) {
        noise.put(i, new NoiseSketch());
      } else if (!columns.get(i).mask().isEmpty()) {
        kind(texts(targets, i, PROBED))
            .ifPresent(
                kind -> {
                  Masked of = new Masked(kind, new HashSet<>());
                  masked.put(column, of);
                  read.get(column).tell(of::add);
                });
      }
    }
  }

  private static long looked(long rows) {
    return Math.max(FEWEST_VALUES, rows / ROWS_PER_VALUE);
  }

  /** Those of the targets, in their order, for which a file of so many rows is searched. */
  static List<Target> sought(List<Attacked> columns, List<Target> targets, long rows) {
    int all = RowLinkage.targets(targets.size(), RowLinkage.combinations(columns).size());
    BitSet sought = new BitSet();
    sought.set(0, all);
    for (int column = 0; column < columns.size(); column++) {
      long most =
          columns.get(column).kind() == Kind.TOKEN
              ? looked(rows)
              : columns.get(column).mask().isEmpty() ? 0 : PROBED;
      Set<String> texts = new HashSet<>();
      for (int i = 0; i < targets.size() && texts.size() < most; i++) {
        Object value = targets.get(i).values()[column];
        if (value != null && texts.add(value.toString())) {
          sought.set(i);
        }
      }
    }
    return sought.stream().mapToObj(targets::get).toList();
  }

  private static Optional<CheckDigits> kind(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : CheckDigits.of(texts);
  }

  private static List<String> texts(List<Target> targets, int column, long most) {
    return targets.stream()
        .map(target -> target.values()[column])
        .filter(Objects::nonNull)
        .map(Object::toString)
        .distinct()
        .limit(most)
        .toList();
  }

  /** Sees the rows that were read last. */
  public void add() {
    linkage.add(rows.size(), rows.group());
    if (!noise.isEmpty()) {
      for (int row = 0; row < rows.size(); row++) {
        addNoisy(row);
      }
    }
  }

  private void addNoisy(int row) {
    long name = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (!noise.containsKey(i)) {
        name = 31 * name + hash(String.valueOf(value(i, row)));
      }
    }
    for (Map.Entry<Integer, NoiseSketch> each : noise.entrySet()) {
      each.getValue().add(mixed(name), value(each.getKey(), row));
    }
  }

  private Object value(int column, int row) {
    return read.get(column).value(row);
  }

  /** What was seen of all rows. */
  public Seen seen() {
    Seen seen = new Seen();
    seen.candidates = linkage.candidates();
    for (Tokens of : tokens) {
      seen.tried.put(of.column, of.tried);
      seen.found.put(of.column, of.dictionary.found());
      seen.tokens.put(of.column, of.counts.counts());
    }
    seen.noise.putAll(noise);
    masked.forEach(
        (column, of) -> {
          Seen.Checked checked = new Seen.Checked();
          for (String value : of.values) {
            double candidates = of.kind.candidates(value, columns.get(column).mask());
            checked.tried++;
            checked.expected += candidates < 1 ? 0 : 1 / candidates;
            checked.best = Math.max(checked.best, candidates < 1 ? 0 : 1 / candidates);
          }
          seen.checked.put(column, checked);
        });
    return seen;
  }

  /**
   * Of 64 bits: of a million tokens two share one with a chance of 1 in 10^7. Four characters at a
   * time.
   */
  private static long hash(String text) {
    long hash = text.length();
    int i = 0;
    for (; i + 4 <= text.length(); i += 4) {
      long four =
          text.charAt(i)
              | (long) text.charAt(i + 1) << 16
              | (long) text.charAt(i + 2) << 32
              | (long) text.charAt(i + 3) << 48;
      hash = turned((hash ^ four) * 0x9e3779b97f4a7c15L);
    }
    for (; i < text.length(); i++) {
      hash = turned((hash ^ text.charAt(i)) * 0x9e3779b97f4a7c15L);
    }
    return mixed(hash);
  }

  /** So that the high bits reach the low ones in the next step. */
  private static long turned(long hash) {
    return hash ^ hash >>> 32;
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
