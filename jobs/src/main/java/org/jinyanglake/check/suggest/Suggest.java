package org.jinyanglake.check.suggest;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.Check;
import org.jinyanglake.check.Other;
import org.jinyanglake.check.RuleResult;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.contract.Type.Kind;

/**
 * Proposes the rules that a dataset's rows speak for and its contract does not have.
 *
 * <p>deequ's constraint suggestion looks at all rows; formats, ranges, keys and dependencies come
 * from a {@link Sample}. Whatever is proposed was then judged on all rows by the check itself, and
 * hardly any of them breaks it. Of a column that is not public no value is quoted: it gets no list
 * of values, no range and no words in its pattern.
 */
public final class Suggest {

  /** Of a form, so many values must be. */
  private static final double LEAST = 0.995;

  /** A rule that more rows break is not what the data are like. */
  private static final double MOST_BROKEN = 0.005;

  private static final int MOST_PAIRS = 3;
  private static final Set<Kind> NUMBERS =
      Set.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);
  private static final Set<Kind> NAMES = Set.of(Kind.STRING, Kind.INTEGER, Kind.LONG);

  private final Contract contract;
  private final Map<String, String> kinds;
  private final Map<String, String> references;
  private final Map<DatasetName, Other> others;
  private final Predicate<Rule> valid;
  private final Map<Rule, String> candidates = new LinkedHashMap<>();

  private Suggest(
      Contract contract,
      Map<String, String> kinds,
      Map<String, String> references,
      Map<DatasetName, Other> others,
      Predicate<Rule> valid) {
    this.contract = contract;
    this.kinds = kinds;
    this.references = references;
    this.others = others;
    this.valid = valid;
  }

  /**
   * What is known of a dataset.
   *
   * @param kinds by column, what recognizers take its values for, as {@code RESIDENT_ID}
   * @param references by column, the key of another dataset in which all its values lie, as {@code
   *     city.districts.code}
   * @param others the datasets with these keys
   * @param valid whether a contract may have a rule
   */
  public static Suggest of(
      Contract contract,
      Map<String, String> kinds,
      Map<String, String> references,
      Map<DatasetName, Other> others,
      Predicate<Rule> valid) {
    return new Suggest(contract, kinds, references, others, valid);
  }

  /** The columns that rules are proposed of: those by which a table is partitioned need none. */
  public static List<Column> columns(Contract contract) {
    return contract.columns().stream()
        .filter(column -> !column.partition() && !contract.isValidity(column))
        .toList();
  }

  /**
   * The proposals, column by column, then those of several columns.
   *
   * @param rows the contract's columns, {@code _file} and {@code _row}
   * @param sample of these rows, with the columns of {@link #columns}
   */
  public List<Suggestion> on(Dataset<Row> rows, Sample sample) {
    List<Column> columns = columns(contract);
    if (sample.rows().isEmpty()) {
      return List.of();
    }
    Profiles profiles =
        Profiles.of(
            rows.select(
                columns.stream()
                    .map(column -> col(column.name()))
                    .toArray(org.apache.spark.sql.Column[]::new)));
    if (!has("RowCount")) {
      propose(Severity.ERROR, "RowCount > 0", "a day without rows is a delivery that failed");
    }
    columns.forEach(column -> ofColumn(column, profiles, sample));
    keys(columns, profiles, sample);
    dependencies(columns, sample);
    return judged(rows, profiles.rows());
  }

  private void ofColumn(Column column, Profiles profiles, Sample sample) {
    String name = quoted(column.name());
    List<String> values = sample.values(column.name());
    if (!column.required() && profiles.complete(column.name())) {
      propose(Severity.ROW, "IsComplete " + name, "no row lacks it");
    }
    profiles
        .completeness(column.name())
        .ifPresent(
            least ->
                propose(
                    Severity.WARNING,
                    "Completeness %s >= %s".formatted(name, decimal(Math.floor(least * 100) / 100)),
                    "some rows lack it"));
    if (values.isEmpty()) {
      return;
    }
    // Null breaks most rules; where it may come, they speak of the others.
    boolean nulls = !column.required() && !profiles.complete(column.name());
    String where = nulls ? " where \"%s is not null\"".formatted(column.name()) : "";
    boolean referring =
        references.containsKey(column.name())
            && propose(
                Severity.ROW,
                "ReferentialIntegrity %s \"%s\" = 1.0"
                    .formatted(name, references.get(column.name())),
                "all values are there");
    if (referring) {
      return;
    }
    if (NUMBERS.contains(column.type().kind())) {
      number(column, profiles, values, where);
    } else if (column.type().kind() == Kind.STRING) {
      text(column, profiles, values, where);
    }
  }

  private void number(Column column, Profiles profiles, List<String> values, String where) {
    String name = quoted(column.name());
    if (kinds.getOrDefault(column.name(), "").equals("AGE")) {
      propose(
          Severity.ROW, "ColumnValues " + name + " between -1 and 131" + where, "an age in years");
      return;
    }
    boolean counted =
        NAMES.contains(column.type().kind())
            && profiles.distinct(column.name()) > profiles.rows() / 2;
    Optional<Bounds> bounds = isPublic(column) && !counted ? Bounds.of(values) : Optional.empty();
    if (bounds.isPresent()) {
      String least = bounds.get().least().toPlainString();
      String most = bounds.get().most().toPlainString();
      propose(
          Severity.ROW, "ColumnValues " + name + " >= " + least + where, "far below all others");
      propose(Severity.ROW, "ColumnValues " + name + " <= " + most + where, "far above all others");
    } else if (profiles.nonNegative(column.name())) {
      propose(Severity.ROW, "ColumnValues " + name + " >= 0" + where, "no number is negative");
    }
  }

  private void text(Column column, Profiles profiles, List<String> values, String where) {
    String name = quoted(column.name());
    String kind = kinds.getOrDefault(column.name(), "");
    Optional<KnownFormat> format = KnownFormat.of(values, kind, LEAST);
    Optional<List<String>> codes = KnownFormat.codes(values, kind);
    Optional<List<String>> set =
        isPublic(column) ? profiles.values(column.name()).flatMap(ValueSet::of) : Optional.empty();
    if (codes.isPresent()) {
      propose(
          Severity.ROW,
          "ColumnValues " + name + " in " + ValueSet.written(codes.get()) + where,
          "the words for it");
    } else if (format.isPresent()) {
      propose(
          Severity.ROW,
          "ColumnValues " + name + " matches " + quoted(format.get().pattern()) + where,
          format.get().standard());
    } else if (set.isPresent()) {
      propose(
          Severity.ROW,
          "ColumnValues " + name + " in " + ValueSet.written(set.get()) + where,
          set.get().size() + " values, each of which comes again and again");
    } else {
      Optional<String> shape = Shape.of(values, isPublic(column), LEAST);
      shape.ifPresent(
          pattern ->
              propose(
                  Severity.ROW,
                  "ColumnValues " + name + " matches " + quoted(pattern) + where,
                  "all are written so"));
      if (shape.isEmpty() && profiles.longest(column.name()).isPresent()) {
        propose(
            Severity.ROW,
            "ColumnLength %s <= %d"
                .formatted(name, 2 * profiles.longest(column.name()).getAsLong()),
            "no text is half as long");
      }
    }
  }

  private void keys(List<Column> columns, Profiles profiles, Sample sample) {
    if (!contract.primaryKey().isEmpty()) {
      // A declared key is a rule by itself, or loading makes it one: upsert and history have rows
      // of one key that a rule would refuse.
      return;
    }
    List<String> named =
        columns.stream()
            .filter(column -> NAMES.contains(column.type().kind()))
            .map(Column::name)
            .toList();
    List<String> single =
        named.stream().filter(name -> profiles.complete(name) && profiles.unique(name)).toList();
    single.forEach(
        name -> propose(Severity.ROW, "IsPrimaryKey " + quoted(name), "no value comes twice"));
    if (single.isEmpty()) {
      List<String> keys =
          columns.stream()
              .filter(c -> !Set.of(Kind.DOUBLE, Kind.DECIMAL).contains(c.type().kind()))
              .map(Column::name)
              .filter(profiles::complete)
              .toList();
      new Relations(sample, keys)
          .pairs(MOST_PAIRS)
          .forEach(
              pair ->
                  propose(
                      Severity.ROW,
                      "IsPrimaryKey " + quoted(pair),
                      "no two rows have the same values"));
    }
  }

  private void dependencies(List<Column> columns, Sample sample) {
    List<String> named =
        columns.stream()
            .filter(c -> c.expression().isEmpty())
            .filter(c -> !Set.of(Kind.DOUBLE, Kind.TIMESTAMP).contains(c.type().kind()))
            .map(Column::name)
            .toList();
    for (Relations.Dependency each : new Relations(sample, named).dependencies()) {
      propose(
          Severity.ROW,
          "FunctionalDependency %s -> %s".formatted(quoted(each.from()), quoted(each.to())),
          each.exceptions() == 0
              ? "without exception"
              : "but for %s of the rows".formatted(percent(each.exceptions())));
    }
  }

  /** Those that hardly any row breaks, and keys that none does. */
  private List<Suggestion> judged(Dataset<Row> rows, long all) {
    Check.Result result =
        Check.of(contract.judgedBy(List.copyOf(candidates.keySet()))).against(others).on(rows);
    Map<String, Long> broken = new HashMap<>();
    Map<String, Boolean> passed = new HashMap<>();
    for (RuleResult each : result.results()) {
      boolean row = each.severity() == Severity.ROW;
      broken.merge(each.rule(), row ? (long) each.metric().orElse(all) : 0L, Long::sum);
      passed.merge(each.rule(), row || each.passed(), Boolean::logicalAnd);
    }
    List<Suggestion> suggestions = new ArrayList<>();
    candidates.forEach(
        (rule, why) -> {
          long rowsBroken = broken.getOrDefault(rule.dqdl(), 0L);
          long most = rule.dqdl().startsWith("IsPrimaryKey") ? 0 : (long) (MOST_BROKEN * all);
          if (passed.getOrDefault(rule.dqdl(), false) && rowsBroken <= most) {
            suggestions.add(new Suggestion(rule, why, rowsBroken));
          }
        });
    return suggestions;
  }

  private boolean propose(Severity severity, String dqdl, String why) {
    Rule rule = new Rule(dqdl, severity);
    boolean fits = !has(subject(dqdl)) && valid.test(rule);
    if (fits) {
      candidates.putIfAbsent(rule, why);
    }
    return fits;
  }

  /** What a rule is about: its kind and columns. */
  private static String subject(String dqdl) {
    return dqdl.replaceFirst(
        "^(\\w+(?: \"\\w+\"| ->)*).*", dqdl.startsWith("ColumnValues") ? "$1 " : "$1");
  }

  private boolean has(String subject) {
    return contract.allRules().stream().anyMatch(rule -> rule.dqdl().startsWith(subject));
  }

  private static boolean isPublic(Column column) {
    return column.classification() == Classification.PUBLIC;
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String quoted(List<String> names) {
    return names.stream().map(Suggest::quoted).collect(Collectors.joining(" "));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
