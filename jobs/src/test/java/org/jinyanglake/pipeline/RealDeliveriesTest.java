package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that nobody here wrote, each dataset loaded whole in one run. */
class RealDeliveriesTest {
  private static final Path DATA =
      Stream.of("../../shared/data", "../shared/data")
          .map(Path::of)
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("missing"));

  @TempDir Path folder;

  @BeforeAll
  static void haveTheData() {
    Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is not beside the project");
  }

  private static String column(String name, String header, String more) {
    return "name: %s, physicalName: \"%s\", classification: public, %s"
        .formatted(name, header, more);
  }

  private static ContractYaml contract(String name, List<String> columns) {
    ContractYaml contract = ContractYaml.of("health." + name);
    columns.forEach(contract::column);
    return contract;
  }

  private TestLake lake(String name, List<String> columns) {
    Path schemas = contract(name, columns).writeTo(folder.resolve("schemas"));
    return TestLake.of(folder.resolve("home"), schemas, Observer.NONE);
  }

  /**
   * Daily reports of 49 days: a byte-order mark that comes and goes, line ends that change, three
   * ways to write a time, two columns more from the 40th day on.
   */
  @Test
  void aYearWhoseHeaderChangedHalfWay() throws Exception {
    List<String> columns =
        List.of(
            column("province", "Province/State", "logicalType: string"),
            column("country", "Country/Region", "logicalType: string, required: true"),
            column(
                "updated_at",
                "Last Update",
                "logicalType: timestamp, logicalTypeOptions: {format: \"[yyyy-MM-dd'T'HH:mm:ss][M/d/yyyy H:mm][M/d/yy H:mm]\"}"),
            column("confirmed", "Confirmed", "logicalType: integer"),
            column("deaths", "Deaths", "logicalType: integer"),
            column("recovered", "Recovered", "logicalType: integer"),
            column(
                "latitude",
                "Latitude",
                "logicalType: number, customProperties: [{property: mayBeMissing, value: true}]"),
            column(
                "longitude",
                "Longitude",
                "logicalType: number, customProperties: [{property: mayBeMissing, value: true}, {property: aliases, value: [Long_]}]"));
    try (TestLake lake = lake("reports", columns)) {
      Path landing = Files.createDirectories(folder.resolve("home/landing/health/reports"));
      PathUtils.copyDirectory(DATA.resolve("jhu"), landing);

      Outcome outcome = lake.run().datasets().get(0);

      assertThat(outcome.held()).isEmpty();
      assertThat(outcome.files()).isEqualTo(49);
      assertThat(outcome.stored()).isEqualTo(4719);
      assertThat(outcome.refused()).isZero();
      Row all =
          lake.rows(Zone.RAW, "health.reports")
              .agg(
                  sum("confirmed"), count(col("latitude")), count(col("updated_at")), count(lit(1)))
              .head();
      assertThat(all.mkString(" ")).isEqualTo("2724663 1901 4719 4719");
    }
  }

  /** Counts by country, province and city of 65 days as CSV, three of these days also as JSON. */
  @Test
  void dailyCountsAsCsvAndAsJson() throws Exception {
    List<String> columns =
        List.of(
            column("date", "date", "logicalType: date, required: true"),
            column("country", "country", "logicalType: string, required: true"),
            column("country_code", "countryCode", "logicalType: string"),
            column("province", "province", "logicalType: string"),
            column("province_code", "provinceCode", "logicalType: string"),
            column("city", "city", "logicalType: string"),
            column("city_code", "cityCode", "logicalType: string"),
            column("confirmed", "confirmed", "logicalType: integer, required: true"),
            column("suspected", "suspected", "logicalType: integer, required: true"),
            column("cured", "cured", "logicalType: integer, required: true"),
            column("dead", "dead", "logicalType: integer, required: true"));
    String[] names =
        columns.stream()
            .map(each -> each.replaceAll("name: (\\w+),.*", "$1"))
            .toArray(String[]::new);
    Path schemas = contract("epidemic", columns).writeTo(folder.resolve("schemas"));
    contract("epidemic_json", columns).files("json", "json").writeTo(schemas);
    for (String format : List.of("csv", "json")) {
      Path landing =
          folder.resolve(
              "home/landing/health/" + (format.equals("csv") ? "epidemic" : "epidemic_json"));
      PathUtils.copyDirectory(DATA.resolve("epidemic/" + format), Files.createDirectories(landing));
    }
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE)) {
      for (Outcome outcome : lake.run().datasets()) {
        boolean csv = outcome.dataset().equals("health.epidemic");
        assertThat(outcome.held()).isEmpty();
        assertThat(outcome.files()).isEqualTo(csv ? 65 : 3);
        assertThat(outcome.stored()).isEqualTo(csv ? 27_894 : 453 + 454 + 463);
        assertThat(outcome.refused()).isZero();
      }
      Dataset<Row> rows = lake.rows(Zone.RAW, "health.epidemic");
      Row all =
          rows.agg(
                  sum("confirmed"),
                  sum("suspected"),
                  sum("cured"),
                  sum("dead"),
                  sum(expr("int(city_code = '140100')")),
                  countDistinct("date"))
              .head();
      assertThat(all.mkString(" ")).isEqualTo("9253754 449604 3800384 296346 54 65");
      Dataset<Row> threeDays =
          rows.where("date BETWEEN DATE '2020-02-01' AND DATE '2020-02-03'").selectExpr(names);
      Dataset<Row> json = lake.rows(Zone.RAW, "health.epidemic_json").selectExpr(names);
      assertThat(threeDays.exceptAll(json).isEmpty() && json.exceptAll(threeDays).isEmpty())
          .isTrue();
    }
  }

  /** A column by a new name is not taken for another one; the message says which edit helps. */
  @Test
  void aRenamedColumnHoldsTheFileBackUntilTheContractKnowsIt() throws Exception {
    String known = column("deaths", "Deaths", "logicalType: integer");
    List<String> columns = List.of(column("country", "Country", "logicalType: string"), known);
    try (TestLake lake = lake("reports", columns)) {
      lake.land("health/reports/1.csv", "Country,Deaths\nItaly,1\n");
      lake.land("health/reports/2.csv", "Deaths_,Country\n2,Italy\n");
      Outcome outcome = lake.run().datasets().get(0);
      assertThat(outcome.stored()).isEqualTo(1);
      assertThat(outcome.held())
          .singleElement()
          .asString()
          .contains("the header lacks Deaths (is Deaths now Deaths_?)")
          .contains("{property: aliases, value: [Deaths_]}");
    }
    String renamed =
        column(
            "deaths",
            "Deaths",
            "logicalType: integer, customProperties: [{property: aliases, value: [Deaths_]}]");
    try (TestLake lake = lake("reports", List.of(columns.get(0), renamed))) {
      lake.land("health/reports/2.csv", "Deaths_,Country\n3,Italy\n");
      lake.land("health/reports/3.csv", "Deaths_,Deaths,Country\n3,3,Italy\n");
      Outcome outcome = lake.run().datasets().get(0);
      assertThat(outcome.stored()).isEqualTo(1);
      assertThat(outcome.held())
          .singleElement()
          .asString()
          .contains("has the column deaths by two names, Deaths and Deaths_");
      assertThat(lake.rows(Zone.RAW, "health.reports").orderBy("deaths").collectAsList())
          .extracting(row -> row.getString(0) + " " + row.get(1))
          .containsExactly("Italy 1", "Italy 3");
    }
  }

  @Test
  void tablesFullOfErrorsAreStoredAsTheyCame() throws Exception {
    for (String name : List.of("flights", "hospital")) {
      Path dirty = DATA.resolve("dirty/" + name + "/dirty.csv");
      String header;
      try (Stream<String> lines = Files.lines(dirty)) {
        header = lines.findFirst().orElseThrow();
      }
      List<String> columns =
          Stream.of(header.split(","))
              .map(
                  each ->
                      column(
                          each.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(),
                          each,
                          "logicalType: string"))
              .collect(Collectors.toList());
      try (TestLake lake = lake(name, columns)) {
        lake.land("health/" + name + "/dirty.csv", Files.readString(dirty));
        Outcome outcome = lake.run("health." + name).datasets().get(0);
        assertThat(outcome.stored()).isEqualTo(name.equals("flights") ? 2376 : 1000);
        assertThat(outcome.refused()).isZero();
      }
    }
  }
}
