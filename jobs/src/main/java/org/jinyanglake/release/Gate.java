package org.jinyanglake.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Merge;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.AttackPlan;
import org.jinyanglake.release.attack.Covers;
import org.jinyanglake.release.attack.Seen;
import org.jinyanglake.release.attack.Targets;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Neighbour;
import org.jinyanglake.release.identifiers.Identifier;
import org.jinyanglake.release.tables.LinkedTable;
import org.jinyanglake.release.tables.TableJudge;
import scala.Tuple2;

/**
 * Judges what was written for a zone before anyone can read it. It reads the staged files as a
 * reader would and knows the contract, the policy and the standards; it shares no code with the
 * stage that desensitizes, so that a fault there is not repeated here. In doubt it fails.
 *
 * <p>Each file is read once, as Spark tasks; only counts and hashes come back. Where persons are
 * protected, the source rows are counted once more.
 */
public final class Gate {

  /** Before the name of a quasi-identifier: the column of a recoding with its published value. */
  public static final String RELEASED = "_released_";

  /** The column of a recoding that is true where the rows were not to be published. */
  public static final String WITHHELD = "_withheld";

  private static final String PARTITION = "_partition";

  private static final long BYTES_PER_TASK = 16L << 20;
  private static final long BYTES_HERE = 1L << 20;

  /** Of random numbers of 15 digits one in a hundred looks like an old resident ID. */
  private static final double OLD_ID_SHARE = 0.05;

  private static final Set<Type.Kind> NUMERIC =
      EnumSet.of(Type.Kind.INTEGER, Type.Kind.LONG, Type.Kind.DOUBLE, Type.Kind.DECIMAL);

  /** The techniques whose results are tokens, in which digits mean nothing. */
  private static final Set<String> TOKENS = Set.of("token", "vault");

  /** The techniques that must change values. */
  private static final Set<String> RANDOM = Set.of("noise", "shift");

  /** Of fewer values noise may by chance have changed none: by half a unit, say. */
  private static final int LEAST_CHANGED = 20;

  private static final Set<Type.Kind> FRACTIONS = EnumSet.of(Type.Kind.DOUBLE, Type.Kind.DECIMAL);

  private final SparkSession spark;
  private final Path hierarchies;
  private final Optional<Lake> lake;

  private Gate(SparkSession spark, Path hierarchies, Optional<Lake> lake) {
    this.spark = spark;
    this.hierarchies = hierarchies;
    this.lake = lake;
  }

  /**
   * What was written and what it was made from.
   *
   * @param table the zone's table: its schema, spec and file access; need not be committed
   * @param files what was written, one or more partitions of the table
   * @param recoding one row for each combination of partition columns and raw quasi-identifiers,
   *     under their own names, with the published value of each quasi-identifier that the zone sees
   *     (but no partition column) and of each column by which partitions are merged under {@link
   *     Gate#RELEASED} and its name, and {@link Gate#WITHHELD}; needed where quasi-identifiers are
   *     published and persons counted
   * @param raw the source rows of the same partitions, with at least the columns above and the
   *     contract's person; of a table of counts with margins with all columns
   * @param background what attackers know; empty: nobody attacks
   * @param earlier what the zone remembers of the raw partitions; empty: nothing is compared
   * @param neighbours other tables that readers of the zone may join with this one
   * @param linked tables of counts that share cells with this one and are open in the zone
   */
  public record Staged(
      Contract contract,
      Zone zone,
      Table table,
      List<DataFile> files,
      Optional<Dataset<Row>> recoding,
      Optional<Dataset<Row>> raw,
      Policy policy,
      Optional<Background> background,
      Optional<Earlier> earlier,
      List<Neighbour> neighbours,
      List<LinkedTable> linked) {
    public Staged {
      files = List.copyOf(files);
      linked = List.copyOf(linked);
    }

    /** What is judged by itself, attacked by who knows the source rows. */
    public Staged(
        Contract contract,
        Zone zone,
        Table table,
        List<DataFile> files,
        Optional<Dataset<Row>> recoding,
        Optional<Dataset<Row>> raw,
        Policy policy) {
      this(
          contract,
          zone,
          table,
          files,
          recoding,
          raw,
          policy,
          raw.map(rows -> new Background(rows, 0)),
          Optional.empty(),
          List.of(),
          List.of());
    }
  }

  /**
   * What attackers know.
   *
   * @param raw the source rows, with all columns of the contract that the zone opens, and its
   *     person
   * @param seed by which it is chosen who is looked for, and which nobody knew when the rows were
   *     delivered
   */
  public record Background(Dataset<Row> raw, long seed) {}

  /**
   * What was judged.
   *
   * @param verdicts in the order of the partitions' names
   * @param noted by raw partition, the file that notes its rows, for the zone's state if they are
   *     opened; empty if they are not to be kept
   */
  public record Judged(List<Verdict> verdicts, SortedMap<String, String> noted) {}

  /**
   * A gate.
   *
   * @param hierarchies the folder of {@code <name>.csv} that contracts generalize by
   */
  public static Gate of(SparkSession spark, Path hierarchies) {
    return new Gate(spark, hierarchies, Optional.empty());
  }

  /** The gate of a lake, which keeps the files that its tables do not have any more. */
  public Gate in(Lake keeper) {
    return new Gate(spark, hierarchies, Optional.of(keeper));
  }

  /**
   * Judges every partition that was written or, going by the source, should have been; in the order
   * of their names.
   */
  public List<Verdict> judge(Staged staged) {
    return judged(staged).verdicts();
  }

  /** The same, and what is to be remembered. */
  public Judged judged(Staged staged) {
    return new Judgement(staged, forms(staged.contract(), staged.zone())).judged();
  }

  /** By published column, which raw values a published one can stand for. */
  public Map<String, Covers> covers(Contract contract, Zone zone) {
    Map<String, Covers> covers = new HashMap<>();
    forms(contract, zone).forEach((column, form) -> covers.put(column, form::covers));
    return covers;
  }

  private Map<String, Form> forms(Contract contract, Zone zone) {
    Map<String, Hierarchy> read = new HashMap<>();
    Map<String, Form> forms = new HashMap<>();
    for (Column column : contract.columns(zone)) {
      Object name = column.techniques().get(zone).options().get("hierarchy");
      if (name != null) {
        read.computeIfAbsent(name.toString(), this::hierarchy);
      }
      Form form = Form.of(column, zone, read, contract.zone());
      boolean inValues =
          contract.anonymity().map(Anonymity::inValues).orElse(false) && makesClasses(column, form);
      forms.put(column.name(), inValues ? new PublishedValues(column, zone, form) : form);
    }
    for (Merge merge : contract.merges()) {
      forms.put(
          merge.column(),
          new MergedLabel(
              merge,
              merge
                  .hierarchy()
                  .map(name -> read.computeIfAbsent(name, this::hierarchy))
                  .orElse(null)));
    }
    return forms;
  }

  /** What follows from what is published of another column divides no class. */
  private static boolean makesClasses(Column column, Form form) {
    return column.classification() == Classification.QUASI_IDENTIFIER
        && !column.partition()
        && form.beside().isEmpty();
  }

  private Hierarchy hierarchy(String name) {
    try {
      return Hierarchy.read(
          new Path(hierarchies, name + ".csv"), spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the hierarchy '" + name + "'", e);
    }
  }

  /** Whether some column needs the source beside it: whether noise was added, only that can say. */
  static boolean changesAtRandom(Contract contract, Zone zone) {
    return contract.columns(zone).stream()
        .anyMatch(column -> RANDOM.contains(column.techniques().get(zone).name()));
  }

  static List<String> partitionNames(Contract contract) {
    return contract.partitionColumns().stream().map(Column::name).toList();
  }

  /** The partition columns by which partitions may be merged. */
  static List<String> mergedNames(Contract contract) {
    return contract.merges().stream().map(Merge::column).toList();
  }

  /** The judging of one staged write. */
  private final class Judgement {
    private final Staged staged;
    private final Contract contract;
    private final Map<String, Form> forms;
    private final List<String> quasiIdentifiers;
    private final int k;
    private final List<Diversity> conditions;
    private final AttackRound attacks;
    private AttackPlan plan = AttackPlan.NONE;
    private Map<String, List<Seen>> earlier = Map.of();
    private Optional<List<Row>> rowClasses = Optional.empty();
    private Optional<List<Row>> personRows = Optional.empty();

    Judgement(Staged staged, Map<String, Form> forms) {
      this.staged = staged;
      this.contract = staged.contract();
      this.forms = forms;
      this.quasiIdentifiers =
          contract.columns(staged.zone()).stream()
              .filter(column -> makesClasses(column, forms.get(column.name())))
              .map(Column::name)
              .toList();
      boolean counted = !quasiIdentifiers.isEmpty() || contract.anonymity().isPresent();
      this.k =
          contract.cells().isEmpty() && counted ? staged.policy().k(contract, staged.zone()) : 0;
      this.conditions =
          contract
              .anonymity()
              .map(anonymity -> anonymity.sensitive(contract, staged.zone()))
              .orElse(List.of());
      this.attacks = new AttackRound(staged, forms, quasiIdentifiers, k);
    }

    Judged judged() {
      Map<String, Recount.Expected> expected = recount();
      Map<String, Findings> found = visitFiles();
      judgeCatalog(found);
      compare(found, expected);
      if (attacks.isNoisy()) {
        earlier =
            EarlierVersions.of(
                spark, staged.table(), plan.withoutTargets(), found.keySet(), this::kept);
      }
      Map<String, Map<String, Long>> counted = countDoubtful(expected);
      Repeats repeats = repeats(found);
      judgeMargins(found);
      Together together = Together.of(staged, quasiIdentifiers, k, limits(), rowClasses);
      found.values().forEach(this::judgeOldIds);
      found.values().forEach(this::judgeGroups);
      List<Verdict> verdicts = new ArrayList<>();
      found.forEach(
          (partition, findings) ->
              verdicts.add(
                  verdict(
                      partition,
                      findings,
                      Optional.ofNullable(expected.get(partition)),
                      counted.getOrDefault(partition, Map.of()),
                      repeats,
                      together.of(partition))));
      return new Judged(verdicts, together.noted());
    }

    private Map<String, Findings> visitFiles() {
      Map<String, Findings> found = new TreeMap<>();
      if (staged.files().isEmpty()) {
        return found;
      }
      for (DataFile file : staged.files()) {
        if (file.format() != FileFormat.PARQUET) {
          throw new IllegalArgumentException(
              "the gate reads Parquet, not " + file.format() + ": " + file.location());
        }
      }
      long bytes = staged.files().stream().mapToLong(DataFile::fileSizeInBytes).sum();
      long shares = Math.max(1 + bytes / BYTES_PER_TASK, spark.sparkContext().defaultParallelism());
      int tasks = (int) Math.min(staged.files().size(), shares);
      long most = staged.files().stream().mapToLong(DataFile::recordCount).max().orElse(0);
      FileVisit visit =
          new FileVisit(
              SerializableTable.copyOf(staged.table()),
              opened(),
              cells(),
              staged.policy().classified(),
              plan.forFiles(most));
      for (Tuple2<String, Findings> part :
          bytes <= BYTES_HERE ? here(visit) : tasks(visit, tasks)) {
        found.computeIfAbsent(part._1(), key -> new Findings()).merge(part._2());
      }
      return found;
    }

    private List<Tuple2<String, Findings>> tasks(FileVisit visit, int tasks) {
      return JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(staged.files(), tasks)
          .mapPartitions(visit)
          .collect();
    }

    /** Sooner done than sent to a worker. */
    private List<Tuple2<String, Findings>> here(FileVisit visit) {
      List<Tuple2<String, Findings>> parts = new ArrayList<>();
      try {
        visit.call(staged.files().iterator()).forEachRemaining(parts::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read a staged file", e);
      }
      return parts;
    }

    private List<FileVisit.Opened> opened() {
      return contract.columns(staged.zone()).stream()
          .map(
              column ->
                  new FileVisit.Opened(
                      column.name(),
                      forms.get(column.name()),
                      quasiIdentifiers.contains(column.name()),
                      conditions.stream().anyMatch(each -> each.column().equals(column.name())),
                      isMeasure(column),
                      TOKENS.contains(technique(column)),
                      technique(column).equals("encrypt"),
                      isPlate(column),
                      FRACTIONS.contains(column.type().kind()) && technique(column).equals("keep"),
                      isSummed(column),
                      cue(column)))
          .toList();
    }

    /** Whether the values are the source's, one by one, or must not be. */
    private boolean isSummed(Column column) {
      return staged.raw().isPresent()
          && contract.cells().isEmpty()
          && !column.partition()
          && !quasiIdentifiers.contains(column.name())
          && (technique(column).equals("keep") || RANDOM.contains(technique(column)));
    }

    private List<String> summed() {
      return contract.columns(staged.zone()).stream()
          .filter(this::isSummed)
          .map(Column::name)
          .toList();
    }

    private String technique(Column column) {
      return column.techniques().get(staged.zone()).name();
    }

    private static boolean isPlate(Column column) {
      return isNamed(column, "车牌", "号牌", "plate");
    }

    /** What makes a number an identifier that by itself is none. */
    private static String cue(Column column) {
      return isNamed(column, "护照", "passport")
          ? "护照"
          : isNamed(column, "通行证", "回乡证", "台胞证")
              ? "通行证"
              : isNamed(column, "身份证", "身份号", "证件号") ? "身份证" : "";
    }

    private static boolean isNamed(Column column, String... words) {
      return Stream.of(column.name(), column.header(), column.label())
          .anyMatch(name -> Stream.of(words).anyMatch(name::contains));
    }

    private FileVisit.Cells cells() {
      return contract
          .cells()
          .map(name -> new FileVisit.Cells(name, staged.policy().in(staged.zone()).nMin()))
          .orElse(null);
    }

    /** In a table of counts every number that is not part of a cell's name. */
    private static boolean isMeasure(Column column) {
      return NUMERIC.contains(column.type().kind())
          && !column.partition()
          && column.key() == 0
          && column.classification() != Classification.QUASI_IDENTIFIER;
    }

    /** Judges what the catalog would show of the files. */
    private void judgeCatalog(Map<String, Findings> found) {
      CatalogMetadata catalog = new CatalogMetadata(staged);
      found.values().forEach(catalog::judgeTable);
      boolean personsOpened =
          contract.cells().isEmpty()
              || contract.columns(staged.zone()).stream()
                  .anyMatch(column -> column.name().equals(contract.cells().get()));
      for (DataFile file : staged.files()) {
        Findings findings = found.get(Version.path(staged.table(), file));
        catalog.judge(file, findings);
        if (!personsOpened) {
          findings.add(
              Check.CELLS,
              contract.cells().get(),
              "files that do not show the persons of a cell; open the column in this zone",
              1);
        }
      }
    }

    private boolean isExplained() {
      return staged.recoding().isPresent() || quasiIdentifiers.isEmpty();
    }

    /** Counts the source, and takes the sample of those who are looked for in the same pass. */
    private Map<String, Recount.Expected> recount() {
      boolean attacked = staged.background().isPresent() && attacks.isNeeded();
      TargetSample sample = attacked ? TargetSample.of(staged, attacks.columns()) : null;
      Map<String, Targets> targets = Map.of();
      Map<String, Recount.Expected> expected = Map.of();
      if (staged.raw().isPresent()) {
        Recount.Counted counted =
            Recount.of(
                staged,
                isExplained() ? quasiIdentifiers : List.of(),
                forms,
                summed(),
                personRows(),
                sample);
        rowClasses = counted.rowClasses();
        personRows = counted.personRows();
        expected = counted.expected();
        targets = counted.targets();
      } else if (attacked) {
        targets = Recount.targets(staged, sample, staged.background().get());
      }
      plan = attacks.plan(attacked ? sample.published(targets, staged, forms) : Map.of());
      return expected;
    }

    private void compare(Map<String, Findings> found, Map<String, Recount.Expected> expected) {
      boolean explained = isExplained();
      if (k > 0 && contract.anonymity().isPresent() && !(explained && staged.raw().isPresent())) {
        found
            .values()
            .forEach(
                findings ->
                    findings.add(
                        Check.PERSONS,
                        "",
                        "classes whose persons cannot be counted; give the source and the recoding",
                        findings.classes.size()));
      }
      if (staged.raw().isEmpty()) {
        return;
      }
      expected.keySet().forEach(key -> found.computeIfAbsent(key, any -> new Findings()));
      expected.forEach((partition, source) -> compare(found.get(partition), source, explained));
      found.forEach(
          (partition, findings) ->
              findings.add(
                  Check.ROWS,
                  "",
                  "rows of a partition that the source does not have",
                  expected.containsKey(partition) ? 0 : findings.rows));
    }

    private void compare(Findings findings, Recount.Expected source, boolean explained) {
      findings.add(
          Check.ROWS,
          "",
          "source rows that were neither published nor withheld, or published twice",
          Math.abs(source.rows - source.withheld - findings.rows));
      findings.add(
          Check.CLASSES, "", "source rows of which the recoding says nothing", source.unexplained);
      source.sums.forEach(
          (column, sums) -> compare(column, sums, findings.sums.get(column), findings));
      if (!explained) {
        return;
      }
      long different =
          findings.classes.entrySet().stream()
                  .filter(entry -> rows(source.classes.get(entry.getKey())) != entry.getValue())
                  .count()
              + source.classes.keySet().stream()
                  .filter(key -> !findings.classes.containsKey(key))
                  .count();
      findings.add(
          Check.CLASSES, "", "classes with other rows than the source gives them", different);
      source.wrongLabels.forEach(
          (column, labels) ->
              findings.add(Check.LABELS, column, "labels that do not cover the raw value", labels));
    }

    private void compare(String column, Sums source, Sums published, Findings findings) {
      boolean same = published != null && source.isLike(published);
      boolean random = RANDOM.contains(technique(contract.column(column)));
      if (random && same && source.count() >= LEAST_CHANGED) {
        findings.add(
            Check.FORMS, column, "values that its technique did not change", source.count());
      } else if (!random && !same && source.count() > 0) {
        findings.add(
            Check.ROWS,
            column,
            "partitions with other values than the source has in these rows",
            1);
      }
    }

    private static long rows(Recount.ExpectedClass expected) {
      return expected == null ? 0 : expected.rows;
    }

    /** The exact persons, by partition and class, of classes that may have fewer than k. */
    private Map<String, Map<String, Long>> countDoubtful(Map<String, Recount.Expected> expected) {
      Set<String> doubtful = new HashSet<>();
      expected.forEach(
          (partition, source) ->
              source.classes.forEach(
                  (key, part) -> {
                    if (part.persons() < Math.min(k, part.rows)) {
                      doubtful.add(key);
                    }
                  }));
      return doubtful.isEmpty() || contract.anonymity().isEmpty()
          ? Map.of()
          : PersonCount.of(staged, quasiIdentifiers, doubtful);
    }

    /** What must be known of persons with several rows; of nobody, if no condition asks for it. */
    private Optional<PersonRows> personRows() {
      return conditions.isEmpty() || !isExplained() || staged.raw().isEmpty()
          ? Optional.empty()
          : Optional.of(new PersonRows(staged, quasiIdentifiers, conditioned()));
    }

    private List<String> conditioned() {
      return conditions.stream().map(Diversity::column).distinct().toList();
    }

    /** Looks who has several rows, also where nobody has in one class. */
    private Repeats repeats(Map<String, Findings> found) {
      Repeats repeats = new Repeats(conditioned(), forms, found);
      personRows.ifPresentOrElse(
          repeats::addUnordered, () -> personRows().ifPresent(rows -> rows.forEach(repeats::add)));
      repeats.end();
      return repeats;
    }

    private List<DataFile> kept(List<DataFile> files) {
      return lake.map(of -> Superseded.of(of, staged.zone(), contract.dataset()))
          .map(of -> of.found(staged.table(), files))
          .orElse(files);
    }

    /** What can be inferred of suppressed cells. */
    private void judgeMargins(Map<String, Findings> found) {
      if (contract.margins().isEmpty()) {
        return;
      }
      if (staged.raw().isEmpty()) {
        found
            .values()
            .forEach(
                each ->
                    each.add(
                        Check.INTERVALS, "", "cells that nothing can be compared with", each.rows));
        return;
      }
      try {
        TableJudge.judge(
                contract,
                staged.zone(),
                staged.table(),
                staged.files(),
                TableJudge.collect(
                    staged.raw().get().withColumn(PARTITION, Recount.partition(staged)),
                    contract,
                    PARTITION),
                staged.policy().in(staged.zone()).nMin(),
                staged.linked(),
                this::kept)
            .forEach(
                (partition, faults) ->
                    faults.forEach(
                        each ->
                            found
                                .get(partition)
                                .add(
                                    Check.INTERVALS, each.column(), each.message(), each.count())));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read a table of counts", e);
      }
    }

    private void judgeOldIds(Findings findings) {
      findings.fifteenDigits.forEach(
          (column, seen) -> {
            if (seen[1] > OLD_ID_SHARE * seen[0]) {
              findings.add(
                  Check.IDENTIFIERS,
                  column,
                  "values that hold a " + Identifier.RESIDENT_ID_15.label(),
                  seen[1]);
            }
          });
    }

    private void judgeGroups(Findings findings) {
      findings.groups.forEach(
          (column, rows) -> {
            int least = forms.get(column).leastRows();
            findings.add(
                Check.FORMS,
                column,
                "means of groups of fewer than %d rows".formatted(least),
                rows.values().stream().filter(count -> count < least).count());
          });
    }

    private Verdict verdict(
        String path,
        Findings findings,
        Optional<Recount.Expected> expected,
        Map<String, Long> counted,
        Repeats repeats,
        Optional<Together.OfPartition> together) {
      together.ifPresent(each -> each.report(findings, k, limits()));
      long reached = 0;
      if (k > 0) {
        List<Long> persons = persons(findings, expected, counted);
        reached = persons.stream().mapToLong(Long::longValue).min().orElse(0);
        findings.add(
            Check.PERSONS,
            "",
            "classes of fewer than %d persons; the smallest has %d".formatted(k, reached),
            persons.stream().filter(count -> count < k).count());
      }
      List<Spread.Reached> sensitive =
          findings.rows == 0 ? List.of() : sensitive(path, findings, expected, repeats);
      List<AttackResult> attacked =
          findings.rows == 0 ? List.of() : attacked(path, findings, expected, counted);
      List<AttackResult> all = new ArrayList<>(attacked);
      together.ifPresent(each -> all.addAll(each.attacks(limits())));
      return new Verdict(
          path,
          findings.failures(),
          findings.rows,
          expected.map(source -> OptionalLong.of(source.rows)).orElse(OptionalLong.empty()),
          expected.map(source -> source.withheld).orElse(0L),
          k > 0 ? findings.classes.size() : 0,
          k,
          reached,
          sensitive,
          findings.files,
          findings.stringsScanned,
          expected.map(Recount.Expected::loss).orElse(0.0),
          all,
          findings.figures());
    }

    private Policy.Attacks limits() {
      return staged.policy().attacks(staged.contract(), staged.zone());
    }

    private List<AttackResult> attacked(
        String path,
        Findings findings,
        Optional<Recount.Expected> expected,
        Map<String, Long> counted) {
      Map<String, Recount.ExpectedClass> classes =
          expected.map(source -> source.classes).orElse(Map.of());
      return attacks.results(
          path,
          plan,
          findings,
          keys -> {
            long together =
                Recount.ExpectedClass.persons(
                    keys.stream().map(classes::get).filter(Objects::nonNull).toList());
            long rows = keys.stream().mapToLong(findings.classes::get).sum();
            long exact =
                keys.stream().mapToLong(key -> counted.getOrDefault(key, 0L)).max().orElse(0);
            return classes.isEmpty() ? rows : Math.min(rows, Math.max(together, exact));
          },
          earlier.getOrDefault(path, List.of()));
    }

    private List<Spread.Reached> sensitive(
        String path, Findings findings, Optional<Recount.Expected> expected, Repeats repeats) {
      Map<String, Long> anonymous = new HashMap<>();
      expected.ifPresent(
          source -> source.classes.forEach((key, part) -> anonymous.put(key, part.anonymous)));
      List<Spread.Reached> all = new ArrayList<>();
      for (Diversity condition : conditions) {
        Column column = contract.column(condition.column());
        Spread.Reached reached =
            repeats
                .spread(
                    path,
                    column.name(),
                    findings.sensitive.getOrDefault(column.name(), Map.of()),
                    anonymous)
                .reached(
                    condition, condition.distance(column, staged.zone()), forms.get(column.name()));
        findings.add(
            Check.SENSITIVE,
            column.name(),
            "classes without %s; the worst has %s"
                .formatted(condition.condition(), reached.rounded()),
            reached.failing());
        all.add(reached);
      }
      return all;
    }

    /** Persons of each class; never more than its written rows, and those if nothing else says. */
    private List<Long> persons(
        Findings findings, Optional<Recount.Expected> expected, Map<String, Long> counted) {
      List<Long> persons = new ArrayList<>();
      findings.classes.forEach(
          (key, rows) -> {
            long most =
                expected
                    .map(source -> source.classes.get(key))
                    .map(part -> counted.getOrDefault(key, part.persons()))
                    .orElse(rows);
            persons.add(Math.min(rows, most));
          });
      return persons;
    }
  }
}
