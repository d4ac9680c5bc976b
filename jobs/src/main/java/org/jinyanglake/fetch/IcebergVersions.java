package org.jinyanglake.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.hadoop.HadoopTableOperations;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.LockManagers;
import org.apache.iceberg.util.PartitionUtil;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.lake.Lake;

/** An Iceberg table of another catalog, or in a folder; read by Iceberg's own generic readers. */
final class IcebergVersions implements VersionedTable {
  private final Table table;
  private final Closeable catalog;

  private IcebergVersions(Table table, Closeable catalog) {
    this.table = table;
    this.catalog = catalog;
  }

  /** A table of a REST catalog, as the catalog describes it. */
  static IcebergVersions of(TableMetadata metadata, Origin.LakeTable origin, Lake lake) {
    Outside outside = new Outside(lake).in(origin.rest().orElseThrow().storage());
    OutsideFiles files = new OutsideFiles(outside, lake.hadoop());
    return new IcebergVersions(
        new BaseTable(new StaticTableOperations(metadata, files), origin.table()), files);
  }

  /** A table in a folder, or of a catalog in a database. */
  static IcebergVersions open(Origin.LakeTable origin, Lake lake) throws FetchException {
    Outside outside = new Outside(lake);
    OutsideFiles files = new OutsideFiles(outside, lake.hadoop());
    if (!origin.inCatalog()) {
      Folder folder = new Folder(new Path(outside.check(origin.location())), files, lake.hadoop());
      if (folder.current() == null) {
        throw FetchException.refused(
            origin.name() + ": there is no Iceberg table; check location, or name its catalog");
      }
      return new IcebergVersions(new BaseTable(folder, "source"), files);
    }
    if (origin.location().startsWith("jdbc:sqlite:")) {
      String path = origin.location().substring("jdbc:sqlite:".length());
      outside.check(Outside.local(java.nio.file.Path.of(path)));
      if (!Files.isRegularFile(java.nio.file.Path.of(path))) {
        throw FetchException.refused(origin.name() + ": there is no such catalog; check location");
      }
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", origin.location());
    properties.put("warehouse", "unused");
    if (origin.credential().isPresent()) {
      Login login = Credentials.login(origin.credential().get(), lake.conf());
      properties.put("jdbc.user", login.user());
      properties.put("jdbc.password", login.password());
    }
    // The catalog does not close its connections if it fails to begin.
    JdbcClientPool connections = new JdbcClientPool(origin.location(), properties);
    // The catalog's own tables are not made or changed.
    JdbcCatalog catalog = new JdbcCatalog(any -> files, any -> connections, false);
    try {
      catalog.setConf(lake.hadoop());
      catalog.initialize(origin.catalog(), properties);
      return new IcebergVersions(
          catalog.loadTable(TableIdentifier.parse(origin.table())), catalog::close);
    } catch (RuntimeException e) {
      connections.close();
      files.close();
      throw e;
    }
  }

  /** A table whose folder tells its current version. */
  private static final class Folder extends HadoopTableOperations {
    Folder(Path location, FileIO files, Configuration conf) {
      super(location, files, conf, LockManagers.defaultLockManager());
    }
  }

  @Override
  public Optional<String> current() {
    return Optional.ofNullable(table.currentSnapshot())
        .map(snapshot -> String.valueOf(snapshot.snapshotId()));
  }

  @Override
  public boolean holds(String version) {
    return table.snapshot(Long.parseLong(version)) != null;
  }

  @Override
  public Instant committed(String version) {
    return Instant.ofEpochMilli(table.snapshot(Long.parseLong(version)).timestampMillis());
  }

  @Override
  public List<String> columns() {
    return table.schema().columns().stream().map(Types.NestedField::name).toList();
  }

  @Override
  public SortedMap<String, Part> parts(String version) throws FetchException {
    SortedMap<String, Part> parts = new TreeMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(Long.parseLong(version)).planFiles()) {
      for (FileScanTask task : tasks) {
        String deletes =
            task.deletes().stream()
                .map(file -> "|" + file.location() + "@" + file.contentOffset())
                .sorted()
                .collect(Collectors.joining());
        parts.put(task.file().location() + deletes, new Part(task.file().recordCount(), task));
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
    FileScanTask task = (FileScanTask) part.source();
    return table.io().newInputFile(task.file().location()).exists()
        && task.deletes().stream()
            .allMatch(file -> table.io().newInputFile(file.location()).exists());
  }

  @Override
  public Rows rows(Part part, List<String> columns) {
    FileScanTask task = (FileScanTask) part.source();
    Schema wanted = table.schema().select(columns);
    GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), wanted);
    ReadBuilder<Record, Object> reader =
        FormatModelRegistry.readBuilder(
            task.file().format(), Record.class, table.io().newInputFile(task.file()));
    reader
        .project(deletes.requiredSchema())
        .idToConstant(
            PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant));
    String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    if (mapping != null) {
      reader.withNameMapping(NameMappingParser.fromJson(mapping));
    }
    CloseableIterable<Record> records = deletes.filter(reader.build());
    return new IcebergRows(records, records.iterator(), columns);
  }

  @Override
  public void close() throws FetchException {
    try {
      catalog.close();
    } catch (IOException e) {
      throw unreadable();
    }
  }

  private record IcebergRows(
      CloseableIterable<Record> records, Iterator<Record> iterator, List<String> columns)
      implements Rows {
    @Override
    public Object[] next() {
      if (!iterator.hasNext()) {
        return null;
      }
      Record record = iterator.next();
      Object[] row = new Object[columns.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = value(record.getField(columns.get(i)));
      }
      return row;
    }

    @Override
    public void close() throws FetchException {
      try {
        records.close();
      } catch (IOException e) {
        throw unreadable();
      }
    }
  }

  private static Object value(Object value) {
    if (value instanceof Record record) {
      return record(record);
    } else if (value instanceof List<?> list) {
      return list.stream()
          .map(IcebergVersions::value)
          .collect(java.util.ArrayList::new, java.util.ArrayList::add, java.util.ArrayList::addAll);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> values = new TreeMap<>();
      map.forEach((key, each) -> values.put(String.valueOf(value(key)), value(each)));
      return values;
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return SourceTimes.iso(value);
  }

  private static Map<String, Object> record(Record record) {
    Map<String, Object> values = new java.util.LinkedHashMap<>();
    for (Types.NestedField field : record.struct().fields()) {
      values.put(field.name(), value(record.getField(field.name())));
    }
    return values;
  }
}
