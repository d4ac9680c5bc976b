package org.jinyanglake.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.testing.WebServer;
import org.jinyanglake.testing.WebServer.Answer;
import org.jinyanglake.testing.WebServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an Iceberg REST catalog can make the lake do, and what it cannot. */
class RestCatalogTest {
  private static final String SECRET = "s3cret-t0ken";

  private static final String TABLE =
      """
      {"metadata-location":"FOLDER/v1.json","config":{"token":"other","io-impl":"java.lang.String"},
       "metadata":{"format-version":2,"table-uuid":"0a1b2c3d-0000-0000-0000-000000000000","location":"FOLDER",
       "last-sequence-number":1,"last-updated-ms":1,"last-column-id":2,"current-schema-id":0,
       "schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"district","required":false,"type":"string"},
        {"id":2,"name":"persons","required":false,"type":"int"}]}],
       "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,
       "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],"properties":{}SNAPSHOT}}
      """;
  private static final String SNAPSHOT =
      """
      ,"current-snapshot-id":7,"snapshots":[{"snapshot-id":7,"sequence-number":1,"timestamp-ms":1,
      "manifest-list":"%s","summary":{"operation":"append"},"schema-id":0}]""";
  private static final String EMPTY = TABLE.replace("SNAPSHOT", "");

  @TempDir Path home;
  @TempDir Path folder;

  private final WebServer server = new WebServer((request, out) -> {});
  private final WebServer other = new WebServer((request, out) -> json(out, "{}"));

  @AfterEach
  void stop() {
    server.close();
    other.close();
  }

  private static void json(OutputStream out, String body) throws IOException {
    WebServer.send(out, "200 OK", body.getBytes(UTF_8), "Content-Type: application/json");
  }

  /** A catalog with an empty table; {@code config} is the server's configuration. */
  private static Answer catalog(String config) {
    return catalog(config, EMPTY);
  }

  private static Answer catalog(String config, String table) {
    return (request, out) -> json(out, request.path().endsWith("/v1/config") ? config : table);
  }

  private String source(String... properties) {
    StringBuilder source =
        new StringBuilder(
            """
              - server: source
                type: custom
                location: %s
                catalog: 医院
                customProperties:
                  - {property: api, value: iceberg}
                  - {property: table, value: wards.counts}
                  - {property: networks, value: [127.0.0.0/8]}
                  - {property: attempts, value: 2}
                  - {property: storage, value: ['file://%s']}
            """
                .formatted(server.url("/iceberg"), folder));
    for (String property : properties) {
      int colon = property.indexOf(':');
      source.append(
          "      - {property: %s, value: %s}\n"
              .formatted(property.substring(0, colon), property.substring(colon + 1).strip()));
    }
    return source.toString();
  }

  private Fetch.Result fetch(String... properties) {
    Sources.credential(home, "token", "Bearer " + SECRET + "\n");
    Sources.credential(home, "client", "lake:" + SECRET + "\n");
    try (Lake lake = Sources.lake(home)) {
      Fetch.Result result =
          Sources.fetch(
              lake,
              Sources.read(
                  folder.resolve("schemas"),
                  Sources.contract(source(properties), "jsonl", "snapshot", Sources.COLUMNS)));
      assertThat(result.toString()).doesNotContain(SECRET);
      return result;
    }
  }

  private String held(String... properties) {
    return String.join("", fetch(properties).held());
  }

  private List<String> asked() {
    return server.requests().stream().map(each -> each.method() + " " + each.target()).toList();
  }

  @Test
  void twoQuestionsAreAskedWithTheCredential() throws IOException {
    server.answer(
        catalog(
            """
            {"defaults":{"prefix":"no"},"overrides":{"prefix":"a/b%20c","namespace-separator":"%2E",
             "metrics-reporter-impl":"no.such.Class","rest.auth.type":"no.such.Class","token":"other"}}"""));
    assertThat(fetch("tokenFile: token"))
        .isEqualTo(
            new Fetch.Result(
                List.of(),
                List.of(),
                List.of(server.url("/iceberg") + " 医院.wards.counts holds nothing yet")));
    assertThat(asked())
        .containsExactly(
            "GET /iceberg/v1/config?warehouse=%E5%8C%BB%E9%99%A2",
            "GET /iceberg/v1/a/b%20c/namespaces/wards/tables/counts");
    assertThat(server.requests())
        .allMatch(each -> each.header("Authorization").equals("Bearer " + SECRET));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.startsWith(home.resolve("credentials")) || !holdsTheSecret(file))
            .as(file.toString())
            .isTrue();
      }
    }
  }

  private static boolean holdsTheSecret(Path file) throws IOException {
    return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
        .contains(SECRET);
  }

  private record Bad(String name, Answer answer, int requests, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad status(String status, int requests, String said) {
    // Servers repeat what they are sent.
    return new Bad(
        status,
        (request, out) ->
            WebServer.send(out, status, request.header("Authorization").getBytes(UTF_8)),
        requests,
        said);
  }

  static List<Bad> bad() {
    List<Bad> bad = new ArrayList<>();
    bad.add(status("401 Unauthorized", 1, "status 401: not allowed; check the credential"));
    bad.add(status("403 Forbidden", 1, "status 403: not allowed; check the credential"));
    bad.add(
        status(
            "404 Not Found",
            1,
            "/iceberg/v1/config answers with status 404: not there; check the address"));
    bad.add(
        new Bad(
            "no such table",
            (request, out) -> {
              if (request.path().endsWith("/v1/config")) {
                json(out, "{}");
              } else {
                WebServer.send(out, "404 Not Found", new byte[0]);
              }
            },
            2,
            "there is no such table; check location, catalog and table"));
    bad.add(status("500 Oops", 2, "status 500; run again later, or ask the provider (tried 2"));
    bad.add(status("503 Busy", 2, "status 503; run again later"));
    bad.add(status("200 OK", 1, "does not answer as an Iceberg REST catalog does"));
    bad.add(
        new Bad(
            "silent",
            (request, out) -> Thread.sleep(3_000),
            2,
            "does not answer within 0 s (tried 2 times)"));
    bad.add(
        new Bad(
            "silent in the middle",
            (request, out) -> {
              WebServer.head(out, "200 OK", "Content-Length: 100");
              out.write('{');
              out.flush();
              Thread.sleep(3_000);
            },
            2,
            "sends nothing for 0.4 s; run again later (tried 2 times)"));
    bad.add(
        new Bad(
            "cut",
            (request, out) -> {
              WebServer.head(out, "200 OK", "Content-Length: 100");
              out.write('{');
            },
            2,
            "was cut"));
    bad.add(
        new Bad(
            "a table that is none",
            catalog("{}", EMPTY.replace("\"schemas\"", "\"no\"")),
            2,
            "does not answer as an Iceberg REST catalog does"));
    bad.add(
        new Bad(
            "nested without end",
            catalog("{}", "[".repeat(1 << 20)),
            2,
            "does not answer as an Iceberg REST catalog does"));
    bad.add(
        new Bad(
            "addresses that are none",
            catalog("{\"overrides\":{\"prefix\":\"a b?c\"}}"),
            1,
            "asks for addresses that are none"));
    return bad;
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aServerThatFailsHoldsTheDatasetBack(Bad bad) {
    server.answer(bad.answer());
    assertThat(held("tokenFile: token")).contains(bad.said());
    assertThat(asked()).hasSize(bad.requests());
  }

  @Test
  void aServerThatIsDownHoldsTheDatasetBack() throws IOException {
    server.close();
    try (ServerSocket none = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      none.close();
      assertThat(held("tokenFile: token")).contains("cannot be reached").contains("tried 2 times");
    }
  }

  @Test
  void noHostIsContactedThatTheContractDoesNotName() {
    String elsewhere = "is not on the contract's list, so it was not contacted";
    server.answer(
        (request, out) ->
            WebServer.head(out, "307 Elsewhere", "Location: " + other.url(request.target())));
    assertThat(held("tokenFile: token")).contains(elsewhere);

    server.answer(catalog("{\"overrides\":{\"uri\":\"" + other.url("/") + "\"}}"));
    assertThat(held("tokenFile: token")).contains(elsewhere);

    server.answer(catalog("{\"overrides\":{\"prefix\":\"/" + other.url("/") + "\"}}"));
    assertThat(fetch("tokenFile: token").held()).isEmpty();
    assertThat(server.requests())
        .last()
        .extracting(Request::path)
        .asString()
        .startsWith("/iceberg/v1/");

    server.answer(catalog("{\"overrides\":{\"uri\":\"http://lake:x@127.0.0.1/\"}}"));
    assertThat(held("tokenFile: token")).contains("is not contacted").doesNotContain("lake:x");
    assertThat(other.requests()).isEmpty();

    // On the list, and still not for whom the credential is.
    other.answer(catalog("{}"));
    server.answer(catalog("{\"overrides\":{\"uri\":\"" + other.url("/") + "\"}}"));
    assertThat(held("tokenFile: token", "hosts: ['127.0.0.1:" + other.port() + "']")).isEmpty();
    assertThat(other.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.target()).isEqualTo("/v1/namespaces/wards/tables/counts");
              assertThat(request.header("Authorization")).isEmpty();
            });
  }

  @Test
  void filesAreReadOnlyWhereTheContractSays() {
    for (String place :
        List.of(
            "hdfs://127.0.0.1:" + other.port() + "/warehouse/list.avro",
            "file:///etc/passwd",
            "file://" + folder + "/../list.avro")) {
      server.answer(catalog("{}", TABLE.replace("SNAPSHOT", SNAPSHOT.formatted(place))));
      assertThat(held())
          .isEqualTo(
              server.url("/iceberg")
                  + " 医院.wards.counts: a file of the table is in none of the folders of storage, so"
                  + " it was not read; correct the location, or storage");
    }
    String gone = "file://" + folder + "/list.avro";
    server.answer(catalog("{}", TABLE.replace("SNAPSHOT", SNAPSHOT.formatted(gone))));
    assertThat(held()).contains("one of its files is gone").doesNotContain("list.avro");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void idAndSecretAreChangedForATokenThatTheCatalogGets() {
    String tokens = "tokenServer: '" + other.url("/token") + "'";
    server.answer(catalog("{}"));
    other.answer(
        (request, out) ->
            json(out, "{\"access_token\":\"fresh\",\"token_type\":\"bearer\",\"expires_in\":60}"));
    assertThat(held("passwordFile: client", tokens, "scope: PRINCIPAL_ROLE:lake")).isEmpty();
    assertThat(other.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.body())
                  .isEqualTo(
                      "grant_type=client_credentials&client_id=lake&client_secret="
                          + SECRET
                          + "&scope=PRINCIPAL_ROLE%3Alake");
            });
    assertThat(server.requests())
        .hasSize(2)
        .allMatch(each -> each.header("Authorization").equals("Bearer fresh"));

    server.forget();
    other.answer(
        (request, out) -> WebServer.head(out, "307 Moved", "Location: " + server.url("/t")));
    assertThat(held("passwordFile: client", tokens)).contains("status 307");
    other.answer((request, out) -> WebServer.send(out, "401 No", request.body().getBytes(UTF_8)));
    assertThat(held("passwordFile: client", tokens)).contains("status 401: not allowed");
    other.answer((request, out) -> WebServer.send(out, "404 No", new byte[0]));
    assertThat(held("passwordFile: client", tokens))
        .contains(other.port() + "/token answers with status 404: not there");
    other.answer(
        (request, out) ->
            json(out, "{\"access_token\":\"a\\r\\nX: " + SECRET + "\",\"token_type\":\"bearer\"}"));
    assertThat(held("passwordFile: client", tokens)).contains("does not answer as");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void withoutATokenServerTheyAreSentAsTheyAre() {
    server.answer(catalog("{}"));
    assertThat(held("passwordFile: client")).isEmpty();
    assertThat(server.requests())
        .allMatch(each -> each.header("Authorization").startsWith("Basic "));
  }
}
