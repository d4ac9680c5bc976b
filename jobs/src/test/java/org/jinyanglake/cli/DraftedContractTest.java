package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file that nobody described to rows in the raw zone, by what inspect says. */
class DraftedContractTest {

  private static final String REPORT =
      """
      Repairs of the quarter\t\t
      \t\t
      编号\t日期\t费用
      1\t2024-01-01\t12.50
      2\t2024-01-02\t7.00
      3\t2024-01-03\t"1,\\"5"
      4\t2024-01-04\t3.25
      """;

  @TempDir Path folder;

  @Test
  void aDraftCollectsTheFileItWasDraftedFrom() throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/draft")).getParent();
    byte[] utf16 = REPORT.replace("\"1,\\\"5\"", "1.5").getBytes(Charset.forName("UTF-16"));
    Path file = Files.write(folder.resolve("report.txt"), utf16);
    Call draft =
        Call.lake(
            folder.resolve("lake"),
            schemas,
            "inspect",
            file.toString(),
            "--contract",
            "draft.report");
    Files.writeString(schemas.resolve("draft/report.yaml"), draft.out());
    // The second leaves to be found how each file is written.
    String open =
        draft
            .out()
            .replace("report", "found")
            .replaceAll("(?m)^      - \\{property: (delimiter|preamble|encoding), .*\n", "")
            .replace(
                "    customProperties:\nschema:",
                "    customProperties:\n      - {property: dialect, value: detect}\n"
                    + "      - {property: encoding, value: detect}\nschema:");
    Files.writeString(schemas.resolve("draft/found.yaml"), open);

    try (TestLake lake = TestLake.of(folder.resolve("lake"), schemas, Observer.NONE)) {
      Files.createDirectories(folder.resolve("lake/landing/draft/report"));
      Files.write(folder.resolve("lake/landing/draft/report/a.txt"), utf16);
      lake.land("draft/found/a.txt", REPORT);
      lake.land("draft/found/b.txt", "编号;日期;费用\r\n5;2024-01-05;1.00\r\n6;2024-01-06;2.00\r\n");
      lake.land("draft/found/c.txt", "编号;日期|费用\n7;2024-01-05|1\n8;2024-01-06|2\n");

      Summary summary = lake.run();

      assertThat(rows(lake, "draft.report")).isEqualTo(4);
      assertThat(rows(lake, "draft.found")).isEqualTo(5);
      String said = summary.datasets().stream().map(Object::toString).collect(Collectors.joining());
      assertThat(said)
          .contains(
              "a.txt: read as UTF-8, delimiter tab, quote '\"' after a backslash inside, the header in line 3",
              "b.txt: read as UTF-8, delimiter ';'",
              "c.txt: the text reads with ",
              "write delimiter and quote into the contract's server");
    }
  }

  /** The comments of a draft are lines of a contract: without their words they open the columns. */
  @Test
  void theDraftSaysHowEachColumnWouldBeOpenedAsAContractWritesIt() throws IOException {
    StringBuilder people = new StringBuilder("读者姓名,性别,居住区县,出生日期\n");
    String[] names = {"王伯仁", "李仲义", "张叔礼", "刘季智", "陈孟信"};
    String[] districts = {"小店区", "迎泽区", "晋源区"};
    for (int i = 0; i < 60; i++) {
      people.append(
          "%s,%s,%s,18%02d-03-%02d%n"
              .formatted(
                  names[i % 5], i % 2 == 0 ? "男" : "女", districts[i % 3], 20 + i, 1 + i % 28));
    }
    Path file = Files.writeString(folder.resolve("readers.csv"), people);
    Path schemas = Files.createDirectories(folder.resolve("schemas/draft")).getParent();
    Path lake = folder.resolve("lake");

    String draft =
        Call.lake(lake, schemas, "inspect", file.toString(), "--contract", "draft.readers").out();
    String opened =
        draft
            .replaceAll("(?m)^( +)# to known recipients: (customProperties: .*)$", "$1$2")
            .replace(
                "{property: openingType, value: closed}",
                "{property: openingType, value: conditional}\n"
                    + "      - {property: anonymity, value: {k: 5, person: du_zhe_xing_ming}}");
    Files.writeString(schemas.resolve("draft/readers.yaml"), opened);
    Call valid = Call.lake(lake, schemas, "validate");

    assertThat(opened).contains("    customProperties: [{property: conditional, value: {technique");
    assertThat(draft).contains("# to anybody: customProperties: [{property: open, value: {");
    assertThat(valid.out()).startsWith("1 contract valid, 0 problems");
  }

  private static long rows(TestLake lake, String dataset) {
    return lake.rows(Zone.RAW, dataset).count();
  }
}
