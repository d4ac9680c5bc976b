package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Originals;

/**
 * What one pass over an archive tells of it and of each file in it, before anything is stored. An
 * archive that is damaged or holds what it should not is refused as a whole; else each file in it
 * is judged as if it lay by itself.
 */
final class ArchivePass {

  static final int MOST_FILES = 10_000;
  private static final long MOST_UNPACKED = 256L << 30;

  /**
   * What tasks and people need to know of an archive.
   *
   * @param notes files in it that are not looked at
   */
  record Contents(List<String> notes) implements Layout {
    Contents {
      notes = List.copyOf(notes);
    }
  }

  private final FileSystem fs;
  private final LandingFile archive;
  private final Source.Files source;
  private final Map<LandingFile, Fingerprint> files = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long unpacked;

  ArchivePass(FileSystem fs, LandingFile archive, Source.Files source) {
    this.fs = fs;
    this.archive = archive;
    this.source = source;
  }

  /**
   * The archive and, if it is not refused, the files in it that are meant.
   *
   * @param originals where the archive's bytes are kept; empty: nowhere
   * @throws IOException if the file system fails
   */
  Map<LandingFile, Fingerprint> read(Optional<Originals> originals) throws IOException {
    Fingerprint bytes = Fingerprint.ofBytes(fs, archive, source, originals);
    Map<LandingFile, Fingerprint> all = new LinkedHashMap<>();
    Refusal refusal = bytes.refusal().orElse(null);
    if (refusal == null && bytes.size() > 0) {
      try {
        checkContent();
        readFiles();
      } catch (DamagedFile e) {
        refusal = e.refusal();
      }
    }
    all.put(archive, bytes.with(new Contents(notes), Optional.ofNullable(refusal)));
    if (refusal == null) {
      all.putAll(files);
    }
    return all;
  }

  /** A zip archive begins as one; of a tar archive what it is packed by does. */
  void checkContent() throws IOException {
    byte[] head;
    try (InputStream in = archive.open(fs)) {
      head = in.readNBytes(Content.HEAD);
    }
    String name = archive.name();
    String suffix = Archive.SUFFIXES.stream().filter(name::endsWith).findFirst().orElseThrow();
    boolean zip = head.length > 1 && head[0] == 'P' && head[1] == 'K';
    Content content = Content.of(head);
    boolean fits =
        switch (suffix) {
          case ".zip" -> zip;
          case ".tar" -> content == Content.TEXT || content == Content.UTF_16;
          case ".tar.bz2" -> content == Content.BZIP2;
          default -> content == Content.GZIP;
        };
    if (!fits) {
      throw new DamagedFile(
          "format",
          "the name ends in " + suffix + ", but the file is " + content.title(),
          "pack it so, or rename it");
    }
  }

  private void readFiles() throws IOException {
    Set<String> names = new HashSet<>();
    try (Archive opened = Archive.open(fs, archive.path(), archive.size())) {
      while (opened.next()) {
        String name = opened.name();
        if (!names.add(name)) {
          throw Archive.refused(
              "two files in it have one name", "pack each file once, by a name of its own");
        }
        if (names.size() > MOST_FILES) {
          throw Archive.refused(
              "it holds more than " + MOST_FILES + " files", "deliver it in parts");
        }
        readFile(opened, name);
      }
    }
    if (names.isEmpty()) {
      throw Archive.refused("it holds no file", "deliver it with its files");
    }
  }

  private void readFile(Archive opened, String name) throws IOException {
    Optional<String> ignored = ignored(name);
    if (ignored.isPresent()) {
      notes.add(name + " in it: " + ignored.get());
      return;
    }
    LandingFile file = archive.inside(name, opened.index(), opened.size());
    try (InputStream content = new Unpacked(opened.content(), this::count)) {
      files.put(file, Fingerprint.ofEntry(content, file, source, fs.getConf()));
    }
  }

  /** Why a file in the archive is not looked at; empty if it is. */
  Optional<String> ignored(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    if (name.startsWith("__MACOSX/") || last.startsWith(".") || last.startsWith("_")) {
      return Optional.of("ignored by name");
    }
    String glob = source.within().entries();
    boolean meant =
        glob.isEmpty() || new GlobPattern(glob).matches(glob.contains("/") ? name : last);
    return meant ? Optional.empty() : Optional.of("does not match the property entries");
  }

  /** Counts what is unpacked of all files together. */
  private void count(long bytes) throws DamagedFile {
    unpacked += bytes;
    if (unpacked > MOST_UNPACKED || Unpacked.isTooMuch(unpacked, archive.size())) {
      throw Archive.refused(
          "unpacked it is more than 100 times as large as packed, or more than 256 GB",
          "deliver the files by themselves, if they are what they should be");
    }
  }
}
