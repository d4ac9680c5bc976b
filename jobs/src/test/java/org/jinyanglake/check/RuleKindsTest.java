package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jinyanglake.check.Tickets.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of rule, with data just inside and just outside its bound. */
class RuleKindsTest {

  /** Ten rows of one day; ids i0 … i9, ages 20 … 29, costs 1.0 … 10.0, two districts. */
  private static Dataset<Row> ten() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 10)
        .forEach(
            i -> tickets.row("2024-03-04", "i" + i, i < 5 ? "迎泽区" : "小店区", 20 + i, (double) i + 1));
    return tickets.rows();
  }

  /** The ten, and one with nulls, a repeated id and a short district. */
  private static Dataset<Row> eleven() {
    return ten().union(new Tickets().row("2024-03-04", "i0", null, null, null).rows());
  }

  /** Judged together, so that no rule is in the way of another. */
  private static final String KINDS =
      """
      RowCount = 10                                  | true
      RowCount > 10                                  | false
      RowCount between 9 and 11                      | true
      RowCount between 10 and 12                     | false
      IsComplete "age"                               | true
      Completeness "age" >= 1.0                      | true
      Completeness "age" > 1.0                       | false
      ColumnValues "age" >= 20                       | true
      ColumnValues "age" > 20                        | false
      ColumnValues "age" <= 29                       | true
      ColumnValues "age" < 29                        | false
      ColumnValues "age" between 19 and 30           | true
      ColumnValues "age" between 20 and 30           | false
      ColumnValues "age" between 19 and 29           | false
      ColumnValues "age" not between 29 and 40       | true
      ColumnValues "age" not between 28 and 40       | false
      ColumnValues "age" != 30                       | true
      ColumnValues "age" != 29                       | false
      ColumnValues "age" in [20,21,22,23,24,25,26,27,28,29] | true
      ColumnValues "age" in [20,21,22,23,24,25,26,27,28]    | false
      ColumnValues "age" not in [19,30]              | true
      ColumnValues "age" not in [19,29]              | false
      ColumnValues "fee" >= 1                        | true
      ColumnValues "fee" > 1                         | false
      ColumnValues "district" in ["迎泽区","小店区"]    | true
      ColumnValues "district" in ["迎泽区"]            | false
      ColumnValues "id" matches "i[0-9]"             | true
      ColumnValues "id" matches "i[0-8]"             | false
      ColumnValues "day" > "2024-03-03"             | true
      ColumnValues "day" > "2024-03-04"             | false
      ColumnLength "district" = 3                    | true
      ColumnLength "district" = 4                    | false
      ColumnLength "district" between 2 and 4        | true
      ColumnLength "district" between 3 and 5        | false
      ColumnDataType "age" = "Integer"               | true
      ColumnDataType "id" = "Integer"                | false
      ColumnExists "id"                              | true
      ColumnExists "sex"                             | false
      ColumnCount = 6                                | true
      ColumnCount = 8                                | false
      IsUnique "id"                                  | true
      IsUnique "district"                            | false
      IsPrimaryKey "id"                              | true
      IsPrimaryKey "district"                        | false
      IsPrimaryKey "district" "age"                  | true
      Uniqueness "id" >= 1.0                         | true
      Uniqueness "id" > 1.0                          | false
      UniqueValueRatio "district" = 0.0              | true
      UniqueValueRatio "district" > 0.0              | false
      DistinctValuesCount "district" = 2             | true
      DistinctValuesCount "district" > 2             | false
      Entropy "district" between 0.69 and 0.70       | true
      Entropy "district" > 0.70                      | false
      Sum "cost" = 55                                | true
      Sum "cost" < 55                                | false
      Mean "cost" = 5.5                              | true
      Mean "cost" > 5.5                              | false
      StandardDeviation "cost" between 2.87 and 2.88 | true
      StandardDeviation "cost" > 2.88                | false
      ColumnCorrelation "age" "cost" > 0.99          | true
      ColumnCorrelation "age" "cost" < 0.99          | false
      (RowCount = 10) and (IsComplete "age")         | true
      (RowCount = 11) and (IsComplete "age")         | false
      (RowCount = 11) or (IsComplete "age")          | true
      (RowCount = 11) or (RowCount = 12)             | false
      CustomSql "select count(*) from primary" = 10  | true
      CustomSql "select count(*) from primary" = 11  | false
      Range "age" = 9                                | true
      Range "age" < 9                                | false
      Variance "cost" between 8.24 and 8.26          | true
      Variance "cost" > 8.26                         | false
      Skewness "cost" between -0.01 and 0.01         | true
      Skewness "cost" > 0.01                         | false
      Kurtosis "cost" between -1.23 and -1.22        | true
      Kurtosis "cost" > -1.22                        | false
      InterquartileRange "cost" between 3 and 7      | true
      InterquartileRange "cost" > 7                  | false
      ZerosCount "age" = 0                           | true
      ZerosCount "age" > 0                           | false
      DuplicateRowCount "district" = 10              | true
      DuplicateRowCount "district" < 10              | false
      DuplicateRowCount "district" "age" = 0         | true
      DuplicateRowCount < 1                          | true
      DuplicateRowCount > 0                          | false
      (Variance "cost" > 8) and (Sum "cost" = 55)    | true
      (Variance "cost" > 9) or (Sum "cost" = 54)     | false
      ColumnValues "age" > 20 with threshold > 0.89  | true
      ColumnValues "age" > 20 with threshold > 0.9   | false
      ColumnValues "district" in ["迎泽区"] with threshold = 0.5 | true
      ColumnValues "district" in ["迎泽区"] with threshold > 0.5 | false
      ColumnDataType "id" = "Integer" with threshold >= 0.0  | true
      ColumnDataType "id" = "Integer" with threshold > 0.0   | false
      ColumnNamesMatchPattern "[a-z_]+"              | true
      ColumnNamesMatchPattern "[a-c]+"               | false
      DataFreshness "day" > 30 days                  | true
      DataFreshness "day" < 30 days                  | false
      CustomSql "select id from primary where age > 19" | true
      CustomSql "select id from primary where age > 20" | false
      CustomSql "select id from primary where age > 20" with threshold > 0.89 | true
      CustomSql "select id from primary where age > 20" with threshold > 0.9  | false
      CustomSql "select max(age) from primary" = 29  | true
      CustomSql "select age / 0 from primary where id = 'i0'" != 5 | false
      ColumnValues "age" >= 25 where "district = '小店区'"  | true
      ColumnValues "age" >= 25 where "district = '迎泽区'"  | false
      """;

  private static Map<String, RuleResult> judged;

  static Stream<Arguments> kinds() {
    return KINDS
        .lines()
        .map(line -> line.split("\\|"))
        .map(parts -> Arguments.of(parts[0].strip(), Boolean.valueOf(parts[1].strip())));
  }

  @BeforeAll
  static void judge() {
    String[] rules = kinds().map(each -> (String) each.get()[0]).toArray(String[]::new);
    judged =
        Check.of(contract(Severity.ERROR, rules)).on(ten()).results().stream()
            .collect(Collectors.toMap(RuleResult::rule, result -> result));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void holdsOnTenRows(String rule, boolean holds) {
    RuleResult result = judged.get(rule);
    assertThat(result.passed()).as(result.toString()).isEqualTo(holds);
    assertThat(result.reason().isEmpty()).as(result.toString()).isEqualTo(holds);
    assertThat(result.holds()).isEqualTo(!holds);
  }

  /** Each kind of rule on a column that is not there, or with what nobody can evaluate. */
  private static final String[] IMPOSSIBLE = {
    "IsComplete \"no\"",
    "Completeness \"no\" >= 0.0",
    "ColumnValues \"no\" >= 0",
    "ColumnValues \"no\" in [\"a\"] with threshold >= 0.0",
    "ColumnValues \"no\" matches \".*\"",
    "ColumnValues \"id\" matches \"(\"",
    "ColumnLength \"no\" >= 0",
    "ColumnDataType \"no\" = \"Integer\"",
    "DataFreshness \"no\" > 0 days",
    "IsUnique \"no\"",
    "IsPrimaryKey \"id\" \"no\"",
    "Uniqueness \"no\" >= 0.0",
    "UniqueValueRatio \"no\" >= 0.0",
    "DistinctValuesCount \"no\" >= 0",
    "DuplicateRowCount \"no\" >= 0",
    "Entropy \"no\" >= 0.0",
    "Mean \"no\" != 1",
    "Sum \"no\" != 1",
    "Range \"no\" >= 0",
    "InterquartileRange \"no\" >= 0",
    "StandardDeviation \"no\" >= 0",
    "Variance \"no\" >= 0",
    "Skewness \"no\" != 1",
    "Kurtosis \"no\" != 1",
    "ZerosCount \"no\" >= 0",
    "ColumnCorrelation \"age\" \"no\" != 2",
    "Mean \"id\" != 1",
    "Mean \"age\" > 1 / 0",
    "CustomSql \"select no from primary\" >= 0",
    "CustomSql \"select no from primary\"",
    "CustomSql \"select 1 / 0 from primary\" >= 0",
    "RowCountMatch \"ref\" >= 0.0",
    "ReferentialIntegrity \"id\" \"ref\" >= 0.0",
    "(IsComplete \"id\") and (IsComplete \"no\")",
    "RowCount",
    "no rule",
  };

  @Test
  void whatCannotBeEvaluatedNeverPasses() {
    for (Severity severity : Severity.values()) {
      assertThat(Check.of(contract(severity, IMPOSSIBLE)).on(ten().coalesce(1)).results())
          .hasSize(IMPOSSIBLE.length)
          .allSatisfy(result -> assertThat(result.passed()).as(result.toString()).isFalse())
          .allSatisfy(result -> assertThat(result.reason()).as(result.toString()).isNotEmpty())
          .allSatisfy(result -> assertThat(result.holds()).isEqualTo(severity != Severity.WARNING));
    }
  }

  @Test
  void ofAPartitionWhoseRowsAreAllRefusedOnlyTheirNumberCanBeJudged() {
    List<Rule> rules = new ArrayList<>(List.of(new Rule("ColumnValues \"age\" < 0", Severity.ROW)));
    kinds()
        .map(each -> (String) each.get()[0])
        .filter(
            rule -> !rule.contains("RowCount ") && !rule.matches("Column(Exists|Count|Names).*"))
        .forEach(rule -> rules.add(new Rule(rule, Severity.ERROR)));
    List<RuleResult> results =
        Check.of(contract(rules.toArray(Rule[]::new))).on(ten().coalesce(1)).results();
    assertThat(results.subList(1, results.size()))
        .hasSizeGreaterThan(75)
        .allSatisfy(result -> assertThat(result.passed()).as(result.toString()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IsComplete "age"                             | true
          ColumnValues "age" > 99                      | true
          ColumnValues "age" in [99]                   | true
          ColumnValues "id" matches "x"                | true
          ColumnLength "id" > 99                       | true
          ColumnDataType "id" = "Integer"              | true
          DataFreshness "day" < 1 days                 | true
          IsUnique "district"                          | true
          IsPrimaryKey "id" "district"                 | true
          ColumnValues "age" > 0 T with threshold > 0.9 | false
          ColumnValues "age" in [99] T with threshold >= 0.0 | false
          ColumnDataType "id" = "Integer" T with threshold >= 0.0 | false
          Completeness "age" != 0.5                    | false
          Uniqueness "id" != 0.5                       | false
          UniqueValueRatio "id" >= 0.0                 | false
          DistinctValuesCount "id" >= 0                | false
          Entropy "id" >= 0.0                          | false
          Mean "age" != 5                              | false
          Sum "age" != 5                               | false
          StandardDeviation "age" != 5                 | false
          Skewness "age" != 5                          | false
          Range "age" != 5                             | false
          InterquartileRange "age" != 5                | false
          ColumnCorrelation "age" "cost" != 5          | false
          """)
  void ofNoRowEveryRowIsRightAndNothingIsMeasured(String rule, boolean holds) {
    String where = " where \"district = '晋源区'\"";
    String limited = rule.contains(" T ") ? rule.replace(" T", where) : rule + where;
    RuleResult result = Check.of(contract(Severity.ERROR, limited)).on(ten()).results().get(0);
    assertThat(result.passed()).as(result.toString()).isEqualTo(holds);
    assertThat(result.metric()).as(result.toString()).isEmpty();
    assertThat(result.reason())
        .as(result.toString())
        .matches(holds ? "" : ".*there (is|are) no .*");
  }

  @Test
  void nullsThatAWhereClauseLeavesAloneBreakARule() {
    String where = " where \"district is null\"";
    assertThat(
            Check.of(
                    contract(
                        Severity.ERROR,
                        "ColumnValues \"age\" > 0" + where,
                        "ColumnLength \"district\" = 3" + where))
                .on(eleven())
                .results())
        .extracting(RuleResult::passed)
        .containsExactly(false, true);
  }

  @Test
  void whatIsNoNumberIsUnequalToNone() {
    Dataset<Row> alike = ten().withColumn("cost", org.apache.spark.sql.functions.lit(5.0));
    Dataset<Row> broken = ten().withColumn("cost", org.apache.spark.sql.functions.lit(Double.NaN));
    assertThat(
            Check.of(contract(Severity.ERROR, "ColumnCorrelation \"age\" \"cost\" != 2"))
                .on(alike)
                .results())
        .singleElement()
        .satisfies(each -> assertThat(each.passed()).isFalse())
        .satisfies(each -> assertThat(each.reason()).endsWith("it is no number"));
    assertThat(
            Check.of(
                    contract(
                        Severity.ERROR,
                        "Mean \"cost\" != 0.5",
                        "AggregateMatch \"sum(cost)\" \"sum(age)\" != 0.5",
                        "(Mean \"cost\" != 0.5) or (RowCount > 99)"))
                .on(broken)
                .results())
        .noneMatch(RuleResult::passed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IsComplete "age"                   | false
          Completeness "age" > 0.9           | true
          Completeness "age" > 0.91          | false
          ColumnValues "age" > 0             | false
          ColumnValues "age" between 0 and 99 | false
          ColumnValues "age" in [20,21,22,23,24,25,26,27,28,29] | false
          ColumnValues "age" in [20,21,22,23,24,25,26,27,28,29,NULL] | true
          ColumnValues "age" != 1            | true
          ColumnValues "age" not in [1]      | true
          ColumnValues "district" matches ".+区" | false
          ColumnValues "district" in ["迎泽区","小店区"] | false
          ColumnLength "district" = 3        | true
          IsUnique "age"                     | true
          IsPrimaryKey "age"                 | false
          DistinctValuesCount "district" = 3 | true
          IsUnique "id"                      | false
          """)
  void treatsNullAsDqdlDoes(String rule, boolean holds) {
    assertThat(Check.of(contract(Severity.ERROR, rule)).on(eleven()).results())
        .singleElement()
        .satisfies(result -> assertThat(result.passed()).as(result.toString()).isEqualTo(holds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IsComplete "age"                      | 1
          ColumnValues "age" >= 20              | 1
          ColumnValues "age" > 20               | 2
          ColumnValues "age" <= 28              | 2
          ColumnValues "age" between 20 and 30  | 2
          ColumnValues "age" not between 28 and 40 | 2
          ColumnValues "age" = 20               | 10
          ColumnValues "age" != 20              | 1
          ColumnValues "age" in [20,21]         | 9
          ColumnValues "age" not in [20,21]     | 2
          ColumnValues "fee" < 10               | 2
          ColumnValues "district" in ["迎泽区"]   | 6
          ColumnValues "id" matches "i[0-8]"    | 1
          ColumnValues "district" matches ".+区" | 1
          ColumnLength "district" = 3           | 0
          ColumnLength "id" > 2                 | 11
          ColumnDataType "id" = "Integer"       | 11
          DataFreshness "day" < 30 days         | 11
          DataFreshness "day" > 30 days         | 0
          IsUnique "id"                         | 1
          IsUnique "district"                   | 8
          IsPrimaryKey "district"               | 9
          IsPrimaryKey "id" "age"               | 1
          (ColumnValues "age" > 28) or (ColumnValues "cost" < 2) | 9
          ColumnValues "age" > 27 where "district = '小店区'" | 3
          """)
  void refusesTheRowsThatBreakIt(String rule, int refused) {
    Check.Result result =
        Check.of(contract(Severity.ROW, rule)).on(eleven().repartition(8, col("_row")));
    RuleResult said = result.results().get(0);
    assertThat(said.metric()).as(said.toString()).hasValue(refused);
    assertThat(said.passed()).isEqualTo(refused == 0);
    assertThat(said.holds()).isFalse();
    List<Row> rows = result.refused().map(Dataset::collectAsList).orElse(List.of());
    assertThat(rows).hasSize(refused);
    assertThat(rows.stream().map(row -> row.<String>getAs("_rule")))
        .containsOnly(rows.isEmpty() ? new String[0] : new String[] {rule});
  }
}
