package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jinyanglake.lake.Lake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg catalogs in a database that cannot be read, or do not know the table. */
@EnabledOnOs(OS.LINUX)
class IcebergVersionsTest {
  @TempDir Path folder;

  private String held(Path catalog) {
    String source =
        """
          - server: source
            type: custom
            location: jdbc:sqlite:%s
            catalog: theirs
            customProperties:
              - {property: api, value: iceberg}
              - {property: table, value: wards.counts}
              - {property: attempts, value: 1}
        """
            .formatted(catalog);
    try (Lake lake = Sources.lake(folder.resolve("home"))) {
      return String.join(
          "",
          Sources.fetch(
                  lake,
                  Sources.read(
                      folder.resolve("schemas"),
                      Sources.contract(source, "jsonl", "snapshot", Sources.COLUMNS)))
              .held());
    }
  }

  /** Files of a folder that this process holds open. */
  private static List<String> open(Path folder) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(IcebergVersionsTest::target)
          .filter(file -> file.startsWith(folder.toString()))
          .toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  @Test
  void aCatalogThatFailsIsClosed() throws Exception {
    Path theirs = Files.createDirectories(folder.resolve("theirs")).toRealPath();
    Path broken = Files.writeString(theirs.resolve("broken.db"), "no database, whatever its name");
    Path empty = theirs.resolve("empty.db");
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.setConf(new org.apache.hadoop.conf.Configuration());
      catalog.initialize(
          "theirs", Map.of("uri", "jdbc:sqlite:" + empty, "warehouse", theirs.toString()));
      assertThat(open(theirs)).as("what the test counts").isNotEmpty();
    }

    assertThat(held(broken)).contains("the catalog's database cannot be read");
    assertThat(held(empty)).contains("there is no such table; check location, catalog and table");
    assertThat(open(theirs)).isEmpty();
  }
}
