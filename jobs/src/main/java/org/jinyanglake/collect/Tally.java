package org.jinyanglake.collect;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/**
 * What became of every record: counts, and the refused rows themselves. Tasks report each part of a
 * file once, when they have read it to its end; a part that is reported again, by a retried or
 * speculative task or by a second job over the same data, replaces its first report and is not
 * added to it. It has no name, so that Spark shows it in no page and writes it into no event log.
 */
public final class Tally extends AccumulatorV2<Tally.Part, Map<String, Tally.OfFile>> {

  private static final long serialVersionUID = 1;

  /** At most so many refused rows of a part are kept, and so many bytes of their text. */
  static final int MOST_ROWS = 10_000;

  static final int MOST_TEXT = 32 << 20;

  /** At most so many refused rows of a file are kept, and so many characters of their text. */
  static final int MOST_ROWS_OF_FILE = 100_000;

  static final int MOST_TEXT_OF_FILE = 64 << 20;

  /** Of a file of which more are refused, so many of each part stay, to say what is wrong. */
  private static final int SAMPLE = 20;

  /**
   * What became of one part of a file.
   *
   * @param start where the part begins
   * @param refused records refused, at least as many as {@code rows}, which are the first of them
   * @param unknown names of fields that the contract does not know (JSON)
   * @param changed whether the file was found to be another than the one planned
   * @param damage why the file cannot be read to its end; empty if it was
   * @param sums of the columns that are summed, over the good records
   */
  record Part(
      String file,
      long start,
      long good,
      long refused,
      List<RefusedRow> rows,
      Set<String> unknown,
      boolean changed,
      String damage,
      Map<String, BigDecimal> sums)
      implements Serializable {
    Part {
      rows = List.copyOf(rows);
      unknown = Set.copyOf(unknown);
      sums = Map.copyOf(sums);
    }

    private Part sampled() {
      List<RefusedRow> some = rows.subList(0, Math.min(SAMPLE, rows.size()));
      return new Part(file, start, good, refused, some, unknown, changed, damage, sums);
    }

    private long text() {
      return rows.stream().mapToLong(RefusedRow::length).sum();
    }
  }

  private record Key(String file, long start) implements Comparable<Key>, Serializable {
    @Override
    public int compareTo(Key other) {
      int byFile = file.compareTo(other.file);
      return byFile != 0 ? byFile : Long.compare(start, other.start);
    }
  }

  /**
   * What became of a file's records.
   *
   * @param good records that became rows
   * @param refused records that did not
   * @param rows the refused rows, in the order of the file
   * @param complete whether {@code rows} are all that were refused; if not, there are too many to
   *     keep them, and these are the first of each part
   * @param unknown names of fields that the contract does not know (JSON)
   * @param changed whether the file changed after it was fingerprinted: what was read of it must
   *     not be stored
   * @param damage why the file cannot be read to its end, so that nothing of it may be stored;
   *     empty if it can
   * @param sums of the columns that are summed, over the good records; without a column that holds
   *     an infinity or NaN
   */
  public record OfFile(
      long good,
      long refused,
      List<RefusedRow> rows,
      boolean complete,
      Set<String> unknown,
      boolean changed,
      String damage,
      Map<String, BigDecimal> sums) {
    public OfFile {
      rows = List.copyOf(rows);
      unknown = Set.copyOf(unknown);
      sums = Map.copyOf(sums);
    }

    /** Why most of {@code rows} were refused: rule, column and number, the most frequent first. */
    List<String> mostFrequent(int most) {
      Map<String, Long> reasons =
          rows.stream()
              .map(row -> row.column().isEmpty() ? row.rule() : row.rule() + " in " + row.column())
              .collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
      return reasons.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(most)
          .map(each -> each.getKey() + " (" + each.getValue() + ")")
          .toList();
    }
  }

  private final ConcurrentSkipListMap<Key, Part> parts = new ConcurrentSkipListMap<>();
  private final ArrayList<String> summed;

  Tally() {
    this(Set.of());
  }

  private Tally(Collection<String> summed) {
    this.summed = new ArrayList<>(summed);
  }

  /** A new tally, known to the session's Spark application. */
  public static Tally in(SparkSession spark) {
    return in(spark, Set.of());
  }

  /**
   * A new tally, known to the session's Spark application.
   *
   * @param summed the names of columns of numbers that are summed
   */
  static Tally in(SparkSession spark, Set<String> summed) {
    Tally tally = new Tally(summed);
    spark.sparkContext().register(tally);
    return tally;
  }

  /** The columns that are summed. */
  List<String> summed() {
    return summed;
  }

  @Override
  public boolean isZero() {
    return parts.isEmpty();
  }

  @Override
  public Tally copy() {
    Tally copy = new Tally(summed);
    copy.parts.putAll(parts);
    return copy;
  }

  @Override
  public void reset() {
    parts.clear();
  }

  @Override
  public void add(Part part) {
    parts.put(new Key(part.file, part.start), part);
    if (part.rows.isEmpty()) {
      return;
    }
    Map<Key, Part> ofFile =
        parts.subMap(
            new Key(part.file, Long.MIN_VALUE), true, new Key(part.file, Long.MAX_VALUE), true);
    long rows = ofFile.values().stream().mapToLong(each -> each.rows.size()).sum();
    // It will be refused as a whole: its rows need not be held until then.
    if (rows > MOST_ROWS_OF_FILE
        || ofFile.values().stream().mapToLong(Part::text).sum() > MOST_TEXT_OF_FILE) {
      ofFile.replaceAll((key, each) -> each.sampled());
    }
  }

  @Override
  public void merge(AccumulatorV2<Part, Map<String, OfFile>> other) {
    ((Tally) other).parts.values().forEach(this::add);
  }

  /** By file, in order; files of which no part was read to its end are missing. */
  @Override
  public Map<String, OfFile> value() {
    Map<String, List<Part>> byFile = new TreeMap<>();
    parts
        .values()
        .forEach(part -> byFile.computeIfAbsent(part.file, f -> new ArrayList<>()).add(part));
    Map<String, OfFile> files = new TreeMap<>();
    byFile.forEach((file, its) -> files.put(file, sum(its)));
    return files;
  }

  private static OfFile sum(List<Part> parts) {
    List<RefusedRow> rows = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    long good = 0;
    long refused = 0;
    boolean changed = false;
    String damage = "";
    Map<String, BigDecimal> sums = new TreeMap<>(parts.get(0).sums);
    for (Part part : parts) {
      good += part.good;
      refused += part.refused;
      rows.addAll(part.rows);
      unknown.addAll(part.unknown);
      changed |= part.changed;
      damage = damage.isEmpty() ? part.damage : damage;
      if (part != parts.get(0)) {
        sums.keySet().retainAll(part.sums.keySet());
        sums.replaceAll((column, sum) -> sum.add(part.sums.get(column)));
      }
    }
    return new OfFile(good, refused, rows, rows.size() == refused, unknown, changed, damage, sums);
  }

  /** Counts only: this goes into logs. */
  @Override
  public String toString() {
    long good = parts.values().stream().mapToLong(Part::good).sum();
    long refused = parts.values().stream().mapToLong(Part::refused).sum();
    return "Tally(" + parts.size() + " parts, " + good + " rows, " + refused + " refused)";
  }
}
