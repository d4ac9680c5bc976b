package org.jinyanglake.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestServer;
import org.jinyanglake.testing.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Iceberg table of a REST catalog, Iceberg's own server, is followed version by version. */
class DockedRestTest {
  private static final String TOKEN = "Bearer t0ken-of-the-lake";

  @TempDir Path home;
  @TempDir Path schemas;

  private final SparkSession spark = SharedSpark.session().newSession();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;
  private WebServer guard;

  @BeforeEach
  void aCatalogOfTheirs() throws IOException {
    server = TestServer.start("rest-catalog");
    guard = new WebServer(this::whoHasTheTokenMayRead);
    spark.conf().set("spark.sql.catalog.rest", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.rest.type", "rest");
    spark.conf().set("spark.sql.catalog.rest.uri", "http://127.0.0.1:" + server.port());
    spark.conf().set("spark.sql.catalog.rest.cache-enabled", "false");
    Path token = Files.createDirectories(home.resolve("credentials")).resolve("hospital");
    Files.writeString(token, TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  /** Iceberg's server knows no users. */
  private void whoHasTheTokenMayRead(WebServer.Request request, OutputStream out)
      throws IOException, InterruptedException {
    if (!request.method().equals("GET") || !request.header("Authorization").equals(TOKEN)) {
      WebServer.send(out, "401 Unauthorized", request.header("Authorization").getBytes(UTF_8));
      return;
    }
    URI address = URI.create("http://127.0.0.1:" + server.port() + request.target());
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
    WebServer.send(
        out, answer.statusCode() + " -", answer.body(), "Content-Type: application/json");
  }

  private String source() {
    return """
            location: %s
            customProperties:
              - {property: api, value: iceberg}
              - {property: table, value: hospital.stays}
              - {property: tokenFile, value: hospital}
              - {property: networks, value: [127.0.0.0/8]}
              - {property: storage, value: ['file://%s/data/warehouse']}
        """
        .formatted(guard.url("/"), server.folder())
        .indent(0);
  }

  private void sql(String... statements) {
    for (String statement : statements) {
      spark.sql(statement.replace("TABLE_", "rest.hospital.stays")).collectAsList();
    }
  }

  private Dataset<Row> table() {
    return spark.sql("SELECT * FROM rest.hospital.stays");
  }

  @Test
  void changesAreFollowedRewritingIsNoneAndTheTokenIsNowhere() throws IOException {
    sql(
        "CREATE NAMESPACE rest.hospital",
        "CREATE TABLE TABLE_ ("
            + DockedLake.DDL
            + ") USING iceberg PARTITIONED BY (bucket(2, id)) TBLPROPERTIES ('format-version'='2',"
            + " 'write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read')",
        DockedLake.INSERT);
    try (DockedLake lake = DockedLake.of(home, schemas, source(), "append", "upsert", "snapshot")) {
      lake.run();
      lake.holds(table(), "append", "upsert", "snapshot");
      guard.forget();
      assertThat(lake.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);
      assertThat(guard.requests()).as("two questions a dataset").hasSize(6);

      sql(
          DockedLake.insert(4),
          "CALL rest.system.rewrite_data_files(table => 'hospital.stays', options =>"
              + " map('rewrite-all', 'true'))");
      lake.run();
      lake.holds(table(), "append", "upsert", "snapshot");
      assertThat(lake.outcome("append").stored()).as("rewritten, and one row more").isOne();

      sql(
          "UPDATE TABLE_ SET amount = 7 WHERE id = 2",
          "DELETE FROM TABLE_ WHERE id = 3",
          DockedLake.insert(5));
      lake.run();
      lake.holds(table(), "upsert", "snapshot");
      assertThat(lake.outcome("upsert").stored()).as("2, 3 and 5").isEqualTo(3);
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("rows were changed or deleted there, which loadMode append cannot follow");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(home)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files)
        .filteredOn(file -> !file.startsWith(home.resolve("credentials")))
        .isNotEmpty()
        .noneMatch(DockedRestTest::holdsTheToken);
    assertThat(SharedSpark.session().conf().getAll().toString()).doesNotContain(TOKEN);
  }

  private static boolean holdsTheToken(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(TOKEN.substring(7));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
