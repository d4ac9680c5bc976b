package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * By how much the written rows of each value are more than the persons who have it, in partitions
 * and in their classes: a person of several rows with one value is counted too often.
 *
 * <p>The files do not say whose a row is, so the source does ({@link PersonRows}); its value is the
 * written one of the class that it can stand for. Where there are several of these nothing is taken
 * off, so that no value has too few persons, and it is counted by how much there may be too many.
 */
final class Repeats {

  /** In a class, or in all of a partition. */
  private static final class Repeated {
    private long rows;
    private final Map<String, Map<Object, Long>> values = new HashMap<>();
    private final Map<String, Long> doubtful = new HashMap<>();
  }

  /** The value under which a raw one is written; not known if several may be it. */
  private record Written(boolean known, Object value) {}

  /** Beside the keys of classes, that of all of them. */
  private static final String PARTITION = "";

  private final List<String> columns;
  private final Map<String, Form> forms;
  private final Map<String, Findings> found;
  private final Map<List<Object>, Written> written = new HashMap<>();
  private final Map<List<String>, Repeated> repeated = new HashMap<>();

  /** Rows of one person. */
  private final List<Row> person = new ArrayList<>();

  /**
   * Nothing so far.
   *
   * @param columns the sensitive columns, as in {@link PersonRows}
   * @param forms by column
   * @param found what is written, by partition
   */
  Repeats(List<String> columns, Map<String, Form> forms, Map<String, Findings> found) {
    this.columns = columns;
    this.forms = forms;
    this.found = found;
  }

  /** Adds a row of {@link PersonRows}; those of one person in a partition follow each other. */
  void add(Row row) {
    if (!person.isEmpty() && !isOfSame(person.get(0), row)) {
      addPerson();
    }
    person.add(row);
  }

  /** The same in any order. */
  void addUnordered(List<Row> rows) {
    rows.stream()
        .sorted(
            Comparator.<Row>comparingLong(row -> row.getLong(PersonRows.PERSON))
                .thenComparing(row -> row.getString(PersonRows.PATH)))
        .forEach(this::add);
  }

  /** Nothing is added any more. */
  void end() {
    addPerson();
  }

  private static boolean isOfSame(Row one, Row other) {
    return one.getLong(PersonRows.PERSON) == other.getLong(PersonRows.PERSON)
        && one.getString(PersonRows.PATH).equals(other.getString(PersonRows.PATH));
  }

  private void addPerson() {
    if (times(person) > 1) {
      Map<String, List<Row>> classes = new HashMap<>();
      for (Row row : person) {
        classes.computeIfAbsent(row.getString(PersonRows.CLASS), any -> new ArrayList<>()).add(row);
      }
      classes.forEach(this::add);
      add(PARTITION, person);
    }
    person.clear();
  }

  private static long times(List<Row> rows) {
    return rows.stream().mapToLong(PersonRows::times).sum();
  }

  private void add(String key, List<Row> rows) {
    long more = times(rows) - 1;
    if (more == 0) {
      return;
    }
    Repeated of =
        repeated.computeIfAbsent(
            List.of(rows.get(0).getString(PersonRows.PATH), key), any -> new Repeated());
    of.rows += more;
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      Map<Object, Long> values = new HashMap<>();
      long unknown = 0;
      for (Row row : rows) {
        Written value = written(row, i);
        if (value.known()) {
          values.merge(value.value(), PersonRows.times(row), Long::sum);
        } else {
          unknown += PersonRows.times(row);
        }
      }
      Map<Object, Long> all = of.values.computeIfAbsent(column, any -> new HashMap<>());
      values.forEach((value, times) -> all.merge(value, times - 1, Long::sum));
      of.doubtful.merge(column, Math.min(unknown, more), Long::sum);
    }
  }

  private Written written(Row row, int column) {
    String path = row.getString(PersonRows.PATH);
    String key = row.getString(PersonRows.CLASS);
    Object raw = row.get(PersonRows.FIRST_VALUE + column);
    return written.computeIfAbsent(
        Arrays.asList(path, key, column, raw), any -> written(path, key, columns.get(column), raw));
  }

  private Written written(String path, String key, String column, Object raw) {
    Findings findings = found.get(path);
    Set<Object> values = new HashSet<>();
    if (findings != null) {
      values.addAll(
          findings.sensitive.getOrDefault(column, Map.of()).getOrDefault(key, Map.of()).keySet());
    }
    if (raw == null) { // which no technique replaces
      return new Written(values.contains(null), null);
    }
    Form form = forms.get(column);
    List<Object> given = values.stream().filter(value -> form.gives(raw, value)).toList();
    List<Object> shown = given.stream().filter(value -> !Form.isSuppressed(value)).toList();
    List<Object> likely = shown.isEmpty() ? given : shown;
    return likely.size() == 1 ? new Written(true, likely.get(0)) : new Written(false, null);
  }

  /**
   * The persons by value in each class of a partition.
   *
   * @param rows by class and written value
   * @param anonymous by class, rows without a person: there may be as many persons with their
   *     values, and there may be only one
   */
  Spread spread(
      String path,
      String column,
      Map<String, Map<Object, Long>> rows,
      Map<String, Long> anonymous) {
    Map<String, ValuePersons> classes = new HashMap<>();
    Map<Object, Long> all = new HashMap<>();
    rows.forEach(
        (key, values) -> {
          values.forEach((value, n) -> all.merge(value, n, Long::sum));
          classes.put(key, persons(path, key, column, values, anonymous.getOrDefault(key, 0L)));
        });
    long nobody = anonymous.values().stream().mapToLong(Long::longValue).sum();
    return new Spread(classes, persons(path, PARTITION, column, all, nobody));
  }

  private ValuePersons persons(
      String path, String key, String column, Map<Object, Long> rows, long anonymous) {
    long all = rows.values().stream().mapToLong(Long::longValue).sum();
    long persons = all - Math.max(0, anonymous - 1);
    Repeated of = repeated.get(List.of(path, key));
    if (of == null) {
      return new ValuePersons(rows, Math.max(1, persons), 0);
    }
    // Where files and source differ the gate fails anyway; what is written somebody has.
    Map<Object, Long> values = new HashMap<>(rows);
    of.values
        .get(column)
        .forEach(
            (value, more) -> values.computeIfPresent(value, (any, n) -> Math.max(1, n - more)));
    return new ValuePersons(values, Math.max(1, persons - of.rows), of.doubtful.get(column));
  }
}
