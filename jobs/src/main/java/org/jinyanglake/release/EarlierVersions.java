package org.jinyanglake.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.attack.AttackPlan;
import org.jinyanglake.release.attack.FileAttack;
import org.jinyanglake.release.attack.Seen;
import org.jinyanglake.release.written.FileRows;
import org.jinyanglake.release.written.ParquetInput;
import scala.Tuple2;

/** What attackers saw in partitions as they were published before. */
final class EarlierVersions implements FlatMapFunction<Iterator<DataFile>, Tuple2<String, Seen>> {
  private static final long serialVersionUID = 1;

  /** Of each partition so many versions, the newest ones. */
  private static final int VERSIONS = 3;

  private static final long BYTES_PER_TASK = 16L << 20;
  private static final long BYTES_HERE = 1L << 20;

  private final Table table;
  private final AttackPlan plan;

  private EarlierVersions(Table table, AttackPlan plan) {
    this.table = table;
    this.plan = plan;
  }

  /**
   * By partition, newest first.
   *
   * @param kept finds files that the table does not have any more where they were kept
   */
  static Map<String, List<Seen>> of(
      SparkSession spark,
      Table table,
      AttackPlan plan,
      Set<String> partitions,
      UnaryOperator<List<DataFile>> kept) {
    EarlierVersions visit = new EarlierVersions(SerializableTable.copyOf(table), plan);
    Map<String, List<Seen>> seen = new HashMap<>();
    for (List<DataFile> files : files(table, partitions)) {
      Map<String, Seen> version = new HashMap<>();
      for (Tuple2<String, Seen> part : visit.all(spark, kept.apply(files))) {
        version.computeIfAbsent(part._1(), any -> new Seen()).merge(part._2());
      }
      version.forEach((path, of) -> seen.computeIfAbsent(path, any -> new ArrayList<>()).add(of));
    }
    return seen;
  }

  /** The files of the newest version of each partition, of the one before, and so on. */
  private static List<List<DataFile>> files(Table table, Set<String> partitions) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(each -> snapshots.add(0, each));
    List<List<DataFile>> versions = new ArrayList<>();
    Map<String, Integer> known = new HashMap<>();
    for (Snapshot snapshot : snapshots) {
      Map<String, List<DataFile>> added = new LinkedHashMap<>();
      for (DataFile file : snapshot.addedDataFiles(table.io())) {
        String path = Version.path(table, file);
        if (partitions.contains(path) && known.getOrDefault(path, 0) < VERSIONS) {
          added.computeIfAbsent(path, any -> new ArrayList<>()).add(file.copyWithoutStats());
        }
      }
      added.forEach(
          (path, files) -> {
            int number = known.merge(path, 1, Integer::sum) - 1;
            if (versions.size() == number) {
              versions.add(new ArrayList<>());
            }
            versions.get(number).addAll(files);
          });
    }
    return versions;
  }

  private List<Tuple2<String, Seen>> all(SparkSession spark, List<DataFile> files) {
    long bytes = files.stream().mapToLong(DataFile::fileSizeInBytes).sum();
    if (bytes > BYTES_HERE) {
      return JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(files, (int) Math.min(files.size(), 1 + bytes / BYTES_PER_TASK))
          .mapPartitions(this)
          .collect();
    }
    List<Tuple2<String, Seen>> here = new ArrayList<>();
    call(files.iterator()).forEachRemaining(here::add);
    return here;
  }

  @Override
  public Iterator<Tuple2<String, Seen>> call(Iterator<DataFile> files) {
    List<Tuple2<String, Seen>> seen = new ArrayList<>();
    while (files.hasNext()) {
      DataFile file = files.next();
      String path = Version.path(table, file);
      try (ParquetFileReader reader = ParquetInput.open(table.io().newInputFile(file.location()))) {
        FileRows rows = new FileRows(reader, table.schema());
        FileAttack attack = new FileAttack(plan, path, file.recordCount(), rows);
        while (rows.nextGroup()) {
          while (rows.next()) {
            attack.add();
          }
        }
        seen.add(new Tuple2<>(path, attack.seen()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read a published file", e);
      }
    }
    return seen.iterator();
  }
}
