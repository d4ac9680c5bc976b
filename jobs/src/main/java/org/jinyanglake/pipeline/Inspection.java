package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.collect.FoundColumns;
import org.jinyanglake.collect.FoundFile;
import org.jinyanglake.collect.FoundType;
import org.jinyanglake.collect.Known;
import org.jinyanglake.collect.Refusal;
import org.jinyanglake.collect.TypeFinder;
import org.jinyanglake.collect.dialect.FixedText;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.inspect.ColumnFindings;
import org.jinyanglake.desensitize.inspect.ColumnProfile;
import org.jinyanglake.desensitize.recognize.Kind;
import org.jinyanglake.desensitize.recognize.Recognizers;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Version;

/**
 * Looks into a file or a raw table for what tells of a person.
 *
 * @param hierarchies that proposals may name
 * @param most of more rows so many are drawn, always the same
 */
public record Inspection(Hierarchies hierarchies, long most) {

  private static final int FIRST_ROWS = 3;

  /** Rules by which a person has to say what is meant: the properties that say it. */
  private static final Set<String> ASKED = Set.of("entries", "sheet", "headerRow", "rows");

  /** A file with more columns is not collected either. */
  private static final int MOST_COLUMNS = 10_000;

  /**
   * What was found.
   *
   * @param source the dataset or the file
   * @param read what of it was read, in words
   * @param rows how many were looked at
   * @param refused records of a file among those drawn that collection would refuse
   * @param columns in their order
   * @param mismatches where the dataset's contract classifies a column more mildly, in sentences
   * @param file what was found of a file; null of a dataset
   */
  public record Result(
      String source,
      String read,
      long rows,
      long refused,
      List<ColumnFindings> columns,
      List<String> mismatches,
      FileFindings file) {}

  /**
   * What was found of a file beside its columns.
   *
   * @param format as a contract writes it
   * @param encoding its name
   * @param dialect of delimited text; null of other formats
   * @param place where the records stand, in words; empty where everything is records
   * @param properties what a contract's server says of it, but for delimited text's dialect
   * @param notes what else people should know
   * @param names of the columns as they stand in the file; empty if it names none
   * @param places of the columns in fixed-width text, in their order; empty of other formats
   * @param typed whether the types are the file's own
   * @param types of the columns, in their order
   * @param nullValues values that stand for none
   * @param firstRows how the first rows are written, without what they say
   */
  public record FileFindings(
      String format,
      String encoding,
      FoundDialect dialect,
      String place,
      Map<String, Object> properties,
      List<String> notes,
      @JsonIgnore List<String> names,
      List<FixedText.Place> places,
      @JsonIgnore boolean typed,
      List<FoundType> types,
      Set<String> nullValues,
      List<List<String>> firstRows) {}

  /** A file that cannot be read; the message says why and what to do. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }

    UnreadableException(String name, Refusal refusal) {
      this(
          name
              + ": "
              + refusal.reason()
              + "; "
              + refusal.remedy()
              + (ASKED.contains(refusal.rule()) ? " (here with --params)" : ""));
    }
  }

  /**
   * Looks into a file. Needs no lake and no contract, and Spark for columnar files only.
   *
   * @param name what the caller calls it
   * @param known what is known of it
   * @param spark asked for columnar files
   */
  public Result file(
      FileSystem fs, Path path, String name, Known known, Supplier<SparkSession> spark)
      throws IOException {
    FoundFile file = FoundFile.of(fs, path, known);
    if (file.fingerprint().refusal().isPresent()) {
      throw new UnreadableException(name, file.fingerprint().refusal().get());
    }
    try {
      return look(fs, file, name, spark);
    } catch (FoundFile.RefusedException e) {
      throw new UnreadableException(name, e.refusal());
    }
  }

  private Result look(FileSystem fs, FoundFile file, String name, Supplier<SparkSession> spark)
      throws IOException {
    FoundColumns all = file.columns(fs);
    List<String> names = all.names();
    if (names.size() > MOST_COLUMNS) {
      throw new UnreadableException(
          "%s: %,d columns, more than %,d; say what delimits them with --params"
              .formatted(name, names.size(), MOST_COLUMNS));
    }
    List<ColumnProfile> profiles =
        names.stream().map(each -> new ColumnProfile(each, List.of())).toList();
    List<TypeFinder> types = names.stream().map(each -> new TypeFinder()).toList();
    List<List<String>> firstRows = new ArrayList<>();
    FoundFile.Count count =
        file.read(
            fs,
            all.columns(),
            most,
            spark,
            (values, fits) -> {
              if (fits) {
                add(values, profiles, types);
              }
              if (fits && firstRows.size() < FIRST_ROWS) {
                firstRows.add(
                    Arrays.stream(values)
                        .map(value -> value == null ? "" : ColumnProfile.form(value))
                        .toList());
              }
            });
    List<ColumnFindings> judged = judge(profiles);
    String read = read(file, count);
    List<ColumnFindings> found = judged;
    List<String> notes = new ArrayList<>(file.notes());
    if (!file.hasNames() || isData(names, judged)) {
      read +=
          file.hasNames()
              ? "; the columns are numbered, as their names look like data"
              : "; the columns are numbered, as no line names them";
      found =
          IntStream.range(0, found.size())
              .mapToObj(i -> judged.get(i).named("column " + (i + 1)))
              .toList();
    } else {
      notes.addAll(all.notes());
    }
    Set<String> nullValues = new TreeSet<>();
    List<FoundType> foundTypes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<FoundType> own = all.columns().get(i).type();
      foundTypes.add(own.orElse(types.get(i).found()));
      nullValues.addAll(own.isPresent() ? Set.of() : types.get(i).standIns());
      boolean isText =
          found.get(i).classification().equals(Classification.DIRECT_IDENTIFIER.toString());
      if (own.isEmpty() && !isText) {
        String column = found == judged ? names.get(i) : "column " + (i + 1);
        types.get(i).nearly().ifPresent(most -> notes.add(column + ": " + most));
      }
    }
    FileFindings findings =
        new FileFindings(
            file.source().format().word(),
            file.source().encoding().name(),
            file.text().map(FoundDialect::of).orElse(null),
            file.place(),
            properties(file.source()),
            notes,
            found == judged ? names : List.of(),
            all.columns().stream().flatMap(each -> each.place().stream()).toList(),
            file.source().format().columnar(),
            foundTypes,
            nullValues,
            firstRows);
    return new Result(name, read, count.rows(), count.refused(), found, List.of(), findings);
  }

  private static void add(String[] values, List<ColumnProfile> profiles, List<TypeFinder> types) {
    for (int i = 0; i < values.length; i++) {
      profiles.get(i).add(values[i]);
      types.get(i).add(values[i]);
    }
  }

  /** What was read of a file, in words. */
  private static String read(FoundFile file, FoundFile.Count count) {
    Source.Format format = file.source().format();
    boolean text = format == Source.Format.CSV || format == Source.Format.JSON_LINES;
    boolean encoded =
        text
            || format == Source.Format.FIXED
            || format == Source.Format.JSON
            || format == Source.Format.GEOJSON;
    long records = file.fingerprint().records();
    boolean all = count.rows() + count.refused() == records;
    StringBuilder read = new StringBuilder(text ? "" : format.word());
    if (encoded) {
      read.append(text ? "" : " in ").append(file.source().encoding());
    }
    if (!file.place().isEmpty()) {
      read.append(", ").append(file.place());
    }
    read.append(
        String.format(
            Locale.ROOT,
            ", %s of %,d rows",
            all ? "all" : String.format(Locale.ROOT, "%,d", count.rows()),
            records));
    read.append(file.whole() ? "" : " in the first 128 MB");
    return read.append(all || text || format.columnar() ? "" : ", which tell the types").toString();
  }

  /** What a contract's server says of where the records stand. */
  private static Map<String, Object> properties(Source.Files source) {
    Source.Within within = source.within();
    Map<String, Object> properties = new TreeMap<>();
    if (!within.entries().isEmpty()) {
      properties.put("entries", within.entries());
    }
    if (!within.rows().isEmpty()) {
      properties.put("rows", within.rows());
    }
    if (!within.sheet().isEmpty()) {
      properties.put("sheet", within.sheet());
    }
    if (within.headerRow() > 1) {
      properties.put("headerRow", within.headerRow());
    }
    if (within.headerRows() > 1) {
      properties.put("headerRows", within.headerRows());
    }
    if (source.format() == Source.Format.EXCEL && !source.named()) {
      properties.put("header", false);
    }
    if (source.format() == Source.Format.FIXED) {
      if (within.positions() != Source.Positions.BYTES) {
        properties.put("positions", within.positions().word());
      }
      if (source.dialect().preamble() > 0) {
        properties.put("preamble", source.dialect().preamble());
      }
      if (source.dialect().footer() > 0) {
        properties.put("footer", source.dialect().footer());
      }
    }
    return properties;
  }

  /** Whether the names of columns are values that nobody may show: the file has no header. */
  private static boolean isData(List<String> names, List<ColumnFindings> found) {
    for (int i = 0; i < names.size(); i++) {
      boolean persons =
          found.get(i).kind().equals(Kind.NAME.name()) && found.get(i).word().isEmpty();
      String text = persons ? Kind.NAME.label() + "：" + names.get(i) : names.get(i);
      if (!Recognizers.find(text, Recognizers.SURE).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks into the newest partition of a raw table, or if all rows are wanted into the whole table.
   */
  public Result dataset(Contract contract, Version raw, Engine engine) {
    TreeSet<String> partitions = new TreeSet<>(raw.state().partitions().keySet());
    String newest = partitions.isEmpty() ? "" : partitions.last();
    boolean whole = most == Long.MAX_VALUE;
    Dataset<Row> rows =
        engine.in(contract.zone()).read(raw, contract, whole ? partitions : Set.of(newest));
    org.apache.spark.sql.Column[] all =
        IntStream.range(0, rows.columns().length)
            .mapToObj(i -> col(rows.columns()[i]))
            .toArray(org.apache.spark.sql.Column[]::new);
    Dataset<Row> drawn =
        whole ? rows : rows.orderBy(xxhash64(all)).limit((int) Math.min(most, Integer.MAX_VALUE));
    List<Column> columns = contract.columns();
    List<ColumnProfile> profiles = columns.stream().map(Inspection::profile).toList();
    long count = 0;
    Iterator<Row> each =
        drawn
            .select(
                columns.stream()
                    .map(column -> col(column.name()).cast("string"))
                    .toArray(org.apache.spark.sql.Column[]::new))
            .toLocalIterator();
    for (; each.hasNext(); count++) {
      Row row = each.next();
      for (int i = 0; i < profiles.size(); i++) {
        profiles.get(i).add(row.getString(i));
      }
    }
    List<ColumnFindings> found = judge(profiles);
    return new Result(
        contract.dataset().toString(),
        String.format(
            Locale.ROOT, "%,d rows of %s", count, whole || newest.isEmpty() ? "the table" : newest),
        count,
        0,
        found,
        mismatches(contract, found),
        null);
  }

  private static ColumnProfile profile(Column column) {
    return new ColumnProfile(
        column.name(), List.of(column.header(), column.label(), column.description()));
  }

  private List<ColumnFindings> judge(List<ColumnProfile> profiles) {
    return profiles.stream().map(profile -> profile.judge(hierarchies)).toList();
  }

  /**
   * Columns that the contract takes for milder than they look. In a table of counts no row is a
   * person's, and partition columns must be public.
   */
  private static List<String> mismatches(Contract contract, List<ColumnFindings> found) {
    List<String> mismatches = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Column column = contract.columns().get(i);
      ColumnFindings each = found.get(i);
      boolean direct = each.classification().equals(Classification.DIRECT_IDENTIFIER.toString());
      boolean milder =
          direct
              ? column.classification() != Classification.DIRECT_IDENTIFIER
              : column.classification() == Classification.PUBLIC
                  && !column.partition()
                  && contract.cells().isEmpty();
      if (each.sensitive() && milder) {
        mismatches.add(
            "%s: column %s is classified %s%s, but looks like %s (%s); classify it %s"
                .formatted(
                    contract.file(),
                    column.name(),
                    column.classification(),
                    opened(column),
                    each.meaning(),
                    each.why(),
                    each.classification()));
      }
    }
    return mismatches;
  }

  private static String opened(Column column) {
    StringBuilder opened = new StringBuilder();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      if (column.techniques().containsKey(zone)) {
        opened
            .append(opened.isEmpty() ? " and opened in " : ", ")
            .append(zone.catalog())
            .append(" by ")
            .append(column.techniques().get(zone).name());
      }
    }
    return opened.toString();
  }
}
