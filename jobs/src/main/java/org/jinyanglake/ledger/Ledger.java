package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of what happened: one table {@code ledger.audit.records}, to which records are only
 * ever added, each holding the hash of the one before ({@link Chain}).
 *
 * <p>What concerns data is copied from the evidence of the tables' snapshots by {@link #catchUp}: a
 * run that was cut off after a commit and before its record loses nothing, the next one records it.
 * Proposals, approvals, reviews and orders about keys are made here.
 */
public final class Ledger {
  private static final DatasetName TABLE = new DatasetName("audit", "records");
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final int ATTEMPTS = 20;
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "seq", Types.LongType.get(), "place in the chain, from 1"),
          Types.NestedField.required(2, "time", Types.TimestampType.withZone(), "when recorded"),
          Types.NestedField.required(
              3,
              "kind",
              Types.StringType.get(),
              "file, check, declassification, release, hold, proposal, approval, policy, key, run and others"),
          Types.NestedField.required(4, "dataset", Types.StringType.get(), "domain.name, or empty"),
          Types.NestedField.required(5, "partition", Types.StringType.get(), "or empty"),
          Types.NestedField.required(
              6, "body", Types.StringType.get(), "the facts, canonical JSON"),
          Types.NestedField.required(7, "previous", Types.StringType.get(), "hash of seq - 1"),
          Types.NestedField.required(8, "hash", Types.StringType.get(), "SHA-256 of all before"));

  /** In the evidence of a commit: the file with its records and the SHA-256 of its bytes. */
  public static final String WRITTEN = "written";

  private final Lake lake;

  private Ledger(Lake lake) {
    this.lake = lake;
  }

  /** The ledger of a lake; it is made when something is first recorded. */
  public static Ledger of(Lake lake) {
    return new Ledger(lake);
  }

  /** What is known after the last record. */
  public LedgerState state() {
    return lake.version(Zone.LEDGER, TABLE).map(this::state).orElse(LedgerState.EMPTY);
  }

  private LedgerState state(Version version) {
    JsonNode facts = lake.evidence().read(version.evidence()).get("facts");
    return Evidence.JSON.convertValue(facts, LedgerState.class);
  }

  /**
   * What {@link #append} is to add.
   *
   * @param entries of the new records
   * @param state what is known then, but for the records themselves
   */
  public record Change(List<Chain.Entry> entries, LedgerState state) {

    /** Nothing to add. */
    public static Change none(LedgerState state) {
      return new Change(List.of(), state);
    }
  }

  /**
   * Adds records. {@code change} is asked again with the newer state if another run added some in
   * between; if it has no entries nothing is written.
   *
   * @return the state after the records
   */
  public LedgerState append(String run, Function<LedgerState, Change> change) {
    for (int attempt = 1; ; attempt++) {
      Optional<Version> base = lake.version(Zone.LEDGER, TABLE);
      LedgerState before = base.map(this::state).orElse(LedgerState.EMPTY);
      Change wanted = change.apply(before);
      if (wanted.entries().isEmpty()) {
        return before;
      }
      List<AuditRecord> records =
          Chain.append(new Chain.Head(before.records(), before.head()), wanted.entries());
      LedgerState after = wanted.state().after(records);
      Commit commit =
          Commit.to(
              lake,
              Zone.LEDGER,
              TABLE,
              base,
              Optional.of(
                  new Commit.Layout(
                      SCHEMA,
                      List.of(),
                      List.of(),
                      Commit.properties(Zone.LEDGER, List.of("seq", "time", "kind", "dataset")))));
      Written written = write(commit, records);
      ObjectNode facts = Evidence.JSON.valueToTree(after);
      facts
          .putObject(WRITTEN)
          .put("file", Version.name(commit.table(), written.file().location()))
          .put("sha256", written.sha256());
      String evidence = lake.evidence().write("ledger", State.EMPTY, facts);
      try {
        commit.add(List.of(written.file())).execute(run, evidence);
        return after;
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw new LakeException("the ledger is written to by too many runs; run again", e);
        }
      }
    }
  }

  private record Written(DataFile file, String sha256) {}

  private static Written write(Commit commit, List<AuditRecord> records) {
    String location =
        commit.table().locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    InMemoryOutputFile content = new InMemoryOutputFile(location);
    try {
      DataWriter<Record> writer =
          Parquet.writeData(content)
              .forTable(commit.table())
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(commit.table().spec())
              .build();
      try (writer) {
        for (AuditRecord record : records) {
          writer.write(row(record));
        }
      }
      try (OutputStream out = commit.table().io().newOutputFile(location).create()) {
        out.write(content.toByteArray());
      }
      return new Written(writer.toDataFile(), Evidence.sha256(content.toByteArray()));
    } catch (IOException e) {
      throw new LakeException("cannot write to the ledger: " + e.getMessage(), e);
    }
  }

  private static Record row(AuditRecord record) {
    GenericRecord row = GenericRecord.create(SCHEMA);
    row.set(0, record.seq());
    row.set(1, OffsetDateTime.ofInstant(record.time(), ZoneOffset.UTC));
    row.set(2, record.kind());
    row.set(3, record.dataset());
    row.set(4, record.partition());
    row.set(5, record.body());
    row.set(6, record.previous());
    row.set(7, record.hash());
    return row;
  }

  /** All records in their order. */
  public List<AuditRecord> records() {
    return records(Expressions.alwaysTrue());
  }

  /** The records of one kind, in their order. */
  public List<AuditRecord> records(String kind) {
    return records(Expressions.equal("kind", kind));
  }

  /** The records of one kind about one dataset, in their order. */
  public List<AuditRecord> records(String kind, DatasetName dataset) {
    return records(
        Expressions.and(
            Expressions.equal("kind", kind), Expressions.equal("dataset", dataset.toString())));
  }

  /** The records from a place in the chain on, in their order. */
  public List<AuditRecord> records(long from) {
    return records(Expressions.greaterThanOrEqual("seq", from));
  }

  private List<AuditRecord> records(Expression which) {
    Optional<Version> version = lake.version(Zone.LEDGER, TABLE);
    if (version.isEmpty()) {
      return List.of();
    }
    List<AuditRecord> records = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(version.get().table())
            .useSnapshot(version.get().snapshot().snapshotId())
            .where(which)
            .build()) {
      for (Record row : rows) {
        records.add(
            new AuditRecord(
                (Long) row.get(0),
                ((OffsetDateTime) row.get(1)).toInstant(),
                (String) row.get(2),
                (String) row.get(3),
                (String) row.get(4),
                (String) row.get(5),
                (String) row.get(6),
                (String) row.get(7)));
      }
    } catch (IOException e) {
      throw new LakeException("cannot read the ledger: " + e.getMessage(), e);
    }
    records.sort(Comparator.comparingLong(AuditRecord::seq));
    return records;
  }

  /**
   * Records the commits of datasets' tables that are not recorded yet, oldest first, and then
   * {@code last}; nothing if there are none. A table that cannot be read waits for another run.
   *
   * @param before told of each commit and its evidence before it is recorded, more than once if
   *     other runs record at the same time; a table of which it throws {@link LakeException} waits
   */
  public LedgerState catchUp(
      String run,
      Collection<DatasetName> datasets,
      Chain.Entry last,
      BiConsumer<Version, JsonNode> before) {
    return append(
        run,
        state -> {
          // The tables are read after the state, so they are never older than what it records.
          SortedMap<String, Long> recorded = new TreeMap<>(state.recorded());
          List<Chain.Entry> entries = new ArrayList<>();
          List<Zone> zones = List.of(Zone.RAW, Zone.OPEN, Zone.CONDITIONAL);
          Map<Zone, Map<DatasetName, String>> heads = new EnumMap<>(Zone.class);
          zones.forEach(zone -> heads.put(zone, lake.heads(zone)));
          for (DatasetName dataset : datasets) {
            for (Zone zone : zones) {
              String table = zone.catalog() + "." + dataset;
              try {
                Optional<Version> newer =
                    lake.newerThan(
                        recorded.get(table), zone, dataset, heads.get(zone).get(dataset));
                if (newer.isPresent()) {
                  entries.addAll(unrecorded(newer.get(), recorded.get(table), before));
                  recorded.put(table, newer.get().snapshot().snapshotId());
                }
              } catch (LakeException e) {
                LOG.error("{} cannot be recorded", table, e);
              }
            }
          }
          if (!entries.isEmpty()) {
            entries.add(last.asOf(Instant.now()));
          }
          return new Change(entries, state.recorded(recorded));
        });
  }

  private List<Chain.Entry> unrecorded(
      Version version, Long recorded, BiConsumer<Version, JsonNode> before) {
    if (recorded != null && !version.follows(recorded)) {
      throw new LakeException(
          "an older version of %s.%s was put back: what it holds is not recorded again"
              .formatted(version.zone().catalog(), version.dataset()));
    }
    List<Snapshot> commits = new ArrayList<>();
    for (Snapshot commit : version.history()) {
      if (recorded != null && commit.snapshotId() == recorded) {
        break;
      }
      commits.add(0, commit);
    }
    List<Chain.Entry> entries = new ArrayList<>();
    for (Snapshot snapshot : commits) {
      String reference = snapshot.summary().get(Lake.EVIDENCE);
      if (reference != null) {
        JsonNode document = lake.evidence().read(reference);
        before.accept(version, document);
        entries.addAll(entries(version, snapshot, document));
      }
    }
    return entries;
  }

  /** One record a fact: the evidence's {@code facts} hold a list for each kind of record. */
  private static List<Chain.Entry> entries(Version version, Snapshot snapshot, JsonNode document) {
    List<Chain.Entry> entries = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> kinds = document.get("facts").fields();
        kinds.hasNext(); ) {
      Map.Entry<String, JsonNode> kind = kinds.next();
      for (JsonNode fact : kind.getValue()) {
        ObjectNode body = fact.deepCopy();
        body.put("run", snapshot.summary().get(Lake.RUN));
        body.put("zone", version.zone().catalog());
        body.put("snapshot", snapshot.snapshotId());
        entries.add(
            entry(
                kind.getKey(),
                version.dataset().toString(),
                fact.path("partition").asText(""),
                body));
      }
    }
    return entries;
  }

  /** An entry as of now. */
  public static Chain.Entry entry(String kind, String dataset, String partition, JsonNode body) {
    return new Chain.Entry(Instant.now(), kind, dataset, partition, Evidence.text(body));
  }
}
