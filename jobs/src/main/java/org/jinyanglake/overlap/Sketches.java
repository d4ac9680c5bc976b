package org.jinyanglake.overlap;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * The sketches of a dataset's raw table, in the raw zone's folder beside it: one file for each
 * partition and one for the whole. A file is named by the version of what it was made of, which
 * stands in the table's state: one that is there is never older or newer than the data, one that is
 * missing is made, and one that no version names is deleted. So nothing records them.
 */
public final class Sketches {
  private static final int FORMAT = 1;
  private static final String WHOLE = "table-";
  private static final String PART = ".part-";
  private static final long ABANDONED = Duration.ofDays(1).toMillis();

  private final Lake lake;
  private final DatasetName dataset;

  private Sketches(Lake lake, DatasetName dataset) {
    this.lake = lake;
    this.dataset = dataset;
  }

  public static Sketches of(Lake lake, DatasetName dataset) {
    return new Sketches(lake, dataset);
  }

  /** Deletes the sketches of all datasets, as those of a key that is lost. */
  public static void deleteAll(Lake lake) {
    delete(root(lake), lake);
  }

  private static void delete(Path folder, Lake lake) {
    try {
      folder.getFileSystem(lake.hadoop()).delete(folder, true);
    } catch (IOException e) {
      throw new LakeException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Path root(Lake lake) {
    return new Path(lake.conf().zones().get(Zone.RAW).warehouse(), "sketches");
  }

  private Path folder() {
    return new Path(root(lake), dataset.domain() + "/" + dataset.name());
  }

  /**
   * Whether a version of the raw table has its sketches, under this key; asks for one file.
   *
   * @param key not asked for if there is nothing to sketch
   */
  public boolean upToDate(Contract contract, Version raw, Supplier<SketchKey> key) {
    State state = raw.state();
    Path wanted =
        state.partitions().isEmpty()
            ? folder()
            : new Path(folder(), whole(state, layout(contract, key.get())));
    try {
      return fs().exists(wanted) != state.partitions().isEmpty();
    } catch (IOException e) {
      throw new LakeException("cannot look for " + wanted + ": " + e.getMessage(), e);
    }
  }

  /**
   * The sketch of a version of the raw table, also if the contract has changed since.
   *
   * @return empty if none was made yet, or under another key
   */
  public Optional<TableSketch> read(Version raw, SketchKey key) {
    Path prefix = new Path(folder(), WHOLE + digest(raw.state()) + "-*");
    try {
      FileStatus[] found = fs().globStatus(prefix);
      return found == null
          ? Optional.empty()
          : Stream.of(found)
              .flatMap(file -> read(file.getPath(), key).stream())
              .map(Stored::sketch)
              .findFirst();
    } catch (IOException e) {
      throw new LakeException("cannot read " + prefix + ": " + e.getMessage(), e);
    }
  }

  /** The sketch of rows that are not in the lake. */
  public static Optional<TableSketch> of(
      org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> rows,
      Contract contract,
      SketchKey key) {
    List<TableSketch> parts = new ArrayList<>();
    Sketching.of(rows, contract, key, (path, sketch) -> parts.add(sketch));
    return parts.stream().reduce(TableSketch::with);
  }

  /** Makes what is missing of the sketches of a version, in one pass over its new partitions. */
  public void bringUpTo(Version raw, Contract contract, SketchKey key, Engine engine) {
    if (raw.state().partitions().isEmpty()) {
      delete(folder(), lake);
      return;
    }
    String layout = layout(contract, key);
    SortedMap<String, String> wanted = new TreeMap<>();
    raw.state().partitions().forEach((path, p) -> wanted.put(path, part(path, p, layout)));
    String whole = whole(raw.state(), layout);
    try {
      Set<String> there = there();
      Optional<Stored> before = before(there, wanted, key);
      Set<String> covered = before.map(Stored::parts).orElse(Set.of());
      TableSketch[] sum = {before.map(Stored::sketch).orElse(null)};
      Set<String> due = new TreeSet<>();
      for (Map.Entry<String, String> each : wanted.entrySet()) {
        if (covered.contains(each.getValue())) {
          continue;
        }
        Optional<Stored> made =
            there.contains(each.getValue())
                ? read(new Path(folder(), each.getValue()), key)
                : Optional.empty();
        made.ifPresent(stored -> add(sum, stored.sketch()));
        if (made.isEmpty()) {
          due.add(each.getKey());
        }
      }
      if (!due.isEmpty()) {
        Sketching.of(
            engine.read(raw, contract, due),
            contract,
            key,
            (path, sketch) -> {
              add(sum, sketch);
              write(wanted.get(path), Set.of(), sketch, key);
            });
      }
      TableSketch all =
          sum[0] != null
              ? sum[0]
              : new RowSketcher(RowSketcher.Layout.of(contract), key.open()).sketch();
      write(whole, Set.copyOf(wanted.values()), all, key);
      there.remove(whole);
      there.removeAll(wanted.values());
      for (String old : there) {
        fs().delete(new Path(folder(), old), false);
      }
    } catch (IOException e) {
      throw new LakeException("cannot keep sketches in " + folder() + ": " + e.getMessage(), e);
    }
  }

  private static void add(TableSketch[] sum, TableSketch part) {
    sum[0] = sum[0] == null ? part : sum[0].with(part);
  }

  /** The newest sketch of the whole that holds nothing but what is wanted now. */
  private Optional<Stored> before(Set<String> there, Map<String, String> wanted, SketchKey key) {
    for (String name : there) {
      if (name.startsWith(WHOLE)) {
        Optional<Stored> stored = read(new Path(folder(), name), key);
        if (stored.isPresent() && wanted.values().containsAll(stored.get().parts())) {
          return stored;
        }
      }
    }
    return Optional.empty();
  }

  private Set<String> there() throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      for (FileStatus file : fs().listStatus(folder())) {
        String name = file.getPath().getName();
        // Another run may be writing it.
        if (!name.startsWith(PART)
            || file.getModificationTime() < System.currentTimeMillis() - ABANDONED) {
          names.add(name);
        }
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    return names;
  }

  /**
   * A file of sketches.
   *
   * @param parts the files of the partitions that it is the sum of; of a partition, none
   */
  private record Stored(Set<String> parts, TableSketch sketch) {}

  /** Whole or not at all; a file of that name that is there already says the same. */
  private void write(String name, Set<String> parts, TableSketch sketch, SketchKey key) {
    Path file = new Path(folder(), name);
    Path part = new Path(folder(), PART + UUID.randomUUID());
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(fs().create(part, false)))) {
        out.writeInt(FORMAT);
        out.writeLong(check(key));
        out.writeInt(parts.size());
        for (String each : parts) {
          out.writeUTF(each);
        }
        sketch.write(out);
      }
      fs().delete(file, false);
      if (!fs().rename(part, file)) {
        fs().delete(part, false);
      }
    } catch (IOException e) {
      throw new LakeException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Empty if the file is gone, damaged or was made under another key: it is made anew. */
  private Optional<Stored> read(Path file, SketchKey key) {
    long check = check(key);
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(fs().open(file)))) {
      if (in.readInt() != FORMAT || in.readLong() != check) {
        return Optional.empty();
      }
      Set<String> parts = new TreeSet<>();
      for (int left = in.readInt(); left > 0; left--) {
        parts.add(in.readUTF());
      }
      return Optional.of(new Stored(parts, TableSketch.read(in)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Tells another key, and says nothing about this one. */
  private static long check(SketchKey key) {
    byte[] text = "check".getBytes(StandardCharsets.US_ASCII);
    return new KeyedHash(key.open()).of(text, text.length);
  }

  private static String part(String path, State.PartitionState partition, String layout) {
    return Evidence.sha256(path + "|" + partition.version()).substring(0, 32) + "-" + layout;
  }

  private static String whole(State state, String layout) {
    return WHOLE + digest(state) + "-" + layout;
  }

  private static String digest(State state) {
    String all =
        state.partitions().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue().version())
            .collect(Collectors.joining("|"));
    return Evidence.sha256(all).substring(0, 32);
  }

  /** What the sketches depend on beside the data: of the contract, and which key it is. */
  private static String layout(Contract contract, SketchKey key) {
    RowSketcher.Layout layout = RowSketcher.Layout.of(contract);
    return Evidence.sha256(
            layout.names()
                + "|"
                + layout.types()
                + "|"
                + layout.key()
                + "|"
                + layout.zone()
                + "|"
                + check(key))
        .substring(0, 16);
  }

  private FileSystem fs() throws IOException {
    return folder().getFileSystem(lake.hadoop());
  }
}
