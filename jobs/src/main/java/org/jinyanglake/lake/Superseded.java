package org.jinyanglake.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * The data files that were published of a dataset in a zone and are not any more: their partition
 * was withdrawn, or released anew, be it corrected, without people who were erased, or under a
 * stricter rule. No reader may reach them, so they leave the zone's folder as soon as the commit
 * that took them out of the table is in. They go to the raw zone's folder, since whoever copied
 * them has them for ever: the gate must know what a new version gives away beside them.
 *
 * <p>The table's snapshots stay, for their evidence hangs on them; a snapshot's manifests hold
 * names of partitions, counts and bounds of public columns. Reading one of which a file was taken
 * out fails: the file is not found.
 *
 * <p>Files are taken out in the order of the commits, and of a commit in the order of their names.
 * So if the last one of a commit is gone, all before it are, and one look tells that nothing is
 * left to do.
 */
public final class Superseded {
  private final Lake lake;
  private final Path folder;

  private Superseded(Lake lake, Path folder) {
    this.lake = lake;
    this.folder = folder;
  }

  /** Those of a dataset in a zone, whether there are any or not. */
  public static Superseded of(Lake lake, Zone zone, DatasetName dataset) {
    return new Superseded(
        lake,
        new Path(
            lake.conf().zones().get(Zone.RAW).warehouse(),
            "superseded/%s/%s/%s".formatted(zone.catalog(), dataset.domain(), dataset.name())));
  }

  /**
   * Takes out what the commits so far left in the zone's folder, also those of runs that were cut
   * off before they came to it. Reads one manifest if there is nothing to do, and none if nothing
   * was ever replaced.
   *
   * @throws LakeException if a file cannot be moved; those after it were not, then
   */
  public void takeOut(Version now) {
    List<List<DataFile>> left = new ArrayList<>();
    for (Snapshot snapshot : now.history()) {
      List<DataFile> removed = removed(now.table(), snapshot);
      if (!removed.isEmpty()) {
        if (!exists(removed.get(removed.size() - 1).location())) {
          break;
        }
        left.add(0, removed);
      }
    }
    left.forEach(files -> files.forEach(file -> move(now.table(), file)));
  }

  /**
   * Deletes files below the table's data folder that are older than any run can be and no part of
   * the table now: a run that was cut off moved them in and did not come to its commit.
   */
  public void deleteOrphans(Version now) {
    for (String location : orphans(now)) {
      now.table().io().deleteFile(location);
    }
  }

  /**
   * Data files that can be read below the table's folder and that it does not publish now, by their
   * names below it.
   */
  public SortedSet<String> reachable(Version now) {
    Table table = now.table();
    SortedSet<String> reachable = new TreeSet<>();
    orphans(now).forEach(location -> reachable.add(Version.name(table, location)));
    for (Snapshot snapshot : now.history()) {
      removed(table, snapshot).stream()
          .map(DataFile::location)
          .filter(this::exists)
          .forEach(location -> reachable.add(Version.name(table, location)));
    }
    return reachable;
  }

  /**
   * Files that were published, as the lake can read them now.
   *
   * @throws LakeException if one is lost
   */
  public List<DataFile> found(Table table, Collection<DataFile> files) {
    List<DataFile> found = new ArrayList<>();
    for (DataFile file : files) {
      if (exists(file.location())) {
        found.add(file);
        continue;
      }
      String kept = kept(table, file).toString();
      if (!exists(kept)) {
        throw new LakeException(
            "%s is lost, so nobody can tell what a new version gives away beside it: restore it from the lake's backup"
                .formatted(kept));
      }
      found.add(
          DataFiles.builder(table.specs().get(file.specId())).copy(file).withPath(kept).build());
    }
    return found;
  }

  private static List<DataFile> removed(Table table, Snapshot snapshot) {
    // What only adds says so, without its manifests being read.
    if (!snapshot.summary().containsKey(SnapshotSummary.DELETED_FILES_PROP)) {
      return List.of();
    }
    return StreamSupport.stream(snapshot.removedDataFiles(table.io()).spliterator(), false)
        .map(DataFile::copyWithoutStats)
        .sorted(Comparator.comparing(DataFile::location))
        .toList();
  }

  private List<String> orphans(Version now) {
    Set<String> published = new HashSet<>();
    now.files().values().stream()
        .flatMap(List::stream)
        .forEach(file -> published.add(Version.name(now.table(), file.location())));
    long old = System.currentTimeMillis() - StateFiles.KEPT.toMillis();
    List<String> orphans = new ArrayList<>();
    Path data = new Path(now.table().location(), "data");
    try {
      RemoteIterator<LocatedFileStatus> files =
          data.getFileSystem(lake.hadoop()).listFiles(data, true);
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        String location = file.getPath().toString();
        if (file.getModificationTime() < old
            && !published.contains(Version.name(now.table(), location))) {
          orphans.add(location);
        }
      }
    } catch (FileNotFoundException e) {
      // nothing was written yet
    } catch (IOException e) {
      throw new LakeException("cannot list " + data + ": " + e.getMessage(), e);
    }
    return orphans;
  }

  private Path kept(Table table, DataFile file) {
    return new Path(folder, Version.name(table, file.location()));
  }

  private void move(Table table, DataFile file) {
    Path from = new Path(file.location());
    Path to = kept(table, file);
    try {
      FileSystem here = from.getFileSystem(lake.hadoop());
      FileSystem there = to.getFileSystem(lake.hadoop());
      there.mkdirs(to.getParent());
      boolean moved =
          here.getUri().equals(there.getUri())
              ? here.rename(from, to)
              : FileUtil.copy(here, from, there, to, true, true, lake.hadoop());
      if (!moved && here.exists(from)) {
        throw new IOException("it was not moved to " + to);
      }
    } catch (FileNotFoundException e) {
      // another run was faster
    } catch (IOException e) {
      throw new LakeException(
          "%s is published no more and can still be read, for it cannot be taken out of the zone: %s; see that both folders are writable and run again"
              .formatted(from, e.getMessage()),
          e);
    }
  }

  private boolean exists(String location) {
    Path path = new Path(location);
    try {
      return path.getFileSystem(lake.hadoop()).exists(path);
    } catch (IOException e) {
      throw new LakeException("cannot look for " + location + ": " + e.getMessage(), e);
    }
  }
}
