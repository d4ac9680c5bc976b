package org.jinyanglake.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of rule is said in Chinese and in English, and belongs to a dimension. */
class RuleWordsTest {
  private static final Contract VISITS =
      Contracts.in(Path.of("../schemas"))
          .hierarchies(Path.of("../conf/hierarchies"))
          .read()
          .contract(DatasetName.parse("health.hospital_visits"))
          .orElseThrow();

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:visits
      name: visits
      version: 1.0.0
      status: active
      domain: health
      servers: [{server: landing, type: local, path: health/visits/*.csv, format: csv}]
      schema:
        - name: visits
          customProperties:
            - {property: grade, value: general-3}
            - {property: openingType, value: closed}
          properties:
            - {name: day, logicalType: date, classification: public}
            - {name: age, logicalType: integer, physicalType: int, classification: public<age>}
            - {name: district, logicalType: string, classification: public<district>}
          TABLE
      team:
        members:
          - {username: officer, role: chiefDataOfficer}
          - {username: steward, role: steward}
      """;

  @TempDir Path schemas;

  private static InWords say(String rule) {
    return new RuleWords(VISITS).say(RuleText.of(rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RowCount > 0                            | COMPLETENESS | 行数大于 0 | the number of rows is greater than 0
          RowCount between 9 and 11               | COMPLETENESS | 行数大于 9 且小于 11 | the number of rows is greater than 9 and less than 11
          IsComplete "age"                        | COMPLETENESS | 「年龄」每行都有值 | every row has a value in age
          Completeness "age" > 0.955              | COMPLETENESS | 「年龄」有值的行所占比例大于 95.5 % | the share of rows with a value in age is greater than 95.5 %
          IsUnique "visit_id"                     | ACCURACY     | 「就诊号」的值不重复 | no value of visit_id comes twice
          IsPrimaryKey "visit_id" "day"           | ACCURACY     | 「就诊号」、「就诊日期」作为主键，不重复，不为空 | visit_id, day is a key: no value twice, none missing
          Uniqueness "visit_id" >= 0.9            | ACCURACY     | 「就诊号」中只出现一次的值占行数的比例不小于 90 % | the share of rows whose visit_id comes once is at least 90 %
          UniqueValueRatio "age" = 1              | ACCURACY     | 「年龄」中只出现一次的值占不同值的比例等于 100 % | the share of the distinct values of age that come once is equal to 100 %
          DistinctValuesCount "age" != 3          | ACCURACY     | 「年龄」不同值的个数不等于 3 | the number of distinct values of age is not 3
          Entropy "age" > 1                       | ACCURACY     | 「年龄」的信息熵大于 1 | the entropy of age is greater than 1
          Mean "age" <= 50                        | ACCURACY     | 「年龄」的平均值不大于 50 | the mean of age is at most 50
          Sum "cost" not between 1 and 5          | ACCURACY     | 「费用」的合计不大于 1 或不小于 5 | the sum of cost is at most 1 or at least 5
          StandardDeviation "age" < 9             | ACCURACY     | 「年龄」的标准差小于 9 | the standard deviation of age is less than 9
          ColumnCorrelation "age" "cost" > 0.5    | CONSISTENCY  | 「年龄」、「费用」的相关系数大于 0.5 | the correlation of age, cost is greater than 0.5
          ColumnValues "age" in [1, 2]            | CONFORMITY   | 「年龄」的值属于：1、2 | each value of age is one of 1, 2
          ColumnValues "district" not in ["甲","乙"] | CONFORMITY | 「居住区县」的值不属于：甲、乙 | each value of district is none of 甲, 乙
          ColumnValues "district" matches "[A-Z]+" | ACCURACY    | 「居住区县」的值符合格式 [A-Z]+ | each value of district is of the form [A-Z]+
          ColumnValues "day" > "2024-03-03"       | ACCURACY     | 「就诊日期」的值大于 2024-03-03 | each value of day is greater than 2024-03-03
          ColumnValues "age" != NULL              | ACCURACY     | 「年龄」不为空 | age is not empty
          ColumnLength "district" = 3             | ACCURACY     | 「居住区县」的字符数等于 3 | the number of characters of district is equal to 3
          ColumnDataType "age" = "Integer"        | ACCURACY     | 「年龄」的值都是整数 | each value of age is an integer
          ColumnExists "age"                      | CONFORMITY   | 有「年龄」这一列 | there is a column age
          ColumnCount = 6                         | CONFORMITY   | 列数等于 6 | the number of columns is equal to 6
          ColumnNamesMatchPattern "[a-z]+"        | CONFORMITY   | 列名都符合格式 [a-z]+ | all names of columns are of the form [a-z]+
          DataFreshness "day" <= 24 hours         | TIMELINESS   | 「就诊日期」距检查时不大于 24 小时 | the age of day when it is checked is at most 24 hours
          CustomSql "select 1" = 0                | CONFORMITY   | 查询 select 1 的结果等于 0 | the result of select 1 is equal to 0
          ReferentialIntegrity "district" "ref.codes.code" >= 0.95 | CONSISTENCY | 「居住区县」的值见于 ref.codes.code 的行所占比例不小于 95 % | the share of rows whose district is in ref.codes.code is at least 95 %
          RowCountMatch "ref" = 1                 | CONSISTENCY  | 行数与 ref 行数之比等于 100 % | the number of rows, as a share of that of ref is equal to 100 %
          DatasetMatch "ref" "id" = 1             | CONSISTENCY  | 按 id 与 ref 一致的行所占比例等于 100 % | the share of rows that agree with ref by id is equal to 100 %
          SchemaMatch "ref" = 1.0                 | CONFORMITY   | 与 ref 一致的列所占比例等于 100 % | the share of columns that agree with ref is equal to 100 %
          AggregateMatch "sum(a)" "sum(r.b)" = 1  | CONSISTENCY  | sum(a) 与 sum(r.b) 之比等于 100 % | sum(a) as a share of sum(r.b) is equal to 100 %
          DetectAnomalies "RowCount"              | COMPLETENESS | 行数在正常范围内 | RowCount is within its normal range
          DetectAnomalies "Completeness" "age" with strategy = "HoltWinters" | COMPLETENESS | 「年龄」有值的比例在正常范围内（按 HoltWinters） | Completeness of age is within its normal range (by HoltWinters)
          DetectAnomalies "Mean(cost)"            | ACCURACY     | 「费用」的平均值在正常范围内 | Mean of cost is within its normal range
          DetectAnomalies "MissingDay"            | COMPLETENESS | 之前应有数据的各天都有数据 | no day before it is missing
          DetectAnomalies "RepeatedDay"           | ACCURACY     | 数值不与前七天中某一天完全相同 | its numbers are not those of a day of the week before
          (IsComplete "age") or (RowCount > 5)    | COMPLETENESS | （「年龄」每行都有值）或者（行数大于 5） | (every row has a value in age) or (the number of rows is greater than 5)
          (ColumnValues "age" > 1) and (ColumnValues "cost" > 1) | CONSISTENCY | （「年龄」的值大于 1）并且（「费用」的值大于 1） | (each value of age is greater than 1) and (each value of cost is greater than 1)
          ColumnValues "age" > 1 where "cost > 9" | ACCURACY     | 「年龄」的值大于 1（只看满足 cost > 9 的行） | each value of age is greater than 1 (only rows where cost > 9)
          ColumnValues "age" in [1] with threshold > 0.9 | CONFORMITY | 「年龄」的值属于：1，这样的行所占比例大于 90 % | each value of age is one of 1, in a share of the rows that is greater than 90 %
          """)
  void eachKindOfRuleIsSaid(String rule, Dimension dimension, String zh, String en) {
    assertThat(say(rule)).isEqualTo(new InWords(zh, en));
    assertThat(RuleText.of(rule).dimension()).isEqualTo(dimension);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          age | {metric: nullValues, unit: percent, mustBeLessThan: 5} | nullValues "age" mustBeLessThan 5 percent | COMPLETENESS | 「年龄」为空的行所占比例小于 5 % | the share of the rows without a value in age is less than 5 %
          age | {metric: missingValues, arguments: {missingValues: [0]}, mustBe: 0} | missingValues "age" {missingValues: [0]} mustBe 0 | COMPLETENESS | 「年龄」缺失的行数（missingValues: [0]）等于 0 | the number of rows whose age is missing (missingValues: [0]) is equal to 0
          district | {metric: invalidValues, arguments: {validValues: [甲]}, mustBeBetween: [1, 2]} | invalidValues "district" {validValues: ['甲']} mustBeBetween 1 and 2 | CONFORMITY | 「居住区县」不合规定的行数（validValues: ['甲']）介于（含） 1 和 2 | the number of rows whose district is invalid (validValues: ['甲']) is between (and including) 1 and 2
          district | {metric: invalidValues, arguments: {pattern: "[^ ]+ mustBe 0 [{}]"}, mustBe: 0} | invalidValues "district" {pattern: "[^ ]+ mustBe 0 [{}]"} mustBe 0 | ACCURACY | 「居住区县」不合规定的行数（pattern: "[^ ]+ mustBe 0 [{}]"）等于 0 | the number of rows whose district is invalid (pattern: "[^ ]+ mustBe 0 [{}]") is equal to 0
                   | {metric: duplicateValues, arguments: {properties: [day, age]}, mustBe: 0} | duplicateValues "day" "age" mustBe 0 | ACCURACY | 「就诊日期」、「年龄」重复的行数等于 0 | the number of rows that repeat day, age is equal to 0
                   | {metric: rowCount, mustBeGreaterThan: 20} | rowCount mustBeGreaterThan 20 | COMPLETENESS | 行数大于 20 | the number of rows is greater than 20
                   | {type: sql, query: "SELECT max(age)  FROM ${table}", mustNotBe: 5} | sql "SELECT max(age) FROM primary" mustNotBe 5 | CONFORMITY | 查询 SELECT max(age) FROM primary 的结果不等于 5 | the result of SELECT max(age) FROM primary is not 5
          """)
  void aMetricOfOdcsIsSaid(
      String column, String written, String rule, Dimension dimension, String zh, String en)
      throws IOException {
    RuleText text = written(column, written);

    assertThat(text.text()).isEqualTo(rule);
    assertThat(new RuleWords(VISITS).say(text)).isEqualTo(new InWords(zh, en));
    assertThat(text.dimension()).isEqualTo(dimension);
  }

  /** A rule as an author writes it, of a column or of the table. */
  private RuleText written(String column, String rule) throws IOException {
    String quality = "quality: [" + rule + "]";
    String contract = CONTRACT.replace("TABLE", column == null ? quality : "");
    for (String each : List.of("age", "district")) {
      contract = contract.replace("<" + each + ">", each.equals(column) ? ", " + quality : "");
    }
    Path file = schemas.resolve("health/visits.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, contract);
    Contracts read = Contracts.in(schemas).read();
    assertThat(read.problems()).isEmpty();
    return RuleText.of(read.contracts().get(0).rules().get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Completeness "age" > 0.9              | 0.25 | 0 | 0.25
          ColumnValues "age" in [1]             | 0.5  | 8 | 0.5
          ColumnValues "age" > 1                | 0.5  | 8 |
          RowCount > 9                          | 8    | 8 |
          """)
  void aMeasureTellsWhatShareOfTheRowsSatisfiesTheRuleWhereItCan(
      String rule, double metric, long rows, Double share) {
    assertThat(RuleText.of(rule).satisfied(metric, rows)).isEqualTo(Optional.ofNullable(share));
  }

  @Test
  void aMetricThatCountsFaultsTellsTheShareOfTheOtherRows() throws IOException {
    RuleText nulls = written("age", "{metric: nullValues, mustBe: 0}");
    RuleText percent = written("age", "{metric: nullValues, unit: percent, mustBe: 0}");

    assertThat(nulls.satisfied(2, 8)).contains(0.75);
    assertThat(nulls.satisfied(2, 0)).isEmpty();
    assertThat(percent.satisfied(25, 0)).contains(0.75);
    assertThat(written(null, "{metric: rowCount, mustBe: 9}").satisfied(8, 8)).isEmpty();
  }

  @Test
  void ofALongListTheFirstValuesAreSaidAndHowManyThereAre() {
    assertThat(say("ColumnValues \"age\" in [1,2,3,4,5,6,7]").zh())
        .isEqualTo("「年龄」的值属于：1、2、3、4、5、6 等 7 项");
    assertThat(say("ColumnValues \"age\" in [1,2,3,4,5,6,7]").en())
        .isEqualTo("each value of age is one of 1, 2, 3, 4, 5, 6 … (7 in all)");
  }

  @Test
  void whatIsNoDqdlIsSaidAsItIs() {
    assertThat(say("no such rule")).isEqualTo(InWords.same("no such rule"));
  }
}
