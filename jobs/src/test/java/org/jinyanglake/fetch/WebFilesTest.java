package org.jinyanglake.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.testing.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of web servers, good and bad ones, over real sockets. R120 is the number of their faults in
 * the catalogue of bad inputs.
 */
class WebFilesTest {
  private static final String A = "district,persons\n小店区,1\n";
  private static final String B = "district,persons\n小店区,2\n";

  @TempDir Path home;
  @TempDir Path schemas;

  private WebServer server;
  private Lake lake;

  @BeforeEach
  void open() {
    server = new WebServer(WebServer.file(A.getBytes(UTF_8), "\"a\""));
    lake = Sources.lake(home);
  }

  @AfterEach
  void close() {
    server.close();
    lake.close();
  }

  private Contract contract(String mode, String... properties) {
    return Sources.read(
        schemas,
        Sources.contract(
            Sources.web(server.url("/open/counts.csv"), properties), "csv", mode, Sources.COLUMNS));
  }

  private Fetch.Result fetch(String mode, String... properties) {
    return Sources.fetch(lake, contract(mode, properties));
  }

  private void assertRefused(Fetch.Result result, String... words) {
    assertThat(result.held()).singleElement().asString().contains(words);
    assertThat(result.files()).isEmpty();
    assertThat(Sources.landed(home)).isEmpty();
  }

  @Test
  void aFileIsFetchedOnceAndAgainWhenItChanges() {
    Fetch.Result first = fetch("snapshot");

    assertThat(first.held()).isEmpty();
    assertThat(first.files())
        .singleElement()
        .asString()
        .matches("city/counts/counts\\.\\d{8}T\\d{6}Z-[0-9a-f]{12}\\.csv");
    assertThat(Sources.texts(home)).containsExactly(A);

    assertThat(fetch("snapshot").files()).isEmpty();
    assertThat(server.requests().get(1).header("If-None-Match")).isEqualTo("\"a\"");

    server.answer(WebServer.file(B.getBytes(UTF_8), "\"b\""));
    assertThat(fetch("snapshot").files()).hasSize(1);
    assertThat(Sources.texts(home)).containsExactly(A, B);

    server.answer(WebServer.file(A.getBytes(UTF_8), "\"c\""));
    assertThat(fetch("snapshot").files()).as("what it was before is a new state").hasSize(1);
    assertThat(Sources.texts(home)).containsExactly(A, B, A);
  }

  @Test
  void aServerWithoutTagsIsComparedByBytes() {
    server.answer(WebServer.file(A.getBytes(UTF_8), ""));

    assertThat(fetch("snapshot").files()).hasSize(1);
    assertThat(fetch("snapshot").files()).isEmpty();
    assertThat(Sources.texts(home)).containsExactly(A);
  }

  @Test
  void aServerThatTellsDatesOnlyIsAskedByThem() {
    String date = "Mon, 04 Mar 2024 00:00:00 GMT";
    server.answer(
        (request, out) -> {
          if (request.header("If-Modified-Since").equals(date)) {
            WebServer.head(out, "304 Not Modified");
          } else {
            WebServer.send(out, "200 OK", A.getBytes(UTF_8), "Last-Modified: " + date);
          }
        });

    assertThat(fetch("snapshot").files()).hasSize(1);
    assertThat(fetch("snapshot").files()).isEmpty();
    assertThat(server.requests().get(1).header("If-Modified-Since")).isEqualTo(date);
  }

  @Test
  void whatIsRememberedMayBeLost() throws IOException {
    fetch("snapshot");
    Path memory = home.resolve("landing/.fetch/city.counts.json");
    assertThat(memory).exists();
    Files.writeString(memory, "{ broken");

    assertThat(fetch("snapshot").files()).isEmpty();
    Files.delete(memory);
    assertThat(fetch("snapshot").files()).isEmpty();
    assertThat(Sources.texts(home)).containsExactly(A);
  }

  @Test
  void whatIsRememberedOfAFileThatNeverArrivedMeansNothing() throws IOException {
    String landed = fetch("snapshot").files().get(0);
    Files.delete(home.resolve("landing").resolve(landed)); // as if it was cut off before the rename

    assertThat(fetch("snapshot").files()).hasSize(1);
    assertThat(Sources.texts(home)).containsExactly(A);
  }

  @Test
  void aFileWhoseRowsWereAddedIsHeldBackWhenItChanges() {
    assertThat(fetch("append").files()).containsExactly("city/counts/counts.csv");
    server.answer(WebServer.file(B.getBytes(UTF_8), "\"b\""));

    for (int run = 0; run < 2; run++) {
      Fetch.Result changed = fetch("append");
      assertThat(changed.held()).singleElement().asString().contains("changed at its source");
    }
    assertThat(server.requests().get(2).header("If-None-Match")).isEqualTo("\"b\"");
    assertThat(Sources.texts(home)).containsExactly(A);

    server.answer(WebServer.file(A.getBytes(UTF_8), "\"d\""));
    assertThat(fetch("append").held()).as("it is what it was again").isEmpty();
  }

  @Test
  void eachVersionIsAddedWhereTheContractSaysSo() {
    fetch("append", "changed: collect");
    server.answer(WebServer.file(B.getBytes(UTF_8), "\"b\""));

    assertThat(fetch("append", "changed: collect").files()).hasSize(1);
    assertThat(Sources.texts(home)).containsExactly(A, B);
  }

  @Test
  void severalFilesAreFetchedAndOneThatIsMissingHoldsBackItselfOnly() {
    server.answer(
        (request, out) -> {
          if (request.path().equals("/open/2020/b.csv")) {
            WebServer.send(out, "404 Not Found", new byte[0]);
          } else {
            WebServer.send(out, "200 OK", (request.path() + "\n").getBytes(UTF_8));
          }
        });
    Fetch.Result result = fetch("append", "files: [2020/a.csv, 2020/b.csv, 2021/a.csv]");

    assertThat(result.files()).containsExactly("city/counts/2020-a.csv", "city/counts/2021-a.csv");
    assertThat(result.held())
        .containsExactly(
            "127.0.0.1:%d/open/2020/b.csv answers with status 404: not there; check the address with the provider"
                .formatted(server.port()));
  }

  @Test
  void aCutFileGoesOnWhereItWasCut() {
    String big = "district,persons\n" + "迎泽区,7\n".repeat(20_000);
    byte[] bytes = big.getBytes(UTF_8);
    server.answer(WebServer.cut(bytes, "\"a\"", bytes.length / 3 + 1));

    assertThat(fetch("snapshot").held()).isEmpty();

    assertThat(Sources.texts(home)).containsExactly(big);
    assertThat(server.requests())
        .extracting(each -> each.header("Range"))
        .startsWith("")
        .hasSizeGreaterThanOrEqualTo(3); // what was under way when it was cut may be lost
    assertThat(server.requests().get(2).header("Range")).startsWith("bytes=");
    assertThat(server.requests().get(2).header("If-Range")).isEqualTo("\"a\"");
  }

  @Test
  void aFileThatChangesWhileItIsCutBeginsAnew() {
    byte[] a = ("district,persons\n" + "a,1\n".repeat(50_000)).getBytes(UTF_8);
    byte[] b = ("district,persons\n" + "b,2\n".repeat(50_000)).getBytes(UTF_8);
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        (request, out) -> {
          boolean first = asked.getAndIncrement() == 0;
          (first ? WebServer.cut(a, "\"a\"", 100_000) : WebServer.file(b, "\"b\""))
              .write(request, out);
        });

    assertThat(fetch("snapshot").held()).isEmpty();
    assertThat(Sources.texts(home)).containsExactly(new String(b, UTF_8));
  }

  @Test
  void aFileWithoutATagBeginsAnewAfterACut() {
    byte[] bytes = A.getBytes(UTF_8);
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        (request, out) ->
            (asked.getAndIncrement() == 0 ? WebServer.cut(bytes, "", 5) : WebServer.file(bytes, ""))
                .write(request, out));

    assertThat(fetch("snapshot").held()).isEmpty();
    assertThat(Sources.texts(home)).containsExactly(A);
    assertThat(server.requests()).allMatch(each -> each.header("Range").isEmpty());
  }

  @Test
  void aBusyServerIsTriedAgainAndThenGivenUp() {
    AtomicInteger asked = new AtomicInteger();
    server.answer(
        (request, out) -> {
          if (asked.getAndIncrement() < 2) {
            WebServer.send(out, "503 Service Unavailable", new byte[0], "Retry-After: 1");
          } else {
            WebServer.send(out, "200 OK", A.getBytes(UTF_8));
          }
        });
    assertThat(fetch("snapshot").held()).isEmpty();
    assertThat(asked).hasValue(3);

    server.answer((request, out) -> WebServer.send(out, "503 Busy", new byte[0]));
    assertThat(fetch("snapshot").held())
        .singleElement()
        .asString()
        .contains("status 503", "(tried 5 times)");
  }

  @Test
  void aServerThatIsGoneIsNamed() {
    server.close();

    assertRefused(fetch("snapshot", "attempts: 2"), "127.0.0.1", "cannot be reached", "2 times");
  }

  @Test
  void r120AnErrorPageThatIsCalledASuccessIsRefused() {
    byte[] page = "<!DOCTYPE html><title>维护中</title>".getBytes(UTF_8);
    server.answer((request, out) -> WebServer.send(out, "200 OK", page, "Content-Type: text/html"));
    assertRefused(fetch("snapshot"), "status 200", "a page (text/html)", "browser");

    server.answer((request, out) -> WebServer.send(out, "200 OK", page, "Content-Type: text/csv"));
    assertRefused(fetch("snapshot"), "begins as HTML does");

    byte[] message = "{\"error\": \"quota\"}".getBytes(UTF_8);
    server.answer(
        (request, out) -> WebServer.send(out, "200 OK", message, "Content-Type: application/json"));
    assertRefused(fetch("snapshot"), "application/json");
  }

  @Test
  void r120ABodyThatIsTooShortIsRefused() {
    byte[] bytes = A.getBytes(UTF_8);
    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK", "Content-Length: " + (bytes.length + 10));
          out.write(bytes);
        });
    assertRefused(
        fetch("snapshot", "attempts: 2"), "was cut after", "of " + (bytes.length + 10) + " bytes");

    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK", "Transfer-Encoding: chunked");
          out.write("5\r\ndistr\r\n".getBytes(UTF_8));
        });
    assertRefused(fetch("snapshot", "attempts: 2"), "was cut after");
  }

  @Test
  void r120ALengthThatIsTooSmallShowsInALastLineWithoutEnd() {
    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK", "Content-Length: 20");
          out.write(A.getBytes(UTF_8));
        });
    assertThat(fetch("snapshot").notes())
        .singleElement()
        .asString()
        .contains("does not end with a line break; is it whole at 127.0.0.1");

    server.answer(WebServer.file(A.getBytes(UTF_8), ""));
    assertThat(fetch("snapshot").notes()).isEmpty();
  }

  @Test
  void r120ABodyOfUnknownLengthIsRefusedSinceACutWouldNotShow() {
    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK");
          out.write(A.getBytes(UTF_8));
        });
    assertRefused(fetch("snapshot"), "does not say how long it is");
  }

  @Test
  void r120APartOfWrongLengthIsRefused() {
    byte[] bytes = A.getBytes(UTF_8);
    server.answer(
        (request, out) -> {
          if (request.header("Range").isEmpty()) {
            WebServer.cut(bytes, "\"a\"", 10).write(request, out);
          } else {
            WebServer.send(
                out,
                "206 Partial Content",
                new byte[5],
                "ETag: \"a\"",
                "Content-Range: bytes 0-4/5");
          }
        });
    assertRefused(fetch("snapshot", "attempts: 3"), "127.0.0.1");
  }

  @Test
  void r120AnEndlessBodyEndsAtTheLimit() {
    byte[] block = "小店区,1\n".repeat(5_000).getBytes(UTF_8);
    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK", "Transfer-Encoding: chunked");
          while (true) {
            out.write((Integer.toHexString(block.length) + "\r\n").getBytes(UTF_8));
            out.write(block);
            out.write("\r\n".getBytes(UTF_8));
          }
        });
    assertRefused(fetch("snapshot", "maxMegabytes: 1"), "more than 1 MB", "maxMegabytes");

    server.answer(
        (request, out) -> WebServer.head(out, "200 OK", "Content-Length: 999999999999999"));
    assertRefused(fetch("snapshot"), "more than 2048 MB");
    assertThat(server.requests()).as("a size is not tried again").hasSize(2);
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    server.answer(
        (request, out) -> {
          WebServer.head(out, "200 OK", "Content-Length: 1000");
          out.write(A.getBytes(UTF_8));
          out.flush();
          Thread.sleep(20_000);
        });
    assertRefused(fetch("snapshot", "attempts: 1"), "sends nothing for 0.4 s");

    server.answer((request, out) -> Thread.sleep(20_000));
    assertRefused(fetch("snapshot", "attempts: 1"), "does not answer within");
  }

  @Test
  void r120ARedirectIsFollowedToListedHostsOnly() {
    String other = "http://localhost:" + server.port() + "/moved.csv";
    server.answer(
        (request, out) -> {
          if (request.path().equals("/moved.csv")) {
            WebServer.send(out, "200 OK", A.getBytes(UTF_8));
          } else {
            WebServer.send(out, "302 Found", new byte[0], "Location: " + other);
          }
        });
    assertRefused(
        fetch("snapshot"),
        "localhost:" + server.port() + " is not on the contract's list",
        "hosts");
    assertThat(server.requests()).hasSize(1);

    assertThat(fetch("snapshot", "hosts: ['localhost:" + server.port() + "']").held()).isEmpty();
    assertThat(Sources.texts(home)).containsExactly(A);
  }

  @Test
  void r120ARedirectIntoANetworkOfOnesOwnIsRefused() {
    for (String inside : new String[] {"169.254.169.254", "10.0.0.1", "[::1]", "[fd00::1]"}) {
      server.answer(
          (request, out) ->
              WebServer.send(
                  out,
                  "302 Found",
                  new byte[0],
                  "Location: http://" + inside + "/latest/meta-data"));
      assertRefused(fetch("snapshot"), "is not on the contract's list");
      assertRefused(
          fetch("snapshot", "hosts: ['" + inside + "']"), "no public address", "networks");
    }
    server.answer(
        (request, out) ->
            WebServer.send(out, "302 Found", new byte[0], "Location: /open/counts.csv"));
    assertRefused(fetch("snapshot"), "redirects more than 5 times");
  }

  @Test
  void aHostInsideIsRefusedUnlessItsNetworkIsListed() {
    String source = Sources.web(server.url("/counts.csv")).replace("127.0.0.0/8", "127.0.0.2/32");
    Contract contract =
        Sources.read(schemas, Sources.contract(source, "csv", "snapshot", Sources.COLUMNS));

    assertRefused(Sources.fetch(lake, contract), "127.0.0.1", "no public address");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void r120OtherBytesUnderTheSameTagAreRefusedAndNamed() {
    fetch("snapshot", "recheckDays: 0");
    server.answer(WebServer.file(B.getBytes(UTF_8), "\"a\""));

    Fetch.Result result = fetch("snapshot", "recheckDays: 0");

    assertThat(result.held()).singleElement().asString().contains("same ETag", "etag: ignore");
    assertThat(Sources.texts(home)).containsExactly(A);
    assertThat(fetch("snapshot", "recheckDays: 0", "etag: ignore").files()).hasSize(1);
    assertThat(Sources.texts(home)).containsExactly(A, B);
  }

  @Test
  void aCodingThatWasNotAskedForAndAFileThatIsNoGzipAreRefused() {
    server.answer(
        (request, out) -> WebServer.send(out, "200 OK", gzip(A), "Content-Encoding: gzip"));
    assertRefused(fetch("snapshot"), "content coding");

    server.answer((request, out) -> WebServer.send(out, "200 OK", A.getBytes(UTF_8)));
    assertRefused(fetch("snapshot", "files: [counts.csv.gz]"), "does not begin as a .gz file");

    server.answer((request, out) -> WebServer.send(out, "200 OK", gzip(A)));
    assertThat(fetch("snapshot", "files: [counts.csv.gz]").files())
        .singleElement()
        .asString()
        .endsWith(".csv.gz");
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void aCredentialGoesToItsHostOnlyAndIntoNoMessage() throws IOException {
    Sources.credential(home, "portal", "Bearer s3cr3t\n");
    String other = "http://localhost:" + server.port() + "/moved.csv?token=abc";
    server.answer(
        (request, out) -> {
          if (request.path().equals("/moved.csv")) {
            WebServer.send(out, "403 Forbidden", new byte[0]);
          } else {
            WebServer.send(out, "302 Found", new byte[0], "Location: " + other);
          }
        });

    Fetch.Result result =
        fetch("snapshot", "tokenFile: portal", "hosts: ['localhost:" + server.port() + "']");

    assertThat(server.requests())
        .extracting(each -> each.header("Authorization"))
        .containsExactly("Bearer s3cr3t", "");
    assertThat(result.held())
        .singleElement()
        .asString()
        .contains("/moved.csv answers with status 403", "credential")
        .doesNotContain("abc", "s3cr3t");
    Files.setPosixFilePermissions(
        home.resolve("credentials/portal"), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(fetch("snapshot", "tokenFile: portal"), "can be read by others", "chmod go=");
    assertRefused(fetch("snapshot", "tokenFile: none"), "credentials/none cannot be read");
  }

  @Test
  void aContractSaysWhereASecretIsAndNotTheSecret() {
    assertThatThrownBy(() -> contract("snapshot", "passwordFile: ../../etc/shadow"))
        .hasMessageContaining("passwordFile must be the name of a file in credentials");
    assertThatThrownBy(() -> contract("snapshot", "passwordEnv: HOME"))
        .hasMessageContaining("LAKE_SOURCE_");
    assertThatThrownBy(() -> contract("snapshot", "password: hunter2"))
        .hasMessageContaining("looks like a secret");
    assertThatThrownBy(
            () ->
                Sources.read(
                    schemas,
                    Sources.contract(
                        Sources.web("https://data.example.org/a.csv?token=abc"),
                        "csv",
                        "snapshot",
                        Sources.COLUMNS)))
        .hasMessageContaining("the address holds a token or key");
  }
}
