package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jinyanglake.contract.AnomalyRule.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that compare with the days before: what they say, and what is wrong with them. */
class AnomalyRuleTest {

  @TempDir Path folder;

  @Test
  void readsMetricColumnStrategyAndOptions() {
    assertThat(AnomalyRule.parse("DetectAnomalies \"RowCount\""))
        .isEqualTo(new AnomalyRule("RowCount", "", Strategy.ROBUST, Map.of()));
    assertThat(
            AnomalyRule.parse(
                "DetectAnomalies \"Mean\" of \"cost\" with strategy = \"AbsoluteChange\" with"
                    + " maxRateDecrease = -2.5"))
        .isEqualTo(
            new AnomalyRule(
                "Mean", "cost", Strategy.ABSOLUTE_CHANGE, Map.of("maxRateDecrease", -2.5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DetectAnomalies RowCount|write DetectAnomalies \"RowCount\" or DetectAnomalies \"Completeness\" \"column\"",
        "DetectAnomalies \"RowCount\" \"age\"|RowCount is of the dataset; delete \"age\"",
        "DetectAnomalies \"RowCont\"|no history is kept of RowCont; did you mean 'RowCount'?",
        "DetectAnomalies \"Entropy\" \"age\"|no history is kept of Entropy; choose from RowCount, Completeness",
        "DetectAnomalies \"Completeness\"|Completeness is of a column; write DetectAnomalies \"Completeness\" \"column\"",
        "DetectAnomalies \"Completeness\" \"agee\"|there is no column 'agee'; did you mean 'age'?",
        "DetectAnomalies \"Mean\" \"ticket_id\"|Mean does not fit column ticket_id of type string; use another",
        "DetectAnomalies \"Mean\" \"age\"|of age, which is not public, only Completeness and ApproxCountDistinct are kept; use one of them",
        "DetectAnomalies \"RowCount\" with strategy = \"HoltWinter\"|there is no strategy HoltWinter; did you mean 'HoltWinters'?",
        "DetectAnomalies \"RowCount\" with strategy = \"BatchNormal\" with lowerDeviation = 2|BatchNormal has no option lowerDeviation; ",
        "DetectAnomalies \"RowCount\" with strategy = \"BatchNormal\" with lowerDeviationFactor = 0|lowerDeviationFactor must be greater than 0; correct it",
        "DetectAnomalies \"RowCount\" with strategy = \"BatchNormal\" with lowerDeviationFactor = \"x\"|lowerDeviationFactor is a number, as 1.5; correct it",
        "DetectAnomalies \"RowCount\" with limit = 2|Robust has no option limit; delete it",
        "DetectAnomalies \"RowCount\" with strategy = \"AbsoluteChange\"|AbsoluteChange needs with maxRateDecrease = … or with maxRateIncrease = …",
        "DetectAnomalies \"RowCount\" with strategy = \"AbsoluteChange\" with maxRateDecrease = 5 with maxRateIncrease = 1|maxRateDecrease is above maxRateIncrease; swap them"
      })
  void saysWhatIsWrongWithOne(String rule, String message) {
    Schemas schemas =
        new Schemas(folder)
            .with(
                "governance/tickets.yaml", Schemas.changed(Schemas.TICKETS, "RowCount > 0", rule));
    assertThat(schemas.problems())
        .singleElement()
        .asString()
        .startsWith("governance/tickets.yaml:71:13: rule DetectAnomalies")
        .contains(": " + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(DetectAnomalies \"RowCount\") and (RowCount > 0)",
        "(RowCount > 0) or (DetectAnomalies \"RowCount\")"
      })
  void itStandsByItself(String rule) {
    Schemas schemas =
        new Schemas(folder)
            .with(
                "governance/tickets.yaml", Schemas.changed(Schemas.TICKETS, "RowCount > 0", rule));
    assertThat(schemas.problems())
        .singleElement()
        .asString()
        .endsWith("DetectAnomalies cannot be joined with other rules; write it by itself");
  }

  @Test
  void itJudgesNoRow() {
    Schemas schemas =
        new Schemas(folder)
            .with(
                "governance/tickets.yaml",
                Schemas.changed(
                    Schemas.changed(
                        Schemas.TICKETS, "RowCount > 0", "DetectAnomalies \"RowCount\""),
                    "severity: error",
                    "severity: row"));
    assertThat(schemas.problems())
        .singleElement()
        .asString()
        .contains("DetectAnomalies judges a whole partition; make its severity error or warning");
  }
}
