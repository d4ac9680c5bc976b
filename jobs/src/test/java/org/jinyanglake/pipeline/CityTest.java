package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo city, from landing files to open and conditional tables. */
class CityTest {
  @TempDir Path home;

  @Test
  void flowsFromFilesToOpenTables() throws Exception {
    DemoCity.rows(4_000).seed(7).days(3).writeTo(home.resolve("landing"));
    try (TestLake city = TestLake.city(home).approved()) {
      Summary summary = city.run();
      summary.datasets().forEach(System.err::println);
      System.err.println(city.run());
      assertThat(city.rows(Zone.OPEN, "environment.air_quality").count()).isPositive();
    }
  }
}
