package org.jinyanglake.release.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file read by columns holds what Iceberg's own reader finds in it by rows. */
class FileRowsTest {

  /** Several row groups, and dictionaries that are given up half-way. */
  private static final Map<String, String> SMALL =
      Map.of(
          "write.parquet.row-group-size-bytes", "400000",
          "write.parquet.row-group-check-min-record-count", "1000",
          "write.parquet.row-group-check-max-record-count", "5000",
          "write.parquet.page-size-bytes", "4096",
          "write.parquet.dict-size-bytes", "6000");

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "age", Types.IntegerType.get()),
          Types.NestedField.optional(3, "name", Types.StringType.get()),
          Types.NestedField.optional(4, "code", Types.StringType.get()),
          Types.NestedField.optional(5, "amount", Types.DecimalType.of(10, 2)),
          Types.NestedField.optional(6, "sum", Types.DecimalType.of(30, 4)),
          Types.NestedField.optional(7, "share", Types.DoubleType.get()),
          Types.NestedField.optional(8, "day", Types.DateType.get()),
          Types.NestedField.optional(9, "at", Types.TimestampType.withZone()),
          Types.NestedField.optional(10, "active", Types.BooleanType.get()),
          Types.NestedField.optional(11, "small", Types.DecimalType.of(5, 1)),
          Types.NestedField.optional(12, "local", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(13, "nothing", Types.StringType.get()));

  @TempDir private Path folder;

  @Test
  void givesTheSameValuesAsIceberg() throws IOException {
    InputFile file = WrittenFile.of(folder.resolve("a.parquet"), SCHEMA, rows(40_000), SMALL);
    List<List<Object>> expected = new ArrayList<>();
    try (CloseableIterable<Record> records =
        Parquet.read(file)
            .project(SCHEMA)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(SCHEMA, type))
            .build()) {
      records.forEach(record -> expected.add(values(record)));
    }

    assertThat(read(file, SCHEMA, false)).isEqualTo(expected);
    assertThat(read(file, SCHEMA, true)).isEqualTo(expected);
  }

  /** What was read, once it has agreed with itself. */
  private static List<List<Object>> read(InputFile file, Schema schema, boolean numbered)
      throws IOException {
    List<Map<Object, Long>> told = new ArrayList<>();
    List<List<Object>> read = new ArrayList<>();
    int groups = 0;
    boolean alone = false;
    try (var reader = ParquetInput.open(file)) {
      FileRows rows = new FileRows(reader, schema);
      List<ColumnRows> columns = new ArrayList<>();
      for (Types.NestedField field : schema.columns()) {
        Map<Object, Long> of = new HashMap<>();
        told.add(of);
        ColumnRows column =
            rows.column(field.name()).tell((value, count) -> of.merge(value, count, Long::sum));
        columns.add(numbered ? column.numberAll() : column);
      }
      while (rows.nextGroup()) {
        groups++;
        List<Map<Integer, Object>> meanings = new ArrayList<>();
        columns.forEach(any -> meanings.add(new HashMap<>()));
        while (rows.next()) {
          for (int row = 0; row < rows.size(); row++) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
              Object value = columns.get(i).value(row);
              int number = columns.get(i).number(row);
              values.add(value);
              alone |= number == ColumnRows.ALONE;
              assertThat(number).isLessThan(columns.get(i).limit());
              assertThat(number == ColumnRows.NULL).isEqualTo(value == null);
              if (number > 0) {
                assertThat(columns.get(i).numbered(number)).isEqualTo(value);
                Object same = meanings.get(i).putIfAbsent(number, value);
                assertThat(same == null || same.equals(value)).isTrue();
              }
            }
            read.add(values);
          }
        }
      }
    }
    for (int i = 0; i < told.size(); i++) {
      Map<Object, Long> counted = new HashMap<>();
      for (List<Object> row : read) {
        if (row.get(i) != null) {
          counted.merge(row.get(i), 1L, Long::sum);
        }
      }
      assertThat(told.get(i)).isEqualTo(counted);
    }
    assertThat(groups).isGreaterThan(1);
    assertThat(alone).isEqualTo(!numbered);
    return read;
  }

  private static List<Object> values(Record record) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < record.size(); i++) {
      values.add(record.get(i));
    }
    return values;
  }

  private static List<Object[]> rows(int count) {
    SplittableRandom random = new SplittableRandom(11);
    List<Object[]> rows = new ArrayList<>();
    for (long id = 0; id < count; id++) {
      OffsetDateTime at =
          OffsetDateTime.of(1890, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
              .plusSeconds(random.nextInt(100_000_000));
      Object[] row = {
        id,
        random.nextInt(100),
        "名" + random.nextInt(30),
        "code " + random.nextInt(20_000),
        BigDecimal.valueOf(random.nextInt(), 2),
        new BigDecimal("12345678901234567890").add(BigDecimal.valueOf(random.nextInt(50), 4)),
        random.nextInt(1_000) / 8.0,
        LocalDate.ofEpochDay(random.nextInt(-40_000, -30_000)),
        at,
        random.nextBoolean(),
        BigDecimal.valueOf(random.nextInt(-500, 500), 1),
        at.toLocalDateTime(),
        null
      };
      for (int i = 1; i < row.length; i++) {
        row[i] = random.nextInt(10) == 0 ? null : row[i];
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void aColumnThatTheFileDoesNotHaveIsNull() throws IOException {
    Schema wider =
        new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(99, "later", Types.StringType.get()));
    InputFile file = WrittenFile.of(folder.resolve("b.parquet"), SCHEMA, rows(10), Map.of());
    try (var reader = ParquetInput.open(file)) {
      FileRows rows = new FileRows(reader, wider);
      ColumnRows later = rows.column("later");
      assertThat(rows.nextGroup()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.size()).isEqualTo(10);
      assertThat(later.value(9)).isNull();
      assertThat(rows.next()).isFalse();
      assertThat(rows.nextGroup()).isFalse();
    }
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() throws IOException {
    Schema other = new Schema(Types.NestedField.optional(3, "name", Types.LongType.get()));
    InputFile file = WrittenFile.of(folder.resolve("c.parquet"), SCHEMA, rows(10), Map.of());
    try (var reader = ParquetInput.open(file)) {
      FileRows rows = new FileRows(reader, other);
      rows.column("name");
      rows.nextGroup();
      assertThatThrownBy(rows::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("column 'name' is of the type long");
    }
  }
}
