package org.jinyanglake.overlap;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
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
import java.util.stream.Collectors;
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
    Path root = root(lake);
    try {
      root.getFileSystem(lake.hadoop()).delete(root, true);
    } catch (IOException e) {
      throw new LakeException("cannot delete " + root + ": " + e.getMessage(), e);
    }
  }

  private static Path root(Lake lake) {
    return new Path(lake.conf().zones().get(Zone.RAW).warehouse(), "sketches");
  }

  private Path folder() {
    return new Path(root(lake), dataset.domain() + "/" + dataset.name());
  }

  /** Whether a version of the raw table has its sketches; asks for one file. */
  public boolean upToDate(Contract contract, Version raw) {
    Path whole = new Path(folder(), whole(contract, raw.state()));
    try {
      return raw.state().partitions().isEmpty() || fs().exists(whole);
    } catch (IOException e) {
      throw new LakeException("cannot look for " + whole + ": " + e.getMessage(), e);
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
      if (found == null || found.length == 0) {
        return Optional.empty();
      }
      return read(found[0].getPath(), key).map(Stored::sketch);
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
    SortedMap<String, String> wanted = new TreeMap<>();
    raw.state().partitions().forEach((path, p) -> wanted.put(path, part(contract, path, p)));
    String whole = whole(contract, raw.state());
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

  /** Empty if the file is gone, is cut short or was made under another key. */
  private Optional<Stored> read(Path file, SketchKey key) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(fs().open(file)))) {
      if (in.readInt() != FORMAT || in.readLong() != check(key)) {
        return Optional.empty();
      }
      Set<String> parts = new TreeSet<>();
      for (int left = in.readInt(); left > 0; left--) {
        parts.add(in.readUTF());
      }
      return Optional.of(new Stored(parts, TableSketch.read(in)));
    } catch (FileNotFoundException | EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LakeException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Tells another key, and says nothing about this one. */
  private static long check(SketchKey key) {
    byte[] text = "check".getBytes(StandardCharsets.US_ASCII);
    return new SipHash(key.open()).of(text, text.length);
  }

  private static String part(Contract contract, String path, State.PartitionState partition) {
    return Evidence.sha256(path + "|" + partition.version()).substring(0, 32)
        + "-"
        + layout(contract);
  }

  private static String whole(Contract contract, State state) {
    return WHOLE + digest(state) + "-" + layout(contract);
  }

  private static String digest(State state) {
    String all =
        state.partitions().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue().version())
            .collect(Collectors.joining("|"));
    return Evidence.sha256(all).substring(0, 32);
  }

  /** What of the contract the sketches depend on. */
  private static String layout(Contract contract) {
    RowSketcher.Layout layout = RowSketcher.Layout.of(contract);
    return Evidence.sha256(
            layout.names() + "|" + layout.types() + "|" + layout.key() + "|" + layout.zone())
        .substring(0, 16);
  }

  private FileSystem fs() throws IOException {
    return folder().getFileSystem(lake.hadoop());
  }
}
