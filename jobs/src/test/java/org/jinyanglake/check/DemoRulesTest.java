package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.lake.SparkTypes;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the demo city's contracts can be evaluated on the columns of its dataset. */
class DemoRulesTest {

  static Stream<Contract> contracts() {
    List<Contract> contracts = Contracts.read(Path.of("../schemas")).contracts();
    assertThat(contracts).isNotEmpty();
    return contracts.stream().filter(contract -> !contract.rules().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void canBeEvaluated(Contract contract) {
    StructType schema = new StructType();
    for (var column : contract.columns()) {
      schema = schema.add(column.name(), SparkTypes.of(column.type()));
    }
    schema = schema.add("_file", "string").add("_row", "long");
    Object[] cells = new Object[schema.size()];
    cells[schema.size() - 2] = "a.csv";
    cells[schema.size() - 1] = 0L;
    List<Row> oneEmptyRow = List.of(RowFactory.create(cells));
    assertThat(
            Check.of(contract)
                .on(SharedSpark.session().createDataFrame(oneEmptyRow, schema))
                .results())
        .hasSizeGreaterThanOrEqualTo(contract.rules().size())
        .extracting(RuleResult::reason)
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .doesNotContain("cannot be evaluated", "not valid DQDL", "judges a partition")
                    .doesNotContain("does not include column", "Expected type"));
  }
}
