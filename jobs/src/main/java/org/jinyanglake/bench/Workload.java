package org.jinyanglake.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Datasets of card payments that nobody made: contracts and landing files, the same for the same
 * numbers. Each has ten columns, four rules, a partition a day and a file a partition.
 *
 * @param datasets how many, named {@code bench.d000}…
 * @param days partitions of each
 * @param rows of each file
 */
record Workload(int datasets, int days, int rows) {
  static final String DOMAIN = "bench";
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
  private static final int PERSONS = 50_000;
  private static final String[] DISTRICTS = {
    "小店区", "迎泽区", "杏花岭区", "尖草坪区", "万柏林区", "晋源区", "清徐县", "阳曲县", "娄烦县", "古交市"
  };
  private static final String[] REMARKS = {"早高峰换乘，余额充足", "票价优惠已经计入", "设备离线，事后补传", "首次刷卡"};

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:bench:%1$s
      name: %1$s
      version: 1.0.0
      status: active
      domain: bench
      tenant: 太原市
      description: {purpose: 测速, limitations: 合成数据, usage: 测速}
      servers:
        - {server: landing, type: local, path: bench/%1$s/*.csv, format: csv}
      schema:
        - name: %1$s
          businessName: 刷卡流水
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: legalBasis, value: 太原市大数据发展促进条例 第八条}
            - {property: anonymity, value: {k: 3, person: card}}
            - {property: provider, value: 测速}
          properties:
            - {name: day, businessName: 日期, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: id, businessName: 流水号, logicalType: integer, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: card, businessName: 卡号, logicalType: string, required: true, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: card}}]}
            - {name: phone, businessName: 手机, logicalType: string, classification: direct-identifier, customProperties: [{property: conditional, value: {technique: token, domain: phone}}]}
            - {name: age, businessName: 年龄, logicalType: integer, physicalType: int, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: range, width: 10}}]}
            - {name: district, businessName: 区县, logicalType: string, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: generalize, hierarchy: region_name, level: district}}]}
            - {name: amount, businessName: 金额, logicalType: number, physicalType: "decimal(10,2)", classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: paid_at, businessName: 时间, logicalType: timestamp, logicalTypeOptions: {format: "yyyy-MM-dd HH:mm:ss"}, classification: public, customProperties: [{property: conditional, value: {technique: truncate, unit: hour}}]}
            - {name: channel, businessName: 渠道, logicalType: string, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: remark, businessName: 备注, logicalType: string, classification: direct-identifier}
          quality:
            - {type: custom, engine: deequ, severity: error, implementation: 'Rules = [ RowCount > 0, IsComplete "id" ]'}
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "age" between -1 and 130 ]'}
            - {type: custom, engine: deequ, severity: warning, implementation: 'Rules = [ Completeness "phone" > 0.9 ]'}
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      slaProperties: [{property: frequency, value: 1, unit: d}, {property: retention, value: 3, unit: y}]
      """;

  long allRows() {
    return (long) datasets * days * rows;
  }

  static String name(int dataset) {
    return String.format(Locale.ROOT, "d%03d", dataset);
  }

  /** Writes a contract for each dataset below {@code schemas}. */
  void writeContracts(Path schemas) throws IOException {
    Path folder = Files.createDirectories(schemas.resolve(DOMAIN));
    for (int i = 0; i < datasets; i++) {
      Files.writeString(folder.resolve(name(i) + ".yaml"), CONTRACT.formatted(name(i)));
    }
  }

  /** Writes the files of each dataset below {@code landing}. */
  void writeFiles(Path landing) throws IOException {
    for (int dataset = 0; dataset < datasets; dataset++) {
      Path folder = Files.createDirectories(landing.resolve(DOMAIN).resolve(name(dataset)));
      for (int day = 0; day < days; day++) {
        writeFile(folder, dataset, FIRST.plusDays(day), "");
      }
    }
  }

  /** Writes one more file for the last day of the first dataset. */
  void writeLateFile(Path landing) throws IOException {
    Path folder = landing.resolve(DOMAIN).resolve(name(0));
    writeFile(folder, datasets, FIRST.plusDays(days - 1L), "-late");
  }

  private void writeFile(Path folder, int seed, LocalDate day, String suffix) throws IOException {
    SplittableRandom random = new SplittableRandom(31L * day.toEpochDay() + seed);
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(day + suffix + ".csv"))) {
      out.write("day,id,card,phone,age,district,amount,paid_at,channel,remark\n");
      StringBuilder row = new StringBuilder(160);
      for (int i = 0; i < rows; i++) {
        int person = random.nextInt(PERSONS);
        int second = random.nextInt(86_400);
        int cents = random.nextInt(100, 100_000);
        row.setLength(0);
        row.append(day).append(',').append(day.toEpochDay() * 10_000_000L + i);
        // Of no bank: the first digit is not one of a card's.
        row.append(",09").append(100_000_000L + person).append(",0").append(200_000_000L + person);
        row.append(',').append(person % 97).append(',').append(DISTRICTS[person / 97 % 10]);
        row.append(',').append(cents / 100).append('.').append(cents / 10 % 10).append(cents % 10);
        row.append(',').append(day).append(' ');
        two(row, second / 3600).append(':');
        two(row, second / 60 % 60).append(':');
        two(row, second % 60).append(',').append(second % 3 == 0 ? "APP" : "柜台").append(',');
        row.append(REMARKS[second % REMARKS.length]).append('\n');
        out.append(row);
      }
    }
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
