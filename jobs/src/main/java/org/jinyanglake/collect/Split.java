package org.jinyanglake.collect;

import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * A part of a landing file that one task reads: the records whose first byte stands in {@code
 * [start, end)}.
 */
record Split(Source source, long start, long end) implements Serializable {

  /**
   * What tasks need to know of a file.
   *
   * @param dataOffset where its records begin, after the header
   * @param dataEnd where they end, if before the end of the file
   * @param dataLine the number of the line there
   * @param malformed whether some bytes are not in the declared encoding
   * @param cells for each column the index of its cell
   * @param keeps whether cells that no column takes are kept
   * @param added the indices of the cells to keep, where the file names its columns once
   * @param width the number of cells of a record
   * @param header the cells of the header line, may be empty
   * @param reading how the file is read
   * @param layout what else the format found out of it
   */
  record Source(
      LandingFile file,
      long dataOffset,
      long dataEnd,
      long dataLine,
      boolean malformed,
      List<Integer> cells,
      boolean keeps,
      List<Integer> added,
      int width,
      List<String> header,
      Reading reading,
      Layout layout)
      implements Serializable {
    Source {
      cells = List.copyOf(cells);
      added = List.copyOf(added);
      header = List.copyOf(header);
    }

    Source with(Layout other) {
      return new Source(
          file,
          dataOffset,
          dataEnd,
          dataLine,
          malformed,
          cells,
          keeps,
          added,
          width,
          header,
          reading,
          other);
    }

    static Source of(CheckedFile checked, ZoneId zone) {
      Fingerprint fingerprint = checked.fingerprint();
      return new Source(
          checked.file(),
          fingerprint.dataOffset(),
          fingerprint.dataEnd(),
          fingerprint.dataLine(),
          fingerprint.malformed() > 0,
          checked.header().cells(),
          checked.header().keeps(),
          checked.header().added(),
          checked.header().width(),
          fingerprint.header(),
          Reading.of(fingerprint.source(), zone),
          fingerprint.layout());
    }
  }

  /** The splits of one task. */
  record Task(List<Split> splits) implements InputPartition {
    Task {
      splits = List.copyOf(splits);
    }
  }

  /**
   * Splits the files and packs the splits into tasks, in the manner of Spark's own file sources: as
   * large as allowed, but so that every core gets work.
   *
   * @param maxBytes the most bytes of a split
   * @param openCost what opening a file costs, in bytes that could be read meanwhile
   * @param cores how many tasks there should be at least
   */
  static List<Task> plan(List<Source> sources, long maxBytes, long openCost, int cores) {
    long total = sources.stream().mapToLong(source -> source.file.size() + openCost).sum();
    long size = Math.max(1, Math.min(maxBytes, Math.max(openCost, total / Math.max(1, cores))));
    List<Split> splits = new ArrayList<>();
    Map<Path, List<Split>> archives = new LinkedHashMap<>();
    for (Source source : sources) {
      if (source.file.isSequential()) {
        archives
            .computeIfAbsent(source.file.path(), path -> new ArrayList<>())
            .add(new Split(source, source.dataOffset, Long.MAX_VALUE));
        continue;
      }
      long at = source.dataOffset;
      if (source.reading.splittable() && source.file.seekable()) {
        long end = Math.min(source.file.size(), source.dataEnd);
        for (; at + size < end; at += size) {
          splits.add(new Split(source, at, at + size));
        }
      }
      splits.add(new Split(source, at, source.dataEnd));
    }
    List<Task> tasks = pack(splits, size, openCost);
    // One task reads such an archive once, not once for each file in it.
    for (List<Split> archive : archives.values()) {
      archive.sort(Comparator.comparingInt(split -> split.source.file.entry().index()));
      tasks.add(new Task(archive));
    }
    return tasks;
  }

  private static List<Task> pack(List<Split> splits, long size, long openCost) {
    splits.sort(Comparator.comparingLong(Split::bytes).reversed());
    List<Task> tasks = new ArrayList<>();
    List<Split> current = new ArrayList<>();
    long bytes = 0;
    for (Split split : splits) {
      if (!current.isEmpty() && bytes + split.bytes() > size) {
        tasks.add(new Task(current));
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(split);
      bytes += split.bytes() + openCost;
    }
    if (!current.isEmpty()) {
      tasks.add(new Task(current));
    }
    return tasks;
  }

  /** The number of stored bytes to be read, roughly. */
  private long bytes() {
    return Math.min(end, source.file.size()) - Math.min(start, source.file.size());
  }

  /** Whether the split begins where the file's records do. */
  boolean first() {
    return start == source.dataOffset;
  }
}
