package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.measure.Groups;
import org.jinyanglake.check.measure.StateKey;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;

/** Keys are compared by hash first, and what is said of them is exact all the same. */
class RepeatedKeysTest {
  /** Its multiples are as far apart as hashes. */
  private static final long SPREAD = 1_234_567_890_123_457L;

  private static final Contract KEY =
      WrittenRules.ofTable(
          "{metric: duplicateValues, arguments: {properties: [id, district]}, severity: row,"
              + " mustBe: 0}");

  @Test
  void keysOfOneHashAreNotTakenForOne() {
    Dataset<Row> rows =
        new Tickets()
            .row("2024-03-04", "x", null, 1, 1.0)
            .row("2024-03-04", null, "x", 1, 1.0)
            .row("2024-03-04", "y", "y", 1, 1.0)
            .rows();
    assertThat(rows.select(xxhash64(col("id"), col("district"))).distinct().count())
        .as("Spark leaves nulls out of a hash")
        .isEqualTo(2);
    Check.Result result = Check.of(KEY).measuring().on(rows);
    assertThat(result.results()).allMatch(RuleResult::passed);
    assertThat(result.refused()).isEmpty();
    assertThat(result.measured().get("day=2024-03-04"))
        .containsEntry(StateKey.groups(List.of("id", "district")), new Groups(3, 3, 3));
  }

  @Test
  void numbersThatAreEqualAreOneKey() {
    Check.Result result =
        Check.of(Tickets.contract(Severity.ROW, "IsUnique \"cost\""))
            .on(
                new Tickets()
                    .row("2024-03-04", "a", "x", 1, 0.0)
                    .row("2024-03-04", "b", "x", 1, -0.0)
                    .row("2024-03-04", "c", "x", 1, 1.0)
                    .rows());
    assertThat(result.refused().orElseThrow().collectAsList())
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("b");
  }

  @Test
  void manyRowsAreComparedByAnExchangeWithTheSameResult() {
    Random random = new Random(7);
    Tickets tickets = new Tickets();
    IntStream.range(0, 200)
        .forEach(
            i ->
                tickets.row(
                    "2024-03-0" + (1 + i % 2),
                    random.nextInt(9) == 0 ? null : "k" + random.nextInt(100),
                    "区" + random.nextInt(3),
                    random.nextInt(40),
                    random.nextInt(20) == 0 ? -1.0 : 1.0));
    Check check =
        Check.of(
                Tickets.contract(
                    new Rule("IsPrimaryKey \"id\" \"district\"", Severity.ROW),
                    new Rule("ColumnValues \"cost\" > 0", Severity.ROW),
                    new Rule("IsUnique \"age\" where \"id is not null\"", Severity.ROW),
                    new Rule("Uniqueness \"age\" > 0.5", Severity.WARNING),
                    new Rule("Entropy \"age\" > 2", Severity.WARNING)))
            .measuring();
    Dataset<Row> rows = tickets.distributed(3);
    Check.Result few = check.on(rows);
    Check.Result many = check.expecting(Long.MAX_VALUE).on(rows);
    assertThat(few.results()).isEqualTo(many.results());
    assertThat(few.measured().keySet()).isEqualTo(many.measured().keySet());
    few.measured()
        .forEach(
            (path, states) ->
                assertThat(states.get(StateKey.groups(List.of("age"))))
                    .isEqualTo(many.measured().get(path).get(StateKey.groups(List.of("age")))));
    assertThat(few.refused().orElseThrow().select("_row", "_rule", "_reason").collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            many.refused().orElseThrow().select("_row", "_rule", "_reason").collectAsList());
  }

  @Test
  void hashesThatComeAgainAreFoundWhereverTheyLie() {
    KeyHashes one = new KeyHashes();
    KeyHashes other = new KeyHashes();
    LongStream.range(0, 10_000).forEach(i -> (i % 2 == 0 ? one : other).add(i * SPREAD));
    other.add(0L);
    one.add(2 * SPREAD);
    one.add(SerializationUtils.clone(other));
    assertThat(one.found()).startsWith(10_000).hasSize(3).contains(0, 2 * SPREAD);
  }

  @Test
  void ofTooManyThatComeAgainNothingIsKept() {
    KeyHashes few = new KeyHashes();
    KeyHashes many = new KeyHashes();
    for (int again = 0; again < 2; again++) {
      LongStream.range(0, KeyHashes.MOST_REPEATED).forEach(few::add);
      LongStream.range(0, KeyHashes.MOST_REPEATED + 1).forEach(many::add);
    }
    assertThat(few.found()).hasSize(1 + KeyHashes.MOST_REPEATED);
    assertThat(many.found()).isNull();
    few.add(SerializationUtils.clone(many));
    assertThat(few.found()).as("nor together with others").isNull();
  }
}
