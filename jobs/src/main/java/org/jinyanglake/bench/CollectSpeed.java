package org.jinyanglake.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.pipeline.Stage;

/**
 * One delivery of a {@link Workload} of one day, written in different ways, and how long the lake
 * and plain Spark take until it is a table.
 */
final class CollectSpeed {
  /** Cells of each row. */
  static final int COLUMNS = 10;

  /** The columns id, age and amount. */
  private static final Set<Integer> NUMBERS = Set.of(1, 4, 6);

  private static final String SERVER = "path: bench/d000/*.csv, format: csv}";

  private final SparkSession spark;
  private final LakeSide lake;

  private CollectSpeed(SparkSession spark, LakeSide lake) {
    this.spark = spark;
    this.lake = lake;
  }

  /** One CSV file whose dialect the contract declares. */
  static CollectSpeed file(SparkSession spark, Path project, Path folder, int rows)
      throws IOException {
    return new CollectSpeed(spark, new LakeSide(project, folder, new Workload(1, 1, rows)));
  }

  /** The same file; encoding and dialect are found in it. */
  static CollectSpeed unknown(SparkSession spark, Path project, Path folder, int rows)
      throws IOException {
    CollectSpeed speed = file(spark, project, folder, rows);
    speed.declare(
        "path: bench/d000/*.csv, format: csv, customProperties: [{property: encoding, value:"
            + " detect}, {property: dialect, value: detect}]}");
    return speed;
  }

  /** The same rows in many files. */
  static CollectSpeed files(SparkSession spark, Path project, Path folder, int rows, int files)
      throws IOException {
    CollectSpeed speed = file(spark, project, folder, rows);
    Path whole = speed.whole();
    try (BufferedReader lines = Files.newBufferedReader(whole)) {
      String header = lines.readLine();
      for (int i = 0; i < files; i++) {
        List<String> part = new ArrayList<>(List.of(header));
        while (part.size() <= rows / files) {
          part.add(lines.readLine());
        }
        Files.write(whole.resolveSibling("part" + i + ".csv"), part);
      }
    }
    Files.delete(whole);
    return speed;
  }

  /** The same rows in a sheet. */
  static CollectSpeed workbook(SparkSession spark, Path project, Path folder, int rows)
      throws IOException {
    CollectSpeed speed = file(spark, project, folder, rows);
    speed.declare("path: bench/d000/*.xlsx, format: excel}");
    Path whole = speed.whole();
    try (BufferedReader lines = Files.newBufferedReader(whole);
        OutputStream out = Files.newOutputStream(whole.resolveSibling("a.xlsx"));
        Workbook workbook = new Workbook(out, "bench", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("数据");
      int row = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
          if (row > 0 && NUMBERS.contains(i)) {
            sheet.value(row, i, new BigDecimal(cells[i]));
          } else {
            sheet.value(row, i, cells[i]);
          }
        }
        if (++row % 1000 == 0) {
          sheet.flush();
        }
      }
    }
    Files.delete(whole);
    return speed;
  }

  private Path whole() throws IOException {
    try (Stream<Path> files = Files.list(lake.landing().resolve("bench/d000"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private void declare(String server) throws IOException {
    Path contract = lake.schemas().resolve("bench/d000.yaml");
    Files.writeString(contract, Files.readString(contract).replace(SERVER, server));
  }

  /** Collects all of it into a lake that is empty. */
  void collect() {
    try {
      lake.run(spark, Stage.COLLECT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empties the lake. */
  void reset() throws IOException {
    lake.reset();
  }

  /** Reads the same files by Spark's own reader into an Iceberg table. */
  void collectPlainly(Path folder) throws IOException {
    PlainSpark plain = new PlainSpark(spark, folder, lake.parallelism());
    plain.reset();
    plain.collect("d000", lake.landing());
    FileUtils.deleteQuietly(folder.toFile());
  }
}
