package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rules are not proposed, because a lake could not live with them. */
class ProposedRulesTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:%1$s
      name: %1$s
      version: 1.0.0
      status: active
      domain: city
      servers: [{server: landing, type: local, path: "city/%1$s/*.csv", format: csv}]
      schema:
        - name: %1$s
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - {property: loadMode, value: upsert}
            - {property: orderColumn, value: seen}
          properties:
            - {name: code, logicalType: string, required: true, primaryKey: true, classification: public}
            - {name: street, logicalType: string, classification: public}
            - {name: seen, logicalType: integer, required: true, classification: public}
          quality: [%2$s]
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String REFERENCE =
      "ReferentialIntegrity \"street\" \"city.streets.code\" = 1.0";

  @TempDir Path folder;

  @Test
  void aDeclaredKeyIsLeftToLoading() throws IOException {
    assertThat(proposedForBins("", ""))
        .contains(REFERENCE)
        .noneMatch(rule -> rule.startsWith("IsPrimaryKey"));
  }

  @Test
  void whatIsJudgedAfterADatasetIsNothingForItToReferTo() throws IOException {
    assertThat(proposedForBins(match("city.walks"), match("city.bins")))
        .isNotEmpty()
        .doesNotContain(REFERENCE);
  }

  private static String match(String other) {
    return "{type: custom, engine: deequ, severity: warning, implementation: 'Rules = [ RowCountMatch \"%s\" >= 0.0 ]'}"
        .formatted(other);
  }

  private List<String> proposedForBins(String ofStreets, String ofWalks) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/city"));
    Files.writeString(schemas.resolve("streets.yaml"), CONTRACT.formatted("streets", ofStreets));
    Files.writeString(schemas.resolve("walks.yaml"), CONTRACT.formatted("walks", ofWalks));
    Files.writeString(schemas.resolve("bins.yaml"), CONTRACT.formatted("bins", ""));
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE)) {
      assertThat(lake.contracts().problems()).noneMatch(problem -> problem.isError());
      lake.land("city/streets/1.csv", rows(10, "s", "t"));
      lake.land("city/bins/1.csv", rows(60, "b", "s"));
      lake.run("city.streets");
      lake.run("city.bins");
      return new Suggestions(lake.contracts().contracts(), Hierarchies.NONE)
              .dataset(
                  lake.contract("city.bins"),
                  lake.lake().version(Zone.RAW, DatasetName.parse("city.bins")).orElseThrow(),
                  lake.engine())
              .suggestions()
              .stream()
              .map(each -> each.rule().dqdl())
              .toList();
    }
  }

  private static String rows(int count, String code, String street) {
    return "code,street,seen\n"
        + IntStream.range(0, count)
            .mapToObj(i -> code + i + "," + street + i % 10 + ",1\n")
            .collect(Collectors.joining());
  }
}
