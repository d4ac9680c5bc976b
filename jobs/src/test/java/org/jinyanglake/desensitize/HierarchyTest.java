package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HierarchyTest {
  @TempDir Path temp;

  @Test
  void aValueIsLookedUpAtAnyLevel() throws Exception {
    Hierarchy region =
        read("street,district,city", "柳巷街道,迎泽区,太原市", "桥东街道,迎泽区,太原市", "平阳路街道,小店区,太原市");

    assertThat(region.levels()).containsExactly("street", "district", "city");
    assertThat(ancestor(region, "柳巷街道", "district")).isEqualTo("迎泽区");
    assertThat(ancestor(region, "柳巷街道", "city")).isEqualTo("太原市");
    assertThat(ancestor(region, "迎泽区", "street")).isEqualTo("迎泽区");
    assertThat(ancestor(region, "迎泽区", "city")).isEqualTo("太原市");
    assertThat(ancestor(region, "\u3000柳巷街道 ", "district")).isEqualTo("迎泽区");
    assertThat(ancestor(region, "海淀区", "city")).isEqualTo("*");
    assertThat(ancestor(region, "", "city")).isEqualTo("*");
  }

  @Test
  void aBranchMayHaveFewerLevels() throws Exception {
    Hierarchy region = read("street,district,city", "古交市,古交市,太原市", "西曲街道,古交市,太原市");

    assertThat(ancestor(region, "古交市", "street")).isEqualTo("古交市");
    assertThat(ancestor(region, "古交市", "city")).isEqualTo("太原市");
  }

  @Test
  void theSameValueBelowTwoParentsIsAnError() {
    assertThatThrownBy(() -> read("street,district", "新城街道,迎泽区", "柳巷街道,迎泽区", "新城街道,尖草坪区"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region.csv:4: '新城街道' stands elsewhere in line 2");
  }

  @Test
  void aLineThatLacksALevelIsAnError() {
    assertThatThrownBy(() -> read("street,district", "柳巷街道"))
        .hasMessageContaining("region.csv:2: expected 2 values (street,district)");
    assertThatThrownBy(() -> read("street,district", "柳巷街道,"))
        .hasMessageContaining("region.csv:2: expected 2 values");
    assertThatThrownBy(() -> read("street,street", "a,b"))
        .hasMessageContaining("region.csv:1: the first line must name each level once");
    assertThatThrownBy(() -> read()).hasMessageContaining("region.csv:1: ");
  }

  @Test
  void whatIsMissingIsNamedWithWhatThereIs() throws Exception {
    Hierarchy region = read("street,district", "柳巷街道,迎泽区");

    assertThatThrownBy(() -> region.level("city")).hasMessageContaining("street, district");
    assertThatThrownBy(() -> Hierarchies.read(temp).get("industry"))
        .hasMessageContaining("no such hierarchy, but [region]");
  }

  @Test
  void pointsAreOfRegionsThatThereAreAndOnEarth() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"region,lon,lat", "region.csv:1: expected region,longitude,latitude"},
          {"region,longitude,latitude\n迎泽区,112.57", "region.csv:2: expected"},
          {"region,longitude,latitude\n海淀区,116.3,40", "region.csv:2: '海淀区' is no region"},
          {"region,longitude,latitude\n迎泽区,112.57,97", "region.csv:2: a point is"},
          {"region,longitude,latitude\n迎泽区,东,北", "region.csv:2: a point is"},
          {"region,longitude,latitude\n迎泽区,112,37\n迎泽区,112,37", "region.csv:3: '迎泽区' has"}
        }) {
      Files.createDirectories(temp.resolve("points"));
      Files.writeString(temp.resolve("points/region.csv"), wrong[0]);
      assertThatThrownBy(() -> read("street,district", "柳巷街道,迎泽区"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong[1]);
    }
  }

  /** 20 sections and 97 divisions (GB/T 4754-2017). */
  @Test
  void industriesAreThoseOfTheStandard() {
    Hierarchy industry = Hierarchy.read(PROJECT.resolve("conf/hierarchies/industry.csv"));
    for (int division = 1; division <= 97; division++) {
      assertThat(industry.levelOf("%02d".formatted(division))).contains("division");
    }
    assertThat(industry.levelOf("98")).isEmpty();
    for (char section = 'B'; section <= 'T'; section++) {
      assertThat(industry.levelOf("" + section)).contains("section");
    }
    assertThat(ancestor(industry, "43", "section")).isEqualTo("C");
    assertThat(ancestor(industry, "79", "section")).isEqualTo("N");
    assertThat(ancestor(industry, "44", "sector")).isEqualTo("B-E");
    assertThat(ancestor(industry, "T", "sector")).isEqualTo("F-T");
  }

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private Hierarchy read(String... lines) throws Exception {
    Path file = temp.resolve("region.csv");
    Files.write(file, java.util.List.of(lines));
    return Hierarchy.read(file);
  }

  private static String ancestor(Hierarchy hierarchy, String value, String level) {
    return hierarchy.ancestor(UTF8String.fromString(value), hierarchy.level(level)).toString();
  }
}
