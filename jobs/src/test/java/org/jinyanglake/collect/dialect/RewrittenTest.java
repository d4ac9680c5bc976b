package org.jinyanglake.collect.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real tables, written in fourteen dialects and five encodings, are read back cell for cell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RewrittenTest {

  private static final int LARGEST = 60_000;

  private final Map<String, List<List<String>>> tables = new TreeMap<>();

  @BeforeAll
  void readTables() throws IOException {
    Path shared = Path.of("../../shared/data");
    Path data = Files.isDirectory(shared) ? shared : Path.of("../shared/data");
    assumeTrue(Files.isDirectory(data), "real tables lie beside the project");
    for (String folder :
        List.of("pollock/clean", "epidemic/csv", "jhu", "dirty/flights", "dirty/hospital")) {
      try (Stream<Path> files = Files.list(data.resolve(folder))) {
        List<Path> some =
            files.sorted().limit(folder.startsWith("pollock") ? Long.MAX_VALUE : 10).toList();
        for (Path file : some) {
          String text = Files.readString(file);
          if (file.toString().toLowerCase().endsWith(".csv") && text.length() < LARGEST) {
            tables.put(folder + "/" + file.getFileName(), PollockScore.rows(text));
          }
        }
      }
    }
    tables.values().removeIf(List::isEmpty);
  }

  private static List<List<String>> records(DelimitedText text) {
    List<List<String>> rows = new ArrayList<>();
    Iterator<Scanned> reader = text.table().reader();
    while (reader.hasNext()) {
      rows.add(reader.next().cells());
    }
    return rows;
  }

  @Test
  void inFourteenDialectsByPosition() {
    Set<String> wrong = new TreeSet<>();
    int asked = 0;
    int all = 0;
    for (Map.Entry<String, List<List<String>>> table : tables.entrySet()) {
      for (Rewritten.Style style : Rewritten.STYLES) {
        DelimitedText text =
            DelimitedText.of(
                Rewritten.text(table.getValue(), style).getBytes(StandardCharsets.UTF_8));
        all++;
        asked += text.isSure() ? 0 : 1;
        assertThat(FixedText.of(text)).as(table.getKey() + " in " + style).isEmpty();
        if (!records(text).equals(Rewritten.table(table.getValue(), style))) {
          wrong.add(table.getKey() + " in " + style);
        }
      }
    }
    System.out.printf(
        "%d tables in %d dialects: %d of %d read back, %d would ask%n",
        tables.size(), Rewritten.STYLES.size(), all - wrong.size(), all, asked);

    assertThat(tables).hasSizeGreaterThan(60);
    assertThat((double) (all - wrong.size()) / all).as(wrong.toString()).isGreaterThan(0.99);
    assertThat((double) asked / all).isLessThan(0.01);
  }

  @Test
  void inTheEncodingsOfChineseTables() {
    List<String> encodings = List.of("UTF-8", "GB18030", "GBK", "UTF-16LE", "UTF-16BE");
    Rewritten.Style windows = Rewritten.STYLES.get(12);
    for (Map.Entry<String, List<List<String>>> table : tables.entrySet()) {
      if (!table.getKey().startsWith("epidemic")) {
        continue;
      }
      String csv = Rewritten.text(table.getValue(), windows);
      for (String name : encodings) {
        for (String mark : name.startsWith("UTF") ? List.of("", "\ufeff") : List.of("")) {
          DelimitedText text = DelimitedText.of((mark + csv).getBytes(Charset.forName(name)));

          assertThat(text.encoding().charset().name())
              .as(table.getKey() + " in " + name)
              .isEqualTo(name.equals("GBK") ? "GB18030" : name);
          assertThat(text.lineEnds()).hasToString("CR LF");
          assertThat(records(text)).isEqualTo(table.getValue());
        }
      }
    }
  }
}
