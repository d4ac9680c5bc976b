package org.jinyanglake.collect;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;

/**
 * Measures, on one core and without Spark, how many cells a second the first pass and the reading
 * of a file take together: after {@code mvn -pl jobs test-compile}, with the options of {@code
 * spark.opens} in the pom, {@code java -Xmx1g -cp
 * jobs/target/classes:jobs/target/test-classes:$(<jobs/target/classpath)
 * org.jinyanglake.collect.ReadingSpeed EXCEL 1000000}. Not a test.
 */
final class ReadingSpeed {

  private static final int COLUMNS = 10;

  /** Of so many texts the cells hold one. */
  private static final int DISTINCT = Integer.getInteger("distinct", 500_000);

  private ReadingSpeed() {}

  public static void main(String[] args) throws IOException {
    Source.Format format = Source.Format.valueOf(args[0].toUpperCase(Locale.ROOT));
    int rows = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("reading-speed");
    Delivery delivery = new Delivery(folder).as(format, "a." + args[0]);
    if (format == Source.Format.XML) {
      delivery.within(new Source.Within("", "r", "", 1, 1, false));
    }
    for (int i = 0; i < COLUMNS; i++) {
      Type type =
          i == 0 ? Type.LONG : i == 1 ? Type.DATE : i < 5 ? Type.decimal(12, 2) : Type.STRING;
      delivery.column("c" + i, type);
    }
    Path file = folder.resolve("city/things/a." + args[0]);
    Files.createDirectories(file.getParent());
    write(format, file, rows);
    LandingFile landed = delivery.landed();
    System.out.printf("%s: %,d rows, %,d bytes%n", args[0], rows, landed.size());
    for (int round = 0; round < 3; round++) {
      measure(delivery, landed, rows);
    }
    Files.delete(file);
  }

  private static void measure(Delivery delivery, LandingFile file, int rows) throws IOException {
    long start = System.nanoTime();
    Fingerprint fingerprint = Fingerprint.of(Delivery.fs(), file, delivery.source());
    long looked = System.nanoTime();
    Tally tally = new Tally();
    StructType wanted = LandingReader.schema(delivery.contract());
    Split.Source source =
        Split.Source.of(
            new CheckedFile(file, fingerprint, delivery.header(fingerprint)),
            ZoneOffset.ofHours(8));
    Split whole = new Split(source, fingerprint.dataOffset(), Long.MAX_VALUE);
    SplitReader.Plan plan =
        new SplitReader.Plan(LandingReader.fields(delivery.contract(), Instant.now()), wanted);
    long good = 0;
    try (SplitReader reader = new SplitReader(plan, List.of(whole), tally, new Configuration())) {
      while (reader.next()) {
        good++;
      }
    }
    long read = System.nanoTime();
    double cells = (double) rows * COLUMNS;
    System.out.printf(
        "%,d stored; first pass %.2f s, reading %.2f s: %,.0f cells/s in both%n",
        good, (looked - start) / 1e9, (read - looked) / 1e9, cells / ((read - start) / 1e9));
  }

  private static void write(Source.Format format, Path file, int rows) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      switch (format) {
        case EXCEL -> workbook(out, rows);
        case CSV, JSON, JSON_LINES, XML -> text(format, out, rows);
        default -> throw new IllegalArgumentException("no such file is written");
      }
    }
  }

  private static Object cell(int row, int column) {
    return switch (column) {
      case 0 -> (long) row;
      case 1 -> LocalDate.of(1900, 3, 1).plusDays(row % 40_000);
      case 2, 3, 4 -> row % 100_000 * column / 100.0;
      default -> "太原市" + (row * 31L + column) % DISTINCT;
    };
  }

  private static void text(Source.Format format, OutputStream out, int rows) throws IOException {
    try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      writer.write(
          switch (format) {
            case CSV -> "c0,c1,c2,c3,c4,c5,c6,c7,c8,c9\n";
            case JSON -> "[";
            case XML -> "<l>";
            default -> "";
          });
      for (int row = 1; row <= rows; row++) {
        writer.write(
            switch (format) {
              case CSV -> "";
              case XML -> "<r>";
              case JSON -> row == 1 ? "{" : ",\n{";
              default -> "{";
            });
        for (int i = 0; i < COLUMNS; i++) {
          Object cell = cell(row, i);
          String comma = i == 0 ? "" : ",";
          writer.write(
              switch (format) {
                case CSV -> comma + cell;
                case XML -> "<c" + i + ">" + cell + "</c" + i + ">";
                default -> comma + "\"c" + i + "\":\"" + cell + "\"";
              });
        }
        writer.write(
            switch (format) {
              case CSV -> "\n";
              case XML -> "</r>\n";
              case JSON -> "}";
              default -> "}\n";
            });
      }
      writer.write(
          switch (format) {
            case JSON -> "]";
            case XML -> "</l>";
            default -> "";
          });
    }
  }

  private static void workbook(OutputStream out, int rows) throws IOException {
    try (Workbook workbook = new Workbook(out, "speed", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("s");
      for (int i = 0; i < COLUMNS; i++) {
        sheet.value(0, i, "c" + i);
      }
      for (int row = 1; row <= rows; row++) {
        for (int i = 0; i < COLUMNS; i++) {
          Object value = cell(row, i);
          if (value instanceof String text) {
            sheet.value(row, i, text);
          } else if (value instanceof LocalDate date) {
            sheet.value(row, i, date);
            sheet.style(row, i).format("yyyy-mm-dd").set();
          } else {
            sheet.value(row, i, (Number) value);
          }
        }
        if (row % 1000 == 0) {
          sheet.flush();
        }
      }
    }
  }
}
