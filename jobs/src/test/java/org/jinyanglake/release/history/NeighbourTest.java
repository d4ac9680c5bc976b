package org.jinyanglake.release.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.StateFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With which partitions of another table rows are joined. */
class NeighbourTest {
  private static final List<String> COLUMNS = List.of("cost bigint");
  private static final List<String> DAYS_OF_DISTRICTS =
      List.of(
          "day=1899-01-04/district=%E5%B0%8F%E5%BA%97",
          "day=1899-01-04/district=null", "day=1899-01-05/district=null");

  private record Key(boolean begunAnew) implements RowKey {
    @Override
    public byte[] open() {
      return "sixteen letters!".getBytes(UTF_8);
    }
  }

  @TempDir Path folder;

  private Contract contract(String name, String... partitionColumns) throws Exception {
    Path file = Files.createDirectories(folder.resolve("schemas/health")).resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:test:health:%1$s
        name: %1$s
        version: 1.0.0
        status: active
        domain: health
        tenant: 太原市
        description: {purpose: 就诊, limitations: 已脱敏, usage: 研究}
        servers:
          - {server: landing, type: local, path: "health/%1$s/*.csv", format: csv}
        schema:
          - name: %1$s
            physicalType: table
            customProperties:
              - {property: openingType, value: conditional}
              - {property: grade, value: general-3}
              - {property: anonymity, value: {k: 3, person: patient_id}}
            properties:
        %2$s
              - {name: patient_id, logicalType: string, required: true, classification: direct-identifier}
              - {name: cost, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
        team:
          members:
            - {username: wang.jianguo, role: chiefDataOfficer}
            - {username: li.min, role: steward}
        """
            .formatted(
                name,
                Arrays.stream(partitionColumns)
                    .map(
                        column ->
                            "      - {name: %s, logicalType: %s, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}"
                                .formatted(column, column.equals("day") ? "date" : "string"))
                    .collect(Collectors.joining("\n"))));
    Contracts contracts = Contracts.in(folder.resolve("schemas")).read();
    assertThat(contracts.problems()).isEmpty();
    return contracts.contracts().stream()
        .filter(each -> each.dataset().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Rows of persons 1, 2, … */
  private static Remembered rows(int... persons) {
    Remembered rows = Remembered.nothing(COLUMNS);
    for (int person : persons) {
      rows.setValue(rows.addOpen(person, 42), 0, 100);
    }
    return rows;
  }

  /** How many of the other table's partitions the first of ours is joined with. */
  private Optional<Long> joined(Contract ours, Contract other, List<String> partitions)
      throws Exception {
    SortedMap<String, Remembered> there = new TreeMap<>();
    for (int i = 0; i < partitions.size(); i++) {
      there.put(partitions.get(i), rows(i + 1));
    }
    Notes notes =
        Notes.of(
            StateFiles.in(
                new org.apache.hadoop.fs.Path(folder.resolve("notes").toUri()),
                new Configuration()),
            other,
            Zone.CONDITIONAL,
            new Key(false),
            new OpenFiles());
    String file = notes.write(there);
    SortedMap<String, String> noted = new TreeMap<>();
    partitions.forEach(path -> noted.put(path, file));
    List<String> raw = List.of(ours.partitionColumns().isEmpty() ? "" : DAYS_OF_DISTRICTS.get(0));
    OpenRows here = rows(IntStream.rangeClosed(1, partitions.size()).toArray()).open();
    return Neighbour.of(ours, raw, other, COLUMNS, notes, noted)
        .map(neighbour -> neighbour.join(raw, here, 3).tried());
  }

  @Test
  void rowsAreJoinedWithPartitionsThatAreTheSameAsFarAsBothArePartitionedAlike() throws Exception {
    Contract ours = contract("visits", "day", "district");

    assertThat(joined(ours, contract("same", "day", "district"), DAYS_OF_DISTRICTS))
        .as("the same day and district")
        .contains(1L);
    assertThat(
            joined(
                ours,
                contract("turned", "district", "day"),
                List.of(
                    "district=%E5%B0%8F%E5%BA%97/day=1899-01-04", "district=null/day=1899-01-04")))
        .as("the same, in another order")
        .contains(1L);
    assertThat(joined(ours, contract("days", "day"), List.of("day=1899-01-04", "day=1899-01-05")))
        .as("the day")
        .contains(1L);
    assertThat(
            joined(
                ours,
                contract("shifts", "day", "shift"),
                List.of(
                    "day=1899-01-04/shift=a", "day=1899-01-04/shift=b", "day=1899-01-05/shift=a")))
        .as("all shifts of the day")
        .contains(2L);
    assertThat(joined(ours, contract("whole"), List.of(""))).as("all there is").contains(1L);
    assertThat(joined(contract("bills"), ours, DAYS_OF_DISTRICTS))
        .as("all days and districts")
        .contains(3L);
    assertThat(joined(ours, contract("later", "day"), List.of("day=1899-01-05")))
        .as("no such day")
        .isEmpty();
  }
}
