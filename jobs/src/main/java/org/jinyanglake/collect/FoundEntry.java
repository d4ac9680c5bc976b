package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.contract.Source;

/**
 * The file that stands for all in an archive that no contract describes: the first of those that
 * are meant. If their names end in different ways, a person has to say which are.
 *
 * @param archive as a file
 * @param file in it
 * @param entries as the contract's property; empty: all files are meant
 * @param count how many are
 */
record FoundEntry(LandingFile archive, LandingFile file, String entries, int count) {

  /**
   * Finds it.
   *
   * @throws DamagedFile if the archive cannot be read, or a person has to say what is meant
   */
  static FoundEntry of(FileSystem fs, LandingFile archive, Known known) throws IOException {
    String glob = known.entries().orElse("");
    ArchivePass pass = new ArchivePass(fs, archive, source(archive, glob));
    pass.checkContent();
    Map<String, List<LandingFile>> byEnding = new TreeMap<>();
    LandingFile first = null;
    int count = 0;
    try (Archive opened = Archive.open(fs, archive.path(), archive.size())) {
      while (opened.next() && count < ArchivePass.MOST_FILES) {
        String name = opened.name();
        if (pass.ignored(name).isEmpty()) {
          LandingFile file = archive.inside(name, opened.index(), opened.size());
          first = first == null ? file : first;
          count++;
          byEnding.computeIfAbsent(ending(name), e -> new ArrayList<>()).add(file);
        }
      }
    }
    if (first == null) {
      throw new DamagedFile(
          "archive",
          glob.isEmpty()
              ? "the archive holds no file to look at"
              : "no file of the archive matches " + glob,
          "correct entries, or deliver the archive with its files");
    }
    if (glob.isEmpty() && byEnding.size() > 1) {
      throw new DamagedFile(
          "entries",
          "the archive holds files of several kinds: "
              + byEnding.entrySet().stream()
                  .limit(10)
                  .map(each -> "*" + each.getKey() + " (" + each.getValue().size() + ")")
                  .collect(Collectors.joining(", ")),
          "name those that are meant by the property entries in the contract");
    }
    return new FoundEntry(archive, first, glob, count);
  }

  private static String ending(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    int dot = last.lastIndexOf('.');
    return dot < 0 ? "" : last.substring(dot);
  }

  private static Source.Files source(LandingFile archive, String glob) {
    return new Source.Files(
        archive.name(),
        Source.Format.CSV,
        StandardCharsets.UTF_8,
        Source.Dialect.RFC_4180,
        List.of(""),
        new Source.Within(glob, "", "", 1, 1, false));
  }

  /** What collection would find of the file, if it does not refuse the archive. */
  Fingerprint fingerprint(FileSystem fs, Source.Files source) throws IOException {
    Map<LandingFile, Fingerprint> all = new ArchivePass(fs, archive, source).read(Optional.empty());
    Optional<Refusal> refusal = all.get(archive).refusal();
    if (refusal.isPresent()) {
      throw new DamagedFile(refusal.get());
    }
    return all.get(file);
  }

  /** In a few words. */
  String words() {
    String inner = file.name().substring(archive.name().length() + 2);
    return count == 1 ? inner : inner + ", the first of " + count + " files in it";
  }
}
