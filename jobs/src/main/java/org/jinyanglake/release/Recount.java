package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.url_encode;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.release.attack.Targets;
import org.jinyanglake.release.history.Earlier;
import scala.Tuple2;

/**
 * Counts again, from the source rows and the recoding alone, what each published class must hold,
 * and looks at each line of the recoding: can what is published stand for what was there?
 *
 * <p>The source rows are collapsed to their distinct raw quasi-identifiers before they meet the
 * recoding, and persons to a set of buckets: the number of buckets taken is a lower bound. A class
 * that it leaves in doubt is counted by {@link PersonCount}.
 */
final class Recount implements FlatMapFunction<Iterator<Row>, Tuple2<String, Recount.Expected>> {

  private static final long serialVersionUID = 1;

  /** Words of 64 buckets: of five persons two share a bucket in one class of 25. */
  private static final int WORDS = 4;

  /** Before the name of a key of the recoding, beside the same key of the source. */
  static final String KEY_PREFIX = "__gate_key_";

  /** Before the path of a raw partition, of which only the targets are meant; in no path. */
  private static final String OF_TARGETS = "\u0000";

  private static final String BUCKET = "__gate_bucket";
  private static final String SUM = "__gate_sum_";
  static final String WITHHELD = "__gate_withheld";
  private static final int FIRST_WORD = 4;
  private static final int FIRST_LABEL = FIRST_WORD + WORDS;

  /** What the source gives to a class. */
  static final class ExpectedClass implements Serializable {
    private static final long serialVersionUID = 1;
    private final long[] buckets = new long[WORDS];

    /** Rows without a person. */
    long anonymous;

    long rows;

    /** There are at least so many persons; all rows without one are one person together. */
    long persons() {
      long taken = Math.min(1, anonymous);
      for (long word : buckets) {
        taken += Long.bitCount(word);
      }
      return taken;
    }

    /** There are at least so many persons in all of them together. */
    static long persons(Iterable<ExpectedClass> classes) {
      ExpectedClass all = new ExpectedClass();
      classes.forEach(all::merge);
      return all.persons();
    }

    private void merge(ExpectedClass other) {
      for (int i = 0; i < WORDS; i++) {
        buckets[i] |= other.buckets[i];
      }
      anonymous += other.anonymous;
      rows += other.rows;
    }
  }

  /** What the source gives to a partition. */
  static final class Expected implements Serializable {
    private static final long serialVersionUID = 1;

    /** By {@link ClassKey}. */
    final Map<String, ExpectedClass> classes = new HashMap<>();

    /** By column, the raw values that its label does not cover. */
    final Map<String, Long> wrongLabels = new TreeMap<>();

    /** Of each column that is published value by value, the values of rows that are published. */
    final Map<String, Sums> sums = new TreeMap<>();

    long rows;
    long withheld;

    /** Source rows of which the recoding says nothing. */
    long unexplained;

    /** Persons who are looked for; only under the path of their raw partition. */
    Targets targets;

    Expected() {}

    private Expected(Targets targets) {
      this.targets = targets;
    }

    /** The sum of n ln n over the n rows of each raw tuple. */
    private double tuples;

    /**
     * The share of the information (entropy) in the raw tuples that the classes do not tell any
     * more, the rows withheld being one class: 1 - H(class) / H(tuple), 0 if all tuples are one.
     * After de Waal and Willenborg, Information loss through global recoding and local suppression
     * (1999).
     */
    double loss() {
      double all = rows * Math.log(Math.max(1, rows));
      double kept = withheld * Math.log(Math.max(1, withheld));
      for (ExpectedClass each : classes.values()) {
        kept += each.rows * Math.log(each.rows);
      }
      double loss = 1 - (all - kept) / (all - tuples);
      return all - tuples < 1e-9 ? 0 : Math.min(1, Math.max(0, loss));
    }

    private void merge(Expected other) {
      other.classes.forEach(
          (key, part) -> classes.computeIfAbsent(key, any -> new ExpectedClass()).merge(part));
      other.wrongLabels.forEach((column, labels) -> wrongLabels.merge(column, labels, Long::sum));
      other.sums.forEach(
          (column, part) -> sums.computeIfAbsent(column, any -> new Sums()).add(part));
      rows += other.rows;
      withheld += other.withheld;
      unexplained += other.unexplained;
      if (other.targets != null) {
        targets = targets == null ? other.targets : targets.and(other.targets);
      }
      tuples += other.tuples;
    }
  }

  /** Columns whose labels are looked at: of classes, then of merged partitions. */
  private final List<String> labelled;

  private final List<Form> forms;
  private final int quasiIdentifiers;
  private final TargetSample sample;

  /** Whether a label covers a raw value, by column and both: few come in many tuples. */
  private final List<Map<List<Object>, Boolean>> covered;

  /** The key of each class, by its labels. */
  private final Map<List<Object>, String> names = new HashMap<>();

  /** Columns whose values are summed. */
  private final List<String> summed;

  /**
   * What was counted.
   *
   * @param expected by the path of the partition in which the rows are published
   * @param targets persons who are looked for, by the path of their raw partition
   * @param rowClasses few rows of {@link RowClasses}, which came in the same job
   * @param personRows few rows of {@link PersonRows}, likewise
   */
  record Counted(
      Map<String, Expected> expected,
      Map<String, Targets> targets,
      Optional<List<Row>> rowClasses,
      Optional<List<Row>> personRows) {}

  private Recount(
      List<String> labelled,
      List<Form> forms,
      int quasiIdentifiers,
      List<String> summed,
      TargetSample sample) {
    this.summed = List.copyOf(summed);
    this.labelled = labelled;
    this.forms = forms;
    this.covered =
        forms.stream()
            .map(any -> (Map<List<Object>, Boolean>) new HashMap<List<Object>, Boolean>())
            .toList();
    this.quasiIdentifiers = quasiIdentifiers;
    this.sample = sample;
  }

  /** Only the sample, where nothing is to be counted. */
  static Map<String, Targets> targets(
      Gate.Staged staged, TargetSample sample, Gate.Background background) {
    Dataset<Row> rows = sample.rows(staged, background);
    List<Column> nothing = new ArrayList<>();
    nothing.add(rows.col(rows.columns()[0]));
    for (int i = 1; i < FIRST_LABEL; i++) {
      nothing.add(lit(null));
    }
    nothing.add(rows.col(rows.columns()[1]));
    return new Recount(List.of(), List.of(), 0, List.of(), sample)
        .of(
            rows.select(nothing.toArray(Column[]::new)),
            Engine.isOnePartition(background.raw()),
            OptionalInt.empty(),
            OptionalInt.empty())
        .targets();
  }

  /**
   * Counts by partition, by its path.
   *
   * @param quasiIdentifiers the published ones, without partition columns
   * @param forms by column
   * @param summed columns whose values are to be summed
   * @param persons whose rows are wanted, too, if they are few
   */
  static Counted of(
      Gate.Staged staged,
      List<String> quasiIdentifiers,
      Map<String, Form> forms,
      List<String> summed,
      Optional<PersonRows> persons,
      TargetSample sample) {
    List<String> keys = keys(staged, quasiIdentifiers);
    List<String> labelled = new ArrayList<>(quasiIdentifiers);
    staged.recoding().ifPresent(any -> labelled.addAll(Gate.mergedNames(staged.contract())));
    Dataset<Row> tuples = tuples(staged, keys, summed);
    Dataset<Row> explained =
        staged.recoding().isEmpty()
            ? tuples.withColumn(WITHHELD, lit(false))
            : tuples.join(
                // Unlike a broadcast it is no Spark job of its own, and both sides are small.
                lookup(staged.recoding().get(), keys, labelled).hint("shuffle_hash"),
                same(keys),
                "left");
    List<Column> selected = new ArrayList<>();
    selected.add(partition(staged));
    selected.add(col(WITHHELD));
    selected.add(col("__gate_rows"));
    selected.add(col("__gate_anonymous"));
    for (int word = 0; word < WORDS; word++) {
      selected.add(col(BUCKET + word));
    }
    for (String name : labelled) {
      selected.add(col(name));
      selected.add(col(Gate.RELEASED + name));
    }
    for (String name : summed) {
      Sums.names(SUM + name).forEach(each -> selected.add(col(each)));
    }
    Dataset<Row> counted = explained.select(selected.toArray(Column[]::new));
    boolean here = Engine.isOnePartition(staged.raw().orElseThrow());
    OptionalInt rowClasses = OptionalInt.empty();
    if (here && Together.isNeeded(staged)) {
      rowClasses = OptionalInt.of(counted.schema().size());
      counted = beside(counted, asOneValue(RowClasses.of(staged, quasiIdentifiers), "__gate_row"));
    }
    OptionalInt personRows = OptionalInt.empty();
    if (here && persons.isPresent()) {
      personRows = OptionalInt.of(counted.schema().size());
      counted = beside(counted, asOneValue(persons.get().all(), "__gate_person_row"));
    }
    if (sample != null) {
      counted = beside(counted, sample.rows(staged, staged.background().get()));
    }
    return new Recount(
            labelled,
            labelled.stream().map(forms::get).toList(),
            quasiIdentifiers.size(),
            summed,
            sample)
        .of(counted, here, rowClasses, personRows);
  }

  /** Each row as one value, after a text that says nothing. */
  private static Dataset<Row> asOneValue(Dataset<Row> rows, String name) {
    Column[] all = Stream.of(rows.columns()).map(each -> col(each)).toArray(Column[]::new);
    return rows.select(lit("").as("__gate_none"), struct(all).as(name));
  }

  /** Both in one Spark job: rows that hold a target, say, hold nothing else. */
  private static Dataset<Row> beside(Dataset<Row> counted, Dataset<Row> targets) {
    String target = targets.columns()[1];
    List<Column> selected = new ArrayList<>();
    selected.add(targets.col(targets.columns()[0]));
    for (int i = 1; i < counted.schema().size(); i++) {
      selected.add(lit(null).cast(counted.schema().apply(i).dataType()));
    }
    selected.add(targets.col(target));
    return counted
        .withColumn(target, lit(null).cast(targets.schema().apply(target).dataType()))
        .union(targets.select(selected.toArray(Column[]::new)));
  }

  /**
   * Counts.
   *
   * @param here whether there are few rows
   * @param rowClasses which column holds rows of {@link RowClasses}, if any does
   * @param personRows which column holds rows of {@link PersonRows}, likewise
   */
  private Counted of(
      Dataset<Row> counted, boolean here, OptionalInt rowClasses, OptionalInt personRows) {
    Map<String, Expected> all = new HashMap<>();
    List<Row> ofClasses = new ArrayList<>();
    List<Row> ofPersons = new ArrayList<>();
    if (here) {
      List<Row> tuples = new ArrayList<>();
      for (Row each : counted.collectAsList()) {
        if (rowClasses.isPresent() && !each.isNullAt(rowClasses.getAsInt())) {
          ofClasses.add(each.getStruct(rowClasses.getAsInt()));
        } else if (personRows.isPresent() && !each.isNullAt(personRows.getAsInt())) {
          ofPersons.add(each.getStruct(personRows.getAsInt()));
        } else {
          tuples.add(each);
        }
      }
      all = classes(tuples.iterator());
    } else {
      for (Tuple2<String, Expected> part : counted.javaRDD().mapPartitions(this).collect()) {
        all.computeIfAbsent(part._1(), any -> new Expected()).merge(part._2());
      }
    }
    Map<String, Expected> expected = new HashMap<>();
    Map<String, Targets> targets = new HashMap<>();
    all.forEach(
        (path, of) -> {
          if (of.targets == null) {
            expected.put(path, of);
          } else {
            targets.put(path.substring(OF_TARGETS.length()), of.targets);
          }
        });
    return new Counted(
        expected,
        targets,
        rowClasses.isPresent() ? Optional.of(ofClasses) : Optional.empty(),
        personRows.isPresent() ? Optional.of(ofPersons) : Optional.empty());
  }

  /** What a row of the source is looked up by in the recoding. */
  static List<String> keys(Gate.Staged staged, List<String> quasiIdentifiers) {
    List<String> keys = new ArrayList<>(Gate.partitionNames(staged.contract()));
    staged
        .recoding()
        .filter(recoding -> List.of(recoding.columns()).contains(Earlier.GROUP))
        .ifPresent(any -> keys.add(Earlier.GROUP));
    keys.addAll(quasiIdentifiers);
    return keys;
  }

  /** The distinct tuples with their rows and persons. */
  private static Dataset<Row> tuples(Gate.Staged staged, List<String> keys, List<String> summed) {
    Column person = Persons.of(staged);
    List<Column> selected = new ArrayList<>(keys.stream().map(name -> col(name)).toList());
    selected.add(when(person.isNotNull(), xxhash64(person)).as(BUCKET));
    List<Column> counted = new ArrayList<>();
    counted.add(count(lit(1)).minus(count(col(BUCKET))).as("__gate_anonymous"));
    for (int word = 0; word < WORDS; word++) {
      counted.add(
          expr("bit_or(IF(pmod(shiftright(%1$s, 6), %2$d) = %3$d, shiftleft(1L, CAST(pmod(%1$s, 64) AS INT)), 0L))"
                  .formatted(BUCKET, WORDS, word))
              .as(BUCKET + word));
    }
    Dataset<Row> raw = staged.raw().orElseThrow();
    for (String name : summed) {
      selected.add(col(name).as(SUM + name));
      counted.addAll(Sums.of(SUM + name, raw.schema().apply(name).dataType(), SUM + name));
    }
    return raw.select(selected.toArray(Column[]::new))
        .groupBy(keys.stream().map(name -> col(name)).toArray(Column[]::new))
        .agg(count(lit(1)).as("__gate_rows"), counted.toArray(Column[]::new));
  }

  /** The recoding, its keys under names of their own. */
  static Dataset<Row> lookup(Dataset<Row> recoding, List<String> keys, List<String> labelled) {
    List<Column> selected = new ArrayList<>();
    keys.forEach(name -> selected.add(col(name).as(KEY_PREFIX + name)));
    labelled.forEach(name -> selected.add(col(Gate.RELEASED + name)));
    selected.add(coalesce(col(Gate.WITHHELD), lit(false)).as(WITHHELD));
    return recoding.select(selected.toArray(Column[]::new));
  }

  static Column same(List<String> keys) {
    Column same = lit(true);
    for (String name : keys) {
      same = same.and(col(name).eqNullSafe(col(KEY_PREFIX + name)));
    }
    return same;
  }

  /**
   * The partition in which each row is published, by its path; of rows that are joined with the
   * recoding, if there is one.
   */
  static Column partition(Gate.Staged staged) {
    List<String> merged =
        staged.recoding().isEmpty() ? List.of() : Gate.mergedNames(staged.contract());
    return concat_ws(
        "/",
        Gate.partitionNames(staged.contract()).stream()
            .map(
                name -> {
                  Column raw = col(name).cast("string");
                  Column value =
                      merged.contains(name) ? coalesce(col(Gate.RELEASED + name), raw) : raw;
                  return concat(lit(name + "="), coalesce(url_encode(value), lit("null")));
                })
            .toArray(Column[]::new));
  }

  @Override
  public Iterator<Tuple2<String, Expected>> call(Iterator<Row> tuples) {
    return classes(tuples).entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }

  private Map<String, Expected> classes(Iterator<Row> tuples) {
    Map<String, Expected> byPartition = new HashMap<>();
    while (tuples.hasNext()) {
      Row tuple = tuples.next();
      if (sample != null && tuple.size() > FIRST_LABEL + 2 * forms.size()) {
        int last = tuple.size() - 1;
        if (!tuple.isNullAt(last)) {
          Expected of =
              byPartition.computeIfAbsent(
                  OF_TARGETS + tuple.getString(0), any -> new Expected(sample.none()));
          of.targets.add(sample.target(tuple.getStruct(last)));
          continue;
        }
      }
      add(tuple, byPartition.computeIfAbsent(tuple.getString(0), any -> new Expected()));
    }
    return byPartition;
  }

  private void add(Row tuple, Expected expected) {
    long rows = tuple.getLong(2);
    expected.rows += rows;
    expected.tuples += rows * Math.log(rows);
    if (tuple.isNullAt(1)) {
      expected.unexplained += rows;
      return;
    }
    if (tuple.getBoolean(1)) {
      expected.withheld += rows;
      return;
    }
    int firstSum = FIRST_LABEL + 2 * forms.size();
    for (int i = 0; i < summed.size(); i++) {
      expected
          .sums
          .computeIfAbsent(summed.get(i), any -> new Sums())
          .add(tuple, firstSum + Sums.WIDTH * i);
    }
    List<Object> labels = new ArrayList<>();
    for (int i = 0; i < forms.size(); i++) {
      Object label = tuple.get(FIRST_LABEL + 2 * i + 1);
      if (i < quasiIdentifiers) {
        labels.add(label);
      }
      if (!covers(i, tuple.get(FIRST_LABEL + 2 * i), label)) {
        expected.wrongLabels.merge(labelled.get(i), 1L, Long::sum);
      }
    }
    ExpectedClass part = new ExpectedClass();
    part.rows = rows;
    part.anonymous = tuple.getLong(3);
    for (int word = 0; word < WORDS; word++) {
      part.buckets[word] = tuple.getLong(FIRST_WORD + word);
    }
    String name = names.computeIfAbsent(labels, ClassKey::of);
    expected.classes.computeIfAbsent(name, any -> new ExpectedClass()).merge(part);
  }

  private boolean covers(int column, Object raw, Object label) {
    Form form = forms.get(column);
    return covered
        .get(column)
        .computeIfAbsent(Arrays.asList(raw, label), pair -> form.covers(pair.get(0), pair.get(1)));
  }
}
