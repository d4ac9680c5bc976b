package org.jinyanglake.lake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Zone;

/**
 * What a table holds, as of one snapshot. It stands in the snapshot's {@link Evidence}, so it is
 * never older or newer than the data.
 *
 * <p>A partition is named by its Iceberg path ({@code day=2024-03-04}; the empty string for a table
 * without partitions). Its version is a digest of what went into it: it changes when the rows may
 * have changed, and not when files are merely rewritten.
 *
 * @param contract hash of the contract version under which the snapshot was made
 * @param source the raw snapshot from which a released table was made; 0 for a raw table
 * @param files of a raw table, what became of each landing file, by name
 * @param partitions the partitions, by path
 * @param key of a released table, the key that its tokens were made with
 * @param deleted of a raw table, where the deletions of its keys are kept: folders in the raw
 *     zone's folder for them
 * @param published of a released table, what is remembered of all rows that were ever published
 * @param withdrawn of a released table, the partitions that were in it and are not any more, by
 *     path; see {@link Withdrawn#after}
 */
public record State(
    String contract,
    long source,
    SortedMap<String, FileState> files,
    SortedMap<String, PartitionState> partitions,
    Key key,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<String> deleted,
    @JsonInclude(JsonInclude.Include.NON_NULL) Published published,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Withdrawn> withdrawn) {

  public static final State EMPTY = new State("", 0, new TreeMap<>(), new TreeMap<>());

  /** The state of a table that no key has a part in. */
  public State(
      String contract,
      long source,
      SortedMap<String, FileState> files,
      SortedMap<String, PartitionState> partitions) {
    this(contract, source, files, partitions, Key.NONE);
  }

  /** The state of a table of whose keys no deletion is kept. */
  public State(
      String contract,
      long source,
      SortedMap<String, FileState> files,
      SortedMap<String, PartitionState> partitions,
      Key key) {
    this(contract, source, files, partitions, key, new TreeSet<>());
  }

  /**
   * The state of a table that published nothing of persons, and from which nothing is withdrawn.
   */
  public State(
      String contract,
      long source,
      SortedMap<String, FileState> files,
      SortedMap<String, PartitionState> partitions,
      Key key,
      SortedSet<String> deleted) {
    this(contract, source, files, partitions, key, deleted, Published.NOTHING, new TreeMap<>());
  }

  /** The same, with what is remembered of published rows. */
  public State published(Published other) {
    return new State(contract, source, files, partitions, key, deleted, other, withdrawn);
  }

  /** The same, with other partitions that are withdrawn. */
  public State withdrawn(SortedMap<String, Withdrawn> others) {
    return new State(contract, source, files, partitions, key, deleted, published, others);
  }

  /** The same with other partitions. */
  public State with(SortedMap<String, PartitionState> others) {
    return new State(contract, source, files, others, key, deleted, published, withdrawn);
  }

  /**
   * What is remembered of the rows that a zone ever published; it stays when they leave the zone.
   *
   * @param identity the columns that tell one row from another, beside the person
   * @param files by raw partition, which of {@link StateFiles#published} remembers its rows
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Published(List<String> identity, SortedMap<String, String> files) {
    public static final Published NOTHING = new Published(List.of(), new TreeMap<>());

    public Published {
      identity = identity == null ? List.of() : List.copyOf(identity);
      files = files == null ? new TreeMap<>() : new TreeMap<>(files);
    }
  }

  /**
   * The one version of the dataset's key under which all partitions of a released table were made.
   *
   * @param version from 1; 0 if no column needs a key
   * @param check a check value, which tells another secret of the same version and says nothing
   *     about it; empty if no column needs a key
   */
  public record Key(int version, String check) {
    public static final Key NONE = new Key(0, "");
  }

  /**
   * What became of one landing file.
   *
   * @param size in bytes when it was read
   * @param modified its modification time when it was read, in ms since 1970
   * @param sha256 of the stored bytes; empty if they could not be read
   * @param rows records in it
   * @param stored rows that went into the table
   * @param refused rows that were refused
   * @param outcome COLLECTED, EMPTY, DUPLICATE (same bytes as another file), SUPERSEDED (a newer
   *     snapshot), CHANGED (other bytes than when it was collected), CONTROL (a control file, and
   *     the files that it names agree with it), REFUSED or WAITING (it may not be written to its
   *     end yet)
   * @param reason why it was not collected, empty if it was
   * @param contract hash of the contract version under which it was refused or waits: under another
   *     it is looked at again; empty if it was not
   * @param collected when this became of its content, in ms since 1970; 0 if that is not known
   * @param holds what became of an earlier content of the same name, whose rows the table still
   *     holds; null if there is none, or this is it
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record FileState(
      long size,
      long modified,
      String sha256,
      long rows,
      long stored,
      long refused,
      Outcome outcome,
      String reason,
      String contract,
      long collected,
      FileState holds) {

    public FileState {
      sha256 = sha256 == null ? "" : sha256;
      reason = reason == null ? "" : reason;
      contract = contract == null ? "" : contract;
    }

    /** A file under whose name the table holds nothing else. */
    public FileState(
        long size,
        long modified,
        String sha256,
        long rows,
        long stored,
        long refused,
        Outcome outcome,
        String reason,
        String contract,
        long collected) {
      this(
          size, modified, sha256, rows, stored, refused, outcome, reason, contract, collected,
          null);
    }

    /** The same over an earlier content, which the table may still hold. */
    public FileState over(FileState before) {
      return new FileState(
          size,
          modified,
          sha256,
          rows,
          stored,
          refused,
          outcome,
          reason,
          contract,
          collected,
          wasCollected() || before == null ? null : before.inTable().orElse(null));
    }

    /** Whether rows of it were stored. */
    private boolean wasCollected() {
      return outcome == Outcome.COLLECTED || outcome == Outcome.CHANGED;
    }

    /** What was collected under the name: this, or an earlier content of it; empty if none was. */
    public Optional<FileState> inTable() {
      return wasCollected() ? Optional.of(this) : Optional.ofNullable(holds);
    }

    /** Whether the file was refused or waits, and not under this version of the contract. */
    public boolean refusedBefore(String hash) {
      return !settled() && !contract.equals(hash);
    }

    /** Whether another contract would make nothing else of the file. */
    public boolean settled() {
      return outcome != Outcome.REFUSED && outcome != Outcome.WAITING;
    }

    /** What became of a file. */
    public enum Outcome {
      COLLECTED,
      EMPTY,
      DUPLICATE,
      SUPERSEDED,
      CHANGED,
      CONTROL,
      REFUSED,
      WAITING
    }
  }

  /**
   * One partition.
   *
   * @param version digest of what went into it
   * @param judged of a raw partition, by what this version was judged: the hash of the contract,
   *     and behind a bar what its rules compared with; empty if it was not; of a released one,
   *     whose raw version is {@code version}, hash of the contract under which it was released,
   *     empty if it is that of the table's state
   * @param held why the partition is held back, by zone ({@code raw}: its checks failed); empty: it
   *     may be released
   * @param certificate of a released partition, the id of its certificate, else empty
   * @param refused rows of this partition that checks refused
   * @param searched version of the declassification list by which this version was searched, of a
   *     released partition by which it was released; empty if by none
   * @param classified of a raw partition, in how many places each rule of that list found
   *     something, by {@code COLUMN RULE}
   * @param persons of a raw partition, how many persons it has at least; 0 if nobody had to know
   * @param merged of a released partition that was made of others, the paths of those in raw; empty
   *     if it was made of the one of the same path
   * @param measured of a judged partition, which of {@link StateFiles} holds the states of its
   *     measures, else empty
   * @param standards by zone, by what a gate judged it: of a released partition that of its zone,
   *     which let it in, of a raw one those of the zones that refused it
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public record PartitionState(
      String version,
      String judged,
      Map<String, List<String>> held,
      String certificate,
      long refused,
      String searched,
      SortedMap<String, Long> classified,
      long persons,
      SortedSet<String> merged,
      String measured,
      SortedMap<String, String> standards) {

    /** A partition that nothing was said of yet. */
    public static PartitionState unjudged(String version, long refused) {
      return new PartitionState(
          version,
          "",
          Map.of(),
          "",
          refused,
          "",
          new TreeMap<>(),
          0,
          new TreeSet<>(),
          "",
          new TreeMap<>());
    }

    public PartitionState {
      judged = judged == null ? "" : judged;
      held = held == null ? Map.of() : held;
      certificate = certificate == null ? "" : certificate;
      searched = searched == null ? "" : searched;
      classified = classified == null ? new TreeMap<>() : classified;
      merged = merged == null ? new TreeSet<>() : merged;
      measured = measured == null ? "" : measured;
      standards = standards == null ? new TreeMap<>() : standards;
    }

    /** A partition of a zone, made of judged ones and certified. */
    public static PartitionState released(
        String version,
        String contract,
        String certificate,
        String searched,
        SortedSet<String> merged) {
      return new PartitionState(
          version,
          contract,
          Map.of(),
          certificate,
          0,
          searched,
          new TreeMap<>(),
          0,
          merged,
          "",
          new TreeMap<>());
    }

    /**
     * Under which name of {@code held} a partition is held back from a zone because it is beyond
     * what an approval signed. It is so until there is another approval.
     *
     * @param approval what tells the approval from others; empty: the start of all such names
     */
    public static String beyond(Zone zone, String approval) {
      return zone.catalog() + "@" + approval;
    }

    /** The same, held back by a zone's gate. */
    public PartitionState held(Map<String, List<String>> held) {
      return new PartitionState(
          version,
          judged,
          held,
          "",
          refused,
          searched,
          classified,
          persons,
          merged,
          measured,
          standards);
    }

    /** The same, judged by a zone's gate by this standard. */
    public PartitionState by(String zone, String standard) {
      SortedMap<String, String> all = new TreeMap<>(standards);
      all.put(zone, standard);
      return new PartitionState(
          version,
          judged,
          held,
          certificate,
          refused,
          searched,
          classified,
          persons,
          merged,
          measured,
          all);
    }

    /** The same, its judgement by something else. */
    public PartitionState judged(String by) {
      return new PartitionState(
          version,
          by,
          held,
          certificate,
          refused,
          searched,
          classified,
          persons,
          merged,
          measured,
          standards);
    }

    /** The same, the states of its measures kept in another file. */
    public PartitionState measured(String file) {
      return new PartitionState(
          version,
          judged,
          held,
          certificate,
          refused,
          searched,
          classified,
          persons,
          merged,
          file,
          standards);
    }
  }

  /** The last file by name that was collected, other than repaired ones; empty if none was. */
  public static String lastCollected(Map<String, FileState> files) {
    return files.entrySet().stream()
        .filter(file -> file.getValue().inTable().isPresent())
        .map(Map.Entry::getKey)
        .filter(name -> !RefusedRows.isRepaired(name))
        .max(String::compareTo)
        .orElse("");
  }

  /** The version of what is made of some of the partitions: of one alone, its own. */
  public String version(SortedSet<String> paths) {
    return paths.size() == 1
        ? partitions.get(paths.first()).version()
        : Evidence.sha256(
            paths.stream()
                .map(path -> path + "=" + partitions.get(path).version())
                .collect(Collectors.joining("|")));
  }

  /** By which versions of the list some of the partitions were searched; one, if by the same. */
  public String searched(SortedSet<String> paths) {
    return paths.stream()
        .map(path -> partitions.get(path).searched())
        .distinct()
        .collect(Collectors.joining("|"));
  }

  public State {
    files = files == null ? new TreeMap<>() : new TreeMap<>(files);
    partitions = partitions == null ? new TreeMap<>() : new TreeMap<>(partitions);
    key = key == null ? Key.NONE : key;
    deleted = deleted == null ? new TreeSet<>() : new TreeSet<>(deleted);
    published = published == null ? Published.NOTHING : published;
    withdrawn = withdrawn == null ? new TreeMap<>() : new TreeMap<>(withdrawn);
  }
}
