package org.jinyanglake.lake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * A lake as it is now: its zones' catalogs and what their tables hold. Opening it costs nothing;
 * catalogs are opened on first use. It loads no Spark.
 */
public final class Lake implements Closeable {
  /** Snapshot summary: the reference of the {@link Evidence} of the commit. */
  public static final String EVIDENCE = "lake.evidence";

  /** Snapshot summary: the run that committed. */
  public static final String RUN = "lake.run";

  private final LakeConf conf;
  private final Observer observer;
  private final Configuration hadoop;
  private final Map<Zone, MendedJdbcCatalog> catalogs = new EnumMap<>(Zone.class);
  private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
  private Evidence evidence;

  private Lake(LakeConf conf, Observer observer) {
    this.conf = conf;
    this.observer = observer;
    this.hadoop = new Configuration();
    hadoop.set("fs.file.impl", LocalFiles.class.getName());
    conf.hadoop().forEach(hadoop::set);
  }

  /** The lake of a configuration; {@code observer} is told of every step taken in it. */
  public static Lake open(LakeConf conf, Observer observer) {
    return new Lake(conf, observer);
  }

  public LakeConf conf() {
    return conf;
  }

  public Observer observer() {
    return observer;
  }

  public Configuration hadoop() {
    return hadoop;
  }

  /** Root of the landing folders. */
  public Path landing() {
    return new Path(conf.landing());
  }

  /** Where commits leave their evidence. */
  public synchronized Evidence evidence() {
    if (evidence == null) {
      evidence =
          new Evidence(new Path(conf.zones().get(Zone.LEDGER).warehouse(), "evidence"), hadoop);
    }
    return evidence;
  }

  /** The catalog of a zone. */
  public synchronized MendedJdbcCatalog catalog(Zone zone) {
    return catalogs.computeIfAbsent(zone, this::connect);
  }

  private MendedJdbcCatalog connect(Zone zone) {
    LakeConf.Catalog settings = conf.zones().get(zone);
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("warehouse", settings.warehouse());
    String uri = properties.get("uri");
    if (uri.startsWith("jdbc:sqlite:") && !uri.contains(":memory:")) {
      makeFolder(java.nio.file.Path.of(uri.substring(12).replaceFirst("\\?.*", "")).getParent());
    }
    MendedJdbcCatalog catalog = new MendedJdbcCatalog();
    catalog.setConf(hadoop);
    catalog.initialize(zone.catalog(), properties);
    return catalog;
  }

  private static void makeFolder(java.nio.file.Path folder) {
    try {
      java.nio.file.Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LakeException(
          "cannot make " + folder + ": " + e.getMessage() + "; is it writable?", e);
    }
  }

  /** The name of a dataset's table in any zone. */
  public static TableIdentifier identifier(DatasetName dataset) {
    return TableIdentifier.of(Namespace.of(dataset.domain()), dataset.name());
  }

  /**
   * A dataset's table in a zone as it is now; empty if there is no table yet, or one without
   * snapshot. Throws {@link LakeException} if something other than the lake wrote to the table.
   */
  public Optional<Version> version(Zone zone, DatasetName dataset) {
    return table(zone, dataset).flatMap(table -> version(zone, dataset, table));
  }

  /**
   * A dataset's table in a zone as it was at one snapshot; empty if the table or the snapshot is
   * gone.
   */
  public Optional<Version> version(Zone zone, DatasetName dataset, long snapshot) {
    return table(zone, dataset)
        .flatMap(
            table ->
                Optional.ofNullable(table.snapshot(snapshot))
                    .map(found -> version(zone, dataset, table, found)));
  }

  /** Where a table's metadata were when it was loaded last, and its snapshot then. */
  private record Loaded(String head, Long snapshot) {}

  /**
   * As {@link #version}, of a table that has moved on since a snapshot; empty if it has not.
   *
   * @param snapshot null if it had none
   * @param head where its newest metadata are, from {@link #heads}; null if there is no table
   */
  public Optional<Version> newerThan(Long snapshot, Zone zone, DatasetName dataset, String head) {
    if (head == null || new Loaded(head, snapshot).equals(loaded.get(name(zone, dataset)))) {
      return Optional.empty();
    }
    return table(zone, dataset)
        .filter(
            table ->
                table.currentSnapshot() != null
                    && !Objects.equals(table.currentSnapshot().snapshotId(), snapshot))
        .flatMap(table -> version(zone, dataset, table));
  }

  private Optional<Table> table(Zone zone, DatasetName dataset) {
    try {
      Table table = catalog(zone).loadTable(identifier(dataset));
      Snapshot now = table.currentSnapshot();
      loaded.put(
          name(zone, dataset),
          new Loaded(
              ((HasTableOperations) table).operations().current().metadataFileLocation(),
              now == null ? null : now.snapshotId()));
      return Optional.of(table);
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private static String name(Zone zone, DatasetName dataset) {
    return zone.catalog() + "." + dataset;
  }

  /** The datasets that have a table in a zone, by name; of {@link Zone#LEDGER} its own tables. */
  public SortedSet<DatasetName> datasets(Zone zone) {
    SortedSet<DatasetName> datasets = new TreeSet<>();
    for (Namespace namespace : catalog(zone).listNamespaces()) {
      for (TableIdentifier table : catalog(zone).listTables(namespace)) {
        datasets.add(new DatasetName(namespace.toString(), table.name()));
      }
    }
    return datasets;
  }

  /**
   * Where the newest metadata of a zone's tables are, by dataset: elsewhere after each commit. One
   * question to the catalog tells which of many tables have moved on.
   */
  public Map<DatasetName, String> heads(Zone zone) {
    Map<DatasetName, String> heads = new HashMap<>();
    catalog(zone)
        .heads()
        .forEach(
            (table, head) ->
                heads.put(new DatasetName(table.namespace().toString(), table.name()), head));
    return heads;
  }

  /** The version of a table that is at hand. */
  Optional<Version> version(Zone zone, DatasetName dataset, Table table) {
    return Optional.ofNullable(table.currentSnapshot())
        .map(snapshot -> version(zone, dataset, table, snapshot));
  }

  private Version version(Zone zone, DatasetName dataset, Table table, Snapshot snapshot) {
    String reference = snapshot.summary().get(EVIDENCE);
    if (reference == null) {
      throw new LakeException(
          name(zone, dataset)
              + ": snapshot "
              + snapshot.snapshotId()
              + " was not committed by the lake; roll the table back to the snapshot before it");
    }
    State state = Evidence.state(evidence().read(reference));
    return new Version(zone, dataset, table, snapshot, reference, state);
  }

  /** Makes the namespace of a dataset if it is not there. */
  void makeNamespace(Zone zone, DatasetName dataset) {
    Namespace namespace = Namespace.of(dataset.domain());
    if (!catalog(zone).namespaceExists(namespace)) {
      try {
        catalog(zone).createNamespace(namespace, Map.of());
      } catch (AlreadyExistsException | UncheckedSQLException e) {
        // Another dataset of the domain, or another run, may have made it in between; the catalog
        // reports that by the one or the other, as the moment is.
        if (!catalog(zone).namespaceExists(namespace)) {
          throw e;
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    for (MendedJdbcCatalog catalog : catalogs.values()) {
      try {
        ((Closeable) catalog).close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    catalogs.clear();
  }
}
