package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;

/**
 * Where published rows came from, and where the rows of a landing file went. Follows snapshots and
 * certificates; reads one column of the raw table with Iceberg's own reader and needs no Spark.
 */
public final class Trace {
  private final Lake lake;
  private final Contract contract;
  private final Optional<Version> raw;
  private final Map<String, Recorded> certificates = new HashMap<>();

  private Trace(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.raw = lake.version(Zone.RAW, contract.dataset());
    for (AuditRecord record : Ledger.of(lake).records("release", contract.dataset())) {
      JsonNode body = json(record.body());
      Certificate certificate = Certificate.fromJson(body.path("certificate").toString());
      certificates.put(certificate.id(), new Recorded(certificate, body.path("snapshot").asText()));
    }
  }

  private record Recorded(Certificate certificate, String snapshot) {}

  /** Traces a dataset. */
  public static Trace of(Lake lake, Contract contract) {
    return new Trace(lake, contract);
  }

  /**
   * A partition as it stands in a zone.
   *
   * @param snapshot of the zone's table that released it, as text, for a JSON number cannot hold it
   * @param certificate the id; the fields after it are what the certificate says. If the ledger
   *     does not hold it yet, they are empty
   * @param gate the checks of the gate and how many failures each had
   * @param classes what the smallest and the worst of its classes reached
   * @param source the raw snapshot that it was made from
   * @param keyVersion of the dataset's key under which it was made; 0 if no column needs one
   * @param merged the raw partitions that it was made of if others were merged into it; else empty
   */
  public record Release(
      String zone,
      String partition,
      String snapshot,
      String certificate,
      String issuedAt,
      String contract,
      String version,
      String proposer,
      String approver,
      String approvedAt,
      Map<String, Long> gate,
      long rowsIn,
      long rowsOut,
      long withheld,
      Certificate.Anonymity classes,
      String source,
      int keyVersion,
      List<String> merged) {

    /** Whether rows of a raw partition are in it. */
    public boolean isOf(String raw) {
      return merged.isEmpty() ? partition.equals(raw) : merged.contains(raw);
    }
  }

  /**
   * A landing file.
   *
   * @param size in bytes
   * @param records in it: those stored and those refused
   * @param outcome as in {@link State.FileState.Outcome}
   * @param reason why it was not collected, else empty
   * @param here how many of its rows the partition holds
   */
  public record SourceFile(
      String file,
      String sha256,
      long size,
      long records,
      long stored,
      long refused,
      String outcome,
      String reason,
      long here) {}

  /**
   * Where a partition came from.
   *
   * @param releases in which zones it is; none: it is not open
   * @param withdrawn from which zones it is withdrawn, and why
   * @param snapshot the raw snapshot that the rest speaks of
   * @param files the landing files whose rows it holds, by name
   * @param inputs of a derived dataset, the raw snapshots that it was made from, by dataset
   */
  public record OfPartition(
      String dataset,
      String partition,
      List<Release> releases,
      List<WithdrawnPartition> withdrawn,
      String snapshot,
      List<SourceFile> files,
      SortedMap<String, String> inputs) {}

  /**
   * Where the rows of a landing file went.
   *
   * @param partitions how many of its rows are in each raw partition now
   * @param releases of those partitions
   * @param repairedBy how many of its refused rows were repaired, by the file that did it
   * @param repairs how many refused rows it repaired, by the file of these
   */
  public record OfFile(
      String dataset,
      SourceFile file,
      SortedMap<String, Long> partitions,
      List<Release> releases,
      SortedMap<String, Long> repairedBy,
      SortedMap<String, Long> repairs) {}

  /** The partitions that there are, in any zone. */
  public SortedSet<String> partitions() {
    TreeSet<String> paths = new TreeSet<>();
    raw.ifPresent(version -> paths.addAll(version.state().partitions().keySet()));
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      lake.version(zone, contract.dataset())
          .ifPresent(
              version -> {
                paths.addAll(version.state().partitions().keySet());
                paths.addAll(version.state().withdrawn().keySet());
                paths.remove(Withdrawn.ALL);
              });
    }
    return paths;
  }

  /** The landing files that are known. */
  public SortedSet<String> files() {
    return new TreeSet<>(raw.map(Version::state).orElse(State.EMPTY).files().keySet());
  }

  /** Traces one of {@link #partitions} back. */
  public OfPartition partition(String path) {
    List<Release> releases = releases(path);
    String dataset = contract.dataset().toString();
    List<WithdrawnPartition> withdrawn =
        WithdrawnPartition.of(lake, contract.dataset()).stream()
            .filter(each -> Set.of(path, Withdrawn.ALL).contains(each.partition()))
            .toList();
    if (raw.isEmpty()) {
      return new OfPartition(dataset, path, releases, withdrawn, "", List.of(), new TreeMap<>());
    }
    Table table = raw.get().table();
    Snapshot snapshot =
        releases.stream()
            .filter(release -> !release.source().isEmpty())
            .map(release -> table.snapshot(Long.parseLong(release.source())))
            .filter(each -> each != null)
            .findFirst()
            .orElse(raw.get().snapshot());
    SortedMap<String, State.FileState> known = state(snapshot).files();
    List<SourceFile> files = new ArrayList<>();
    SortedSet<String> of = of(path, releases);
    Expression rows =
        of.stream()
            .map(each -> inPartition(table, each))
            .reduce(Expressions.alwaysFalse(), Expressions::or);
    rows(snapshot, rows, row -> String.valueOf(row.getField(Lineage.FILE)))
        .forEach(
            (name, here) -> {
              if (known.containsKey(name)) {
                files.add(file(name, known.get(name), here));
              }
            });
    return new OfPartition(
        dataset,
        path,
        releases,
        withdrawn,
        String.valueOf(snapshot.snapshotId()),
        files,
        inputs(snapshot, of.first()));
  }

  /** The raw partitions behind a path, which may be that of merged ones. */
  private static SortedSet<String> of(String path, List<Release> releases) {
    return releases.stream()
        .filter(release -> release.partition().equals(path) && !release.merged().isEmpty())
        .<SortedSet<String>>map(release -> new TreeSet<>(release.merged()))
        .findFirst()
        .orElse(new TreeSet<>(List.of(path)));
  }

  /** Traces one of {@link #files} onward. */
  public OfFile file(String name) {
    Version version = raw.orElseThrow();
    Table table = version.table();
    Schema schema = columns(table);
    PartitionKey key = new PartitionKey(table.spec(), schema);
    InternalRecordWrapper wrapper = new InternalRecordWrapper(schema.asStruct());
    SortedMap<String, Long> partitions =
        rows(
            version.snapshot(),
            Expressions.equal(Lineage.FILE, name),
            row -> {
              key.partition(wrapper.wrap(row));
              return table.spec().partitionToPath(key);
            });
    List<Release> releases =
        partitions.keySet().stream().flatMap(path -> releases(path).stream()).distinct().toList();
    SortedMap<String, Long> repairedBy = new TreeMap<>();
    SortedMap<String, Long> repairs = new TreeMap<>();
    for (RefusedHistory.Entry each : RefusedHistory.of(lake, version, file -> false).entries()) {
      String by = RefusedRows.file(each.repaired());
      if (!by.isEmpty() && each.row().file().equals(name)) {
        repairedBy.merge(by, 1L, Long::sum);
      }
      if (by.equals(name)) {
        repairs.merge(each.row().file(), 1L, Long::sum);
      }
    }
    return new OfFile(
        contract.dataset().toString(),
        file(
            name,
            version.state().files().get(name),
            partitions.values().stream().mapToLong(Long::longValue).sum()),
        partitions,
        releases,
        repairedBy,
        repairs);
  }

  private List<Release> releases(String path) {
    List<Release> releases = new ArrayList<>();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      lake.version(zone, contract.dataset())
          .map(version -> version.state().partitions())
          .orElse(new TreeMap<>())
          .forEach(
              (released, partition) -> {
                if (released.equals(path) || partition.merged().contains(path)) {
                  releases.add(release(zone, released, partition));
                }
              });
    }
    return releases;
  }

  private Release release(Zone zone, String path, State.PartitionState partition) {
    String id = partition.certificate();
    Recorded recorded = certificates.get(id);
    if (recorded == null) {
      return new Release(
          zone.catalog(),
          path,
          "",
          id,
          "",
          "",
          "",
          "",
          "",
          "",
          Map.of(),
          0,
          0,
          0,
          Certificate.Anonymity.NONE,
          "",
          0,
          List.copyOf(partition.merged()));
    }
    Certificate certificate = recorded.certificate();
    Map<String, Long> gate = new TreeMap<>();
    certificate.gate().forEach(check -> gate.put(check.check(), check.failures()));
    return new Release(
        zone.catalog(),
        path,
        recorded.snapshot(),
        id,
        certificate.issuedAt().toString(),
        certificate.contract().hash(),
        certificate.contract().version(),
        certificate.approval().proposer(),
        certificate.approval().approver(),
        certificate.approval().approvedAt().toString(),
        gate,
        certificate.rows().in(),
        certificate.rows().out(),
        certificate.rows().withheld(),
        certificate.anonymity(),
        certificate.source().snapshotId(),
        certificate.keyVersion(),
        certificate.source().merged());
  }

  private static SourceFile file(String name, State.FileState state, long here) {
    return new SourceFile(
        name,
        state.sha256(),
        state.size(),
        state.rows(),
        state.stored(),
        state.refused(),
        state.outcome().name().toLowerCase(Locale.ROOT),
        state.reason() == null ? "" : state.reason(),
        here);
  }

  private State state(Snapshot snapshot) {
    return Evidence.state(lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE)));
  }

  /** The commit that made the partition last names what it was made from. */
  private SortedMap<String, String> inputs(Snapshot from, String path) {
    SortedMap<String, String> inputs = new TreeMap<>();
    if (!(contract.source() instanceof Source.Query)) {
      return inputs;
    }
    for (Snapshot snapshot :
        SnapshotUtil.ancestorsOf(from.snapshotId(), raw.orElseThrow().table()::snapshot)) {
      JsonNode facts = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE)).path("facts");
      for (JsonNode fact : facts.path("derived")) {
        if (fact.path("partition").asText().equals(path)) {
          fact.path("inputs")
              .fields()
              .forEachRemaining(e -> inputs.put(e.getKey(), e.getValue().asText()));
          return inputs;
        }
      }
    }
    return inputs;
  }

  /** Counts rows of the raw table by what {@code name} says of them. */
  private SortedMap<String, Long> rows(
      Snapshot snapshot, Expression which, Function<Record, String> name) {
    SortedMap<String, Long> counts = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(raw.orElseThrow().table())
            .useSnapshot(snapshot.snapshotId())
            .where(which)
            .project(columns(raw.orElseThrow().table()))
            .build()) {
      rows.forEach(row -> counts.merge(name.apply(row), 1L, Long::sum));
    } catch (IOException e) {
      throw new LakeException("cannot read the raw rows of " + contract.dataset(), e);
    }
    return counts;
  }

  /** The landing file and the partition; also what rows are chosen by must be read. */
  private Schema columns(Table table) {
    List<String> columns = new ArrayList<>(List.of(Lineage.FILE));
    contract.partitionColumns().forEach(column -> columns.add(column.name()));
    return table.schema().select(columns);
  }

  private static Expression inPartition(Table table, String path) {
    Expression all = Expressions.alwaysTrue();
    List<PartitionField> fields = table.spec().fields();
    for (int i = 0; i < fields.size(); i++) {
      Types.NestedField column = table.schema().findField(fields.get(i).sourceId());
      String value = Partitions.values(path).get(i);
      all =
          Expressions.and(
              all,
              value == null
                  ? isNull(column)
                  : Expressions.equal(
                      column.name(), Conversions.fromPartitionString(column.type(), value)));
    }
    return all;
  }

  /** A text may say "null": its partition has the same path. */
  private static Expression isNull(Types.NestedField column) {
    Expression none = Expressions.isNull(column.name());
    return column.type().typeId() == Type.TypeID.STRING
        ? Expressions.or(none, Expressions.equal(column.name(), Partitions.NULL))
        : none;
  }

  private static JsonNode json(String text) {
    try {
      return Evidence.JSON.readTree(text);
    } catch (IOException e) {
      throw new LakeException("the ledger holds what is no JSON: run 'lake verify'", e);
    }
  }
}
