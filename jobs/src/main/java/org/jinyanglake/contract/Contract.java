package org.jinyanglake.contract;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything about one dataset, as its file {@code schemas/<domain>/<dataset>.yaml} says (Open Data
 * Contract Standard v3.1). Immutable and valid: {@link Contracts} makes none that breaks a rule.
 *
 * @param file the path of the contract's file, for messages
 * @param hash the version of the contract: SHA-256 (64 hex digits) of its canonical form, which
 *     does not change with comments, order of keys or layout
 * @param id the contract's own id, a URN
 * @param version as the contract says, semantic versioning
 * @param tenant the city or organisation, as 太原市
 * @param title the dataset's name for people
 * @param purpose what the data are (ODCS description.purpose), may be empty
 * @param limitations may be empty
 * @param usage may be empty
 * @param legalBasis may be empty
 * @param orderColumn for {@link LoadMode#UPSERT}: of two rows of one key the one with the greater
 *     value wins
 * @param cells for a table of counts: the column that holds the number of persons of a cell; cells
 *     below the policy's n_min are suppressed on release
 * @param sample that only some persons are opened; empty: all
 * @param zone in which dates and times without an offset are read
 * @param officer user name of the chief data officer, who approves
 * @param steward user name of the steward, who proposes
 * @param provider the department or company that provides the data, for people
 * @param frequency how often new data are due
 * @param retention how long raw data are kept
 * @param grade its grade, at least that of each column
 * @param reviewer user name of the person who reviews what is left out as classified, neither the
 *     officer nor the steward; empty: nobody, and what is found holds its partition back
 * @param origin where landing files are fetched from; empty: somebody puts them there
 * @param tolerance how many rows of a file may be refused; empty: any number that can be kept
 * @param keepOriginals whether the bytes of landing files are kept
 * @param deletion by what a row says that its key is deleted; empty: none does
 * @param drift what may change in its files by itself
 * @param delivery what becomes of deliveries that are not as they should be
 * @param retired whether the dataset has come to its end: what is open of it is withdrawn, once
 *     that is approved and its notice is over
 * @param margins what adds up in a table of counts; empty: each cell stands for itself
 */
public record Contract(
    String file,
    String hash,
    DatasetName dataset,
    String id,
    String version,
    String tenant,
    String title,
    String purpose,
    String limitations,
    String usage,
    OpeningType openingType,
    String legalBasis,
    LoadMode loadMode,
    Optional<String> orderColumn,
    Source source,
    List<Column> columns,
    List<Rule> rules,
    Optional<Anonymity> anonymity,
    Optional<String> cells,
    Optional<Sample> sample,
    ZoneId zone,
    String officer,
    String steward,
    String provider,
    Optional<Duration> frequency,
    Optional<Duration> retention,
    List<String> tags,
    Grade grade,
    Optional<String> reviewer,
    Optional<Origin> origin,
    Optional<Tolerance> tolerance,
    boolean keepOriginals,
    Optional<Deletion> deletion,
    Drift drift,
    Delivery delivery,
    boolean retired,
    Optional<Margins> margins,
    AttackLimits attacks) {

  public Contract {
    columns = List.copyOf(columns);
    rules = List.copyOf(rules);
    tags = List.copyOf(tags);
  }

  /** A contract of general data, without anything that not all contracts have. */
  public Contract(
      String file,
      String hash,
      DatasetName dataset,
      String id,
      String version,
      String tenant,
      String title,
      String purpose,
      String limitations,
      String usage,
      OpeningType openingType,
      String legalBasis,
      LoadMode loadMode,
      Optional<String> orderColumn,
      Source source,
      List<Column> columns,
      List<Rule> rules,
      Optional<Anonymity> anonymity,
      Optional<String> cells,
      Optional<Sample> sample,
      ZoneId zone,
      String officer,
      String steward,
      String provider,
      Optional<Duration> frequency,
      Optional<Duration> retention,
      List<String> tags) {
    this(
        file,
        hash,
        dataset,
        id,
        version,
        tenant,
        title,
        purpose,
        limitations,
        usage,
        openingType,
        legalBasis,
        loadMode,
        orderColumn,
        source,
        columns,
        rules,
        anonymity,
        cells,
        sample,
        zone,
        officer,
        steward,
        provider,
        frequency,
        retention,
        tags,
        Grade.GENERAL_3,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Drift.NONE,
        Delivery.NONE,
        false,
        Optional.empty(),
        AttackLimits.NONE);
  }

  /** The same contract with other columns; it keeps its hash. */
  public Contract of(List<Column> others) {
    return with(source, others, rules);
  }

  /** The same table of counts, with its margins. */
  public Contract with(Margins others) {
    return with(source, columns, rules, Optional.of(others));
  }

  /** The same dataset, read from elsewhere. */
  public Contract from(Source other) {
    return with(other, columns, rules);
  }

  /** The same dataset, judged by other rules; it keeps its hash. */
  public Contract judgedBy(List<Rule> others) {
    return with(source, columns, others);
  }

  private Contract with(Source otherSource, List<Column> otherColumns, List<Rule> otherRules) {
    return with(otherSource, otherColumns, otherRules, margins);
  }

  private Contract with(
      Source otherSource,
      List<Column> otherColumns,
      List<Rule> otherRules,
      Optional<Margins> otherMargins) {
    return new Contract(
        file,
        hash,
        dataset,
        id,
        version,
        tenant,
        title,
        purpose,
        limitations,
        usage,
        openingType,
        legalBasis,
        loadMode,
        orderColumn,
        otherSource,
        otherColumns,
        otherRules,
        anonymity,
        cells,
        sample,
        zone,
        officer,
        steward,
        provider,
        frequency,
        retention,
        tags,
        grade,
        reviewer,
        origin,
        tolerance,
        keepOriginals,
        deletion,
        drift,
        delivery,
        retired,
        otherMargins,
        attacks);
  }

  /**
   * The zones in which the dataset is opened, by the techniques of its columns; none once it is
   * retired.
   */
  public Set<Zone> opened() {
    Set<Zone> zones = new TreeSet<>();
    if (retired) {
      return zones;
    }
    columns.forEach(
        column ->
            column
                .techniques()
                .forEach(
                    (zone, technique) -> {
                      if (!technique.name().equals("suppress")) {
                        zones.add(zone);
                      }
                    }));
    return zones;
  }

  /** The columns that a zone sees, in the contract's order. */
  public List<Column> columns(Zone zone) {
    return columns.stream()
        .filter(column -> column.techniques().containsKey(zone))
        .filter(column -> !column.techniques().get(zone).name().equals("suppress"))
        .toList();
  }

  /** Whether what a zone sees depends on the dataset's key. */
  public boolean keyed(Zone zone) {
    return sample().isPresent()
        || columns(zone).stream().anyMatch(column -> column.techniques().get(zone).keyed());
  }

  /** The column from which a version of a history is valid; no file has it. */
  public static final String VALID_FROM = "valid_from";

  /** The column until before which a version of a history is valid; null for the last one. */
  public static final String VALID_TO = "valid_to";

  /** Whether a column is one of those that the lake keeps of a history. */
  public boolean isValidity(Column column) {
    return loadMode == LoadMode.HISTORY
        && (column.name().equals(VALID_FROM) || column.name().equals(VALID_TO));
  }

  /** The columns that are read from the source, neither computed nor kept by the lake. */
  public List<Column> sourceColumns() {
    return columns.stream()
        .filter(column -> column.expression().isEmpty() && !isValidity(column))
        .toList();
  }

  /** Whether each landing file holds a whole day of a source and takes the place of a partition. */
  public boolean isDaily() {
    return origin
        .filter(from -> from instanceof Origin.Database table && table.days().isPresent())
        .isPresent();
  }

  /** Whether its files hold what changed in a table of another lake, and not the whole table. */
  public boolean isChanges() {
    return loadMode != LoadMode.SNAPSHOT
        && origin.filter(Origin.LakeTable.class::isInstance).isPresent();
  }

  /** The columns from the source that a column is made of: itself, or those it is computed from. */
  public List<Column> sources(Column column) {
    if (column.expression().isEmpty()) {
      return List.of(column);
    }
    Set<String> names = SqlGuard.names(column.expression().get());
    return sourceColumns().stream().filter(each -> names.contains(each.name())).toList();
  }

  /** Which partitions are published together as one; empty: none. */
  public List<Merge> merges() {
    return anonymity.map(Anonymity::merge).orElse(List.of());
  }

  /** The columns by which the tables are partitioned, in the contract's order. */
  public List<Column> partitionColumns() {
    return columns.stream().filter(Column::partition).toList();
  }

  /** The primary key, in its own order; empty if none is declared. */
  public List<Column> primaryKey() {
    return columns.stream()
        .filter(column -> column.key() > 0)
        .sorted(java.util.Comparator.comparingInt(Column::key))
        .toList();
  }

  /** The column of that name; throws {@link IllegalArgumentException} if there is none. */
  public Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(dataset + " has no column " + name));
  }

  /**
   * The rules that rows are judged by: {@link #rules}, after one for each computed column that is
   * required, as the reader of the source cannot refuse a row for it, and one for the primary key,
   * unless a rule demands it already or the way of loading makes it one.
   */
  public List<Rule> allRules() {
    Stream<Rule> computed =
        columns.stream()
            .filter(column -> column.required() && column.expression().isPresent())
            .map(column -> new Rule("IsComplete \"" + column.name() + "\"", Rule.Severity.ROW));
    return Stream.of(computed, keyRule().stream(), rules.stream())
        .flatMap(each -> each)
        .distinct()
        .toList();
  }

  /** The other datasets that rules compare this one with; rows of it derive from none of them. */
  public Set<DatasetName> compared() {
    return references().stream()
        .map(Reference::dataset)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The datasets that are judged and opened before this one: it derives from them, compares with
   * them or shares cells with them.
   */
  public Set<DatasetName> before() {
    Set<DatasetName> before = new TreeSet<>(compared());
    margins.ifPresent(its -> before.addAll(its.linked()));
    if (source instanceof Source.Query query) {
      before.addAll(query.inputs());
    }
    return before;
  }

  /** What rules read of other datasets. */
  public List<Reference> references() {
    return rules.stream().flatMap(rule -> Reference.in(rule).stream()).toList();
  }

  private Optional<Rule> keyRule() {
    List<String> key = primaryKey().stream().map(Column::name).toList();
    if (key.isEmpty() || loadMode.isByKey() || Keys.demanded(key, rules)) {
      return Optional.empty();
    }
    // Where a query makes rows of one key, the query is wrong, not the second row.
    boolean derived = source instanceof Source.Query;
    return Optional.of(
        new Rule(
            "IsPrimaryKey \"" + String.join("\" \"", key) + "\"",
            derived ? Rule.Severity.ERROR : Rule.Severity.ROW));
  }
}
