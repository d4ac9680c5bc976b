package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.jinyanglake.lake.Lineage;

/** Reads the splits of one task, row by row; one row object is used for all. */
final class SplitReader implements PartitionReader<InternalRow> {

  /**
   * What all tasks need to know.
   *
   * @param wanted the columns of the rows
   */
  record Plan(List<SourceField> fields, StructType wanted) implements Serializable {
    Plan {
      fields = List.copyOf(fields);
    }
  }

  /** Goes to the executors. */
  record Factory(Plan plan, Tally tally, Broadcast<SerializableConfiguration> conf)
      implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new SplitReader(plan, ((Split.Task) partition).splits(), tally, conf.value().value());
    }
  }

  private final Plan plan;
  private final Iterator<Split> splits;
  private final Tally tally;
  private final Configuration conf;
  private final SpecificInternalRow row;
  private final int fileOrdinal;
  private final int rowOrdinal;
  private final ColumnSums sums;
  private final int addedOrdinal;

  private final OpenArchive archive = new OpenArchive();
  private Reading columnsOf;
  private List<SourceColumn> columns = List.of();
  private Split split;
  private LandingFile file;
  private RepairedRows repairs;
  private Cursor records;
  private long good;
  private long refused;
  private int refusedText;
  private final List<RefusedRow> kept = new ArrayList<>();

  SplitReader(Plan plan, List<Split> splits, Tally tally, Configuration conf) {
    this.plan = plan;
    this.splits = splits.iterator();
    this.tally = tally;
    this.conf = conf;
    this.row = new SpecificInternalRow(plan.wanted);
    this.fileOrdinal = ordinal(LandingReader.FILE);
    this.rowOrdinal = ordinal(LandingReader.ROW);
    this.sums = new ColumnSums(tally.summed(), plan.wanted);
    this.addedOrdinal = ordinal(Lineage.ADDED);
  }

  private int ordinal(String name) {
    return plan.wanted.getFieldIndex(name).isDefined()
        ? plan.wanted.fieldIndex(name)
        : Conversion.CHECK_ONLY;
  }

  @Override
  public boolean next() throws IOException {
    while (records != null || open()) {
      String damage = "";
      try {
        while (records.next()) {
          if (readRow()) {
            return true;
          }
        }
      } catch (DamagedFile e) {
        damage = e.refusal().reason() + "; " + e.refusal().remedy();
      }
      Set<String> unknown = records.unknown();
      closeRecords();
      report(unknown, isChanged(), damage);
    }
    return false;
  }

  private boolean readRow() throws IOException {
    Misfit misfit = repairs == null ? null : repairs.refused().get(records.row());
    if (misfit != null) {
      refuse(misfit, "");
      return false;
    }
    misfit = records.read(row);
    if (misfit != null) {
      refuse(misfit, records.column());
      return false;
    }
    good++;
    sums.add(row);
    if (rowOrdinal != Conversion.CHECK_ONLY) {
      row.setLong(rowOrdinal, records.row());
    }
    if (addedOrdinal != Conversion.CHECK_ONLY) {
      row.update(addedOrdinal, records.added());
    }
    return true;
  }

  @Override
  public InternalRow get() {
    return row;
  }

  /** Opens the next split of a file that is still the one planned; false if there is none. */
  private boolean open() throws IOException {
    while (splits.hasNext()) {
      split = splits.next();
      file = split.source().file();
      repairs = split.source().layout() instanceof RepairedRows rows ? rows : null;
      good = 0;
      refused = 0;
      refusedText = 0;
      kept.clear();
      sums.clear();
      if (isChanged()) {
        report(Set.of(), true, "");
        continue;
      }
      try {
        records = split.source().reading().open(input(), split, columns());
      } catch (DamagedFile e) {
        report(Set.of(), isChanged(), e.refusal().reason() + "; " + e.refusal().remedy());
        continue;
      }
      if (fileOrdinal != Conversion.CHECK_ONLY) {
        row.update(fileOrdinal, UTF8String.fromString(file.name()));
      }
      return true;
    }
    return false;
  }

  /** The file's content from its beginning, or from the split's if it can be read from there. */
  private Input input() throws IOException {
    return Input.open(fileSystem(), file, archive);
  }

  private FileSystem fileSystem() throws IOException {
    return file.path().getFileSystem(conf);
  }

  /** Those of the file before, if it is written alike, as most are. */
  private List<SourceColumn> columns() {
    Reading reading = split.source().reading();
    if (!reading.equals(columnsOf)) {
      columnsOf = reading;
      columns =
          plan.fields.stream()
              .map(
                  field ->
                      new SourceColumn(
                          field, reading.zone(), ordinal(field.name()), reading.nullValues()))
              .toList();
    }
    return columns;
  }

  private void refuse(Misfit misfit, String column) {
    boolean complete = kept.size() == refused++;
    if (!complete || kept.size() == Tally.MOST_ROWS) {
      return;
    }
    String text = records.text();
    if (refusedText + text.length() > Tally.MOST_TEXT) {
      return;
    }
    List<String> cells = cells();
    refusedText += text.length() + length(cells);
    kept.add(
        new RefusedRow(
            file.name(),
            records.row(),
            records.line(),
            column,
            misfit.rule(),
            column.isEmpty() ? misfit.reason() : column + ": " + misfit.reason(),
            misfit.digits(),
            text,
            cells));
  }

  /** Those of the record, unless they are longer than what is kept of its text. */
  private List<String> cells() {
    List<String> cells = records.cells();
    return length(cells) > Lines.KEPT ? List.of() : cells;
  }

  private static int length(List<String> cells) {
    return cells.stream().mapToInt(cell -> cell == null ? 0 : cell.length()).sum();
  }

  private boolean isChanged() throws IOException {
    try {
      return !file.isUnchanged(fileSystem().getFileStatus(file.path()));
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  private void report(Set<String> unknown, boolean changed, String damage) {
    tally.add(
        new Tally.Part(
            file.name(),
            split.start(),
            good,
            refused,
            kept,
            unknown,
            changed,
            damage,
            sums.value()));
  }

  @Override
  public void close() throws IOException {
    try (archive) {
      closeRecords();
    }
  }

  private void closeRecords() throws IOException {
    if (records != null) {
      records.close();
      records = null;
    }
  }
}
