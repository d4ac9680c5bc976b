package org.jinyanglake.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.FileTimes;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.Version;

/**
 * A dataset's landing folder as a connector sees it: what was brought before, by name, and the one
 * way in which a file is brought.
 *
 * <p>A file whose source may change is named {@code STEM.TIME-SHA.ENDING}: when it was fetched
 * (UTC) and how its SHA-256 begins, so names sort by age and tell equal contents. A file that is
 * fetched once is {@code STEM.ENDING}.
 */
final class Inbox {
  static final int DIGITS = 12;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String VERSION = "\\.(\\d{8}T\\d{6}Z)-([0-9a-f]{" + DIGITS + "})";

  private static final Pattern PART = Pattern.compile(".*\\.[0-9a-f-]{36}\\.part");

  /** A part this old is of a run that was cut off: none takes longer. */
  private static final Duration ABANDONED = Duration.ofDays(2);

  private final Lake lake;
  private final Contract contract;
  private final Clock clock;
  private final FileSystem fs;
  private final Path folder;
  private final String below;
  private final String ending;
  private final Memory memory;
  private final Optional<Version> raw;
  private final Map<String, FileState> collected;
  private final SortedSet<String> lying = new TreeSet<>();
  private final List<Fetched> fetched = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Inbox(Lake lake, Contract contract, Optional<Version> raw, Clock clock) throws IOException {
    this.lake = lake;
    this.contract = contract;
    this.clock = clock;
    this.raw = raw;
    this.fs = fileSystem(lake);
    String path = ((Source.Files) contract.source()).path();
    this.below = path.substring(0, path.lastIndexOf('/') + 1);
    this.ending = path.substring(path.lastIndexOf('*') + 1);
    this.folder = new Path(lake.landing(), below.substring(0, below.length() - 1));
    this.memory = memory(lake, contract);
    this.collected =
        raw.map(v -> (Map<String, FileState>) v.state().files()).orElse(new TreeMap<>());
    list();
  }

  /** Of local files, without Hadoop's checksum files, which do not belong into a landing folder. */
  static FileSystem fileSystem(Lake lake) throws IOException {
    FileSystem fs = lake.landing().getFileSystem(lake.hadoop());
    return fs instanceof ChecksumFileSystem local ? local.getRawFileSystem() : fs;
  }

  static Memory memory(Lake lake, Contract contract) throws IOException {
    return new Memory(
        fileSystem(lake),
        new Path(new Path(lake.landing(), ".fetch"), contract.dataset() + ".json"));
  }

  private void list() throws IOException {
    try {
      for (FileStatus status : fs.listStatus(folder)) {
        String name = status.getPath().getName();
        if (PART.matcher(name).matches()
            && status.getModificationTime() < clock.millis() - ABANDONED.toMillis()) {
          fs.delete(status.getPath(), false);
        } else {
          lying.add(below + name);
        }
      }
    } catch (FileNotFoundException e) {
      fs.mkdirs(folder);
    }
  }

  Clock clock() {
    return clock;
  }

  Contract contract() {
    return contract;
  }

  Memory memory() {
    return memory;
  }

  /** The names of all files of this dataset, in the landing folder or collected. */
  SortedSet<String> known() {
    SortedSet<String> known = new TreeSet<>(lying);
    known.addAll(collected.keySet());
    known.removeIf(name -> name.endsWith(".part"));
    return known;
  }

  /** Whether a file of which nothing was stored, refused or waiting, was taken away since. */
  boolean isGone(String name) {
    FileState state = collected.get(name);
    return state != null
        && (state.outcome() == FileState.Outcome.REFUSED
            || state.outcome() == FileState.Outcome.WAITING)
        && !lying.contains(name);
  }

  /** Whether the raw table holds rows, or a file of it did. */
  boolean isFilled() {
    return raw.isPresent() && !raw.get().state().partitions().isEmpty()
        || collected.values().stream().anyMatch(file -> file.inTable().isPresent());
  }

  /** The names of the files that the raw table knows. */
  Set<String> collected() {
    return collected.keySet();
  }

  /** The names of the files in the landing folder. */
  Set<String> lying() {
    return lying;
  }

  /** The chain of extracts by a watermark. */
  Extracts extracts(String stem, String column) {
    return new Extracts(below + stem, column);
  }

  /** A name with the folder. */
  String below(String stem) {
    return below + stem;
  }

  /** The chain of versions of a table of another lake. */
  Extracts chain(Origin.LakeTable origin) {
    return DockedTable.chain(below, origin);
  }

  /** The raw table as it is; empty if there is none yet. */
  Optional<Version> raw() {
    return raw;
  }

  /** The name of a file that is fetched once. */
  String once(String stem, boolean gzip) {
    return below + stem + ending + (gzip ? ".gz" : "");
  }

  /** The last version of a file that was brought and is not {@link #isGone}; empty if none was. */
  Optional<String> newest(String stem, boolean gzip) {
    return versions(stem, gzip).filter(name -> !isGone(name)).reduce((a, b) -> b);
  }

  /**
   * What was brought of a file before and is not {@link #isGone}; empty if nothing was.
   *
   * @param versions whether it has versions, else it is fetched once
   */
  Optional<String> before(String stem, boolean gzip, boolean versions) {
    return versions
        ? newest(stem, gzip)
        : Optional.of(once(stem, gzip)).filter(name -> known().contains(name) && !isGone(name));
  }

  private Stream<String> versions(String stem, boolean gzip) {
    String pattern =
        Pattern.quote(below + stem) + VERSION + Pattern.quote(ending + (gzip ? ".gz" : ""));
    return known().stream().filter(name -> name.matches(pattern));
  }

  /** A name for a version of a file that is later than all others. */
  String version(String stem, boolean gzip, String sha256) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String time = TIME.format(now);
    Optional<String> before = versions(stem, gzip).reduce((a, b) -> b);
    if (before.isPresent()) {
      String last = before.get().substring((below + stem).length() + 1).substring(0, 16);
      if (last.compareTo(time) >= 0) {
        // Two in a second, or a clock that was set back.
        time = TIME.format(TIME.parse(last, Instant::from).plusSeconds(1));
      }
    }
    return below
        + stem
        + "."
        + time
        + "-"
        + sha256.substring(0, DIGITS)
        + ending
        + (gzip ? ".gz" : "");
  }

  /** Whether a known file has these bytes. */
  boolean holds(String name, String sha256) throws IOException {
    if (name.contains("-" + sha256.substring(0, DIGITS) + ".")) {
      return true;
    }
    FileState state = collected.get(name);
    return sha256.equals(state != null && !lying.contains(name) ? state.sha256() : digest(name));
  }

  private String digest(String name) throws IOException {
    FileState state = collected.get(name);
    Path path = new Path(lake.landing(), name);
    if (state != null) {
      FileStatus status = fs.getFileStatus(path);
      if (status.getLen() == state.size()
          && FileTimes.same(state.modified(), status.getModificationTime())) {
        return state.sha256();
      }
    }
    MessageDigest digest = Delivery.sha256Digest();
    try (InputStream in = new DigestInputStream(fs.open(path), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Begins a file. */
  Delivery begin(String stem) throws IOException {
    return new Delivery(fs, part(stem));
  }

  private Path part(String stem) {
    return new Path(folder, stem + "." + UUID.randomUUID() + ".part");
  }

  InputStream open(Path part) throws IOException {
    return fs.open(part);
  }

  /**
   * Puts a complete file into the landing folder.
   *
   * @param name as {@link #once} or {@link #version} tell it
   * @param key what a source is remembered by; empty: it is not
   * @param source what it said, without the file's name
   * @param replaces the version before; else empty
   */
  void take(
      Delivery delivery,
      String name,
      String from,
      OptionalLong rows,
      String replaces,
      Optional<Map.Entry<String, Memory.Source>> source)
      throws IOException {
    delivery.close();
    Fetched file = Fetched.of(name, from, delivery, rows, replaces, clock.instant());
    // Before the file is there: what is remembered of a file that is not there means nothing.
    if (source.isPresent()) {
      memory.put(source.get().getKey(), source.get().getValue(), file);
    } else {
      memory.put(file);
    }
    lake.observer().at("fetch.land.before", contract.dataset().toString(), name);
    Path target = new Path(lake.landing(), name);
    if (fs.exists(target) || !fs.rename(delivery.part(), target)) {
      delivery.discard();
      if (!fs.exists(target)) {
        throw new IOException("cannot rename a file to " + name);
      }
      return; // another run was faster
    }
    lake.observer().at("fetch.land.after", contract.dataset().toString(), name);
    lying.add(name);
    fetched.add(file);
  }

  /**
   * Puts rows of a source into the landing folder, gzipped, if they are other ones than before.
   *
   * @param collect whether they are collected once more if they changed
   * @return whether the delivery was taken
   */
  boolean bring(Delivery delivery, String stem, String from, OptionalLong rows, boolean collect)
      throws IOException {
    Optional<String> before = before(stem, true, collect);
    String sha256 = delivery.sha256();
    if (before.isPresent() && holds(before.get(), sha256)) {
      return false;
    }
    if (before.isPresent() && !collect) {
      hold(changed(from, sha256));
      return false;
    }
    String name = collect ? version(stem, true, sha256) : once(stem, true);
    take(delivery, name, from, rows, before.orElse(""), Optional.empty());
    return true;
  }

  /** What is said of a source that changed though its rows were added. */
  static String changed(String from, String sha256) {
    return from
        + " changed at its source after it was fetched (sha256 now "
        + sha256.substring(0, DIGITS)
        + ") and is not read again, since its rows were added; use loadMode upsert or snapshot, or"
        + " changed: collect if each version holds new rows only";
  }

  void hold(String why) {
    held.add(why);
  }

  void note(String what) {
    notes.add(what);
  }

  List<Fetched> fetched() {
    return fetched;
  }

  List<String> held() {
    return held;
  }

  List<String> notes() {
    return notes;
  }

  /** A text as it may stand in a file name. */
  static String stem(String text) {
    String stem = text.replaceAll("[^\\p{L}\\p{N}_-]+", "-").replaceAll("^[-_]+|-+$", "");
    if (stem.length() > 80) {
      stem = stem.substring(0, 80);
    }
    return stem.isEmpty() ? "file" : stem;
  }
}
