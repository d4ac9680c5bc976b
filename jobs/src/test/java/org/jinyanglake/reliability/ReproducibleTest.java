package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;
import org.jinyanglake.cli.Main;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Rebuild;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same rows come out on one core or many, however many tasks there are and in whatever order
 * the landing files hold their rows. All techniques that look at more than one row are at work, and
 * the rows are enough to be spread over tasks.
 */
@EnabledIfSystemProperty(named = "slow", matches = "true")
class ReproducibleTest {
  private static final List<String> DATASETS = List.of("health.stays", "city.load");
  private static final int ROWS = 10_500;

  private static final String STAYS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:stays
      name: stays
      version: 1.0.0
      status: active
      domain: health
      tenant: 测试市
      description: {purpose: 住院, limitations: 已脱敏, usage: 研究}
      servers:
        - {server: landing, type: local, path: "health/stays/*.csv", format: csv}
      schema:
        - name: stays
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: sample, value: {fraction: 0.7, by: phone}}
            - {property: anonymity, value: {k: 5, person: phone}}
          properties:
            - {name: day, logicalType: date, required: true, partitioned: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: id, logicalType: integer, required: true, primaryKey: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: phone, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: phone}}]}
            - {name: age, logicalType: integer, physicalType: int, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: range, width: 5}}]}
            - {name: district, logicalType: string, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: generalize, hierarchy: region_name, level: district}}]}
            - {name: weight, logicalType: number, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: round, to: 5}}]}
            - {name: came, logicalType: date, classification: sensitive, customProperties: [{property: conditional, value: {technique: shift, by: phone, days: 30}}]}
            - {name: lactate, logicalType: number, classification: sensitive, customProperties: [{property: conditional, value: {technique: microaggregate, k: 7}}]}
            - {name: income, logicalType: number, classification: sensitive, customProperties: [{property: conditional, value: {technique: noise, scale: 500, least: 0, most: 20000}}]}
          quality:
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ IsPrimaryKey "id" ]'}
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      """;

  /** Sums of doubles, whose last digits hang on the order in Spark's own. */
  private static final String LOAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:load
      name: load
      version: 1.0.0
      status: active
      domain: city
      tenant: 测试市
      description: {purpose: 负荷, limitations: 人数不足的格不开放, usage: 研究}
      servers:
        - server: lake
          type: custom
          customProperties:
            - property: sql
              value: |
                SELECT day, district, COUNT(DISTINCT phone) AS persons, SUM(lactate) AS total, AVG(lactate * weight) AS mean
                FROM health.stays GROUP BY day, district
      schema:
        - name: load
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: cells, value: persons}
          properties:
            - {name: day, logicalType: date, required: true, partitioned: true, primaryKey: true, primaryKeyPosition: 1, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: district, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 2, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: persons, logicalType: integer, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: total, logicalType: number, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: mean, logicalType: number, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      """;

  @TempDir Path temp;
  private Path schemas;
  private Path home;

  @BeforeEach
  void runOnTwoCores() throws Exception {
    schemas = Files.createDirectory(temp.resolve("schemas"));
    Files.writeString(
        Files.createDirectory(schemas.resolve("health")).resolve("stays.yaml"), STAYS);
    Files.writeString(Files.createDirectory(schemas.resolve("city")).resolve("load.yaml"), LOAD);
    home = temp.resolve("home");
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE).approved()) {
      List<String> rows = rows();
      land(lake, "a", rows.subList(0, ROWS / 2));
      land(lake, "b", rows.subList(ROWS / 2, ROWS));
      assertThat(lake.run().datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));
      assertThat(lake.rows(Zone.CONDITIONAL, "health.stays").count()).isBetween(6_000L, 8_500L);
    }
  }

  private static List<String> rows() {
    String[] districts = {"小店区", "迎泽区", "杏花岭区", "万柏林区", "尖草坪区", "晋源区", "古交市"};
    Random random = new Random(7);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int person = random.nextInt(6_000);
      rows.add(
          "2024-03-0%d,%d,P%d,%d,%s,%s,1899-03-%02d,%s,%s"
              .formatted(
                  4 + i % 2,
                  i,
                  person,
                  person % 97,
                  districts[person % 101 % 7],
                  40 + person % 60 + random.nextInt(10) * 0.1,
                  1 + person % 28,
                  random.nextDouble() * 10,
                  random.nextInt(20_000) * 0.7));
    }
    return rows;
  }

  private static void land(TestLake lake, String name, List<String> rows) {
    lake.land(
        "health/stays/" + name + ".csv",
        "day,id,phone,age,district,weight,came,lactate,income\n" + String.join("\n", rows) + "\n");
  }

  /** A folder of the project's configuration, but for Spark's. */
  private Path conf(int cores, int tasks) throws Exception {
    Path conf = temp.resolve("conf-" + cores);
    PathUtils.copyDirectory(TestLake.PROJECT.resolve("conf"), conf);
    Files.writeString(
        conf.resolve("lake.yaml"),
        """
        spark: {spark.master: "local[%d]", spark.driver.host: 127.0.0.1, spark.driver.bindAddress: 127.0.0.1, spark.sql.shuffle.partitions: %d, spark.sql.autoBroadcastJoinThreshold: %d}
        """
            .formatted(cores, tasks, cores == 1 ? -1 : 10_000_000));
    return conf;
  }

  private JsonNode lake(Path home, Path conf, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--json",
            "--lake-home",
            home.toString(),
            "--schemas",
            schemas.toString(),
            "--conf",
            conf.toString()));
    Process process = Jvm.start(Main.class, Map.of(), null, all.toArray(String[]::new));
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(out).isZero();
    return new ObjectMapper().readTree(out);
  }

  /** The content of each partition, made anew; it is equal to what is published there. */
  private Map<String, String> contents(Path home, Path conf) throws Exception {
    Map<String, String> contents = new TreeMap<>();
    for (String dataset : DATASETS) {
      for (JsonNode each : lake(home, conf, "rebuild", dataset).path("partitions")) {
        assertThat(each.path("outcome").asText()).isEqualTo("equal");
        contents.put(
            dataset + " " + each.path("partition").asText(), each.path("content").asText());
      }
    }
    assertThat(contents).hasSize(4);
    return contents;
  }

  /** The same in this JVM: on two cores. */
  private Map<String, String> contents(Path home) {
    Map<String, String> contents = new TreeMap<>();
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      for (String dataset : DATASETS) {
        new Pipeline(
                lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
            .rebuild(
                DatasetName.parse(dataset),
                List.of(Zone.CONDITIONAL),
                Optional.empty(),
                lake::engine)
            .partitions()
            .forEach(
                each -> {
                  assertThat(each.outcome()).isEqualTo(Rebuild.Outcome.EQUAL);
                  contents.put(dataset + " " + each.partition(), each.content());
                });
      }
    }
    return contents;
  }

  @Test
  void onOneCoreOrFourWithOtherTasksAndFilesInAnotherOrder() throws Exception {
    Path one = conf(1, 1);
    Path four = conf(4, 7);
    Map<String, String> contents = contents(home, one);
    assertThat(contents(home, four)).isEqualTo(contents);

    Path other = temp.resolve("other");
    try (TestLake lake = TestLake.of(other, schemas, Observer.NONE).approved()) {
      List<String> rows = rows();
      Collections.shuffle(rows, new Random(1));
      for (int i = 0; i < 5; i++) {
        land(lake, "z" + (9 - i), rows.subList(i * ROWS / 5, (i + 1) * ROWS / 5));
      }
    }
    PathUtils.copyDirectory(
        home.resolve("keys"),
        other.resolve("keys"),
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(
        other.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
    lake(other, four, "run");

    assertThat(contents(other)).isEqualTo(contents);
  }

  @AfterEach
  void nothingIsLeftInStaging() {
    assertThat(home.resolve("warehouse/staging").toFile().list())
        .satisfiesAnyOf(list -> assertThat(list).isNull(), list -> assertThat(list).isEmpty());
  }
}
