package org.jinyanglake.lake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * One change of one table: all of it or nothing, and only if the table is still the one that the
 * change was planned for. It may make the table, or change its columns, in the same stroke.
 *
 * <p>Not thread-safe; used once.
 */
public final class Commit {
  private final Lake lake;
  private final Zone zone;
  private final DatasetName dataset;
  private final Optional<Version> base;
  private final Transaction transaction;
  private final List<DataFile> added = new ArrayList<>();
  private final List<DataFile> removed = new ArrayList<>();
  private final List<DeleteFile> rowsDeleted = new ArrayList<>();
  private final Map<String, String> properties = new HashMap<>();
  private Optional<Version> source = Optional.empty();

  private Commit(
      Lake lake, Zone zone, DatasetName dataset, Optional<Version> base, Transaction transaction) {
    this.lake = lake;
    this.zone = zone;
    this.dataset = dataset;
    this.base = base;
    this.transaction = transaction;
  }

  /** What a table is to look like. */
  public record Layout(
      Schema schema,
      List<String> partitionBy,
      List<String> sortBy,
      Map<String, String> properties) {}

  /**
   * A change of a dataset's table in a zone, planned on {@code base} (empty: there was no
   * snapshot). If {@code layout} is given the table is made or brought to it; columns are matched
   * by name.
   */
  public static Commit to(
      Lake lake, Zone zone, DatasetName dataset, Optional<Version> base, Optional<Layout> layout) {
    Catalog catalog = lake.catalog(zone);
    Table table = base.map(Version::table).orElseGet(() -> existing(catalog, dataset));
    Transaction transaction;
    if (table == null) {
      Layout made =
          layout.orElseThrow(() -> new LakeException(zone.catalog() + "." + dataset + " is gone"));
      transaction = create(lake, zone, dataset, made);
    } else {
      transaction = table.newTransaction();
      layout.ifPresent(wanted -> evolve(transaction, wanted));
    }
    return new Commit(lake, zone, dataset, base, transaction);
  }

  private static Table existing(Catalog catalog, DatasetName dataset) {
    try {
      return catalog.loadTable(Lake.identifier(dataset));
    } catch (NoSuchTableException e) {
      return null;
    }
  }

  private static Transaction create(Lake lake, Zone zone, DatasetName dataset, Layout layout) {
    lake.makeNamespace(zone, dataset);
    PartitionSpec.Builder spec = PartitionSpec.builderFor(layout.schema());
    layout.partitionBy().forEach(spec::identity);
    SortOrder.Builder order = SortOrder.builderFor(layout.schema());
    layout.sortBy().forEach(c -> order.sortBy(c, SortDirection.ASC, NullOrder.NULLS_FIRST));
    return lake.catalog(zone)
        .buildTable(Lake.identifier(dataset), layout.schema())
        .withPartitionSpec(spec.build())
        .withSortOrder(order.build())
        .withProperties(layout.properties())
        .createTransaction();
  }

  private static void evolve(Transaction transaction, Layout layout) {
    Schema now = transaction.table().schema();
    List<Consumer<UpdateSchema>> changes = new ArrayList<>();
    for (Types.NestedField field : layout.schema().columns()) {
      Types.NestedField old = now.findField(field.name());
      if (old == null) {
        changes.add(update -> update.addColumn(field.name(), field.type(), field.doc()));
      } else if (isSame(old.type(), field.type())) {
        if (!Objects.equals(old.doc(), field.doc())) {
          changes.add(update -> update.updateColumnDoc(field.name(), field.doc()));
        }
      } else if (layout.partitionBy().contains(field.name())) {
        throw new LakeException(
            "its table %s is partitioned by %s as %s, not as %s: give the dataset another name, or keep the column as it was (anonymity's merge publishes it as text)"
                .formatted(transaction.table().name(), field.name(), old.type(), field.type()));
      } else if (Widened.keepsAll(old.type(), field.type())) {
        changes.add(
            update ->
                update.updateColumn(field.name(), field.type().asPrimitiveType(), field.doc()));
      } else {
        // Other contents under an old name: a new column, so that old files never show through.
        changes.add(update -> update.deleteColumn(field.name()));
        changes.add(update -> update.addColumn(field.name(), field.type(), field.doc()));
      }
    }
    for (Types.NestedField field : now.columns()) {
      if (layout.schema().findField(field.name()) == null) {
        changes.add(update -> update.deleteColumn(field.name()));
      }
    }
    if (!changes.isEmpty()) {
      UpdateSchema update = transaction.updateSchema();
      changes.forEach(change -> change.accept(update));
      update.commit();
    }
  }

  /** There is one kind of map, {@link Lineage#ADDED}; its parts have other ids in each schema. */
  private static boolean isSame(Type before, Type after) {
    return before.equals(after) || (before.isMapType() && after.isMapType());
  }

  /** The table as it will be: its schema, partitions and properties, for writing files to it. */
  public TableMetadata metadata() {
    return ((HasTableOperations) transaction.table()).operations().current();
  }

  /** The table as it will be. */
  public Table table() {
    return transaction.table();
  }

  /** The version that the change was planned on. */
  public Optional<Version> base() {
    return base;
  }

  public Commit add(Iterable<DataFile> files) {
    files.forEach(added::add);
    return this;
  }

  public Commit remove(Iterable<DataFile> files) {
    files.forEach(removed::add);
    return this;
  }

  public Commit deleteRows(Iterable<DeleteFile> files) {
    files.forEach(rowsDeleted::add);
    return this;
  }

  /** Sets a property of the table, or takes it away if the value is null. */
  Commit property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /**
   * Says where readers of the table meet it which partitions are withdrawn from it; to be called if
   * that is another than before.
   */
  public Commit withdrawn(SortedMap<String, Withdrawn> withdrawn) {
    WithdrawnList.publish(this, zone, dataset, withdrawn);
    return this;
  }

  /**
   * The version of another table from which the change was made: it is not committed if that table
   * has moved on. Seen right before the commit, not in one with it, for zones are catalogs of their
   * own; a source that moves on in between is followed by the next run.
   */
  public Commit madeFrom(Version version) {
    source = Optional.of(version);
    return this;
  }

  /**
   * Commits, and returns the new version. The files of a change that conflicts are deleted.
   *
   * @param evidence the reference of the evidence, which holds the state with the change
   * @throws ConflictException if the table has moved on; nothing was committed
   * @throws LakeException if the catalog failed
   */
  public Version execute(String run, String evidence) {
    String step = zone.catalog() + ".commit";
    lake.observer().at(step + ".before", dataset.toString(), "");
    try {
      updateProperties();
      SnapshotUpdate<?> update = update();
      update.set(Lake.RUN, run);
      update.set(Lake.EVIDENCE, evidence);
      update.validateWith(unmoved());
      update.commit();
      lake.observer().at(step + ".in", dataset.toString(), "");
      if (source.isPresent() && moved(source.get())) {
        throw new ValidationException("%s moved on", source.get().table().name());
      }
      transaction.commitTransaction();
    } catch (CommitStateUnknownException e) {
      // What the database has not done yet it may still do: the files stay.
      return find(evidence)
          .orElseThrow(() -> new ConflictException(dataset + ": the catalog's reply was lost", e));
    } catch (ValidationException | CommitFailedException | AlreadyExistsException e) {
      discard();
      throw new ConflictException(zone.catalog() + "." + dataset + " moved on meanwhile", e);
    }
    lake.observer().at(step + ".after", dataset.toString(), "");
    return find(evidence)
        .orElseThrow(
            () ->
                new LakeException(
                    zone.catalog()
                        + "."
                        + dataset
                        + " was rolled back right after a commit; run again"));
  }

  private boolean moved(Version version) {
    Table now = existing(lake.catalog(version.zone()), version.dataset());
    return now == null
        || now.currentSnapshot() == null
        || now.currentSnapshot().snapshotId() != version.snapshot().snapshotId();
  }

  /** A file that cannot be deleted is only in the way: no table refers to it. */
  private void discard() {
    List<String> files =
        Stream.concat(added.stream(), rowsDeleted.stream()).map(ContentFile::location).toList();
    CatalogUtil.deleteFiles(transaction.table().io(), files, "uncommitted", false);
  }

  /** The version with this evidence, if it is in the table's history. */
  private Optional<Version> find(String evidence) {
    Table table = existing(lake.catalog(zone), dataset);
    if (table == null) {
      return Optional.empty();
    }
    for (Snapshot s : SnapshotUtil.currentAncestors(table)) {
      if (evidence.equals(s.summary().get(Lake.EVIDENCE))) {
        return Optional.of(
            new Version(
                zone, dataset, table, s, evidence, Evidence.state(lake.evidence().read(evidence))));
      }
    }
    return Optional.empty();
  }

  private void updateProperties() {
    if (!properties.isEmpty()) {
      UpdateProperties update = transaction.updateProperties();
      properties.forEach(
          (name, value) -> {
            if (value == null) {
              update.remove(name);
            } else {
              update.set(name, value);
            }
          });
      update.commit();
    }
  }

  private SnapshotUpdate<?> update() {
    if (!rowsDeleted.isEmpty()) {
      RowDelta delta = transaction.newRowDelta();
      added.forEach(delta::addRows);
      rowsDeleted.forEach(delta::addDeletes);
      return delta;
    }
    if (!removed.isEmpty()) {
      OverwriteFiles overwrite = transaction.newOverwrite();
      removed.forEach(overwrite::deleteFile);
      added.forEach(overwrite::addFile);
      return overwrite;
    }
    var append = transaction.newAppend();
    added.forEach(append::appendFile);
    return append;
  }

  private SnapshotAncestryValidator unmoved() {
    Long expected = base.map(version -> version.snapshot().snapshotId()).orElse(null);
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> history) {
        var snapshots = history.iterator();
        Long head = snapshots.hasNext() ? snapshots.next().snapshotId() : null;
        return Objects.equals(head, expected);
      }

      @Override
      public String errorMessage() {
        return "the table moved on from snapshot " + expected;
      }
    };
  }

  /** Properties that every table of a zone has; {@code publicColumns} may keep their bounds. */
  public static Map<String, String> properties(Zone zone, List<String> publicColumns) {
    Map<String, String> properties = new HashMap<>();
    properties.put("format-version", "2");
    properties.put("write.parquet.compression-codec", "zstd");
    properties.put("write.metadata.delete-after-commit.enabled", "true");
    properties.put("write.metadata.previous-versions-max", "20");
    properties.put("write.delete.mode", "merge-on-read");
    // Bounds in manifests hold values as text: only of columns that say nothing about anybody.
    properties.put("write.metadata.metrics.default", "none");
    publicColumns.forEach(
        column -> properties.put("write.metadata.metrics.column." + column, "truncate(16)"));
    // What is written comes partition by partition already, or nearly so.
    properties.put("write.distribution-mode", "none");
    if (zone == Zone.RAW) {
      properties.put("write.spark.fanout.enabled", "true");
    }
    return properties;
  }
}
