package org.jinyanglake.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.testing.Ckan;
import org.jinyanglake.testing.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets of a CKAN portal, over real sockets. */
class CkanDatasetTest {
  private static final String A = "district,persons\n小店区,1\n";

  @TempDir Path home;
  @TempDir Path schemas;

  private final Ckan portal = new Ckan();
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Sources.lake(home);
  }

  @AfterEach
  void close() {
    portal.server().close();
    lake.close();
  }

  private Fetch.Result fetch(String format, String mode, String... properties) {
    String[] all = java.util.Arrays.copyOf(properties, properties.length + 2);
    all[properties.length] = "api: ckan";
    all[properties.length + 1] = "dataset: counts";
    String source = Sources.web(portal.server().url("/"), all);
    Contract contract =
        Sources.read(schemas, Sources.contract(source, format, mode, Sources.COLUMNS));
    return Sources.fetch(lake, contract);
  }

  private List<String> lines(String file) {
    return Sources.lines(home, file);
  }

  private static List<String> rows(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "{\"district\":\"小店区\",\"persons\":" + i + ".10}")
        .toList();
  }

  @Test
  void resourcesAreChosenByNameIdOrFormat() {
    portal
        .file("r1", "人口", "CSV", A)
        .file("r2", "说明", "PDF", "%PDF")
        .file("r3", "2021", "csv", A + "x,2\n");

    assertThat(fetch("csv", "append", "resources: [人口]").files())
        .containsExactly("city/counts/r1.csv");
    assertThat(fetch("csv", "append", "resources: [r3]").files())
        .containsExactly("city/counts/r3.csv");
    assertThat(fetch("csv", "snapshot", "resourceFormat: CSV").files()).hasSize(2);
    assertThat(fetch("csv", "snapshot", "resourceFormat: CSV").files()).isEmpty();
    assertThat(Sources.texts(home)).contains(A, A + "x,2\n");
  }

  @Test
  void whatIsNotThereIsNamedWithWhatIs() {
    portal.file("r1", "人口", "CSV", A).file("r2", "人口", "CSV", A);

    assertThat(fetch("csv", "append", "resources: [面积]").held())
        .singleElement()
        .asString()
        .contains("has no resource '面积'", "its resources are '人口' ('CSV')");
    assertThat(fetch("csv", "append", "resources: [人口]").held())
        .singleElement()
        .asString()
        .contains("has several resources '人口'", "name it by its id");
    assertThat(fetch("csv", "append", "resourceFormat: XLSX").held())
        .singleElement()
        .asString()
        .contains("no resource of format 'XLSX'");
  }

  @Test
  void aResourceOfAHostThatIsNotListedIsNotFetched() {
    portal
        .link("r1", "人口", "CSV", "http://169.254.169.254/latest/meta-data?x=1")
        .file("r2", "面积", "CSV", A);

    Fetch.Result result = fetch("csv", "append", "resourceFormat: CSV");

    assertThat(result.held())
        .singleElement()
        .asString()
        .contains("resource '人口'", "169.254.169.254 is not on the contract's list");
    assertThat(result.files()).containsExactly("city/counts/r2.csv");
  }

  @Test
  void rowsOfTheDatastoreComePageByPageWithExactNumbers() {
    portal.rows("r1", "人口", rows(2_503));
    portal.mostRows(400);

    Fetch.Result result =
        fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true", "pageSize: 1000");

    assertThat(result.held()).isEmpty();
    assertThat(lines(result.files().get(0))).isEqualTo(rows(2_503));
    assertThat(
            fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true", "pageSize: 77")
                .files())
        .as("the same rows are no news")
        .isEmpty();
    portal.rows("r1").set(7, "{\"district\":\"万柏林区\",\"persons\":7}");
    assertThat(fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true").files()).hasSize(1);
  }

  @Test
  void aNumberOfThousandsOfDigitsIsLeftToItsColumn() {
    portal.rows("r1", "人口", List.of("{\"district\":\"小店区\",\"persons\":1e-20000}", rows(1).get(0)));

    Fetch.Result result = fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true");

    assertThat(result.held()).isEmpty();
    assertThat(lines(result.files().get(0)))
        .containsExactly("{\"district\":\"小店区\",\"persons\":1E-20000}", rows(1).get(0));
  }

  @Test
  void pagesThatChangeMeanwhileAreReadAnew() {
    portal.rows("r1", "人口", rows(25));
    AtomicInteger pages = new AtomicInteger();
    portal.betweenPages(
        () -> {
          if (pages.incrementAndGet() == 2) {
            portal.rows("r1").add("{\"district\":\"阳曲县\",\"persons\":99}");
          } else if (pages.get() == 4) {
            portal.modified("2024-03-05T00:00:00"); // as many rows, but others
            portal.rows("r1").set(0, "{\"district\":\"阳曲县\",\"persons\":100}");
          }
        });

    Fetch.Result result =
        fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true", "pageSize: 10");

    assertThat(result.held()).isEmpty();
    assertThat(lines(result.files().get(0))).isEqualTo(portal.rows("r1"));
    assertThat(pages.get()).isGreaterThan(6);
  }

  @Test
  void pagesThatKeepChangingAreGivenUp() {
    portal.rows("r1", "人口", rows(25));
    portal.betweenPages(() -> portal.rows("r1").add("{\"district\":\"阳曲县\",\"persons\":9}"));

    Fetch.Result result =
        fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true", "pageSize: 10");

    assertThat(result.held()).singleElement().asString().contains("changed each of 3 times");
    assertThat(Sources.landed(home)).isEmpty();
  }

  @Test
  void aResourceWithoutRowsInTheDatastoreIsNamed() {
    portal.file("r1", "人口", "CSV", A);

    assertThat(fetch("jsonl", "snapshot", "resources: [人口]", "datastore: true").held())
        .singleElement()
        .asString()
        .contains("the portal's database does not hold its rows", "delete datastore");
  }

  @Test
  void whatIsNoPortalIsNamed() {
    portal
        .server()
        .answer(
            (request, out) ->
                WebServer.send(out, "200 OK", "<html>".getBytes(UTF_8), "Content-Type: text/html"));
    assertThat(fetch("csv", "append", "resources: [人口]").held())
        .singleElement()
        .asString()
        .contains("does not answer as CKAN's API does");

    portal.server().answer(portal);
    String source =
        Sources.web(portal.server().url("/api/3"), "api: ckan", "dataset: 没有", "resources: [a]");
    Contract contract =
        Sources.read(schemas, Sources.contract(source, "csv", "append", Sources.COLUMNS));
    assertThat(Sources.fetch(lake, contract).held())
        .singleElement()
        .asString()
        .contains("/api/3/action/package_show answers with Not Found Error")
        .doesNotContain("id=");
  }

  @Test
  void aContractSaysWhichDatasetAndResources() {
    assertThatThrownBy(() -> fetch("csv", "append")).hasMessageContaining("which resources?");
    assertThatThrownBy(() -> fetch("csv", "append", "resources: [a]", "datastore: true"))
        .hasMessageContaining("write format: jsonl");
  }
}
