package org.jinyanglake.collect.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jinyanglake.collect.dialect.Rewritten.Style;
import org.junit.jupiter.api.Test;

/** Any table written in any dialect is read in it as it was. */
class WriteReadTest {

  private static final int TABLES = 1_000_000;
  private static final int BROKEN = Boolean.getBoolean("slow") ? 100_000 : 3_000;
  private static final char[] DELIMITERS = {',', ';', '\t', '|', ' ', ':', '^', '~'};
  private static final String[] ENDS = {"\n", "\r\n", "\r"};
  private static final String CHARACTERS = "ab1.,;:|^~\t \"'\\\n\r\u00e9\u6c49";

  private final SplittableRandom random = new SplittableRandom(7);

  private String cell() {
    StringBuilder cell = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      cell.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return cell.toString();
  }

  @Test
  void writeThenReadIsTheIdentity() {
    for (int i = 0; i < TABLES; i++) {
      char quote = random.nextBoolean() ? '"' : '\'';
      Style style =
          new Style(
              DELIMITERS[random.nextInt(DELIMITERS.length)],
              quote,
              random.nextBoolean() ? quote : '\\',
              ENDS[random.nextInt(ENDS.length)],
              false);
      int width = 1 + random.nextInt(4);
      List<List<String>> table = new ArrayList<>();
      for (int row = random.nextInt(4); row >= 0; row--) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < width; column++) {
          cells.add(cell());
        }
        table.add(cells);
      }
      Dialect dialect = Dialect.of(style.delimiter(), quote).withEscape(style.escape());
      List<List<String>> read = new ArrayList<>();
      Scanner scanner = new Scanner(Rewritten.text(table, style), dialect);
      while (scanner.hasNext()) {
        read.add(scanner.next().cells());
      }
      assertThat(read).as(style.toString()).isEqualTo(table);
    }
  }

  /** Random bytes, random text of the signs that matter, and broken CSV. */
  @Test
  void anyBytesAreReadOrRefused() {
    byte[] csv = "id,name\r\n1,\"a \"\"b\"\"\"\r\n2,\"c\nd\"\r\n3,e\r\n".repeat(20).getBytes(UTF_8);
    for (int i = 0; i < BROKEN; i++) {
      byte[] bytes;
      if (i % 3 == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      } else if (i % 3 == 1) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(300); length > 0; length--) {
          text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        bytes = text.toString().getBytes(UTF_8);
      } else {
        bytes = csv.clone();
        for (int changes = random.nextInt(20); changes >= 0; changes--) {
          bytes[random.nextInt(bytes.length)] =
              (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length() - 2));
        }
      }
      try {
        TableText table = DelimitedText.of(bytes).table();
        table.read(row -> assertThat(row).isNotEmpty(), finding -> {});
      } catch (DetectedEncoding.MixedException e) {
        assertThat(e.offset()).isBetween(0L, (long) bytes.length);
      }
    }
  }
}
