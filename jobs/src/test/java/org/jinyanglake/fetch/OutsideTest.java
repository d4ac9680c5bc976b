package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing inside of the lake is read, whatever name it is given. */
class OutsideTest {
  @TempDir Path folder;

  private Outside outside() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.defaultFS", "hdfs://127.0.0.1:8020");
    return new Outside(List.of("/lake/raw", "s3a://lake/raw", Outside.local(folder)), hadoop);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/lake/raw/city",
        "hdfs:///lake/raw/city",
        "hdfs://127.0.0.1:8020/lake/raw",
        "/lake/other/../raw/x",
        "s3a://lake/raw/x",
        "s3://LAKE/raw/x"
      })
  void whatIsInsideIsRefused(String location) {
    assertThatThrownBy(() -> outside().check(location))
        .isInstanceOf(Outside.Refused.class)
        .hasMessageContaining("inside of this lake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a://lake-raw", "s3a://lake-raw/", "s3a://lake-raw//"})
  void aWholeStoreIsInside(String own) {
    Outside outside = new Outside(List.of(own), new Configuration());
    for (String location : List.of("s3a://lake-raw/city/x", "s3://lake-raw", "s3a://lake-raw/")) {
      assertThatThrownBy(() -> outside.check(location))
          .as(location)
          .isInstanceOf(Outside.Refused.class)
          .hasMessageContaining("inside of this lake");
    }
    assertThat(outside.check("s3a://lake-rawer/x")).isEqualTo("s3a://lake-rawer/x");
    assertThatThrownBy(
            () -> new Outside(List.of("file:/"), new Configuration()).check("file:/theirs/x"))
        .isInstanceOf(Outside.Refused.class);
    assertThat(
            new Outside(List.of(), new Configuration()).in(List.of(own)).check("s3a://lake-raw/x"))
        .isEqualTo("s3a://lake-raw/x");
  }

  @Test
  void aFolderWithSignsIsInsideToo() throws Exception {
    Path home = Files.createDirectories(folder.resolve("晋阳 湖"));
    Outside outside = new Outside(List.of(Outside.local(home)), new Configuration());
    assertThatThrownBy(() -> outside.check("file://" + home + "/keys"))
        .isInstanceOf(Outside.Refused.class);
    assertThat(outside.check("file://" + folder + "/theirs")).endsWith("/theirs");
  }

  @Test
  void whatIsOutsideIsRead() {
    assertThat(outside().check("/lake/rawer")).isEqualTo("/lake/rawer");
    assertThat(outside().check("s3://theirs/raw")).isEqualTo("s3a://theirs/raw");
    assertThat(outside().check("file:/lake/raw")).isEqualTo("file:/lake/raw");
  }

  /** A catalog says where files lie, and would lead to any host. */
  @Test
  void whereFoldersAreNamedNothingElseIsRead() {
    Outside outside = outside().in(List.of("hdfs://theirs:8020/wh", "s3a://theirs/wh"));
    assertThat(outside.check("hdfs://theirs:8020/wh/a/b")).isEqualTo("hdfs://theirs:8020/wh/a/b");
    assertThat(outside.check("s3://theirs/wh/a")).isEqualTo("s3a://theirs/wh/a");
    for (String elsewhere :
        List.of(
            "hdfs://other:8020/wh/a",
            "hdfs://theirs:8021/wh/a",
            "hdfs:///wh/a",
            "s3a://theirs/wh/../x",
            "s3a://theirs/whx",
            "file:/wh/a",
            "/wh/a")) {
      assertThatThrownBy(() -> outside.check(elsewhere))
          .as(elsewhere)
          .isInstanceOf(Outside.Refused.class)
          .hasMessageContaining("in none of the folders of storage");
    }
  }
}
