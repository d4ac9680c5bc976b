package org.jinyanglake.lake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.SequenceWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * Rows that were refused, kept in the raw zone's folder, beside its tables. Each commit that
 * refuses rows writes one file first and refers to it in its evidence; a file that no evidence
 * refers to means nothing.
 */
public final class RefusedRows {

  /** How names of landing files end whose rows take the place of refused ones. */
  public static final String REPAIRED = ".repaired.csv";

  /** The column of such a file that names the row whose place each takes. */
  public static final String REFUSED = "_refused";

  /** The column that says why it was refused. */
  public static final String REASON = "_reason";

  /** The column with the record itself, where it could not be cut into cells. */
  public static final String RECORD = "_record";

  /** The columns of such a file that are none of its dataset's. */
  public static final List<String> COLUMNS = List.of(REFUSED, REASON, RECORD);

  /** In what names a row, before what tells the content of its file from others it had. */
  static final String OF = "@";

  private RefusedRows() {}

  /** Whether a landing file holds rows that take the place of refused ones, as its name says. */
  public static boolean isRepaired(String file) {
    return file.endsWith(REPAIRED);
  }

  /** What names a refused row among all of its dataset. */
  public static String place(String file, long row) {
    return file + "#" + row;
  }

  /**
   * A refused row.
   *
   * @param file the landing file, below the landing folder; empty for a derived dataset
   * @param row byte offset of the record in the file, after decompression
   * @param line its line number from 1, or -1 if it was not counted
   * @param column the column at fault, or empty if the record as a whole is
   * @param rule the rule that it breaks
   * @param reason what is wrong with it, without any value
   * @param text the record as it stands in the file; of a row refused by a check, its columns as
   *     JSON. Restricted like the raw rows
   * @param cells of a row refused by collection, what the record says of the contract's source
   *     columns, in the order that they had then, null for what it does not say; empty if it could
   *     not be cut into cells. Restricted likewise
   * @param repairs of a row of a repaired file, the place of the row that it stands for; else empty
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Row(
      String file,
      long row,
      long line,
      String column,
      String rule,
      String reason,
      String text,
      List<String> cells,
      String repairs) {

    public Row {
      file = file == null ? "" : file;
      column = column == null ? "" : column;
      rule = rule == null ? "" : rule;
      reason = reason == null ? "" : reason;
      text = text == null ? "" : text;
      cells = cells == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(cells));
      repairs = repairs == null ? "" : repairs;
    }

    /** A row that was refused by a check. */
    public Row(
        String file, long row, long line, String column, String rule, String reason, String text) {
      this(file, row, line, column, rule, reason, text, List.of(), "");
    }

    /** The same without what the record says. */
    public Row untold() {
      return new Row(file, row, line, column, rule, reason, "", List.of(), repairs);
    }

    /** What names it among all refused rows of its dataset. */
    public String place() {
      return RefusedRows.place(file, row);
    }
  }

  /** The place in what names a row in a repaired file. */
  public static String place(String name) {
    int end = name.indexOf(OF, name.lastIndexOf('#') + 1);
    return end < 0 ? name : name.substring(0, end);
  }

  /** The file in a place; empty in an empty one. */
  public static String file(String place) {
    return place.substring(0, Math.max(0, place.lastIndexOf('#')));
  }

  /**
   * Writes the rows, readable for their owner only; returns the name by which {@link #read} finds
   * them.
   */
  public static String write(Lake lake, DatasetName dataset, List<Row> rows) {
    String name = dataset.domain() + "/" + dataset.name() + "/" + UUID.randomUUID() + ".jsonl.gz";
    write(lake, path(lake, name), rows);
    return name;
  }

  static void write(Lake lake, Path path, List<Row> rows) {
    try (GZIPOutputStream out =
            new GZIPOutputStream(Originals.create(path.getFileSystem(lake.hadoop()), path));
        SequenceWriter writer =
            Evidence.JSON.writerFor(Row.class).withRootValueSeparator("\n").writeValues(out)) {
      writer.writeAll(rows);
    } catch (IOException e) {
      throw new LakeException("cannot keep refused rows in " + path + ": " + e.getMessage(), e);
    }
  }

  /** The rows of one commit. */
  public static List<Row> read(Lake lake, String name) {
    return read(lake, path(lake, name));
  }

  static List<Row> read(Lake lake, Path path) {
    try (InputStream in = new GZIPInputStream(path.getFileSystem(lake.hadoop()).open(path));
        MappingIterator<Row> rows = Evidence.JSON.readerFor(Row.class).readValues(in)) {
      return new ArrayList<>(rows.readAll());
    } catch (IOException e) {
      throw new LakeException("cannot read refused rows from " + path + ": " + e.getMessage(), e);
    }
  }

  /** Where the file of that name is. */
  public static Path path(Lake lake, String name) {
    return new Path(lake.conf().zones().get(Zone.RAW).warehouse(), "refused/" + name);
  }
}
