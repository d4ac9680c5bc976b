package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.collect.FoundFile;
import org.jinyanglake.collect.Known;
import org.jinyanglake.collect.RecordsCopy;
import org.jinyanglake.collect.Refusal;
import org.jinyanglake.collect.dialect.Finding;
import org.jinyanglake.collect.dialect.TableCopy;

/**
 * Writes files as plain CSV, with all their values, which the caller asked for. A copy appears when
 * all of it is written. Files that cannot be read are named, the others are written all the same.
 */
final class CsvCopies {

  private final LakeOptions options;
  private final Path target;
  private final Function<Path, Known> known;
  private final Supplier<SparkSession> spark;

  /**
   * @param known what is known of a file
   * @param spark asked for columnar files only
   */
  CsvCopies(
      LakeOptions options, Path target, Function<Path, Known> known, Supplier<SparkSession> spark) {
    this.options = options;
    this.target = target;
    this.known = known;
    this.spark = spark;
  }

  /**
   * What became of a file.
   *
   * @param findings what stands between the rows of delimited text, and how often
   * @param notes of other formats
   * @param refused why it was not read; empty if it was
   */
  private record Copied(
      String source,
      String csv,
      long rows,
      Map<Finding.Kind, Long> findings,
      List<String> notes,
      String refused) {}

  private record Report(List<Copied> copied) {}

  int write(List<String> sources, PrintWriter out) {
    boolean folder = sources.size() > 1 || Files.isDirectory(target);
    Set<String> names = new HashSet<>();
    for (String source : sources) {
      Path file = Path.of(source);
      if (!Files.isRegularFile(file)) {
        throw new UsageException("no file at " + source + ": --csv writes files");
      }
      if (folder && !names.add(file.getFileName().toString())) {
        throw new UsageException("two files are named " + file.getFileName() + ": write one alone");
      }
    }
    List<Copied> copies = new ArrayList<>();
    try {
      if (folder) {
        Files.createDirectories(target);
      }
      for (String source : sources) {
        Path file = Path.of(source);
        copies.add(copy(source, folder ? target.resolve(file.getFileName()) : target));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + target, e);
    }
    if (options.json()) {
      Json.print(out, new Report(copies));
    } else {
      copies.forEach(each -> print(out, each));
      out.flush();
    }
    return copies.stream().allMatch(each -> each.refused.isEmpty())
        ? ExitCode.DONE
        : ExitCode.WRONG_USAGE;
  }

  private Copied copy(String source, Path csv) throws IOException {
    Path file = Path.of(source).toAbsolutePath();
    if (Files.exists(csv) && Files.isSameFile(file, csv)) {
      throw new UsageException(source + ": --csv would overwrite it; name another file");
    }
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    try (FileSystem fs = FileSystem.newInstance(path.toUri(), Workplace.hadoop(options))) {
      FoundFile found = FoundFile.of(fs, path, known.apply(file));
      if (found.fingerprint().refusal().isPresent()) {
        return refused(source, found.fingerprint().refusal().get());
      }
      return found.whole()
          ? copy(fs, found, source, csv)
          : refused(source, "larger than 128 MB; declare its dialect in a contract and collect it");
    } catch (FoundFile.RefusedException e) {
      return refused(source, e.refusal());
    }
  }

  private Copied copy(FileSystem fs, FoundFile found, String source, Path csv) throws IOException {
    Path parent = csv.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(parent, ".inspect", ".tmp");
    try {
      Copied copied;
      try (Writer writer = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
        copied =
            found.table().isPresent()
                ? table(TableCopy.write(found.table().get(), writer), source, csv)
                : records(RecordsCopy.write(fs, found, spark, writer), source, csv);
      }
      Files.move(unfinished, csv, StandardCopyOption.REPLACE_EXISTING);
      return copied;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Copied table(TableCopy copy, String source, Path csv) {
    return new Copied(source, csv.toString(), copy.rows(), copy.findings(), List.of(), "");
  }

  private static Copied records(RecordsCopy copy, String source, Path csv) {
    List<String> notes = new ArrayList<>();
    if (copy.refused() > 0) {
      notes.add("collection would refuse " + Table.counted(copy.refused(), "row") + " of them");
    }
    if (copy.lost() > 0) {
      notes.add(Table.counted(copy.lost(), "record") + " left out: not to be cut into cells");
    }
    return new Copied(source, csv.toString(), copy.rows(), Map.of(), notes, "");
  }

  private static Copied refused(String source, Refusal refusal) {
    return refused(source, refusal.reason() + "; " + refusal.remedy());
  }

  private static Copied refused(String source, String reason) {
    return new Copied(source, "", 0, Map.of(), List.of(), reason);
  }

  private static void print(PrintWriter out, Copied each) {
    if (!each.refused.isEmpty()) {
      out.println(each.source + ": not read: " + each.refused);
      return;
    }
    out.println(each.source + ": " + Table.counted(each.rows, "row") + " in " + each.csv);
    each.findings.forEach(
        (kind, count) -> out.println("  " + Table.counted(count, "time") + ": " + kind.title()));
    each.notes.forEach(note -> out.println("  " + note));
  }
}
