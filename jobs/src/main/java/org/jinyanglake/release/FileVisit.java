package org.jinyanglake.release;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.AttackPlan;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.jinyanglake.release.written.FileRows;
import org.jinyanglake.release.written.ParquetInput;
import scala.Tuple2;

/**
 * Reads written files and judges all that can be judged from a file alone: its rows ({@link
 * RowJudge}) and what else it holds ({@link FileMargins}). Runs as a Spark task over a share of the
 * files; returns the findings by partition, without any value.
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

  Table table() {
    return table;
  }

  List<Opened> columns() {
    return columns;
  }

  Cells cells() {
    return cells;
  }

  DeclassificationList classified() {
    return classified;
  }

  AttackPlan attacks() {
    return attacks;
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
    try (ParquetFileReader reader = ParquetInput.open(input)) {
      judgeFooter(reader.getFooter().getFileMetaData(), findings);
      rows = new RowJudge(this, file, reader).judge(findings);
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
      if (expected.contains(type.getName()) && !(sameField && FileRows.isPlain(type))) {
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
