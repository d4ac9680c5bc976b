package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.Version;

/**
 * The town of the reliability tests: three datasets so small that a whole run takes a second or
 * two. {@code health.visits} appends and is open conditionally under k-anonymity, {@code
 * environment.readings} upserts and is open to all, {@code city.overview} is derived from both.
 * Each day's files hold rows that are refused when they are read ({@code visits}) and when they are
 * checked ({@code visits}, {@code overview}), and correct a row of the day before ({@code
 * readings}).
 */
public final class Town {
  public static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
  public static final List<String> DATASETS =
      List.of("city.overview", "environment.readings", "health.visits");

  private Town() {}

  /** The contracts. */
  public static Path schemas() {
    return Path.of("src/test/resources/town").toAbsolutePath();
  }

  /** Delivers the files of one day, {@code n} from 0. */
  public static void deliver(Path home, int n) {
    write(home, "health/visits/" + day(n) + ".csv", visits(n));
    write(home, "environment/readings/" + day(n) + ".jsonl", readings(n));
  }

  public static LocalDate day(int n) {
    return FIRST.plusDays(n);
  }

  /** Twelve good visits, one without a date, one whose cost is refused by a rule. */
  private static String visits(int n) {
    StringBuilder csv = new StringBuilder("day,visit_id,patient_id,age,district,cost\n");
    for (int i = 0; i < 12; i++) {
      csv.append(visit(n, i, 30 + i % 4, i == 11 ? "古交市" : i % 2 == 0 ? "小店区" : "迎泽区", "120.50"));
    }
    csv.append(visit(n, 12, 41, "小店区", "-3"));
    csv.append("someday,V").append(n).append("-x,P-x,41,小店区,10\n");
    return csv.toString();
  }

  private static String visit(int n, int i, int age, String district, String cost) {
    return "%s,V%d-%d,P%d,%d,%s,%s%n".formatted(day(n), n, i, i, age, district, cost);
  }

  /** Four readings, and a better one of the day before. */
  private static String readings(int n) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      json.append(reading(day(n), i, 1, 40 + n + i, "正常"));
    }
    if (n > 0) {
      json.append(reading(day(n - 1), 0, 2, 99, "更正"));
    }
    return json.toString();
  }

  public static String reading(LocalDate day, int hour, int revision, int pm25, String remark) {
    return """
        {"day":"%s","station":"S1","hour":"%sT%02d:00:00","revision":%d,"pm25":%d,"remark":"%s"}
        """
        .formatted(day, day, hour, revision, pm25, remark);
  }

  public static void write(Path home, String name, String text) {
    Path file = home.resolve("landing").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All that a lake holds and shows, row for row, apart from when it came and in which run: what
   * two lakes must have in common that were given the same files. Of derived datasets the refused
   * rows are only counted, for a partition may have been made from fewer inputs before.
   */
  public static SortedMap<String, List<String>> contents(TestLake town) {
    SortedMap<String, List<String>> contents = new TreeMap<>();
    for (Contract contract : town.contracts().contracts()) {
      for (Zone zone : List.of(Zone.RAW, Zone.OPEN, Zone.CONDITIONAL)) {
        town.lake()
            .version(zone, contract.dataset())
            .ifPresent(
                version -> {
                  String name = zone.catalog() + "." + contract.dataset();
                  contents.put(name, rows(version));
                  contents.put(name + " partitions", partitions(version));
                });
      }
      if (contract.source() instanceof Source.Files) {
        contents.put("refused." + contract.dataset(), refused(town.lake(), contract));
      }
    }
    return contents;
  }

  /** Read by Iceberg alone, which is another way than the lake's. */
  private static List<String> rows(Version version) {
    List<String> columns =
        version.table().schema().columns().stream()
            .map(Types.NestedField::name)
            .filter(name -> !name.equals(Lineage.RUN) && !name.equals(Lineage.COLLECTED_AT))
            .toList();
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(version.table())
            .useSnapshot(version.snapshot().snapshotId())
            .build()) {
      records.forEach(
          record -> rows.add(columns.stream().map(record::getField).toList().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.sort(Comparator.naturalOrder());
    return rows;
  }

  private static List<String> partitions(Version version) {
    List<String> partitions = new ArrayList<>();
    version
        .state()
        .partitions()
        .forEach((path, p) -> partitions.add(path + " " + p.held() + " refused " + p.refused()));
    return partitions;
  }

  /** The refused rows that the commits of a dataset's raw table refer to. */
  public static List<String> refused(Lake lake, Contract contract) {
    List<String> rows = new ArrayList<>();
    lake.version(Zone.RAW, contract.dataset())
        .ifPresent(
            raw ->
                raw.table()
                    .snapshots()
                    .forEach(
                        snapshot ->
                            lake.evidence()
                                .read(snapshot.summary().get(Lake.EVIDENCE))
                                .get("facts")
                                .path("refused")
                                .forEach(
                                    fact ->
                                        RefusedRows.read(lake, fact.get("kept").asText())
                                            .forEach(row -> rows.add(row.toString())))));
    rows.sort(Comparator.naturalOrder());
    return rows;
  }

  /** The snapshot of each table of a lake, by its name. */
  public static Map<String, Long> heads(TestLake town) {
    Map<String, Long> heads = new TreeMap<>();
    for (Contract contract : town.contracts().contracts()) {
      for (Zone zone : List.of(Zone.RAW, Zone.OPEN, Zone.CONDITIONAL)) {
        Optional<Version> version = town.lake().version(zone, contract.dataset());
        version.ifPresent(
            v -> heads.put(zone.catalog() + "." + contract.dataset(), v.snapshot().snapshotId()));
      }
    }
    return heads;
  }
}
