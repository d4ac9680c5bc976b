package org.jinyanglake.fetch;

import io.delta.kernel.Scan;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.lake.Lake;

/**
 * A Delta table in a folder, read by Delta's kernel. A version is named by its number and a digest
 * of the file of its commit, since a table that is made anew, or brought back from a backup, counts
 * the same numbers again. Once that file is cleaned up, nobody can tell the version any more.
 */
final class DeltaVersions implements VersionedTable {
  /** Of a file of which nobody says how many rows it has. */
  private static final long BYTES_OF_ROW = 64;

  private final Engine engine;
  private final Configuration conf;
  private final Outside outside;
  private final String folder;
  private final Table table;
  private final SnapshotImpl latest;
  private final Map<Long, SnapshotImpl> snapshots = new HashMap<>();

  private DeltaVersions(Engine engine, Configuration conf, Outside outside, String folder) {
    this.engine = engine;
    this.conf = conf;
    this.outside = outside;
    this.folder = folder;
    this.table = Table.forPath(engine, folder);
    this.latest = (SnapshotImpl) table.getLatestSnapshot(engine);
  }

  static DeltaVersions open(Origin.LakeTable origin, Lake lake) throws FetchException {
    Outside outside = new Outside(lake);
    String folder = outside.check(origin.location());
    Engine engine = new OutsideEngine(DefaultEngine.create(lake.hadoop()), outside);
    try {
      return new DeltaVersions(engine, lake.hadoop(), outside, folder);
    } catch (TableNotFoundException e) {
      throw FetchException.refused(origin.name() + ": there is no Delta table; check location");
    }
  }

  /** A file of a version. */
  private record File(SnapshotImpl version, Row scanFile) {}

  /** The name of a version; empty if the file of its commit is gone. */
  private Optional<String> name(long version) {
    Path commit = new Path(outside.check(folder + "/_delta_log/%020d.json".formatted(version)));
    MessageDigest digest = Delivery.sha256Digest();
    try (InputStream in = new DigestInputStream(commit.getFileSystem(conf).open(commit), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return Optional.of(version + "-" + sha256.substring(0, Inbox.DIGITS));
  }

  private static long number(String version) {
    return Long.parseLong(version.substring(0, version.indexOf('-')));
  }

  private SnapshotImpl snapshot(String version) {
    long number = number(version);
    return number == latest.getVersion(engine)
        ? latest
        : snapshots.computeIfAbsent(
            number, at -> (SnapshotImpl) table.getSnapshotAsOfVersion(engine, at));
  }

  @Override
  public Optional<String> current() {
    return Optional.of(
        name(latest.getVersion(engine))
            .orElseThrow(() -> new NotFoundException("%s", "the file of the last commit is gone")));
  }

  @Override
  public boolean holds(String version) {
    try {
      return name(number(version)).filter(version::equals).isPresent() && snapshot(version) != null;
    } catch (KernelException e) {
      return false;
    }
  }

  @Override
  public Instant committed(String version) {
    return Instant.ofEpochMilli(snapshot(version).getTimestamp(engine));
  }

  @Override
  public List<String> columns() {
    return latest.getSchema(engine).fieldNames();
  }

  @Override
  public SortedMap<String, Part> parts(String version) throws FetchException {
    SnapshotImpl snapshot = snapshot(version);
    SortedMap<String, Part> parts = new TreeMap<>();
    Scan scan = snapshot.getScanBuilder(engine).build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            Row file = files.next();
            FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
            DeletionVectorDescriptor deleted =
                InternalScanFileUtils.getDeletionVectorDescriptorFromRow(file);
            parts.put(
                status.getPath() + (deleted == null ? "" : "|" + deleted.getUniqueId()),
                new Part(1 + status.getSize() / BYTES_OF_ROW, new File(snapshot, file)));
          }
        }
      }
      return parts;
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private static FetchException unreadable() {
    return FetchException.passing("a file of the table cannot be read; run again later");
  }

  @Override
  public boolean isThere(Part part) {
    Row file = ((File) part.source()).scanFile();
    DeletionVectorDescriptor deleted =
        InternalScanFileUtils.getDeletionVectorDescriptorFromRow(file);
    return exists(InternalScanFileUtils.getAddFileStatus(file).getPath())
        && (deleted == null || !deleted.isOnDisk() || exists(deleted.getAbsolutePath(folder)));
  }

  private boolean exists(String file) {
    Path path = new Path(outside.check(file));
    try {
      return path.getFileSystem(conf).exists(path);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Rows rows(Part part, List<String> columns) throws FetchException {
    File file = (File) part.source();
    StructType schema = file.version().getSchema(engine);
    StructType wanted =
        new StructType(
            schema.fields().stream().filter(each -> columns.contains(each.getName())).toList());
    Row state =
        file.version()
            .getScanBuilder(engine)
            .withReadSchema(engine, wanted)
            .build()
            .getScanState(engine);
    try {
      return new DeltaRows(
          Scan.transformPhysicalData(
              engine,
              state,
              file.scanFile(),
              engine
                  .getParquetHandler()
                  .readParquetFiles(
                      Utils.singletonCloseableIterator(
                          InternalScanFileUtils.getAddFileStatus(file.scanFile())),
                      ScanStateRow.getPhysicalDataReadSchema(engine, state),
                      Optional.empty())),
          columns);
    } catch (IOException e) {
      throw unreadable();
    }
  }

  @Override
  public void close() {}

  private static final class DeltaRows implements Rows {
    private final CloseableIterator<FilteredColumnarBatch> batches;
    private final List<String> columns;
    private ColumnVector[] vectors;
    private Optional<ColumnVector> selected = Optional.empty();
    private int size;
    private int at;

    DeltaRows(CloseableIterator<FilteredColumnarBatch> batches, List<String> columns) {
      this.batches = batches;
      this.columns = columns;
    }

    @Override
    public Object[] next() {
      while (true) {
        for (; at < size; at++) {
          if (selected.isEmpty() || !selected.get().isNullAt(at) && selected.get().getBoolean(at)) {
            Object[] row = new Object[vectors.length];
            for (int i = 0; i < row.length; i++) {
              row[i] = vectors[i] == null ? null : DeltaValues.value(vectors[i], at);
            }
            at++;
            return row;
          }
        }
        if (!batches.hasNext()) {
          return null;
        }
        FilteredColumnarBatch batch = batches.next();
        StructType schema = batch.getData().getSchema();
        vectors =
            columns.stream()
                .map(
                    name ->
                        schema.indexOf(name) < 0
                            ? null
                            : batch.getData().getColumnVector(schema.indexOf(name)))
                .toArray(ColumnVector[]::new);
        selected = batch.getSelectionVector();
        size = batch.getData().getSize();
        at = 0;
      }
    }

    @Override
    public void close() throws FetchException {
      try {
        batches.close();
      } catch (IOException e) {
        throw unreadable();
      }
    }
  }
}
