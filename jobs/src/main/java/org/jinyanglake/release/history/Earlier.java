package org.jinyanglake.release.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;

/**
 * What a zone remembers of the rows of some raw partitions that it published before. It lies in the
 * raw zone's folder, under hashes whose key is the lake's and stays in the driver; no file that was
 * published is read.
 */
public final class Earlier {

  /**
   * The column of raw rows and of their recoding that keeps apart the rows of different pasts: only
   * rows with the same value may be put into one class.
   */
  public static final String GROUP = "_group";

  private static final String SEEN_GROUP = "__history_group";
  private static final String VALUE = "__history_value_";

  private final RowIdentity identity;
  private final List<String> joinColumns;
  private final List<String> joinNames;
  private final KeyParameter key;
  private final SortedMap<String, List<Member>> members;

  private Earlier(
      Contract contract,
      Zone zone,
      RowIdentity identity,
      byte[] secret,
      SortedMap<String, List<Member>> members) {
    this.identity = identity;
    this.joinColumns = JoinColumns.of(contract, zone).stream().map(each -> each.name()).toList();
    this.joinNames = JoinColumns.names(contract, zone);
    this.key = derived(secret);
    this.members = members;
  }

  /**
   * Reads it.
   *
   * @param open what the zone's state says; {@link State#EMPTY} if the zone has none
   * @param raw the raw partitions of which something is to be known
   * @param secret of the lake
   * @throws LakeException if it is lost or damaged
   */
  public static Earlier of(
      Lake lake, Contract contract, Zone zone, State open, Collection<String> raw, byte[] secret) {
    State.Published published = open.published();
    RowIdentity identity =
        published.identity().isEmpty()
            ? RowIdentity.of(contract)
            : new RowIdentity(published.identity());
    Map<String, SortedSet<String>> files = new TreeMap<>();
    for (String path : raw) {
      String file = published.files().get(path);
      if (file != null) {
        files.computeIfAbsent(file, any -> new TreeSet<>()).add(path);
      }
    }
    SortedMap<String, List<Member>> members = new TreeMap<>();
    files.forEach(
        (file, paths) -> {
          SortedMap<String, Remembered> all = read(lake, contract, zone, file);
          paths.forEach(
              path -> members.put(path, all.getOrDefault(path, Remembered.NOTHING).members()));
        });
    return new Earlier(contract, zone, identity, secret, members);
  }

  /** What is known already, by raw partition, of rows that the contract's columns tell. */
  public static Earlier of(
      Contract contract, Zone zone, SortedMap<String, List<Member>> members, byte[] secret) {
    return new Earlier(contract, zone, RowIdentity.of(contract), secret, members);
  }

  /** What a file holds, by raw partition. */
  static SortedMap<String, Remembered> read(Lake lake, Contract contract, Zone zone, String file) {
    StateFiles kept = StateFiles.published(lake, zone, contract.dataset());
    try {
      return MemberFormat.read(kept.read(file).orElseThrow(() -> new IOException("lost")));
    } catch (IOException e) {
      throw new LakeException(
          "what was published of %s in the %s zone is lost or damaged, so nobody can tell what a new version gives away beside it: restore %s from the lake's backup"
              .formatted(contract.dataset(), zone.catalog(), kept.path(file)),
          e);
    }
  }

  /** Whether nothing of these partitions was published before. */
  public boolean isEmpty() {
    return members.isEmpty();
  }

  public SortedMap<String, List<Member>> members() {
    return members;
  }

  /** The columns that tell a row, to be kept in the zone's state. */
  public List<String> identity() {
    return identity.columns();
  }

  /** The columns by which others may be joined with the rows. */
  public List<String> joinColumns() {
    return joinNames;
  }

  /** Keeps what a release leaves to be remembered; returns the file's name. */
  public static String keep(
      Lake lake, Contract contract, Zone zone, SortedMap<String, Remembered> after) {
    return StateFiles.published(lake, zone, contract.dataset()).write(MemberFormat.write(after));
  }

  /** Deletes what no longer tells anything, as newer files remember all of its rows. */
  public static void tidy(Lake lake, Contract contract, Zone zone, State now) {
    StateFiles files = StateFiles.published(lake, zone, contract.dataset());
    Set<String> old = files.old();
    old.removeAll(now.published().files().values());
    files.delete(old);
  }

  /** Columns of raw rows that {@link #seen} reads; their names are {@link #names}. */
  public List<Column> columns(Contract contract, Dataset<Row> raw) {
    List<Column> columns = new ArrayList<>(identity.of(contract, raw.schema()));
    boolean grouped = List.of(raw.columns()).contains(GROUP);
    columns.add((grouped ? col(GROUP) : lit(0L)).as(SEEN_GROUP));
    for (String name : joinColumns) {
      columns.add(RowIdentity.hash(name, raw.schema()).as(VALUE + name));
    }
    return columns;
  }

  /** Person, row, raw partition, group, then values by which the row may be joined. */
  public List<String> names() {
    List<String> names =
        new ArrayList<>(List.of(RowIdentity.PERSON, RowIdentity.ROW, RowIdentity.RAW, SEEN_GROUP));
    joinColumns.forEach(name -> names.add(VALUE + name));
    return names;
  }

  /**
   * A row as {@link Differences} knows it.
   *
   * @param values of {@link #columns}
   * @param partition of the zone
   * @param classKey null if it is withheld
   */
  public Seen seen(List<?> values, String partition, String classKey) {
    Object person = values.get(0);
    return new Seen(
        (String) values.get(2),
        partition,
        keyed((Long) values.get(1)),
        person == null ? 0 : keyed((Long) person),
        (Long) values.get(3),
        classKey,
        values.subList(4, values.size()).stream().map(value -> keyed((Long) value)).toList());
  }

  /** What of published rows is remembered for joins, by raw partition. */
  public Map<String, List<OpenRow>> open(Collection<Seen> rows) {
    Map<String, List<OpenRow>> open = new TreeMap<>();
    Map<String, Long> classes = new HashMap<>();
    for (Seen row : rows) {
      if (row.classKey() != null) {
        long classKey =
            classes.computeIfAbsent(
                row.partition() + "\n" + row.classKey(),
                name -> keyed(name.getBytes(StandardCharsets.UTF_8)));
        open.computeIfAbsent(row.raw(), any -> new ArrayList<>())
            .add(new OpenRow(row.person(), classKey, row.values()));
      }
    }
    return open;
  }

  /**
   * Raw rows with the column {@link #GROUP}, by which a desensitization that keeps groups apart
   * singles out nobody: rows that were together so far may go to different classes, of k persons
   * each; new ones share theirs with each other; where somebody is gone, so many others of the
   * cohort are left out that k persons are missing together. Runs Spark once if something was
   * published of them before; else the rows are returned as they are.
   *
   * @param k the least number of persons in a class
   */
  public Dataset<Row> grouped(Dataset<Row> raw, Contract contract, int k) {
    if (isEmpty()) {
      return raw;
    }
    Map<Long, Seen> rows = rows(raw, contract);
    return withGroups(raw, contract, rows, groups(rows.values(), k));
  }

  /** The same groups as when the remembered version was made; runs Spark once. */
  public Dataset<Row> regrouped(Dataset<Row> raw, Contract contract) {
    Map<Long, Long> groups = new HashMap<>();
    members.values().forEach(all -> all.forEach(each -> groups.put(each.row(), each.group())));
    return groups.values().stream().allMatch(group -> group == 0)
        ? raw
        : withGroups(raw, contract, rows(raw, contract), groups);
  }

  /** The raw rows, by the hash that is not keyed, by which tasks know them. */
  private Map<Long, Seen> rows(Dataset<Row> raw, Contract contract) {
    Map<Long, Seen> rows = new HashMap<>();
    for (Row row : raw.select(columns(contract, raw).toArray(Column[]::new)).collectAsList()) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      rows.put(row.getLong(1), seen(values, "", ""));
    }
    return rows;
  }

  private Map<Long, Long> groups(Collection<Seen> now, int k) {
    Map<String, Set<Long>> there = new HashMap<>();
    now.forEach(each -> there.computeIfAbsent(each.raw(), any -> new HashSet<>()).add(each.row()));
    Map<Long, Set<Long>> gone = new HashMap<>();
    Map<Long, Set<Long>> stay = new HashMap<>();
    members.forEach(
        (path, all) ->
            all.forEach(
                each ->
                    (there.getOrDefault(path, Set.of()).contains(each.row()) ? stay : gone)
                        .computeIfAbsent(each.cohort(), any -> new TreeSet<>())
                        .add(each.person())));
    Map<Long, Set<Long>> out = new HashMap<>();
    gone.forEach(
        (cohort, persons) ->
            out.put(
                cohort,
                stay.getOrDefault(cohort, Set.of()).stream()
                    .filter(person -> !persons.contains(person))
                    .limit(Math.max(0, k - persons.size()))
                    .collect(Collectors.toSet())));
    Map<Long, Long> groups = new HashMap<>();
    members
        .values()
        .forEach(
            all ->
                all.forEach(
                    each -> {
                      boolean leftOut =
                          out.getOrDefault(each.cohort(), Set.of()).contains(each.person());
                      groups.put(each.row(), leftOut ? each.cohort() ^ 1 : each.cohort());
                    }));
    return groups;
  }

  private Dataset<Row> withGroups(
      Dataset<Row> raw, Contract contract, Map<Long, Seen> rows, Map<Long, Long> groups) {
    HashMap<Long, Long> byHash = new HashMap<>();
    rows.forEach((hash, seen) -> byHash.put(hash, groups.getOrDefault(seen.row(), 0L)));
    Column hash = identity.of(contract, raw.schema()).get(1);
    Column group = udf(new Lookup(byHash), DataTypes.LongType).apply(hash);
    Dataset<Row> grouped = raw.withColumn(GROUP, coalesce(group, lit(0L)));
    return Engine.isOnePartition(raw) ? grouped.coalesce(1) : grouped;
  }

  /** Finds the group of a row in a task. */
  private record Lookup(HashMap<Long, Long> groups) implements UDF1<Long, Long> {
    @Override
    public Long call(Long row) {
      return groups.get(row);
    }
  }

  private long keyed(long hash) {
    return keyed(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
  }

  /** SipHash-2-4 (Aumasson, Bernstein 2012). */
  private long keyed(byte[] message) {
    SipHash hash = new SipHash();
    hash.init(key);
    hash.update(message, 0, message.length);
    return hash.doFinal();
  }

  private static KeyParameter derived(byte[] secret) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(secret));
    byte[] label = "jinyanglake published rows".getBytes(StandardCharsets.UTF_8);
    mac.update(label, 0, label.length);
    byte[] derived = new byte[mac.getMacSize()];
    mac.doFinal(derived, 0);
    return new KeyParameter(derived, 0, 16);
  }
}
