package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.RefusedRows;

/**
 * What lies in the landing folder for a dataset. Names may hold any character; nothing is skipped
 * without being named. On a local file system nothing outside the landing folder is reached, not by
 * a symbolic link either, and nothing but regular files is opened.
 */
public final class Landing {

  /** How a name ends while the file is still being written by common tools. */
  private static final List<String> UNFINISHED =
      List.of("._COPYING_", ".part", ".filepart", ".tmp", ".crdownload");

  private final FileSystem fs;
  private final Path root;
  private final boolean local;
  private final Optional<GlobPattern> control;
  private final List<LandingFile> files = new ArrayList<>();
  private final List<LandingFile> controls = new ArrayList<>();
  private final List<Remark> ignored = new ArrayList<>();

  private Landing(FileSystem fs, Path root, Optional<String> control) {
    this.fs = fs;
    this.root = fs.makeQualified(root);
    this.local = fs.getScheme().equals("file");
    this.control = control.map(GlobPattern::new);
  }

  /**
   * What was found.
   *
   * @param files to be read, by name
   * @param controls control files, by name
   * @param ignored what is not read, and why
   * @param warnings about files that are read
   */
  public record Listing(
      List<LandingFile> files,
      List<LandingFile> controls,
      List<Remark> ignored,
      List<Remark> warnings) {
    public Listing {
      files = List.copyOf(files);
      controls = List.copyOf(controls);
      ignored = List.copyOf(ignored);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Something to say about a file.
   *
   * @param name path below the landing folder
   */
  public record Remark(String name, String reason) {}

  /**
   * Lists the files that match the source's path, alone, compressed or in an archive, and every
   * other file in the same folders. A missing folder has no files.
   */
  public static Listing list(FileSystem fs, Path landingRoot, Source.Files source)
      throws IOException {
    Landing landing = new Landing(fs, landingRoot, source.control());
    if (fs.exists(landing.root)) {
      landing.walk(landing.root, "", source.path().split("/"), 0);
    }
    landing.files.sort(Comparator.comparing(LandingFile::name));
    landing.controls.sort(Comparator.comparing(LandingFile::name));
    landing.ignored.sort(Comparator.comparing(Remark::name));
    return new Listing(landing.files, landing.controls, landing.ignored, twins(landing.files));
  }

  private void walk(Path folder, String below, String[] globs, int depth) throws IOException {
    boolean last = depth == globs.length - 1;
    GlobPattern glob = new GlobPattern(globs[depth]);
    if (!last && !glob.hasWildcard()) {
      enter(new Path(folder, globs[depth]), below, globs, depth); // among thousands of others
      return;
    }
    Set<String> seen = new HashSet<>();
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      seen.add(name);
      if (last && !(status.isDirectory() && !glob.matches(name))) {
        classify(status, below + name, glob);
      } else if (!last && glob.matches(name)) {
        enter(status.getPath(), below, globs, depth);
      }
    }
    if (local && last) {
      reportUnlisted(folder, below, seen);
    }
  }

  private void enter(Path folder, String below, String[] globs, int depth) throws IOException {
    if (!isDirectory(folder)) {
      return;
    }
    Optional<String> outside = outside(folder);
    if (outside.isPresent()) {
      ignored.add(new Remark(below + folder.getName(), outside.get()));
    } else {
      walk(folder, below + folder.getName() + "/", globs, depth + 1);
    }
  }

  private boolean isDirectory(Path folder) throws IOException {
    try {
      return fs.getFileStatus(folder).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void classify(FileStatus status, String name, GlobPattern glob) throws IOException {
    boolean controls = isControl(status.getPath().getName());
    Optional<String> reason = reason(status, controls ? control.get() : glob);
    if (reason.isPresent()) {
      ignored.add(new Remark(name, reason.get()));
    } else {
      (controls ? this.controls : files)
          .add(
              new LandingFile(
                  name, status.getPath(), status.getLen(), status.getModificationTime()));
    }
  }

  private boolean isControl(String name) {
    return control.filter(glob -> glob.matches(name)).isPresent();
  }

  private Optional<String> reason(FileStatus status, GlobPattern glob) throws IOException {
    String name = status.getPath().getName();
    for (String end : UNFINISHED) {
      if (name.endsWith(end)) {
        return Optional.of("still being written, as its name ends in " + end);
      }
    }
    if (name.startsWith("_") || name.startsWith(".")) {
      return Optional.of("ignored by name, which begins with " + name.charAt(0));
    }
    if (!matches(name, glob)) {
      return Optional.of("does not match the path of the contract");
    }
    if (status.isDirectory()) {
      return Optional.of("is a folder");
    }
    return outside(status.getPath());
  }

  /**
   * Whether a name, or what is left of it without the ending of a packed file, is meant. Repaired
   * rows are, whatever the format is.
   */
  private static boolean matches(String name, GlobPattern glob) {
    return glob.matches(name)
        || RefusedRows.isRepaired(name)
        || Stream.concat(Packing.suffixes().stream(), Archive.SUFFIXES.stream())
            .anyMatch(
                suffix ->
                    name.endsWith(suffix)
                        && glob.matches(name.substring(0, name.length() - suffix.length())));
  }

  /** Why a local path is not what it seems; empty if it is, or is not local. */
  private Optional<String> outside(Path path) throws IOException {
    if (!local) {
      return Optional.empty();
    }
    java.nio.file.Path file = java.nio.file.Path.of(path.toUri().getPath());
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty(); // its folder was looked at before
    }
    if (!Files.exists(file)) {
      return Optional.of("a symbolic link to nothing");
    }
    java.nio.file.Path real = file.toRealPath();
    if (!real.startsWith(java.nio.file.Path.of(root.toUri().getPath()).toRealPath())) {
      return Optional.of("a symbolic link that leaves the landing folder");
    }
    return Files.isRegularFile(real) || Files.isDirectory(real)
        ? Optional.empty()
        : Optional.of("not a regular file (pipe, socket or device)");
  }

  /** Hadoop leaves out, in silence, names that the JVM's locale cannot write and dead links. */
  private void reportUnlisted(Path folder, String below, Set<String> seen) throws IOException {
    try (DirectoryStream<java.nio.file.Path> entries =
        Files.newDirectoryStream(java.nio.file.Path.of(folder.toUri().getPath()))) {
      for (java.nio.file.Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!seen.contains(name) && !name.endsWith(".crc")) {
          ignored.add(
              new Remark(
                  below + name,
                  Files.isSymbolicLink(entry)
                      ? "a symbolic link to nothing"
                      : "its name cannot be read in this locale; set LC_ALL=C.UTF-8"));
        }
      }
    }
  }

  private static List<Remark> twins(List<LandingFile> files) {
    List<Remark> warnings = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (LandingFile file : files) {
      String folded =
          Normalizer.normalize(file.name(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      String other = seen.putIfAbsent(folded, file.name());
      if (other != null) {
        warnings.add(
            new Remark(
                file.name(),
                "differs from " + other + " in case or Unicode form only; both are read"));
      }
    }
    return warnings;
  }
}
