package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixed-width text that nobody described: where its columns stand, told by the blanks in it. */
class InspectFixedTest {

  private static final List<String> LOTS =
      List.of("太原市", "迎泽区", "小店", "万柏林区公园", "A座", "杏花岭北路停车场", "尖草坪", "晋源");
  private static final List<String> REMARKS = List.of("", "", "退款", "see note 5", "");

  /** How wide a text is to who lined the columns up. */
  private interface Width {
    int of(String text);
  }

  private static Width bytes(String charset) {
    return text -> text.getBytes(Charset.forName(charset)).length;
  }

  @TempDir Path folder;
  private Path schemas;

  @BeforeEach
  void makeSchemas() throws IOException {
    schemas = Files.createDirectories(folder.resolve("schemas/draft")).getParent();
  }

  private Call lake(Object... words) {
    String[] texts = Stream.of(words).map(Object::toString).toArray(String[]::new);
    return Call.lake(folder.resolve("lake"), schemas, texts);
  }

  private Path file(String name, String text, String charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(Charset.forName(charset)));
  }

  private static String left(String text, int to, Width width) {
    return text + " ".repeat(to - width.of(text));
  }

  private static String right(String text, int to, Width width) {
    return " ".repeat(to - width.of(text)) + text;
  }

  private static String line(Width width, String... cells) {
    return (left(cells[0], 6, width)
            + left(cells[1], 26, width)
            + left(cells[2], 20, width)
            + right(cells[3], 9, width)
            + "  "
            + left(cells[4], 10, width))
        .stripTrailing();
  }

  /** The cells of a row, which are of every length. */
  private static List<String> row(int i) {
    return List.of(
        "%04d".formatted(7 * i + 1),
        LOTS.get(i % LOTS.size()),
        "2024-03-%02d %02d:30:00".formatted(i % 28 + 1, i % 24),
        "%.2f".formatted(Math.pow(7, i % 5) / 3),
        REMARKS.get(i % REMARKS.size()));
  }

  private static List<String> lines(int rows, Width width) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(line(width, row(i).toArray(String[]::new)));
    }
    return lines;
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String csv(String header, int rows) {
    return header
        + "\n"
        + Stream.iterate(0, i -> i + 1)
            .limit(rows)
            .map(i -> String.join(",", row(i)) + "\n")
            .collect(Collectors.joining());
  }

  @Test
  void columnsAreToldByTheBlanksAndShownWithoutAValue() throws IOException {
    Width width = bytes("GB18030");
    List<String> lines = lines(40, width);
    lines.addAll(0, List.of("太原市公共停车场收费明细表（二〇二四年三月）单位：元，含退款", ""));
    lines.add(2, line(width, "编号", "车场", "入场时间", "费用", "备注"));
    lines.add(3, "-".repeat(70));
    lines.add("=".repeat(70));
    lines.add("以上由系统自动汇总，如有疑问请与停车管理中心联系，联系时请说明车场");
    Path report = file("report.txt", text(lines).replace("\n", "\r\n"), "GB18030");
    Path csv = folder.resolve("report.csv");

    Call call = lake("inspect", report);

    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out())
        .contains("fixed in GB18030, 5 columns by bytes, all of 40 rows")
        .contains("timestamp", "decimal", "汉汉")
        .doesNotContain("迎泽", "2024-03", "系统");
    JsonNode found = lake("inspect", report, "--json").json().at("/inspected/0/file");
    assertThat(found.at("/properties")).hasToString("{\"footer\":2,\"preamble\":4}");
    assertThat(found.at("/places/1"))
        .hasToString("{\"first\":7,\"last\":32,\"mayBeMissing\":false}");
    assertThat(lake("inspect", report, "--csv", csv).code()).isZero();
    assertThat(csv).hasContent(csv("编号,车场,入场时间,费用,备注", 40));
  }

  /** What the lines were lined up by, and what the text is. */
  private record Case(String charset, Width width) {}

  @Test
  void aDraftCollectsEveryRowOfTheFileItWasDraftedFrom() throws IOException {
    Width characters = String::length;
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("gbk", new Case("GBK", bytes("GBK")));
    cases.put("by_bytes", new Case("UTF-8", bytes("UTF-8")));
    cases.put("by_characters", new Case("UTF-8", characters));
    cases.put("displayed", new Case("UTF-8", DisplayWidth::of));
    cases.put("wide", new Case("UTF-16LE", DisplayWidth::of));
    Map<String, String> drafts = new LinkedHashMap<>();
    for (Map.Entry<String, Case> each : cases.entrySet()) {
      Case made = each.getValue();
      String dataset = each.getKey();
      List<String> lines = lines(50, made.width);
      if (dataset.equals("displayed")) {
        lines.add(0, "编号 车场 入场时间 费用 备注"); // names that are not lined up
      }
      Path file = file(dataset + ".txt", text(lines), made.charset);
      Call draft = lake("inspect", file, "--contract", "draft." + dataset);
      assertThat(draft.code()).as(draft.err()).isZero();
      drafts.put(dataset, draft.out());
      Files.writeString(schemas.resolve("draft/" + dataset + ".yaml"), draft.out());
      Files.createDirectories(folder.resolve("lake/landing/draft/" + dataset));
      Files.copy(file, folder.resolve("lake/landing/draft/" + dataset + "/a.txt"));
    }
    assertThat(drafts.get("gbk"))
        .contains("format: fixed", "{property: position, value: \"7-32\"}", "GB18030")
        .contains("{property: mayBeMissing, value: true}")
        .doesNotContain("positions, value", "preamble");
    assertThat(drafts.get("by_characters")).contains("positions, value: \"characters\"");
    assertThat(drafts.get("displayed"))
        .contains("positions, value: \"display\"", "{property: preamble, value: 1}", "\"入场时间\"");

    try (TestLake lake = TestLake.of(folder.resolve("lake"), schemas, Observer.NONE)) {
      for (Outcome outcome : lake.run().datasets()) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Outcome.Status.DONE);
        assertThat(outcome.refused()).as(outcome.toString()).isZero();
      }
      List<String> expected = Stream.of(csv("", 50).strip().split("\n")).toList();
      for (String dataset : cases.keySet()) {
        var rows = lake.rows(Zone.RAW, "draft." + dataset);
        String[] columns = rows.columns();
        assertThat(
                rows
                    .selectExpr(
                        "concat_ws(',', %s, %s, date_format(from_utc_timestamp(%s, 'Asia/Shanghai'), 'yyyy-MM-dd HH:mm:ss'), %s, coalesce(%s, ''))"
                            .formatted((Object[]) columns))
                    .collectAsList()
                    .stream()
                    .map(Row::mkString))
            .as(dataset)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void whereBordersAreInDoubtItSaysSo() throws IOException {
    List<String> touching = new ArrayList<>();
    List<String> few = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String name = List.of("Taiyuan", "Datong", "Yangquan Xi").get(i % 3);
      touching.add("%06d%-12s%9.2f".formatted(i, name, Math.pow(7, i % 5)));
    }
    for (int i = 0; i < 6; i++) {
      few.add("%04d %s %7d".formatted(i, i % 2 == 0 ? "男" : "女", i * i * i * i));
    }

    assertThat(lake("inspect", file("touching.txt", text(touching), "UTF-8")).out())
        .contains("column 1 may be two: after 6 digits a letter follows in every line")
        .contains("position 15 may be a border");
    assertThat(lake("inspect", file("few.txt", text(few), "UTF-8")).out())
        .contains("position 5 may be a border: it is always blank, but few lines");
  }

  /** The borders are told by the first 10,000 lines, and the rows are those of all. */
  @Test
  void aLongTextIsReadToItsEnd() throws IOException {
    Width width = bytes("UTF-8");
    List<String> lines = lines(12_000, width);
    lines.set(11_000, lines.get(11_000).stripTrailing() + " " + "long".repeat(9));
    lines.addAll(List.of("", "汇总:" + "共一万二千条记录，由停车管理中心提供给各单位使用，不得外传。", ""));
    Path csv = folder.resolve("long.csv");
    Call call = lake("inspect", file("long.txt", text(lines), "UTF-8"), "--json");
    JsonNode found = call.json().at("/inspected/0/file");
    assertThat(found.at("/properties")).as(call.out()).hasToString("{\"footer\":3}");
    assertThat(lake("inspect", folder.resolve("long.txt"), "--csv", csv).code()).isZero();
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows).hasSize(12_001);
    assertThat(rows.get(11_001)).endsWith("longlong");
    assertThat(rows.get(12_000)).isEqualTo(String.join(",", row(11_999)));

    lines.add(9_000, "x".repeat(10_001));
    assertThat(lake("inspect", file("wide.txt", text(lines), "UTF-8")).out())
        .as("a line that nobody lines up")
        .doesNotContain("fixed in");
  }

  @Test
  void whatIsDelimitedIsNotTakenForFixedWidth() throws IOException {
    List<String> padded = new ArrayList<>(List.of("id    ,name      ,   fee"));
    List<String> blanks = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      padded.add("%-6d,%-10s,%6d".formatted(i, "a b".repeat(i % 4), i * i));
      blanks.add("%04d x%d %02d:%02d".formatted(i, i % 7, i % 24, i));
    }
    Path three = file("three.txt", text(lines(3, DisplayWidth::of)), "UTF-8");

    for (Path each :
        List.of(
            file("padded.csv", text(padded), "UTF-8"),
            file("blanks.txt", text(blanks), "UTF-8"),
            three)) {
      assertThat(lake("inspect", each, "--json").json().at("/inspected/0/file/format").asText())
          .as(each.toString())
          .isEqualTo("csv");
    }
  }

  @Test
  void aDeclaredDelimiterIsTakenAsSaid() throws IOException {
    Path file = file("a.txt", text(lines(20, String::length)), "UTF-8");
    Path params = folder.resolve("params.json");
    Files.writeString(
        params, "{\"delimiter\": \":\", \"quotechar\": \"\"}", StandardCharsets.UTF_8);

    assertThat(lake("inspect", file, "--params", params).out()).contains("delimiter :, no quotes");
  }
}
