package org.jinyanglake.lake;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which the states of a raw table's measures are kept, or what a zone remembers of the
 * rows that it published: in the raw zone's folder beside the tables, compressed, and readable for
 * their owner only. A file is named by a digest of its content; a table's state refers to it by
 * that name. Measures that are lost or damaged are made anew. Tasks read and write them as well.
 */
public final class StateFiles implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);
  private static final String PART = ".part-";

  /** No run takes longer, from reading a table's state or writing a file to its commit. */
  public static final Duration KEPT = Duration.ofDays(1);

  private final SerializableConfiguration conf;
  private final Path folder;

  private StateFiles(Lake lake, Path folder) {
    this(new SerializableConfiguration(lake.hadoop()), folder);
  }

  private StateFiles(SerializableConfiguration conf, Path folder) {
    this.conf = conf;
    this.folder = folder;
  }

  /** Those of a folder. */
  public static StateFiles in(Path folder, Configuration conf) {
    return new StateFiles(new SerializableConfiguration(conf), folder);
  }

  /** Those of a dataset, whether there are any or not. */
  public static StateFiles of(Lake lake, DatasetName dataset) {
    return new StateFiles(
        lake,
        new Path(
            lake.conf().zones().get(Zone.RAW).warehouse(),
            "states/" + dataset.domain() + "/" + dataset.name()));
  }

  /** What a zone remembers of the rows that it published of a dataset; it cannot be made anew. */
  public static StateFiles published(Lake lake, Zone zone, DatasetName dataset) {
    return published(lake).published(zone, dataset);
  }

  /** The folder of all of {@link #published(Zone, DatasetName)}, which share its configuration. */
  public static StateFiles published(Lake lake) {
    return new StateFiles(
        lake, new Path(lake.conf().zones().get(Zone.RAW).warehouse(), "published"));
  }

  /** Those of one zone and dataset in the folder of all. */
  public StateFiles published(Zone zone, DatasetName dataset) {
    return new StateFiles(
        conf,
        new Path(folder, "%s/%s/%s".formatted(zone.catalog(), dataset.domain(), dataset.name())));
  }

  /** Where the bytes of a name are, for messages. */
  public String path(String name) {
    return new Path(folder, name).toUri().getPath();
  }

  /** Keeps some bytes, whole or not at all; returns the name by which {@link #read} finds them. */
  public String write(byte[] bytes) {
    String name = name(bytes);
    Path file = new Path(folder, name);
    Path part = new Path(folder, PART + UUID.randomUUID());
    try {
      try (OutputStream out =
          new ZstdOutputStreamNoFinalizer(
              Originals.create(fs(), part), RecyclingBufferPool.INSTANCE, 3)) {
        out.write(bytes);
      }
      if (!fs().rename(part, file)) {
        fs().delete(part, false);
        if (fs().exists(file)) { // of the same bytes, as its name says
          return name;
        }
        throw new IOException("cannot rename " + part);
      }
      return name;
    } catch (IOException e) {
      throw new LakeException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of that name; empty if they are gone or damaged. */
  public Optional<byte[]> read(String name) {
    try (InputStream in =
        new ZstdInputStreamNoFinalizer(
            fs().open(new Path(folder, name)), RecyclingBufferPool.INSTANCE)) {
      byte[] bytes = in.readAllBytes();
      return name(bytes).equals(name) ? Optional.of(bytes) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The names of files that no run can be about to refer to for the first time. */
  public Set<String> old() {
    Set<String> old = new TreeSet<>();
    try {
      for (FileStatus file : fs().listStatus(folder)) {
        if (file.getModificationTime() < System.currentTimeMillis() - KEPT.toMillis()) {
          old.add(file.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      // none was written yet
    } catch (IOException e) {
      LOG.warn("{} cannot be listed: {}", folder, e.getMessage());
    }
    return old;
  }

  /** Deletes files. What is left of them is only in the way, and the next run tries again. */
  public void delete(Set<String> names) {
    try {
      for (String name : names) {
        fs().delete(new Path(folder, name), false);
      }
    } catch (IOException e) {
      LOG.warn("Old files in {} cannot be deleted: {}", folder, e.getMessage());
    }
  }

  private static String name(byte[] bytes) {
    return Evidence.sha256(bytes).substring(0, 32);
  }

  private FileSystem fs() throws IOException {
    FileSystem fs = folder.getFileSystem(conf.value());
    // Their names are their checksums: no need for Hadoop's beside each.
    return fs instanceof ChecksumFileSystem local ? local.getRawFileSystem() : fs;
  }
}
