package org.jinyanglake.collect;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads the records of a file that no contract describes, all values as text. */
final class FoundRecords {

  private static final long SEED = 20_240_301;

  private final FoundFile file;
  private final List<FoundColumn> columns;
  private final Draw draw;

  /**
   * @param most of more records so many are drawn
   */
  FoundRecords(FoundFile file, List<FoundColumn> columns, long most) {
    this.file = file;
    this.columns = columns;
    this.draw = new Draw(most, file.fingerprint().records());
  }

  /** Draws so many of all records, spread over the file, always the same. */
  private static final class Draw {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long wanted;
    private long left;

    Draw(long most, long all) {
      this.wanted = Math.min(most, all);
      this.left = all;
    }

    boolean isOver() {
      return wanted == 0;
    }

    /** Whether the next record is one of them. */
    boolean takes() {
      if (wanted == 0 || random.nextLong(left--) >= wanted) {
        return false;
      }
      wanted--;
      return true;
    }
  }

  FoundFile.Count readText(FoundFile.Rows rows) {
    long[] count = new long[2];
    boolean[] misfit = new boolean[1];
    file.table()
        .orElseThrow()
        .read(
            cells -> {
              boolean refused = misfit[0] || cells.size() != columns.size();
              misfit[0] = false;
              if (draw.takes()) {
                count[refused ? 1 : 0]++;
                rows.add(
                    cells.stream().map(cell -> cell.isEmpty() ? null : cell).toArray(String[]::new),
                    !refused);
              }
            },
            finding -> misfit[0] |= finding.kind().isMisfit());
    return new FoundFile.Count(count[0], count[1]);
  }

  FoundFile.Count read(FileSystem fs, Supplier<SparkSession> spark, FoundFile.Rows rows)
      throws IOException {
    Fingerprint print = file.fingerprint();
    Reading reading = Reading.of(print.source(), ZoneOffset.UTC);
    Split split = all(file.file(), print, cells(print));
    if (print.source().format().columnar()) {
      Split.Source prepared = reading.prepare(spark.get(), List.of(split.source())).get(0);
      split = new Split(prepared, split.start(), split.end());
    }
    StructType schema = new StructType();
    List<SourceColumn> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      schema = schema.add("c" + i, DataTypes.StringType, true);
      SourceField field = new SourceField(name, name, DataTypes.StringType, null, false);
      fields.add(new SourceColumn(field, ZoneOffset.UTC, i, reading.nullValues()));
    }
    SpecificInternalRow row = new SpecificInternalRow(schema);
    long given = 0;
    long refused = 0;
    try (OpenArchive archive = new OpenArchive();
        Cursor cursor = reading.open(Input.open(fs, file.file(), archive), split, fields)) {
      while (!draw.isOver() && cursor.next()) {
        if (!draw.takes()) {
          continue;
        }
        if (cursor.read(row) == null) {
          String[] values = new String[columns.size()];
          Arrays.setAll(values, i -> row.isNullAt(i) ? null : row.getUTF8String(i).toString());
          rows.add(values, true);
          given++;
        } else {
          rows.add(cursor.cells().toArray(String[]::new), false);
          refused++;
        }
      }
    }
    return new FoundFile.Count(given, refused);
  }

  /** For each column the index of its cell. */
  private List<Integer> cells(Fingerprint print) {
    boolean columnar = print.source().format().columnar();
    return IntStream.range(0, columns.size())
        .map(i -> columnar ? print.header().indexOf(columns.get(i).name()) : i)
        .boxed()
        .toList();
  }

  /** A file as one split. */
  static Split all(LandingFile file, Fingerprint print, List<Integer> cells) {
    Split.Source source =
        new Split.Source(
            file,
            print.dataOffset(),
            print.dataEnd(),
            print.dataLine(),
            print.malformed() > 0,
            cells,
            false,
            List.of(),
            cells.size(),
            print.header(),
            Reading.of(print.source(), ZoneOffset.UTC),
            print.layout());
    return new Split(source, print.dataOffset(), print.dataEnd());
  }
}
