package org.jinyanglake.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows that break a rule and stay in the table, kept for reports in the raw zone's folder, beside
 * its tables, and readable for their owner only. One file a partition, named by it and referred to
 * by the evidence of its judgement; so whatever changes the partition (another delivery, a deletion
 * of rows) makes the file go with the judgement that follows.
 */
public final class FailingRowFiles {
  private static final Logger LOG = LoggerFactory.getLogger(FailingRowFiles.class);

  private FailingRowFiles() {}

  /** Keeps rows of a partition; returns the name by which {@link #read} finds them. */
  public static String write(
      Lake lake, DatasetName dataset, String partition, List<RefusedRows.Row> rows) {
    String name = mark(partition) + "-" + UUID.randomUUID() + ".jsonl.gz";
    RefusedRows.write(lake, new Path(folder(lake, dataset), name), rows);
    return name;
  }

  /** The rows of that name; none if they are gone, for the partition was judged anew. */
  public static List<RefusedRows.Row> read(Lake lake, DatasetName dataset, String name) {
    Path file = new Path(folder(lake, dataset), name);
    try {
      return file.getFileSystem(lake.hadoop()).exists(file)
          ? RefusedRows.read(lake, file)
          : List.of();
    } catch (IOException e) {
      throw new LakeException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Deletes what earlier judgements kept of partitions that were judged anew, or that a table has
   * no more. What is left of it is read by nobody, and the next judgement tries again.
   *
   * @param raw the version that a judgement made; files that are younger are of another one
   * @param judged the partitions that it judged
   * @param kept the names of its own files
   */
  public static void clear(Lake lake, Version raw, Set<String> judged, Set<String> kept) {
    Path folder = folder(lake, raw.dataset());
    Set<String> anew = marks(judged);
    Set<String> known = marks(raw.state().partitions().keySet());
    try {
      FileSystem fs = folder.getFileSystem(lake.hadoop());
      for (FileStatus file : fs.listStatus(folder)) {
        String name = file.getPath().getName();
        String mark = name.substring(0, Math.min(MARK, name.length()));
        boolean gone = anew.contains(mark) || !known.contains(mark);
        if (gone
            && !kept.contains(name)
            && file.getModificationTime() < raw.snapshot().timestampMillis()) {
          fs.delete(file.getPath(), false);
        }
      }
    } catch (FileNotFoundException e) {
      // none was ever kept
    } catch (IOException e) {
      LOG.warn("Old files in {} cannot be deleted: {}", folder, e.getMessage());
    }
  }

  private static final int MARK = 32;

  private static Set<String> marks(Set<String> partitions) {
    return partitions.stream().map(FailingRowFiles::mark).collect(Collectors.toSet());
  }

  /** Not the path itself, which may be longer than a file's name can be. */
  private static String mark(String partition) {
    return Evidence.sha256(partition).substring(0, MARK);
  }

  private static Path folder(Lake lake, DatasetName dataset) {
    return new Path(
        lake.conf().zones().get(Zone.RAW).warehouse(),
        "failing/" + dataset.domain() + "/" + dataset.name());
  }
}
