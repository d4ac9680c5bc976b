package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinates that are opened as the point of their district. */
class CentroidTest {
  private static final ContractYaml CONTRACT =
      ContractYaml.of("governance.sightings")
          .table("openingType", "conditional")
          .table("anonymity", "{k: 5, person: phone, withhold: 0}")
          .column(
              "name: lon, logicalType: number, classification: quasi-identifier",
              "technique: centroid, hierarchy: region_name, by: street, axis: longitude")
          .column(
              "name: lat, logicalType: number, physicalType: \"decimal(9,6)\", classification: quasi-identifier",
              "technique: centroid, hierarchy: region_name, by: street, axis: latitude")
          .column(
              "name: street, logicalType: string, classification: quasi-identifier",
              "technique: generalize, hierarchy: region_name, level: district")
          .column("name: phone, logicalType: string, classification: direct-identifier")
          .column(
              "name: kind, logicalType: string, required: true, partitioned: true, classification: public",
              "technique: keep");

  @TempDir Path folder;

  @Test
  void tellNoMoreThanTheRegionThatIsPublishedBesideThem() throws Exception {
    Path schemas = CONTRACT.writeTo(folder.resolve("schemas"));
    StringBuilder csv = new StringBuilder("lon,lat,street,phone,kind\n");
    String[] streets = {"坞城街道", "柳巷街道", "庙前街道", "小店街道", "无此街道"};
    for (int i = 0; i < 200; i++) {
      csv.append(
          "%s,37.%06d,%s,138%08d,噪声%n"
              .formatted(
                  i % 7 == 0 ? "" : "112.%06d".formatted(500_000 + i),
                  800_000 + i,
                  streets[i % 5],
                  i));
    }
    csv.append("111.800001,38.060001,娄烦镇,13900000000,噪声\n"); // alone in its county
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved()) {
      lake.land("governance/sightings/a.csv", csv.toString());

      assertThat(lake.run().datasets())
          .allSatisfy(
              each ->
                  assertThat(each.status()).as("%s", each.held()).isEqualTo(Outcome.Status.DONE));

      List<Row> rows = lake.rows(Zone.CONDITIONAL, "governance.sightings").collectAsList();
      assertThat(rows).hasSize(201);
      Map<String, Set<String>> points = new HashMap<>();
      for (Row row : rows) {
        points
            .computeIfAbsent(row.getAs("street"), any -> new HashSet<>())
            .add(row.getAs("lon") + " " + row.getAs("lat"));
      }
      assertThat(points).containsEntry("小店区", Set.of("112.57 37.730000"));
      assertThat(points).containsEntry("迎泽区", Set.of("112.57 37.870000"));
      assertThat(points).containsEntry("*", Set.of("null null"));
      assertThat(points).as("the one of 娄烦县 is not told by its point").doesNotContainKey("娄烦县");
      assertThat(points.values()).allMatch(each -> each.size() == 1);
    }
  }
}
