package org.jinyanglake.release.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.types.Types;
import org.jinyanglake.release.attack.Attacked.Kind;
import org.jinyanglake.release.written.ColumnRows;
import org.jinyanglake.release.written.FileRows;
import org.jinyanglake.release.written.ParquetInput;
import org.jinyanglake.release.written.WrittenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who knows some raw values finds as many rows as there are that may have them. */
class RowLinkageTest {

  /** More than the linkage takes at a time. */
  private static final int ROWS = 40_000;

  private static final Covers DECADE =
      (raw, published) ->
          published == null || raw != null && (int) raw / 10 == (int) published / 10;

  private static final List<Attacked> COLUMNS =
      List.of(
          new Attacked("age", Kind.COVERED, true, DECADE, ""),
          new Attacked("amount", Kind.KEPT, false, (raw, published) -> false, ""),
          new Attacked("token", Kind.TOKEN, false, (raw, published) -> false, ""),
          new Attacked("channel", Kind.KEPT, false, (raw, published) -> false, ""));

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "age", Types.IntegerType.get()),
          Types.NestedField.optional(2, "amount", Types.DecimalType.of(10, 2)),
          Types.NestedField.optional(3, "token", Types.StringType.get()),
          Types.NestedField.optional(4, "channel", Types.StringType.get()));

  @TempDir private Path folder;

  @Test
  void countsTheRowsOfEachTargetAndCombination() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Object age = random.nextInt(20) == 0 ? null : (Object) (random.nextInt(9) * 10);
      Object channel = random.nextInt(3) == 0 ? null : "c" + random.nextInt(3);
      rows.add(new Object[] {age, new BigDecimal(random.nextInt(50) + ".50"), "t", channel});
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Object age = i % 7 == 0 ? null : (Object) random.nextInt(100);
      Object amount = i == 1 ? null : new BigDecimal(random.nextInt(60) + (i == 2 ? ".5" : ".50"));
      Object channel = i % 5 == 0 ? null : "c" + random.nextInt(4);
      targets.add(new Target(i, i, new Object[] {age, amount, "x", channel}, new Object[0]));
    }
    int[] candidates = candidates(rows, targets);
    List<Integer> expected = new ArrayList<>();
    for (Target target : targets) {
      for (int[] combination : RowLinkage.combinations(COLUMNS)) {
        expected.add(
            (int)
                rows.stream()
                    .filter(
                        row ->
                            Arrays.stream(combination)
                                .allMatch(i -> mayBe(i, target.values()[i], row[i])))
                    .count());
      }
    }
    assertThat(candidates).containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    assertThat(expected).contains(0).anyMatch(count -> count > 1_000);
  }

  private int[] candidates(List<Object[]> rows, List<Target> targets) throws IOException {
    InputFile file =
        WrittenFile.of(
            folder.resolve("a.parquet"),
            SCHEMA,
            rows,
            Map.of("write.parquet.dict-size-bytes", "500"));
    try (ParquetFileReader reader = ParquetInput.open(file)) {
      FileRows read = new FileRows(reader, SCHEMA);
      List<ColumnRows> columns = COLUMNS.stream().map(each -> read.column(each.name())).toList();
      RowLinkage linkage = new RowLinkage(COLUMNS, targets, columns);
      while (read.nextGroup()) {
        while (read.next()) {
          linkage.add(read.size(), read.group());
        }
      }
      return linkage.candidates();
    }
  }

  private static boolean mayBe(int column, Object raw, Object published) {
    if (column == 0) {
      return DECADE.covers(raw, published);
    }
    if (raw instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) published) == 0;
    }
    return raw == null ? published == null : raw.equals(published);
  }
}
