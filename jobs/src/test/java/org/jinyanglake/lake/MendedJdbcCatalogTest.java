package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MendedJdbcCatalogTest {

  private static final Namespace TRANSPORT = Namespace.of("transport");
  private static final TableIdentifier SWIPES = TableIdentifier.of(TRANSPORT, "bus_swipes");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "card", Types.StringType.get()));

  @TempDir Path folder;

  private String url;

  @BeforeEach
  void place() {
    url = "jdbc:sqlite:" + folder.resolve("raw.db");
  }

  @Test
  void makesTablesThatOtherReadersOfSchemaV1Understand() throws Exception {
    try (MendedJdbcCatalog catalog = open(Map.of())) {
      catalog.createNamespace(TRANSPORT);
      catalog.createTable(SWIPES, SCHEMA);
      assertThat(query("SELECT iceberg_type FROM iceberg_tables")).containsExactly("TABLE");
    }
  }

  @Test
  void tellsOfAllTablesAtOnceWhichHaveMovedOn() throws Exception {
    try (MendedJdbcCatalog catalog = open(Map.of())) {
      TableIdentifier cards = TableIdentifier.of(Namespace.of("finance"), "cards");
      for (TableIdentifier each : List.of(SWIPES, cards)) {
        catalog.createNamespace(each.namespace());
        catalog.createTable(each, SCHEMA);
      }
      Map<TableIdentifier, String> before = catalog.heads();
      assertThat(before).containsOnlyKeys(SWIPES, cards);

      catalog.loadTable(SWIPES).newAppend().commit();
      assertThat(catalog.heads())
          .containsEntry(cards, before.get(cards))
          .doesNotContainEntry(SWIPES, before.get(SWIPES));
    }
  }

  @Test
  void writesAheadToALogSoThatReadersNeverWait() throws Exception {
    try (MendedJdbcCatalog catalog = open(Map.of())) {
      catalog.createNamespace(TRANSPORT);
      assertThat(query("PRAGMA journal_mode")).containsExactly("wal");
    }
  }

  @Test
  void keepsWhatTheUrlOfTheCatalogAlreadySays() {
    assertThat(MendedJdbcCatalog.withSqliteDefaults("jdbc:sqlite:/a.db"))
        .isEqualTo("jdbc:sqlite:/a.db?journal_mode=WAL&busy_timeout=30000");
    assertThat(MendedJdbcCatalog.withSqliteDefaults("jdbc:sqlite:/a.db?busy_timeout=5"))
        .isEqualTo("jdbc:sqlite:/a.db?busy_timeout=5&journal_mode=WAL");
    assertThat(MendedJdbcCatalog.withSqliteDefaults("jdbc:postgresql://db/raw"))
        .isEqualTo("jdbc:postgresql://db/raw");
  }

  @Test
  void namesTheLakeAsOwnerAndNotWhoeverRunsSpark() throws Exception {
    SparkSession spark = SharedSpark.session().newSession();
    String zone = "spark.sql.catalog.mended";
    spark.conf().set(zone, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(zone + ".catalog-impl", MendedJdbcCatalog.class.getName());
    spark.conf().set(zone + ".uri", url);
    spark.conf().set(zone + ".warehouse", folder.toString());
    spark.conf().set(zone + ".owner", "city-lake");

    spark.sql("CREATE NAMESPACE mended.transport");
    spark.sql("CREATE TABLE mended.transport.bus_swipes (card STRING) USING iceberg");

    assertThat(
            query(
                "SELECT property_value FROM iceberg_namespace_properties WHERE property_key = 'owner'"))
        .containsExactly("city-lake");
    try (MendedJdbcCatalog catalog = open(Map.of())) {
      assertThat(catalog.loadTable(SWIPES).properties()).containsEntry("owner", "city-lake");
    }
  }

  @Test
  void saysWhichCatalogIsLockedAndLeavesTheTableAsItWas() throws Exception {
    try (MendedJdbcCatalog catalog = open(Map.of("uri", url + "?busy_timeout=50"))) {
      catalog.createNamespace(TRANSPORT);
      Table table = catalog.createTable(SWIPES, SCHEMA);
      try (Connection other = DriverManager.getConnection(url);
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        assertThatThrownBy(() -> table.updateProperties().set("a", "b").commit())
            .isInstanceOf(CatalogUnavailableException.class)
            .hasMessageContaining(folder.resolve("raw.db").toString())
            .hasMessageContaining("locked")
            .hasMessageContaining("run again");
      }
      table.updateProperties().set("c", "d").commit();
      assertThat(catalog.loadTable(SWIPES).properties())
          .containsEntry("c", "d")
          .doesNotContainKey("a");
    }
  }

  @Test
  void neverPrintsThePasswordOfAnUnreachableCatalog() {
    assertThatThrownBy(
            () -> open(Map.of("uri", "jdbc:postgresql://127.0.0.1:1/raw?password=hush-hush")))
        .isInstanceOf(CatalogUnavailableException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/raw")
        .hasMessageNotContaining("hush-hush");
  }

  /** Verbs that only read the catalog start in a fraction of a second: Spark must stay out. */
  @Test
  void opensACatalogAndMakesATableWithoutSparkOnTheClassPath() throws Exception {
    String sparkless =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("/org/apache/spark/"))
            .collect(Collectors.joining(File.pathSeparator));
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                sparkless,
                WithoutSpark.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    assertThat(query("SELECT table_name FROM iceberg_tables")).containsExactly("bus_swipes");
  }

  static final class WithoutSpark {
    public static void main(String[] args) {
      try {
        Class.forName("org.apache.spark.sql.SparkSession");
        throw new IllegalStateException("Spark is on the class path, so this proves nothing");
      } catch (ClassNotFoundException expected) {
        MendedJdbcCatalogTest test = new MendedJdbcCatalogTest();
        test.folder = Path.of(args[0]);
        test.place();
        try (MendedJdbcCatalog catalog = test.open(Map.of())) {
          catalog.createNamespace(TRANSPORT);
          catalog.createTable(SWIPES, SCHEMA);
        }
      }
    }
  }

  private MendedJdbcCatalog open(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>();
    all.put("uri", url);
    all.put("warehouse", folder.toString());
    all.putAll(properties);
    MendedJdbcCatalog catalog = new MendedJdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize("mended", all);
    return catalog;
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
