package org.jinyanglake.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * A dataset's table in one zone as of one snapshot.
 *
 * @param table the table; it may have moved on since
 * @param snapshot the snapshot that all of this speaks of
 * @param evidence the reference of the snapshot's evidence
 * @param state what the table holds
 */
public record Version(
    Zone zone, DatasetName dataset, Table table, Snapshot snapshot, String evidence, State state) {

  /** The commits that led to it, this one first, the table's first one last. */
  public Iterable<Snapshot> history() {
    return SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot);
  }

  /** Whether a commit is this one or led to it. */
  public boolean follows(long snapshot) {
    for (Snapshot each : history()) {
      // Of an expired one its successor still says the number.
      if (each.snapshotId() == snapshot || Objects.equals(each.parentId(), snapshot)) {
        return true;
      }
    }
    return false;
  }

  /** How many rows its data files have, of which some may be deleted. */
  public long rows() {
    return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
  }

  /** The data files by partition path, in the table's order of planning. */
  public Map<String, List<DataFile>> files() {
    Map<String, List<DataFile>> files = new TreeMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        files
            .computeIfAbsent(path(table, task.file()), path -> new ArrayList<>())
            .add(task.file().copyWithoutStats());
      }
    } catch (IOException e) {
      throw new LakeException("cannot read the manifests of " + table.name(), e);
    }
    return files;
  }

  /** The data files of some partitions. */
  public List<DataFile> files(Set<String> paths) {
    return files().entrySet().stream()
        .filter(partition -> paths.contains(partition.getKey()))
        .flatMap(partition -> partition.getValue().stream())
        .toList();
  }

  /** The partition path of a data file of a table. */
  public static String path(Table table, org.apache.iceberg.ContentFile<?> file) {
    PartitionSpec spec = table.specs().get(file.specId());
    return spec.partitionToPath(file.partition());
  }

  /** A file's name below its table's location, as {@code data/day=2024-03-04/00000-1.parquet}. */
  public static String name(Table table, String location) {
    // Hadoop and Iceberg write one location as file:/a and as file:///a.
    String root = new Path(table.location()).toUri().getPath() + "/";
    String path = new Path(location).toUri().getPath();
    if (!path.startsWith(root)) {
      throw new LakeException(location + " lies outside of the folder of " + table.name());
    }
    return path.substring(root.length());
  }
}
