package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jinyanglake.demo.DemoCity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that nobody described: how it is written, as plain CSV, and as the draft of a contract.
 */
class InspectFilesTest {

  private static final String REPORT =
      """
      Repairs of the quarter;;;
      ;;;
      日期;来电人;来电号码;费用
      2024-01-01;张伟芳;13812345678;"12,50"
      2024-01-02;李敏;13912345671;"7,00"
      2024-01-03;王"建"国;15012345672;"1,00"
      2024-01-04;赵强;17712345673
      ;;;
      2024-01-05;"钱;丽";18912345674;"3,25"
      """;

  @TempDir Path folder;
  private Path schemas;

  @BeforeEach
  void makeSchemas() throws IOException {
    schemas = Files.createDirectory(folder.resolve("schemas"));
  }

  private Call lake(Object... words) {
    String[] texts = Stream.of(words).map(Object::toString).toArray(String[]::new);
    return Call.lake(folder.resolve("nowhere"), schemas, texts);
  }

  private Path file(String name, String text, String charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(Charset.forName(charset)));
  }

  @Test
  void whatWasFoundIsShownWithoutAValue() throws IOException {
    Path report = file("report.txt", REPORT.replace("\n", "\r\n"), "GBK");

    Call call = lake("inspect", report);

    assertThat(call.code()).isZero();
    assertThat(call.out())
        .contains("GB18030, all of 5 rows")
        .contains("delimiter ;, quote \", line end CR LF, 2 lines before the table, a header")
        .contains("1 time: a row without any content")
        .contains("1 time: more or fewer cells than columns")
        .contains("99999999999", "手机号", "9999-99-99")
        .doesNotContain("13812345678", "张伟", "2024-01-01", "Repairs");
    JsonNode found = lake("inspect", report, "--json").json().at("/inspected/0/file");
    assertThat(found.at("/dialect/delimiter").asText()).isEqualTo(";");
    assertThat(found.at("/dialect/margin").asDouble()).isGreaterThan(1.5);
    assertThat(found.at("/dialect/sure").asBoolean()).isTrue();
    assertThat(found.at("/dialect/preamble").asInt()).isEqualTo(2);
    assertThat(found.at("/types/0/logical").asText()).isEqualTo("date");
  }

  /** One wrong value makes a column text; that it is one is worth knowing before a contract. */
  @Test
  void aColumnThatIsTextForTheSakeOfAFewValuesSaysWhatTheOthersAre() throws IOException {
    StringBuilder loans = new StringBuilder("no,borrowed_at,shelf,phone\n");
    for (int i = 0; i < 100; i++) {
      String month = i == 30 ? "13" : "03";
      loans.append(
          "%d,1899-%s-%02d 10:%02d:00,%s,139%08d%s%n"
              .formatted(
                  i,
                  month,
                  1 + i % 28,
                  i % 60,
                  i % 3 == 0 ? "A" : i,
                  12345678 + i * 7919,
                  i == 5 ? "?" : ""));
    }
    Path file = file("loans.csv", loans.toString(), "UTF-8");
    String note =
        "borrowed_at: 99 of 100 values are timestamp; with that type the rows of the others are refused";

    assertThat(lake("inspect", file).out())
        .contains(note)
        .doesNotContain("shelf: ", "phone: ", "1899-13");
    assertThat(lake("inspect", file, "--contract", "culture.loans").out()).contains("# " + note);
  }

  @Test
  void whereTwoReadingsAreCloseADeclarationIsAskedFor() throws IOException {
    Path close = file("close.txt", "a;b|c\n1;2|3\n4;5|6\n", "UTF-8");

    assertThat(lake("inspect", close).out()).contains("nearly as good", "declare delimiter");
    assertThat(lake("inspect", close, "--json").json().at("/inspected/0/file/dialect/sure"))
        .hasToString("false");
    Path params = file("params.json", "{\"delimiter\": \"|\", \"quotechar\": \"\"}", "UTF-8");
    assertThat(lake("inspect", close, "--params", params).out())
        .contains("delimiter |, no quotes")
        .doesNotContain("nearly as good");
  }

  /** Ragged rows, also those that collection would refuse, are written as they are. */
  @Test
  void theTableIsWrittenAsPlainCsv() throws IOException {
    Path report = file("report.txt", REPORT, "GB18030");
    Path csv = folder.resolve("plain.csv");

    Call call = lake("inspect", report, "--csv", csv);

    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("5 rows in " + csv);
    assertThat(csv)
        .hasContent(
            """
            日期,来电人,来电号码,费用
            2024-01-01,张伟芳,13812345678,"12,50"
            2024-01-02,李敏,13912345671,"7,00"
            2024-01-03,"王""建""国",15012345672,"1,00"
            2024-01-04,赵强,17712345673
            2024-01-05,钱;丽,18912345674,"3,25"
            """);
    assertThat(Files.list(folder).map(Path::toString)).noneMatch(each -> each.endsWith(".tmp"));
    assertThat(lake("inspect", csv, "--csv", csv).err()).contains("would overwrite it");
  }

  @Test
  void manyFilesAreWrittenIntoAFolderAndBadOnesNamed() throws IOException {
    Path good = file("good.csv", "a|b\n1|2\n", "UTF-16LE");
    Path mixed = folder.resolve("mixed.csv");
    Files.write(mixed, "名,值\n太原市,迎泽区\n".getBytes(Charset.forName("GBK")));
    Files.write(
        mixed,
        "大同市,平城区\n阳泉市,矿区\n".getBytes(Charset.forName("UTF-8")),
        java.nio.file.StandardOpenOption.APPEND);
    Path out = folder.resolve("out");

    Call call = lake("inspect", mixed, good, "--csv", out);

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.out()).contains("mixed.csv: not read: ", "byte 20 (line 3)", "one encoding");
    assertThat(out.resolve("good.csv")).hasContent("a,b\n1,2\n");
    assertThat(out.resolve("mixed.csv")).doesNotExist();
  }

  @Test
  void whatIsDeclaredIsTakenAsSaid() throws IOException {
    Path odd = file("odd.csv", "note\n#\nx,\"y\n1,\\'a\\'\n2,b\nend\n", "UTF-8");
    Path params = Files.createDirectory(folder.resolve("params"));
    Files.writeString(
        params.resolve("odd.csv.json"),
        """
        {"delimiter": ",", "quotechar": "", "preamble_lines": "2", "header_lines": 1,
         "footnote_lines": "1", "row_delimiter": "\\n", "n_columns": 2}
        """);
    Path csv = folder.resolve("out.csv");

    assertThat(lake("inspect", odd, "--csv", csv, "--params", params).code()).isZero();
    assertThat(csv).hasContent("x,\"\"\"y\"\n1,\\'a\\'\n2,b\n");
    Path wrong = file("wrong.json", "{\"delimeter\": \",\"}", "UTF-8");
    Call call = lake("inspect", odd, "--csv", csv, "--params", wrong);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("unknown [delimeter]");
  }

  /** The files of the demo city and some with odd names of columns: drafts, all valid at once. */
  @Test
  void draftedContractsAreValidAsTheyStand() throws IOException {
    List<Path> files = new ArrayList<>();
    DemoCity.rows(2_000).days(1).writeTo(folder.resolve("city")).files().stream()
        .map(DemoCity.Landed::file)
        .filter(file -> !file.toString().contains("misencoded"))
        .forEach(files::add);
    files.add(file("report.txt", REPORT, "GBK"));
    files.add(file("odd.csv", "1st,\"a \"\"b\"\"\\n\",,a,A,太原,taiyuan\n1,2,3,4,5,6,7\n", "UTF-8"));
    files.add(file("headless.csv", "1,2.50,a b\n2,3.75,c d\n", "UTF-8"));
    files.add(
        file("two.csv", "Travel,,Day\nAir,Rail,\n1.5,2,2024-01-01\n3,4,2024-01-02\n", "UTF-8"));
    files.add(file("utf16.csv", "编号\t名称\n1\t甲\n2\t乙\n", "UTF-16LE"));
    for (int i = 0; i < files.size(); i++) {
      String dataset = "draft.d" + i;
      Call call = lake("inspect", files.get(i), "--contract", dataset);
      assertThat(call.code()).as(call.err()).isZero();
      Path yaml = Files.createDirectories(schemas.resolve("draft")).resolve("d" + i + ".yaml");
      Files.writeString(yaml, call.out());
    }

    Call validated = lake("validate");

    assertThat(validated.out()).contains(files.size() + " contracts valid, 0 problems");
    assertThat(validated.code()).isZero();
    String report = Files.readString(schemas.resolve("draft/d" + (files.size() - 5) + ".yaml"));
    assertThat(report)
        .contains(
            "path: \"draft/d" + (files.size() - 5) + "/*.txt\"",
            "{property: delimiter, value: \";\"}",
            "{property: encoding, value: \"GB18030\"}",
            "{property: preamble, value: 2}",
            "name: lai_dian_ren",
            "classification: direct-identifier",
            "openingType, value: closed")
        .doesNotContain("13812345678", "李敏");
  }
}
