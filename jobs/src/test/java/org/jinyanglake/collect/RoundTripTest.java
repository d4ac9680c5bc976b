package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jinyanglake.contract.Type;

/** Any table, written in any dialect by another library, is read as it was, however it is split. */
class RoundTripTest {

  private static Path landing;

  @BeforeContainer
  static void makeLanding() throws IOException {
    landing = Files.createTempDirectory("landing");
  }

  @AfterContainer
  static void removeLanding() throws IOException {
    try (Stream<Path> files = Files.walk(landing)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  record Dialect(
      char delimiter,
      char quote,
      LineDelimiter end,
      boolean quoteAll,
      String charset,
      boolean multiline) {}

  @Property(tries = 400)
  void writeThenReadIsTheIdentity(
      @ForAll("tables") List<List<String>> table,
      @ForAll("dialects") Dialect dialect,
      @ForAll @IntRange(min = 1, max = 60) int splitBytes)
      throws IOException {
    List<List<String>> rows =
        dialect.multiline
            ? table
            : table.stream()
                .map(row -> row.stream().map(cell -> cell.replaceAll("[\r\n]", " ")).toList())
                .toList();
    Delivery delivery =
        new Delivery(landing)
            .in(dialect.charset)
            .delimited(dialect.delimiter, dialect.quote)
            .nulls()
            .splitAt(splitBytes);
    if (dialect.multiline) {
      delivery.multiline();
    }
    StringWriter out = new StringWriter();
    try (CsvWriter csv = writer(dialect).build(out)) {
      List<String> header = new ArrayList<>();
      for (int i = 0; i < rows.get(0).size(); i++) {
        header.add("c" + i);
        delivery.column("c" + i, Type.STRING);
      }
      csv.writeRecord(header);
      rows.forEach(csv::writeRecord);
    }

    assertThat(delivery.read(out.toString()).rows())
        .containsExactlyInAnyOrderElementsOf(
            rows.stream().map(row -> String.join("|", row)).toList());
  }

  private static CsvWriter.CsvWriterBuilder writer(Dialect dialect) {
    CsvWriter.CsvWriterBuilder builder =
        CsvWriter.builder()
            .fieldSeparator(dialect.delimiter)
            .quoteCharacter(dialect.quote)
            .lineDelimiter(dialect.end);
    return dialect.quoteAll ? builder.quoteStrategy(QuoteStrategies.ALWAYS) : builder;
  }

  /** One to five columns; a single empty cell would be a blank line, which is none. */
  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> cells =
        Arbitraries.of(
                "a", "太原", "𠀀", "亅", " ", ",", ";", "|", "\t", "\"", "'", "\n", "\r\n", "\r", "\\",
                "1.5")
            .list()
            .ofMaxSize(5)
            .map(parts -> String.join("", parts));
    return Arbitraries.integers()
        .between(1, 5)
        .flatMap(
            width ->
                (width == 1 ? cells.filter(cell -> !cell.isEmpty()) : cells)
                    .list()
                    .ofSize(width)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(8));
  }

  @Provide
  Arbitrary<Dialect> dialects() {
    return Combinators.combine(
            Arbitraries.of(',', ';', '|', '\t'),
            Arbitraries.of('"', '\''),
            Arbitraries.of(LineDelimiter.class),
            Arbitraries.of(true, false),
            Arbitraries.of("UTF-8", "GB18030"),
            Arbitraries.of(true, false))
        .as(Dialect::new);
  }
}
