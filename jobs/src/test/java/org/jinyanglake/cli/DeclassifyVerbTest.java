package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a reviewer sees and signs, by the list that the lake comes with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeclassifyVerbTest {
  private static final Path SCHEMAS = Path.of("src/test/resources/classified").toAbsolutePath();
  private static final String PASSAGES = "traffic.passages";

  @TempDir static Path home;

  private TestLake lake;

  private record Call(int code, String out, String err) {}

  @BeforeAll
  void run() {
    lake = TestLake.of(home, SCHEMAS, Observer.NONE).approved();
    lake.land(
        "traffic/passages/1.csv",
        """
        day,plate,gate,remark,note,longitude,latitude,speed
        2024-03-01,VA12345,东门,正常,无,112.5503,37.8703,42
        2024-03-01,晋A10001,东门,前往虚 构 七号 工程,无,112.5501,37.8701,40
        2024-03-01,晋A10002,东门,正常,无,112.5502,37.8702,41
        """);
    lake.run();
  }

  @AfterAll
  void close() {
    lake.close();
  }

  private static Call lake(String... words) {
    List<String> all = new ArrayList<>(List.of("declassify", PASSAGES));
    all.addAll(List.of(words));
    all.addAll(
        List.of(
            "--lake-home", home.toString(),
            "--schemas", SCHEMAS.toString(),
            "--conf", TestLake.PROJECT.resolve("conf").toString()));
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      return new Call(
          Main.execute(all.toArray(String[]::new)), out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  @Test
  @Order(1)
  void showsCountsAndPlacesButNoValue() {
    Call call = lake();
    assertThat(call.code()).isZero();
    assertThat(call.out())
        .containsPattern("day=2024-03-01 +plate +military-plate +1 +row +no")
        .containsPattern("day=2024-03-01 +remark +term:example-works +1 +row +no")
        .containsPattern(
            "traffic/passages/1.csv +\\d+ +remark +term:example-works +characters 2-11")
        .contains(
            "1 partitions wait for a review: reviewer: lake declassify traffic.passages --key FILE --confirm")
        .doesNotContain("VA12345", "虚", "工程");
  }

  @Test
  @Order(2)
  void anotherPersonMayNotConfirm() {
    for (String who : List.of("steward", "officer")) {
      Call call = lake("--key", TestPersons.file(home, who), "--confirm");
      assertThat(call.code()).isEqualTo(2);
      assertThat(call.err()).contains("its declassification reviewer is reviewer");
    }
    Call nobody = lake("--confirm");
    assertThat(nobody.code()).isEqualTo(2);
    assertThat(nobody.err()).contains("the reviewer signs with --key FILE");
    assertThat(lake().out()).contains("wait for a review");
  }

  @Test
  @Order(3)
  void theReviewerConfirmsAndTheRestOpens() {
    Call call = lake("--key", TestPersons.file(home, "reviewer"), "--confirm");
    assertThat(call.code()).isZero();
    assertThat(call.out())
        .containsPattern("plate +military-plate +1 +row +yes")
        .contains("confirmed by reviewer, ");

    Summary summary = lake.run();
    assertThat(summary.datasets())
        .allSatisfy(each -> assertThat(each.status()).isNotEqualTo(Outcome.Status.HELD));
    assertThat(lake("--json").out()).contains("\"waiting\":[]", "\"reviewer\":\"reviewer\"");
  }
}
