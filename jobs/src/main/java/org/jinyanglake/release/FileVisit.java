package org.jinyanglake.release;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.AttackPlan;
import org.jinyanglake.release.attack.FileAttack;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.jinyanglake.release.identifiers.Identifier;
import org.jinyanglake.release.identifiers.SplitScanner;
import scala.Tuple2;

/**
 * Reads written files as any reader would, with Iceberg's generic Parquet reader, and judges all
 * that can be judged from a file alone. Runs as a Spark task over a share of the files; returns the
 * findings by partition, without any value.
 */
final class FileVisit implements FlatMapFunction<Iterator<DataFile>, Tuple2<String, Findings>> {

  private static final long serialVersionUID = 1;
  private static final String SCHEMA_KEY = "iceberg.schema";

  /**
   * A column that the contract opens.
   *
   * @param quasiIdentifier whether it makes the classes of a partition
   * @param sensitive whether the contract says what its values must be like in each class
   * @param measure whether it must be suppressed in cells of few persons
   * @param token whether its values are tokens, in which digits mean nothing
   * @param encrypted whether its values are encrypted within their form, in which digits mean
   *     nothing either, but where plain values would look the same
   * @param plates whether it is called one of number plates
   * @param point whether its values are numbers as they were collected, of which two may be
   *     coordinates
   * @param summed whether its values are compared with the source's
   * @param cue what its name says its values are, as a text would before them; empty if nothing
   */
  record Opened(
      String name,
      Form form,
      boolean quasiIdentifier,
      boolean sensitive,
      boolean measure,
      boolean token,
      boolean encrypted,
      boolean plates,
      boolean point,
      boolean summed,
      String cue)
      implements java.io.Serializable {

    /** Whether its digits mean nothing. */
    boolean hidden() {
      return token || encrypted;
    }
  }

  /** The column with the number of persons of a cell, and the least number that may be shown. */
  record Cells(String persons, int nMin) implements java.io.Serializable {}

  private final Table table;
  private final List<Opened> columns;
  private final Cells cells;
  private final DeclassificationList classified;
  private final AttackPlan attacks;

  /**
   * @param table a serializable copy
   * @param cells null if the table is not one of counts
   * @param attacks what attackers look for
   */
  FileVisit(
      Table table,
      List<Opened> columns,
      Cells cells,
      DeclassificationList classified,
      AttackPlan attacks) {
    this.table = table;
    this.columns = List.copyOf(columns);
    this.cells = cells;
    this.classified = classified;
    this.attacks = attacks;
  }

  @Override
  public Iterator<Tuple2<String, Findings>> call(Iterator<DataFile> files) throws IOException {
    Map<String, Findings> byPartition = new LinkedHashMap<>();
    while (files.hasNext()) {
      DataFile file = files.next();
      visit(file, byPartition.computeIfAbsent(Version.path(table, file), key -> new Findings()));
    }
    return byPartition.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }

  private void visit(DataFile file, Findings findings) throws IOException {
    InputFile input = table.io().newInputFile(file.location());
    String sha256 = sha256(input);
    long rows;
    try (ParquetFileReader reader = ParquetFooter.open(input)) {
      judgeFooter(reader.getFooter().getFileMetaData(), findings);
      rows = readRows(file, input, findings);
      new FileMargins(columns, new ClassifiedScanner(classified)).judge(reader, input, findings);
    }
    findings.add(
        Check.ROWS,
        "",
        "files with another number of rows than the catalog would say",
        rows == file.recordCount() ? 0 : 1);
    findings.rows += rows;
    findings.files.add(new Verdict.StagedFile(file.location(), sha256, input.getLength(), rows));
  }

  private void judgeFooter(FileMetaData footer, Findings findings) {
    Set<String> expected =
        columns.stream().map(Opened::name).collect(Collectors.toCollection(TreeSet::new));
    Set<String> written = new TreeSet<>();
    for (Type type : footer.getSchema().getFields()) {
      written.add(type.getName());
      Types.NestedField field = table.schema().findField(type.getName());
      boolean sameField =
          field != null && type.getId() != null && field.fieldId() == type.getId().intValue();
      if (expected.contains(type.getName()) && !(sameField && type.isPrimitive())) {
        findings.add(
            Check.COLUMNS, type.getName(), "files in which it is not the table's column", 1);
      }
    }
    judgeColumns(expected, written, Check.COLUMNS, findings);
    for (Map.Entry<String, String> entry : footer.getKeyValueMetaData().entrySet()) {
      if (entry.getKey().equals(SCHEMA_KEY)) {
        Schema described = SchemaParser.fromJson(entry.getValue());
        judgeColumns(
            expected,
            described.columns().stream().map(Types.NestedField::name).collect(Collectors.toSet()),
            Check.METADATA,
            findings);
        // Its words, too: a comment or a default value is as good a place as a row.
        findings.add(
            Check.METADATA,
            "",
            "files whose schema says more than the table's",
            described.columns().stream().allMatch(this::saysNoMore) ? 0 : 1);
      } else {
        findings.add(Check.METADATA, "", "files with metadata beside the schema", 1);
      }
    }
  }

  /** Spark writes no comments; whatever is there must be the table's. */
  private boolean saysNoMore(Types.NestedField described) {
    Types.NestedField field = table.schema().findField(described.name());
    return field == null // said already
        || (described.doc() == null || described.doc().equals(field.doc()))
            && Objects.equals(described.initialDefault(), field.initialDefault())
            && Objects.equals(described.writeDefault(), field.writeDefault());
  }

  private static void judgeColumns(
      Set<String> expected, Set<String> written, Check check, Findings findings) {
    for (String column : written) {
      if (!expected.contains(column)) {
        findings.add(check, column, "files with this column, which the contract does not open", 1);
      }
    }
    for (String column : expected) {
      if (!written.contains(column)) {
        findings.add(check, column, "files without this column, which the contract opens", 1);
      }
    }
  }

  private long readRows(DataFile file, InputFile input, Findings findings) throws IOException {
    Schema schema = table.schema();
    int size = columns.size();
    int[] positions = new int[size];
    for (int i = 0; i < size; i++) {
      positions[i] = schema.columns().indexOf(schema.findField(columns.get(i).name()));
    }
    int persons = cells == null ? -1 : schema.columns().indexOf(schema.findField(cells.persons()));
    int[] quasi = IntStream.range(0, size).filter(i -> columns.get(i).quasiIdentifier()).toArray();
    int[] others =
        IntStream.range(0, size).filter(i -> !columns.get(i).quasiIdentifier()).toArray();
    int[] sensitive = IntStream.range(0, size).filter(i -> columns.get(i).sensitive()).toArray();
    ClassifiedScanner scanner = new ClassifiedScanner(classified);
    ColumnTally[] tallies =
        columns.stream().map(each -> new ColumnTally(each, scanner)).toArray(ColumnTally[]::new);
    Points points = new Points(columns, classified);
    SplitScanner[] splits =
        Stream.generate(SplitScanner::new)
            .limit(Math.max(0, size - 1))
            .toArray(SplitScanner[]::new);
    int[] beside =
        columns.stream()
            .mapToInt(
                each ->
                    each.form()
                        .beside()
                        .map(by -> schema.columns().indexOf(schema.findField(by)))
                        .orElse(-1))
            .toArray();
    long[] wrong = new long[size];
    Place place = new Place(table.spec(), schema);
    boolean placed = true;
    long misplaced = 0;
    long shown = 0;
    long rows = 0;
    Map<List<Object>, ClassRows> classes = new HashMap<>();
    PartitionKey key = new PartitionKey(table.spec(), schema);
    InternalRecordWrapper internal = new InternalRecordWrapper(schema.asStruct());
    String partition = Version.path(table, file);
    FileAttack attack = new FileAttack(attacks, partition, file.recordCount());
    int[] attacked =
        attacks.columns().stream()
            .mapToInt(each -> schema.columns().indexOf(schema.findField(each.name())))
            .toArray();

    try (CloseableIterable<Record> records = records(input, schema)) {
      for (Record row : records) {
        rows++;
        boolean measured = false;
        for (int i : others) {
          Object value = positions[i] < 0 ? null : row.get(positions[i]);
          if (value != null) {
            measured |= columns.get(i).measure();
            tallies[i].add(value, 1);
          }
          Object other = beside[i] < 0 ? null : row.get(beside[i]);
          wrong[i] += columns.get(i).form().isRightBeside(other, value) ? 0 : 1;
        }
        Object[] tuple = new Object[quasi.length];
        for (int i = 0; i < quasi.length; i++) {
          tuple[i] = positions[quasi[i]] < 0 ? null : row.get(positions[quasi[i]]);
        }
        ClassRows of =
            classes.computeIfAbsent(Arrays.asList(tuple), any -> new ClassRows(sensitive.length));
        of.rows++;
        for (int i = 0; i < sensitive.length; i++) {
          int position = positions[sensitive[i]];
          of.values.get(i).merge(position < 0 ? null : row.get(position), 1L, Long::sum);
        }
        points.add(i -> positions[i] < 0 ? null : row.get(positions[i]));
        attack.add(i -> attacked[i] < 0 ? null : row.get(attacked[i]));
        for (int i = 0; i < splits.length; i++) {
          if (positions[i] >= 0 && positions[i + 1] >= 0) {
            splits[i].add(row.get(positions[i]), row.get(positions[i + 1]));
          }
        }
        if (place.isNew(row)) {
          key.partition(internal.wrap(row));
          placed = isIn(file, key);
        }
        misplaced += placed ? 0 : 1;
        if (persons >= 0 && measured && isFew(row.get(persons))) {
          shown++;
        }
      }
    }

    // Quasi-identifiers have few combinations: look at each once, for all its rows.
    classes.forEach(
        (tuple, of) -> {
          String name = ClassKey.of(tuple);
          findings.classes.merge(name, of.rows, Long::sum);
          if (attacks.persons()) {
            findings.labels.put(name, tuple);
          }
          for (int i = 0; i < quasi.length; i++) {
            if (tuple.get(i) != null) {
              tallies[quasi[i]].add(tuple.get(i), of.rows);
            }
          }
          for (int i = 0; i < sensitive.length; i++) {
            findings.addSensitive(columns.get(sensitive[i]).name(), name, of.values.get(i));
          }
        });
    for (ColumnTally tally : tallies) {
      tally.report(findings);
    }
    points.report(findings);
    findings.seen.merge(attack.seen());
    for (int i = 0; i < splits.length; i++) {
      report(splits[i], columns.get(i), columns.get(i + 1), findings);
    }
    for (int i = 0; i < size; i++) {
      findings.add(
          Check.FORMS,
          columns.get(i).name(),
          "values that do not follow from the column beside them",
          wrong[i]);
    }
    findings.add(Check.PARTITION, "", "rows outside the partition of their file", misplaced);
    if (cells != null) {
      findings.add(
          Check.CELLS,
          cells.persons(),
          "cells of fewer than %d persons that show a measure".formatted(cells.nMin()),
          shown);
    }
    return rows;
  }

  /** The rows of a file, each in the container of the one before. */
  static CloseableIterable<Record> records(InputFile input, Schema schema) {
    return Parquet.read(input)
        .project(schema)
        .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(schema, fileSchema))
        .reuseContainers()
        .build();
  }

  private static void report(SplitScanner split, Opened left, Opened right, Findings findings) {
    if (left.hidden() || right.hidden()) {
      return;
    }
    for (Identifier kind : Identifier.values()) {
      findings.add(
          Check.IDENTIFIERS,
          left.name() + ", " + right.name(),
          "rows in which they make up a " + kind.label(),
          split.found(kind));
    }
  }

  /** The rows of a class in one file, and in each sensitive column the rows of each value. */
  private static final class ClassRows {
    private final List<Map<Object, Long>> values;
    private long rows;

    ClassRows(int sensitive) {
      values =
          Stream.generate(() -> (Map<Object, Long>) new HashMap<Object, Long>())
              .limit(sensitive)
              .toList();
    }
  }

  private boolean isFew(Object persons) {
    return persons == null || ((Number) persons).longValue() < cells.nMin();
  }

  /**
   * The values of a row by which its table is partitioned: nearly always those of the row before.
   */
  private static final class Place {
    private final int[] positions;
    private Object[] last;

    Place(PartitionSpec spec, Schema schema) {
      positions =
          spec.fields().stream()
              .mapToInt(field -> schema.columns().indexOf(schema.findField(field.sourceId())))
              .toArray();
    }

    /** Whether they are not those of the row that was asked for last. */
    boolean isNew(Record row) {
      boolean same = last != null;
      for (int i = 0; same && i < positions.length; i++) {
        same = Objects.equals(last[i], row.get(positions[i]));
      }
      if (!same) {
        last = Arrays.stream(positions).mapToObj(row::get).toArray();
      }
      return !same;
    }
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

  private static String sha256(InputFile file) throws IOException {
    try (InputStream in = file.newStream()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
