package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.collect.dialect.Declared;
import org.jinyanglake.collect.dialect.DelimitedText;
import org.jinyanglake.collect.dialect.DetectedEncoding;
import org.jinyanglake.collect.dialect.FixedText;
import org.jinyanglake.collect.dialect.TableText;
import org.jinyanglake.contract.Source;

/**
 * A file that no contract describes, and what it was found to be: delimited text in any dialect and
 * encoding, fixed-width text, or any other format that is collected; packed or not. All values are
 * text.
 *
 * @param file itself; of an archive the first that is meant in it
 * @param source how it is written, as far as a contract can say it
 * @param fingerprint of the file; with a refusal if it cannot be read
 * @param text what was found of delimited text; empty of other formats and where it is refused
 * @param fixed what was found of fixed-width text; empty of other formats
 * @param whole false if the text is so large that only its head was looked at
 * @param width the number of columns of a sheet that does not name them
 * @param place where the records stand, in words; empty where everything is records
 * @param notes what else people should know
 */
public record FoundFile(
    LandingFile file,
    Source.Files source,
    Fingerprint fingerprint,
    Optional<DelimitedText> text,
    Optional<FixedText> fixed,
    boolean whole,
    int width,
    String place,
    List<String> notes) {

  public FoundFile {
    notes = List.copyOf(notes);
  }

  /**
   * What became of the records that were looked at.
   *
   * @param rows given
   * @param refused those that collection would refuse
   */
  public record Count(long rows, long refused) {}

  /** Takes the records of a file. */
  public interface Rows {
    /**
     * Takes one.
     *
     * @param values by column, null where there is none; empty if it cannot be cut into cells
     * @param fits false if collection would refuse it
     */
    void add(String[] values, boolean fits);
  }

  /** A file that cannot be read to its end after all. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
      super(refusal.reason());
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }
  }

  /**
   * Looks at a file from its first byte to its last.
   *
   * @throws IOException if the file system fails
   */
  public static FoundFile of(FileSystem fs, Path path) throws IOException {
    return of(fs, path, Known.NOTHING);
  }

  /** As {@link #of(FileSystem, Path)}, of a file of which something is known. */
  public static FoundFile of(FileSystem fs, Path path, Known known) throws IOException {
    FileStatus status = fs.getFileStatus(path);
    LandingFile file =
        new LandingFile(
            path.getName(), status.getPath(), status.getLen(), status.getModificationTime());
    try {
      Optional<FoundEntry> entry =
          file.isArchive() ? Optional.of(FoundEntry.of(fs, file, known)) : Optional.empty();
      LandingFile looked = entry.map(FoundEntry::file).orElse(file);
      Optional<FoundPlace> place = FoundPlace.of(fs, looked, known);
      return place.isPresent()
          ? records(fs, looked, entry, place.get())
          : text(fs, looked, entry, known);
    } catch (DamagedFile e) {
      return refused(file, e.refusal());
    } catch (DetectedEncoding.MixedException e) {
      return refused(
          file,
          new Refusal("encoding", e.getMessage(), "deliver it in one encoding", e.offset(), -1));
    }
  }

  private static FoundFile records(
      FileSystem fs, LandingFile file, Optional<FoundEntry> entry, FoundPlace place)
      throws IOException {
    Source.Files source = place.source(file.name(), entries(entry));
    Fingerprint print =
        entry.isPresent() ? entry.get().fingerprint(fs, source) : Fingerprint.of(fs, file, source);
    List<String> notes = new ArrayList<>(place.notes());
    notes.addAll(print.layout().notes());
    return new FoundFile(
        file,
        source,
        print,
        Optional.empty(),
        Optional.empty(),
        true,
        place.width(),
        words(entry, place.words()),
        notes);
  }

  private static FoundFile text(
      FileSystem fs, LandingFile file, Optional<FoundEntry> entry, Known known) throws IOException {
    TextBytes read = TextBytes.read(fs, file);
    if (read.refusal().isPresent()) {
      return refused(file, read.refusal().get());
    }
    DelimitedText text = DelimitedText.of(read.bytes(), known.text());
    Optional<FixedText> fixed =
        known.text().equals(Declared.NOTHING) ? FixedText.of(text) : Optional.empty();
    if (fixed.isPresent()) {
      return fixed(file, entry, text.encoding(), fixed.get(), read.whole());
    }
    Source.Files source =
        new Source.Files(
            file.name(),
            Source.Format.CSV,
            text.encoding().charset(),
            new Source.Dialect(text.dialect().delimiter(), text.dialect().quote(), true, false),
            List.of(""),
            new Source.Within(entries(entry), "", "", 1, 1, false));
    long[] rows = new long[1];
    text.table().read(row -> rows[0]++, finding -> {});
    return new FoundFile(
        file,
        source,
        fingerprint(file, rows[0], text.table().names(), source, Optional.empty()),
        Optional.of(text),
        Optional.empty(),
        read.whole(),
        0,
        words(entry, ""),
        List.of());
  }

  private static FoundFile fixed(
      LandingFile file,
      Optional<FoundEntry> entry,
      DetectedEncoding encoding,
      FixedText text,
      boolean whole) {
    Source.Files source =
        new Source.Files(
            file.name(),
            Source.Format.FIXED,
            encoding.charset(),
            new Source.Dialect(
                ',',
                Source.Dialect.NONE,
                Source.Dialect.NONE,
                text.preamble(),
                0,
                text.footer(),
                false,
                false),
            List.of(""),
            new Source.Within(entries(entry), "", "", 1, 1, false, text.positions()));
    long[] rows = new long[1];
    text.table().read(row -> rows[0]++, finding -> {});
    List<String> notes = new ArrayList<>(text.notes());
    if (!encoding.sure()) {
      notes.add("the text may be in another encoding than " + encoding.charset() + ": declare it");
    }
    return new FoundFile(
        file,
        source,
        fingerprint(file, rows[0], text.table().names(), source, Optional.empty()),
        Optional.empty(),
        Optional.of(text),
        whole,
        0,
        words(entry, text.places().size() + " columns by " + text.positions().word()),
        notes);
  }

  private static String entries(Optional<FoundEntry> entry) {
    return entry.map(FoundEntry::entries).orElse("");
  }

  private static String words(Optional<FoundEntry> entry, String place) {
    String inside = entry.map(FoundEntry::words).orElse("");
    return inside.isEmpty() || place.isEmpty() ? inside + place : inside + ", " + place;
  }

  private static FoundFile refused(LandingFile file, Refusal refusal) {
    Source.Files source =
        new Source.Files(
            file.name(),
            Source.Format.CSV,
            StandardCharsets.UTF_8,
            Source.Dialect.RFC_4180,
            List.of(""));
    return new FoundFile(
        file,
        source,
        fingerprint(file, 0, List.of(), source, Optional.of(refusal)),
        Optional.empty(),
        Optional.empty(),
        true,
        0,
        "",
        List.of());
  }

  private static Fingerprint fingerprint(
      LandingFile file,
      long rows,
      List<String> names,
      Source.Files source,
      Optional<Refusal> refusal) {
    return new Fingerprint(
        "", file.size(), rows, 0, names, 0, 1, Long.MAX_VALUE, 0, source, Layout.NONE, refusal);
  }

  /** Whether the columns have names in the file. */
  public boolean hasNames() {
    return table().isPresent()
        ? table().get().hasHeader()
        : source.format() != Source.Format.EXCEL || source.named();
  }

  /** The table of a text that was looked at as a whole; empty of other formats. */
  public Optional<TableText> table() {
    return text.map(DelimitedText::table).or(() -> fixed.map(FixedText::table));
  }

  /** Its columns: those of the header, of a schema, or those that the records name. */
  public FoundColumns columns(FileSystem fs) throws IOException {
    if (text.isPresent()) {
      return FoundColumns.named(text.get().table().names());
    }
    if (fixed.isPresent()) {
      return FoundColumns.of(fixed.get());
    }
    if (source.format() == Source.Format.EXCEL) {
      return hasNames() ? FoundColumns.named(fingerprint.header()) : FoundColumns.numbered(width);
    }
    if (fingerprint.layout() instanceof ColumnarFiles.FileSchema schema) {
      return FoundColumns.of(schema);
    }
    try {
      return FoundColumns.ofRecords(fs, file, fingerprint);
    } catch (DamagedFile e) {
      throw new RefusedException(e.refusal());
    }
  }

  /**
   * Gives the values of records that fit by column, null where there is none. Not for columnar
   * files.
   *
   * @param columns as {@link #columns} gives them
   * @param most of more records so many are drawn, spread over the file, always the same
   */
  public Count read(FileSystem fs, List<FoundColumn> columns, long most, Consumer<String[]> rows)
      throws IOException {
    return read(
        fs,
        columns,
        most,
        () -> {
          throw new IllegalStateException("columnar files are read by Spark");
        },
        (values, fits) -> {
          if (fits) {
            rows.accept(values);
          }
        });
  }

  /**
   * Gives the values of records by column.
   *
   * @param spark asked for columnar files only
   * @throws RefusedException if the file turns out to be damaged
   */
  public Count read(
      FileSystem fs, List<FoundColumn> columns, long most, Supplier<SparkSession> spark, Rows rows)
      throws IOException {
    try {
      FoundRecords records = new FoundRecords(this, columns, most);
      return table().isPresent() ? records.readText(rows) : records.read(fs, spark, rows);
    } catch (DamagedFile e) {
      throw new RefusedException(e.refusal());
    }
  }
}
