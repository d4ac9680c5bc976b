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
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.collect.FoundFile;
import org.jinyanglake.collect.Refusal;
import org.jinyanglake.collect.dialect.Declared;
import org.jinyanglake.collect.dialect.Finding;
import org.jinyanglake.collect.dialect.TableCopy;

/**
 * Writes files as plain CSV, with all their values, which the caller asked for. A copy appears when
 * all of it is written. Files that cannot be read are named, the others are written all the same.
 */
final class CsvCopies {

  private final LakeOptions options;
  private final Path target;
  private final Function<Path, Declared> declared;

  CsvCopies(LakeOptions options, Path target, Function<Path, Declared> declared) {
    this.options = options;
    this.target = target;
    this.declared = declared;
  }

  private record Copied(
      String source, String csv, long rows, Map<Finding.Kind, Long> findings, String refused) {}

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
    FoundFile found;
    try (FileSystem fs = FileSystem.newInstance(path.toUri(), Workplace.hadoop(options))) {
      found = FoundFile.of(fs, path, declared.apply(file));
    }
    if (found.fingerprint().refusal().isPresent()) {
      Refusal refusal = found.fingerprint().refusal().get();
      return refused(source, refusal.reason() + "; " + refusal.remedy());
    }
    if (found.text().isEmpty()) {
      return refused(source, "JSON lines are no delimited text; collect them as they are");
    }
    if (!found.whole()) {
      return refused(
          source, "larger than 128 MB; declare its dialect in a contract and collect it");
    }
    Path parent = csv.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(parent, ".inspect", ".tmp");
    try {
      TableCopy copy;
      try (Writer writer = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
        copy = TableCopy.write(found.text().get().table(), writer);
      }
      Files.move(unfinished, csv, StandardCopyOption.REPLACE_EXISTING);
      return new Copied(source, csv.toString(), copy.rows(), copy.findings(), "");
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Copied refused(String source, String reason) {
    return new Copied(source, "", 0, Map.of(), reason);
  }

  private static void print(PrintWriter out, Copied each) {
    if (!each.refused.isEmpty()) {
      out.println(each.source + ": not read: " + each.refused);
      return;
    }
    out.println(each.source + ": " + Table.counted(each.rows, "row") + " in " + each.csv);
    each.findings.forEach(
        (kind, count) -> out.println("  " + Table.counted(count, "time") + ": " + kind.title()));
  }
}
