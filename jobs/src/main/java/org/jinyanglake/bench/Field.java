package org.jinyanglake.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/** The dataset of the benchmark: its contract, and landing files of any size. */
record Field(String name) {
  static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

  /** Its contract: ten columns, eight opened, two of them as tokens; four rules. */
  String contract() {
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:bench:bench:%1$s
        name: %1$s
        version: 1.0.0
        status: active
        domain: bench
        tenant: bench
        description: {purpose: benchmark, limitations: none, usage: benchmark}
        servers:
          - {server: landing, type: local, path: "bench/%1$s/*.csv", format: csv}
        schema:
          - name: %1$s
            physicalType: table
            customProperties:
              - {property: openingType, value: conditional}
              - {property: legalBasis, value: none}
              - {property: provider, value: bench}
            properties:
              - {name: day, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
              - {name: id, logicalType: string, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
              - {name: card, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: card}}]}
              - {name: phone, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: phone}}]}
              - {name: age, logicalType: integer, physicalType: int, classification: public, customProperties: [{property: conditional, value: {technique: range, width: 10}}]}
              - {name: district, logicalType: string, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
              - {name: amount, logicalType: number, physicalType: "decimal(10,2)", classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
              - {name: at, logicalType: timestamp, logicalTypeOptions: {format: "yyyy-MM-dd HH:mm:ss"}, classification: public, customProperties: [{property: conditional, value: {technique: truncate, unit: hour}}]}
              - {name: score, logicalType: number, classification: public}
              - {name: note, logicalType: string, classification: sensitive}
            quality:
              - {type: custom, engine: deequ, severity: error, implementation: 'Rules = [ IsComplete "id", RowCount > 0 ]'}
              - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "amount" >= 0 ]'}
              - {type: custom, engine: deequ, severity: warning, implementation: 'Rules = [ Completeness "phone" > 0.9 ]'}
        team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
        slaProperties: [{property: frequency, value: 1, unit: d}, {property: retention, value: 1, unit: y}]
        """
        .formatted(name);
  }

  /** Writes days of landing files, one file for {@code perFile} days. */
  void land(Path landing, int firstDay, int days, int perFile, long rowsADay) {
    Path folder = landing.resolve("bench").resolve(name);
    try {
      Files.createDirectories(folder);
      for (int day = firstDay; day < firstDay + days; day += perFile) {
        Path file = folder.resolve("%s-%s.csv".formatted(name, FIRST.plusDays(day)));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
          out.write("day,id,card,phone,age,district,amount,at,score,note\n");
          for (int d = day; d < Math.min(day + perFile, firstDay + days); d++) {
            rows(out, d, rowsADay);
          }
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void rows(BufferedWriter out, int day, long rows) throws IOException {
    SplittableRandom random = new SplittableRandom(31L * day + name.hashCode());
    String date = FIRST.plusDays(day).toString();
    for (long row = 0; row < rows; row++) {
      long person = (long) (100_000 * Math.pow(random.nextDouble(), 3));
      out.write(
          String.format(
              Locale.ROOT,
              "%s,%s-%d-%d,C%010d,%d,%d,区%d,%d.%02d,%s %02d:%02d:%02d,%d.%d,备注 %d 道路 %d 号%n",
              date,
              name,
              day,
              row,
              person * 7919,
              2_000_000_000L + person,
              random.nextInt(1, 100),
              random.nextInt(10),
              random.nextInt(10_000),
              random.nextInt(100),
              date,
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(60),
              random.nextInt(100),
              random.nextInt(10),
              random.nextInt(1000),
              random.nextInt(1000)));
    }
  }
}
