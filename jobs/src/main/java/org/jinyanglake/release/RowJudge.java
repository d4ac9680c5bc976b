package org.jinyanglake.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.FileAttack;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.jinyanglake.release.identifiers.Identifier;
import org.jinyanglake.release.identifiers.SplitScanner;
import org.jinyanglake.release.written.ColumnRows;
import org.jinyanglake.release.written.FileRows;
import org.jinyanglake.release.written.Tuples;

/** Judges the rows of one file and lets attackers see them, in one pass. */
final class RowJudge {
  private final List<FileVisit.Opened> opened;
  private final FileVisit.Cells cells;
  private final FileRows rows;
  private final List<ColumnRows> columns = new ArrayList<>();
  private final List<ColumnTally> tallies = new ArrayList<>();
  private final List<Beside> besides = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();
  private final Points points;
  private final FileAttack attack;
  private final boolean persons;
  private final Place place;

  private final int[] quasi;
  private final int[] sensitive;
  private final int[] measures;
  private final ColumnRows ofPersons;
  private long read;
  private long shown;

  /** A column whose values follow from another one's. */
  private static final class Beside {
    private final int by;
    private final int column;
    private long wrong;

    Beside(int by, int column) {
      this.by = by;
      this.column = column;
    }
  }

  /** Two columns of texts, side by side. */
  private record Split(int left, int right, SplitScanner scanner) {}

  RowJudge(FileVisit visit, DataFile file, ParquetFileReader reader) {
    Schema schema = visit.table().schema();
    opened = visit.columns();
    cells = visit.cells();
    rows = new FileRows(reader, schema);
    points = new Points(opened, visit.classified());
    attack =
        new FileAttack(
            visit.attacks(), Version.path(visit.table(), file), file.recordCount(), rows);
    persons = visit.attacks().persons();
    place = new Place(visit.table().spec(), schema, file, rows);
    ClassifiedScanner scanner = new ClassifiedScanner(visit.classified());
    for (FileVisit.Opened each : opened) {
      ColumnTally tally = new ColumnTally(each, scanner);
      tallies.add(tally);
      ColumnRows column = rows.column(each.name()).tell(tally::add);
      if (each.quasiIdentifier() || each.sensitive() || each.encrypted()) {
        column.numberAll(); // one encrypted value is one chance to look plain
      }
      columns.add(column);
    }
    for (int i = 0; i < opened.size(); i++) {
      int column = i;
      opened.get(i).form().beside().ifPresent(by -> besides.add(new Beside(index(by), column)));
      if (i > 0 && maySplit(i - 1, schema) && maySplit(i, schema)) {
        splits.add(new Split(i - 1, i, new SplitScanner()));
      }
    }
    quasi = those(FileVisit.Opened::quasiIdentifier);
    sensitive = those(FileVisit.Opened::sensitive);
    measures = those(FileVisit.Opened::measure);
    ofPersons = cells == null ? null : rows.column(cells.persons());
  }

  private int[] those(java.util.function.Predicate<FileVisit.Opened> wanted) {
    return IntStream.range(0, opened.size()).filter(i -> wanted.test(opened.get(i))).toArray();
  }

  private int index(String name) {
    return IntStream.range(0, opened.size())
        .filter(i -> opened.get(i).name().equals(name))
        .findFirst()
        .orElse(-1);
  }

  /** Tokens look like parts of numbers, and are none. */
  private boolean maySplit(int column, Schema schema) {
    Types.NestedField field = schema.findField(opened.get(column).name());
    return field != null
        && field.type().typeId() == Type.TypeID.STRING
        && !opened.get(column).hidden();
  }

  /** Judges all rows, and returns how many there are. */
  long judge(Findings findings) throws IOException {
    while (rows.nextGroup()) {
      place.forget();
      Classes classes = new Classes();
      while (rows.next()) {
        read += rows.size();
        classes.add();
        attack.add();
        for (int row = 0; row < rows.size(); row++) {
          look(row);
        }
      }
      classes.report(findings);
    }
    report(findings);
    return read;
  }

  private void look(int row) {
    place.look(row);
    for (Beside each : besides) {
      Object other = each.by < 0 ? null : columns.get(each.by).value(row);
      Object value = columns.get(each.column).value(row);
      each.wrong += opened.get(each.column).form().isRightBeside(other, value) ? 0 : 1;
    }
    for (Split each : splits) {
      each.scanner.add(columns.get(each.left).value(row), columns.get(each.right).value(row));
    }
    if (points.areNeeded()) {
      points.add(column -> columns.get(column).value(row));
    }
    if (cells != null && isFew(ofPersons.value(row)) && isMeasured(row)) {
      shown++;
    }
  }

  private boolean isFew(Object of) {
    return of == null || ((Number) of).longValue() < cells.nMin();
  }

  private boolean isMeasured(int row) {
    return Arrays.stream(measures).anyMatch(i -> columns.get(i).number(row) != ColumnRows.NULL);
  }

  private void report(Findings findings) {
    tallies.forEach(tally -> tally.report(findings));
    points.report(findings);
    findings.seen.merge(attack.seen());
    splits.forEach(each -> report(each, findings));
    for (Beside each : besides) {
      findings.add(
          Check.FORMS,
          opened.get(each.column).name(),
          "values that do not follow from the column beside them",
          each.wrong);
    }
    findings.add(Check.PARTITION, "", "rows outside the partition of their file", place.misplaced);
    if (cells != null) {
      findings.add(
          Check.CELLS,
          cells.persons(),
          "cells of fewer than %d persons that show a measure".formatted(cells.nMin()),
          shown);
    }
  }

  private void report(Split split, Findings findings) {
    for (Identifier kind : Identifier.values()) {
      findings.add(
          Check.IDENTIFIERS,
          opened.get(split.left).name() + ", " + opened.get(split.right).name(),
          "rows in which they make up a " + kind.label(),
          split.scanner.found(kind));
    }
  }

  /** The classes of a row group, by the numbers of their values. */
  private final class Classes {
    private final Tuples tuples = new Tuples(quasi.length);
    private final Counts rowsOf = new Counts();

    /** Of each sensitive column the classes with each value. */
    private final List<Tuples> spread = new ArrayList<>();

    private final List<Counts> spreadRows = new ArrayList<>();

    Classes() {
      for (int i = 0; i < sensitive.length; i++) {
        spread.add(new Tuples(2));
        spreadRows.add(new Counts());
      }
    }

    /** Adds the rows that were read last. */
    void add() {
      int[] tuple = new int[quasi.length];
      int[] pair = new int[2];
      for (int row = 0; row < rows.size(); row++) {
        for (int i = 0; i < quasi.length; i++) {
          tuple[i] = columns.get(quasi[i]).number(row);
        }
        pair[0] = tuples.number(tuple);
        rowsOf.count(pair[0]);
        for (int i = 0; i < sensitive.length; i++) {
          pair[1] = columns.get(sensitive[i]).number(row);
          spreadRows.get(i).count(spread.get(i).number(pair));
        }
      }
    }

    void report(Findings findings) {
      List<String> names = new ArrayList<>();
      for (int number = 0; number < tuples.size(); number++) {
        List<Object> labels = new ArrayList<>();
        for (int i = 0; i < quasi.length; i++) {
          labels.add(columns.get(quasi[i]).numbered(tuples.member(number, i)));
        }
        String name = ClassKey.of(labels);
        names.add(name);
        findings.classes.merge(name, rowsOf.of(number), Long::sum);
        if (persons) {
          findings.labels.put(name, labels);
        }
      }
      for (int i = 0; i < sensitive.length; i++) {
        report(i, names, findings);
      }
    }

    private void report(int i, List<String> names, Findings findings) {
      ColumnRows column = columns.get(sensitive[i]);
      Tuples pairs = spread.get(i);
      for (int number = 0; number < pairs.size(); number++) {
        Map<Object, Long> values = new HashMap<>();
        values.put(column.numbered(pairs.member(number, 1)), spreadRows.get(i).of(number));
        findings.addSensitive(
            opened.get(sensitive[i]).name(), names.get(pairs.member(number, 0)), values);
      }
    }
  }

  /** How often each number came. */
  private static final class Counts {
    private long[] counts = new long[64];

    void count(int number) {
      if (number >= counts.length) {
        counts = Arrays.copyOf(counts, 2 * number);
      }
      counts[number]++;
    }

    long of(int number) {
      return counts[number];
    }
  }

  /** Whether rows are in the partition of their file: nearly always like the row before. */
  private static final class Place implements StructLike {
    private final DataFile file;
    private final List<ColumnRows> columns;
    private final ColumnRows[] partitioned;
    private final int[] last;
    private final PartitionKey key;
    private final InternalRecordWrapper internal;
    private boolean inside;
    private boolean known;
    private int row;
    private long misplaced;

    Place(PartitionSpec spec, Schema schema, DataFile file, FileRows rows) {
      this.file = file;
      this.columns = schema.columns().stream().map(each -> rows.column(each.name())).toList();
      this.partitioned =
          spec.fields().stream()
              .map(field -> rows.column(schema.findField(field.sourceId()).name()).numberAll())
              .toArray(ColumnRows[]::new);
      this.last = new int[partitioned.length];
      this.key = new PartitionKey(spec, schema);
      this.internal = new InternalRecordWrapper(schema.asStruct());
    }

    /** Numbers mean something else from now on. */
    void forget() {
      known = false;
    }

    void look(int of) {
      boolean same = known;
      for (int i = 0; i < partitioned.length; i++) {
        int number = partitioned[i].number(of);
        same &= number == last[i];
        last[i] = number;
      }
      if (!same) {
        row = of;
        key.partition(internal.wrap(this));
        inside = isIn(file, key);
        known = true;
      }
      misplaced += inside ? 0 : 1;
    }

    private static boolean isIn(DataFile file, PartitionKey key) {
      for (int i = 0; i < key.size(); i++) {
        Object expected = file.partition().get(i, Object.class);
        Object actual = key.get(i, Object.class);
        boolean same =
            expected instanceof CharSequence && actual instanceof CharSequence
                ? expected.toString().equals(actual.toString())
                : Objects.equals(expected, actual);
        if (!same) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int size() {
      return columns.size();
    }

    @Override
    public <T> T get(int position, Class<T> type) {
      return type.cast(columns.get(position).value(row));
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("rows are read only");
    }
  }
}
