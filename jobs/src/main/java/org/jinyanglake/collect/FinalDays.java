package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lineage;

/**
 * The days of a table that are final, so that nothing more is expected for them: those more than so
 * many days back.
 *
 * @param last the last of them
 */
record FinalDays(LocalDate last) {

  private static final int MOST_NAMED = 10;

  /**
   * How many rows written files hold for final days, by landing file and day. Partitions tell
   * whether there are any; only then are the files read.
   */
  SortedMap<String, SortedMap<LocalDate, Long>> in(
      List<DataFile> written, Commit commit, Contract contract, Engine engine) {
    List<Column> partition = contract.partitionColumns();
    int at =
        IntStream.range(0, partition.size())
            .filter(i -> partition.get(i).type().kind() == Type.Kind.DATE)
            .findFirst()
            .orElseThrow();
    List<DataFile> late =
        written.stream()
            .filter(
                file -> {
                  Integer day = file.partition().get(at, Integer.class);
                  return day != null && day <= last.toEpochDay();
                })
            .toList();
    SortedMap<String, SortedMap<LocalDate, Long>> found = new TreeMap<>();
    if (late.isEmpty()) {
      return found;
    }
    String day = partition.get(at).name();
    List<Row> counts =
        engine
            .read(late, commit)
            .groupBy(col(Lineage.FILE), col(day))
            .agg(count(lit(1)))
            .collectAsList();
    for (Row row : counts) {
      found
          .computeIfAbsent(row.getString(0), file -> new TreeMap<>())
          .put(Objects.requireNonNull(row.getDate(1)).toLocalDate(), row.getLong(2));
    }
    return found;
  }

  /** What is said of a file. */
  String complain(SortedMap<LocalDate, Long> days) {
    String named =
        days.entrySet().stream()
            .limit(MOST_NAMED)
            .map(day -> day.getKey() + ": " + day.getValue())
            .collect(Collectors.joining(", "));
    int more = days.size() - MOST_NAMED;
    return "%,d rows for days up to %s, which are final (%s%s)"
        .formatted(
            days.values().stream().mapToLong(Long::longValue).sum(),
            last,
            named,
            more > 0 ? " and " + more + " days more" : "");
  }
}
