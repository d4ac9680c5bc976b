package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.deequ.dqdl.EvaluateDataQuality;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All partitions judged at once get the verdicts that deequ gives to each of them alone, on random
 * data with nulls, repeated keys and several sizes of partition.
 */
class OracleTest {

  private static final String[] RULES = {
    "RowCount between 3 and 9",
    "IsComplete \"id\"",
    "Completeness \"age\" >= 0.7",
    "IsComplete \"age\" where \"cost > 2\"",
    "IsUnique \"id\"",
    "IsUnique \"id\" where \"cost > 2\"",
    "IsPrimaryKey \"id\"",
    "Uniqueness \"id\" > 0.4",
    "UniqueValueRatio \"id\" > 0.5",
    "DistinctValuesCount \"district\" between 1 and 4",
    "Entropy \"district\" > 0.9",
    "ColumnValues \"age\" > 1",
    "ColumnValues \"age\" <= 9",
    "ColumnValues \"age\" between 0 and 9",
    "ColumnValues \"age\" in [1,2,3,4,5,6,7,8,NULL]",
    "ColumnValues \"age\" != 3",
    "ColumnValues \"cost\" >= 1 where \"age > 3\"",
    "ColumnValues \"fee\" < 4.5",
    "ColumnValues \"district\" in [\"a\",\"bb\",\"ccc\"]",
    "ColumnValues \"district\" matches \"[a-c]+\"",
    "ColumnValues \"district\" matches \"[a-c]*\"",
    "ColumnLength \"district\" between 0 and 4",
    "ColumnLength \"district\" in [1,2,3]",
    "ColumnDataType \"id\" = \"Integer\"",
    "ColumnDataType \"id\" = \"Integer\" with threshold > 0.5",
    "Mean \"cost\" > 2.5",
    "Sum \"cost\" < 12",
    "StandardDeviation \"cost\" > 1",
    "ColumnCorrelation \"age\" \"cost\" > 0",
    "(RowCount > 4) and (IsUnique \"id\")",
    "(IsComplete \"age\") or (Mean \"cost\" > 2.5)",
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void eachPartitionIsJudgedAsDeequJudgesItAlone(long seed) {
    Tickets tickets = random(seed);
    Dataset<Row> rows = tickets.rows();
    Map<String, Boolean> ours = new HashMap<>();
    Check.of(Tickets.contract(Severity.ERROR, RULES)).on(tickets.distributed(3)).results().stream()
        .forEach(result -> ours.put(result.partition() + " " + result.rule(), result.passed()));

    Map<String, Boolean> deequs = new HashMap<>();
    for (Row day : rows.select("day").distinct().collectAsList()) {
      Dataset<Row> alone =
          rows.filter(functions.col("day").equalTo(day.get(0))).drop("_file", "_row");
      EvaluateDataQuality.process(alone, "Rules = [ " + String.join(", ", RULES) + " ]")
          .select("Rule", "Outcome")
          .collectAsList()
          .forEach(
              row ->
                  deequs.put(
                      "day=" + day.get(0) + " " + row.getString(0),
                      row.getString(1).equals("Passed")));
    }
    assertThat(normal(ours))
        .containsExactlyInAnyOrderEntriesOf(normal(deequs))
        .containsValues(true, false);
  }

  /**
   * deequ prints rules in a form of its own, which differs in blanks and in the case of and, or.
   */
  private static Map<String, Boolean> normal(Map<String, Boolean> outcomes) {
    Map<String, Boolean> normal = new java.util.TreeMap<>();
    outcomes.forEach(
        (rule, passed) -> normal.put(rule.replace(" ", "").toLowerCase(Locale.ROOT), passed));
    return normal;
  }

  private static Tickets random(long seed) {
    Random random = new Random(seed);
    Tickets tickets = new Tickets();
    List<String> districts = List.of("a", "bb", "ccc", "dddd", "", "c");
    for (int day = 1; day <= 5; day++) {
      int rows = 1 + random.nextInt(8);
      for (int i = 0; i < rows; i++) {
        tickets.row(
            "2024-03-0" + day,
            random.nextInt(6) == 0 ? null : (random.nextInt(4) == 0 ? "x" : "") + random.nextInt(9),
            random.nextInt(8) == 0 ? null : districts.get(random.nextInt(districts.size())),
            random.nextInt(5) == 0 ? null : random.nextInt(11),
            random.nextInt(7) == 0 ? null : (double) random.nextInt(6));
      }
    }
    return tickets;
  }
}
