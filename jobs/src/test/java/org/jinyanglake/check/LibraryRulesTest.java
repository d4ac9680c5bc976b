package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules as ODCS 3.1 writes them: metrics of the library, queries, and the schema's constraints. */
class LibraryRulesTest {

  /** Twenty rows of one day: ages 20 to 38 and a null, ids i0 to i18 and a repeated i0. */
  private static Tickets twenty() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 19)
        .forEach(
            i ->
                tickets.row(
                    "2024-03-04", "i" + i, i == 3 ? "" : i < 5 ? "迎泽区" : "小店区", 20 + i, i + 0.5));
    return tickets.row("2024-03-04", "i0", "N/A", null, null);
  }

  /** Of which column, the rule, and whether it holds; without a column of the table. */
  private static final String RULES =
      """
      age      | metric: nullValues, mustBe: 1                                     | true
      age      | metric: nullValues, mustBe: 0                                     | false
      age      | metric: nullValues, mustNotBe: 0                                  | true
      age      | metric: nullValues, mustNotBe: 1                                  | false
      age      | metric: nullValues, mustBeLessThan: 2                             | true
      age      | metric: nullValues, mustBeLessThan: 1                             | false
      age      | metric: nullValues, mustBeLessOrEqualTo: 1                        | true
      age      | metric: nullValues, mustBeLessOrEqualTo: 0                        | false
      age      | metric: nullValues, mustBeGreaterThan: 0                          | true
      age      | metric: nullValues, mustBeGreaterThan: 1                          | false
      age      | metric: nullValues, mustBeGreaterOrEqualTo: 1                     | true
      age      | metric: nullValues, mustBeGreaterOrEqualTo: 2                     | false
      age      | metric: nullValues, mustBeBetween: [1, 2]                         | true
      age      | metric: nullValues, mustBeBetween: [2, 3]                         | false
      age      | metric: nullValues, mustNotBeBetween: [2, 3]                      | true
      age      | metric: nullValues, mustNotBeBetween: [0, 1]                      | false
      age      | metric: nullValues, unit: percent, mustBe: 5                      | true
      age      | metric: nullValues, unit: percent, mustBeLessThan: 5              | false
      age      | metric: nullValues, unit: percent, mustBeLessThan: 5.01           | true
      district | metric: missingValues, arguments: {missingValues: [null, "", N/A]}, mustBe: 2   | true
      district | metric: missingValues, arguments: {missingValues: [null, "", N/A]}, mustBe: 1   | false
      age      | metric: missingValues, mustBe: 1                                  | true
      age      | metric: missingValues, arguments: {missingValues: [20]}, mustBe: 2 | true
      district | metric: invalidValues, arguments: {validValues: [迎泽区, 小店区]}, mustBe: 2   | true
      district | metric: invalidValues, arguments: {validValues: [迎泽区, 小店区]}, mustBe: 1   | false
      age      | metric: invalidValues, arguments: {validValues: [20, 21]}, mustBe: 17 | true
      id       | metric: invalidValues, arguments: {pattern: "i[0-9]+"}, mustBe: 0 | true
      id       | metric: invalidValues, arguments: {pattern: "i[0-9]"}, mustBe: 9  | true
      id       | metric: invalidValues, arguments: {pattern: "i[0-9]"}, unit: percent, mustBeBetween: [45, 46] | true
      id       | metric: duplicateValues, mustBe: 1                                | true
      id       | metric: duplicateValues, mustBe: 0                                | false
      id       | metric: duplicateValues, unit: percent, mustBeLessOrEqualTo: 5    | true
      age      | metric: duplicateValues, mustBe: 0                                | true
      age      | type: sql, query: "SELECT max(${column}) FROM ${table}", mustBe: 38 | true
      age      | type: sql, query: "SELECT max({property}) FROM {object}", mustBeLessThan: 38 | false
      | metric: rowCount, mustBe: 20                                                 | true
      | metric: rowCount, mustBeGreaterThan: 20                                      | false
      | metric: duplicateValues, arguments: {properties: [id, age]}, mustBe: 0       | true
      | metric: duplicateValues, arguments: {properties: [day, id]}, mustBe: 0       | false
      | type: sql, query: "SELECT count(*) FROM ${table} WHERE age > 37", mustBe: 1  | true
      | type: sql, query: "SELECT count(*) FROM ${table} WHERE age > 37", mustBe: 2  | false
      | type: sql, query: "SELECT sum(age) / 0 FROM ${table}", mustNotBe: 5          | false
      | type: sql, query: "SELECT no_such FROM ${table}", mustNotBe: 5               | false
      """;

  private record Written(String column, String rule, boolean holds) {}

  static List<Written> rules() {
    return RULES
        .lines()
        .map(line -> line.split("\\|"))
        .map(
            parts ->
                new Written(
                    parts[0].strip(),
                    "{" + parts[1].strip() + "}",
                    parts[2].strip().equals("true")))
        .toList();
  }

  /** Judged together, so that no rule is in the way of another. */
  @TestFactory
  Stream<DynamicTest> rulesHoldOrNot() {
    Map<String, List<Written>> columns =
        rules().stream().collect(Collectors.groupingBy(Written::column));
    Map<String, List<String>> texts = new HashMap<>();
    columns.forEach(
        (column, written) -> texts.put(column, written.stream().map(Written::rule).toList()));
    List<String> table = texts.remove("");
    List<Written> inOrder =
        Stream.of("id", "district", "age", "").flatMap(each -> columns.get(each).stream()).toList();
    List<RuleResult> results =
        Check.of(WrittenRules.of(texts, table)).on(twenty().rows()).results();
    assertThat(results).hasSameSizeAs(inOrder);
    return IntStream.range(0, results.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    inOrder.get(i).column() + " " + inOrder.get(i).rule(),
                    () -> judged(results.get(i), inOrder.get(i).holds())));
  }

  private static void judged(RuleResult result, boolean holds) {
    assertThat(result.passed()).as(result.toString()).isEqualTo(holds);
    assertThat(result.reason().isEmpty()).as(result.toString()).isEqualTo(holds);
    assertThat(result.holds()).isEqualTo(!holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          id       | unique: true                                     | 1
          id       | logicalTypeOptions: {pattern: "i[0-9]"}          | 9
          id       | logicalTypeOptions: {maxLength: 2}               | 9
          id       | logicalTypeOptions: {minLength: 3}               | 11
          district | logicalTypeOptions: {minLength: 1}               | 1
          id       | logicalTypeOptions: {format: uuid}               | 20
          age      | logicalTypeOptions: {minimum: 20}                | 0
          age      | logicalTypeOptions: {minimum: 21}                | 1
          age      | logicalTypeOptions: {exclusiveMinimum: 20}       | 1
          age      | logicalTypeOptions: {maximum: 38}                | 0
          age      | logicalTypeOptions: {maximum: 37.5}              | 1
          age      | logicalTypeOptions: {exclusiveMaximum: 38}       | 1
          age      | logicalTypeOptions: {multipleOf: 2}              | 9
          age      | logicalTypeOptions: {format: u8}                 | 0
          cost     | logicalTypeOptions: {multipleOf: 0.5}            | 0
          cost     | logicalTypeOptions: {multipleOf: 1}              | 19
          fee      | logicalTypeOptions: {multipleOf: 0.5}            | 0
          fee      | logicalTypeOptions: {multipleOf: 0.25}           | 0
          fee      | logicalTypeOptions: {multipleOf: 1}              | 19
          cost     | logicalTypeOptions: {maximum: 18.4}              | 1
          fee      | logicalTypeOptions: {exclusiveMaximum: 18.5}     | 1
          day      | logicalTypeOptions: {minimum: "2024-03-04"}      | 0
          day      | logicalTypeOptions: {maximum: "2024-03-03"}      | 20
          """)
  void whatTheSchemaDemandsRefusesRows(String column, String keys, int refused) {
    Check.Result result = Check.of(WrittenRules.ofColumn(column, keys)).on(twenty().distributed(8));
    assertThat(result.results())
        .singleElement()
        .satisfies(said -> assertThat(said.metric()).as(said.toString()).hasValue(refused))
        .satisfies(said -> assertThat(said.severity()).isEqualTo(Severity.ROW));
    assertThat(result.refused().map(Dataset::count).orElse(0L)).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource({
    "0.3, 0.1, true",
    "0.30000000000000004, 0.1, false",
    "10.00000000001, 0.5, false",
    "1e30, 10, true",
    "1e300, 10, false",
    "NaN, 10, false",
    "-7.5, 2.5, true",
    "-7.5, 2, false"
  })
  void aDoubleIsAMultipleAsItIsWritten(double cost, String factor, boolean multiple) {
    assertThat(
            Check.of(
                    WrittenRules.ofColumn(
                        "cost", "logicalTypeOptions: {multipleOf: " + factor + "}"))
                .on(
                    new Tickets()
                        .row("2024-03-04", "a", "x", 1, 1.0)
                        .rows()
                        .withColumn("cost", org.apache.spark.sql.functions.lit(cost)))
                .results())
        .singleElement()
        .satisfies(said -> assertThat(said.passed()).as(said.toString()).isEqualTo(multiple));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fee | 0.0000000000000000000000000000000000001 | cannot be divided exactly
          age | 0.00000000000000000000000000001         | cannot be divided exactly
          id  | 2                                       | multipleOf
          fee | 0                                       | must have an exclusive minimum value of 0
          """)
  void whatCannotBeDividedExactlyIsAnErrorOfTheContract(
      String column, String factor, String message) {
    assertThatThrownBy(
            () -> WrittenRules.ofColumn(column, "logicalTypeOptions: {multipleOf: " + factor + "}"))
        .hasMessageContaining(message);
  }

  @Test
  void nothingCanBeSaidOfAPartitionWithoutRowsButTheirNumber() {
    Contract contract =
        WrittenRules.ofTable(
            """
            {metric: rowCount, mustBe: 0}, {type: sql, query: "SELECT 0 FROM ${table}", mustBe: 0},
            {metric: duplicateValues, arguments: {properties: [id]}, mustBe: 0},
            {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ IsComplete "age" ]'}\
            """);
    Dataset<Row> allRefused = new Tickets().row("2024-03-04", "a", "x", null, null).rows();
    assertThat(Check.of(contract).on(allRefused).results())
        .extracting(RuleResult::passed)
        .containsExactly(true, false, false, false);
  }

  @Test
  void aMetricThatMustBeZeroCanRefuseRows() {
    Contract contract =
        WrittenRules.ofColumnQuality(
            "age",
            "{metric: nullValues, severity: row, mustBe: 0}, {metric: invalidValues, arguments:"
                + " {validValues: [20]}, severity: row, unit: percent, mustBe: 0}");
    Check.Result result = Check.of(contract).on(twenty().rows());
    assertThat(result.results())
        .extracting(each -> each.metric().orElse(-1))
        .containsExactly(1.0, 18.0);
    assertThat(
            result
                .refused()
                .orElseThrow()
                .select("_reason")
                .distinct()
                .as(org.apache.spark.sql.Encoders.STRING())
                .collectAsList())
        .containsExactlyInAnyOrder(
            "age is null",
            "age does not satisfy invalidValues \"age\" {validValues: [20]} mustBe 0 percent");
  }

  @Test
  void whatIsWrittenOfAKeyStandsInsteadOfWhatTheSchemaSays() {
    String key = "required: true, primaryKey: true, unique: true";
    String warning =
        "{type: custom, engine: deequ, severity: warning, implementation: 'Rules = [ IsPrimaryKey"
            + " \"id\" ]'}";
    assertThat(WrittenRules.read("id", ", " + key, "").allRules())
        .containsExactly(new Rule("IsUnique \"id\"", Severity.ROW));
    assertThat(WrittenRules.read("id", ", required: true, primaryKey: true", "").allRules())
        .containsExactly(new Rule("IsPrimaryKey \"id\"", Severity.ROW));
    assertThat(WrittenRules.read("id", ", " + key, warning).allRules())
        .containsExactly(new Rule("IsPrimaryKey \"id\"", Severity.WARNING));
    assertThat(
            WrittenRules.read(
                    "id",
                    ", required: true, primaryKey: true, quality: [{metric: duplicateValues,"
                        + " mustBeLessThan: 3}]",
                    "")
                .allRules())
        .extracting(Rule::dqdl)
        .containsExactly("duplicateValues \"id\" mustBeLessThan 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metric: nullValues                                  | nothing says what the measure must be; add one of mustBe, mustBeLessThan, mustBeBetween …
          metric: nullValues, mustBe: 0, mustBeLessThan: 3    | mustBe and mustBeLessThan cannot both be in one rule; write two rules
          metric: nullValues, mustBeBetween: [3, 1]           | the smaller number stands first; swap them
          metric: nullValues, mustBe: none                    | mustBe needs a number; write one
          metric: nulValues, mustBe: 0                        | 'nulValues' is not allowed here; did you mean 'nullValues'?
          metric: nullValues, unit: rows, severity: row, mustBeLessThan: 9 | severity row refuses every row that is counted; write mustBe: 0, or make it error or warning
          metric: nullValues, unit: share, mustBe: 0          | unknown unit 'share'
          metric: nullValues, arguments: {validValues: [1]}, mustBe: 0 | nullValues has no option 'validValues'
          metric: invalidValues, mustBe: 0                    | invalidValues needs one of the arguments validValues and pattern
          metric: invalidValues, arguments: {pattern: "("}, mustBe: 0 | the pattern is wrong at character
          metric: invalidValues, arguments: {pattern: "(a+)+"}, mustBe: 0 | the pattern repeats a repetition
          metric: invalidValues, arguments: {validValues: [1]}, mustBe: 0 | is no value of column id, which is string; correct it
          type: sql, query: "SELECT reflect('a') FROM ${table}", mustBe: 0 | reflect
          type: sql, query: "SELECT count(*) FROM other.table_of", mustBe: 0 | a rule reads this dataset only; name it ${table}
          type: sql, query: "SELECT 1 FROM ${table}", severity: row, mustBe: 1 | it is one number over all rows; make its severity error or warning
          type: custom, engine: soda, implementation: x       | of type custom only the engine deequ is known; write DQDL
          """)
  void whatCannotBeMeantIsAnErrorOfTheContract(String rule, String message) {
    assertThatThrownBy(() -> WrittenRules.ofColumnQuality("id", "{" + rule + "}"))
        .hasMessageContaining("governance/tickets.yaml:16:")
        .hasMessageContaining(message)
        .message()
        .satisfies(all -> assertThat(all.lines()).as(all).hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metric: rowCount, unit: percent, mustBe: 5      | rowCount is a number of rows; write unit: rows
          metric: nullValues, mustBe: 0                   | nullValues is about one column; move it to the column's quality
          metric: duplicateValues, mustBe: 0              | duplicateValues of a table needs columns
          metric: duplicateValues, arguments: {properties: [idd]}, mustBe: 0 | there is no column 'idd'; did you mean 'id'?
          type: sql, query: "SELECT max(${column}) FROM ${table}", mustBe: 0 | the rule is one of the table; name the column, or move it to the column
          """)
  void soIsWhatATableHasNot(String rule, String message) {
    assertThatThrownBy(() -> WrittenRules.ofTable("{" + rule + "}")).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          age      | logicalTypeOptions: {minimum: many}    | number expected; change the value
          day      | logicalTypeOptions: {minimum: "2024"}  | minimum of a date is no such value; write it as "2024-03-04"
          id       | logicalTypeOptions: {pattern: "["}     | the pattern is wrong at character
          id       | logicalTypeOptions: {minLength: -1}    | minLength
          """)
  void anOptionThatNothingCanMeetIsAnError(String column, String keys, String message) {
    assertThatThrownBy(() -> WrittenRules.ofColumn(column, keys)).hasMessageContaining(message);
  }

  @Test
  void manyMetricsAreOneScan() {
    Contract contract =
        WrittenRules.ofColumnQuality(
            "age",
            "{metric: nullValues, mustBe: 1}, {metric: missingValues, unit: percent, mustBe: 5},"
                + " {metric: invalidValues, arguments: {validValues: [20]}, mustBe: 18}");
    assertThat(SparkJobsTest.jobs(() -> Check.of(contract).on(twenty().rows().coalesce(1))))
        .isEqualTo(1);
    assertThat(List.copyOf(contract.rules())).hasSize(3);
  }
}
