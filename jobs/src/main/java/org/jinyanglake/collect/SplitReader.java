package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
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

  /** So far below zero that counting on from it stays there. */
  private static final long UNKNOWN_LINE = Long.MIN_VALUE / 2;

  private final Plan plan;
  private final Iterator<Split> splits;
  private final Tally tally;
  private final Configuration conf;
  private final SpecificInternalRow row;
  private final int fileOrdinal;
  private final int rowOrdinal;

  private Split split;
  private LandingFile file;
  private Records records;
  private RowReader rows;
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
  }

  private int ordinal(String name) {
    return plan.wanted.getFieldIndex(name).isDefined()
        ? plan.wanted.fieldIndex(name)
        : Conversion.CHECK_ONLY;
  }

  @Override
  public boolean next() throws IOException {
    while (records != null || open()) {
      while (records.next() && records.offset() < split.end()) {
        if (readRow()) {
          return true;
        }
      }
      records.close();
      records = null;
      report(isChanged());
    }
    return false;
  }

  private boolean readRow() {
    Misfit misfit = records.misfit();
    if (misfit != null) {
      refuse(misfit, "");
      return false;
    }
    misfit = rows.read(records.text(), row);
    if (misfit != null) {
      refuse(misfit, rows.column());
      return false;
    }
    good++;
    if (rowOrdinal != Conversion.CHECK_ONLY) {
      row.setLong(rowOrdinal, records.offset());
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
      good = 0;
      refused = 0;
      refusedText = 0;
      kept.clear();
      rows = rowReader();
      if (isChanged()) {
        report(true);
        continue;
      }
      records =
          format()
              .records(
                  lines(),
                  split.first() ? split.source().dataLine() : UNKNOWN_LINE,
                  split.source().malformed());
      if (fileOrdinal != Conversion.CHECK_ONLY) {
        row.update(fileOrdinal, UTF8String.fromString(file.name()));
      }
      return true;
    }
    return false;
  }

  private FileFormat format() {
    return split.source().format();
  }

  /** The lines from the split's first record on. */
  private Lines lines() throws IOException {
    FSDataInputStream stored = file.open(fileSystem());
    try {
      if (file.gzip() || format().isWide()) {
        InputStream in = format().text(file.gzip() ? Content.gunzip(stored) : stored);
        in.skipNBytes(split.start());
        return new Lines(in, split.start());
      }
      // The record in which the byte before stands belongs to the split before.
      long from = split.first() ? split.start() : split.start() - 1;
      stored.seek(from);
      Lines lines = new Lines(stored, from);
      if (!split.first()) {
        lines.next();
      }
      return lines;
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private FileSystem fileSystem() throws IOException {
    return file.path().getFileSystem(conf);
  }

  private RowReader rowReader() {
    FileFormat format = format();
    List<SourceColumn> columns =
        plan.fields.stream()
            .map(
                field ->
                    new SourceColumn(
                        field, format.zone(), ordinal(field.name()), format.nullValues()))
            .toList();
    Split.Source source = split.source();
    return format.csv()
        ? new CsvRows(format, columns, source.cells(), source.width(), source.header())
        : new JsonRows(columns);
  }

  private void refuse(Misfit misfit, String column) {
    Text text = records.text();
    int length = Math.min(text.length(), Lines.KEPT);
    boolean full = kept.size() == Tally.MOST_ROWS || refusedText + length > Tally.MOST_TEXT;
    boolean complete = kept.size() == refused++;
    if (full || !complete) {
      return;
    }
    refusedText += length;
    kept.add(
        new RefusedRow(
            file.name(),
            records.offset(),
            Math.max(-1, records.line()),
            column,
            misfit.rule(),
            column.isEmpty() ? misfit.reason() : column + ": " + misfit.reason(),
            new String(text.bytes, text.from, length, StandardCharsets.UTF_8)));
  }

  private boolean isChanged() throws IOException {
    try {
      FileStatus now = fileSystem().getFileStatus(file.path());
      return now.getLen() != file.size() || now.getModificationTime() != file.modified();
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  private void report(boolean changed) {
    tally.add(
        new Tally.Part(file.name(), split.start(), good, refused, kept, rows.unknown(), changed));
  }

  @Override
  public void close() throws IOException {
    if (records != null) {
      records.close();
      records = null;
    }
  }
}
