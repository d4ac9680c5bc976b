package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a contract says of the totals of a table of counts. */
class MarginsTest {
  private static final String CELLS = "      - {property: cells, value: persons}\n";
  private static final String MARGINS =
      "{dimensions: [district], total: 合计, sums: [tickets], protect: 20, dominance: {tickets: {largest: [most], most: [75]}}}";

  @TempDir Path folder;

  private static final String COLUMNS =
      "      - {name: district, logicalType: string, classification: public, customProperties: [{property: open, value: {technique: keep}}]}\n"
          + "      - {name: most, logicalType: integer, classification: sensitive}\n";

  private static String daily(String margins) {
    String tickets = "      - name: tickets\n";
    return Schemas.changed(
        Schemas.changed(
            Schemas.DAILY.replace("general-2", "general-3"),
            CELLS,
            CELLS + "      - {property: margins, value: " + margins + "}\n"),
        tickets,
        COLUMNS + tickets);
  }

  private Schemas with(String margins) {
    return new Schemas(folder)
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with("city/daily.yaml", daily(margins));
  }

  @Test
  void areRead() {
    Schemas schemas = with(MARGINS);
    assertThat(schemas.problems()).isEmpty();
    assertThat(schemas.read().contract(DatasetName.parse("city.daily")).orElseThrow().margins())
        .contains(
            new Margins(
                List.of("district"),
                "合计",
                List.of("tickets"),
                List.of(),
                20,
                new TreeMap<>(
                    Map.of(
                        "tickets",
                        new Margins.Dominance(
                            List.of("most"),
                            OptionalDouble.empty(),
                            new TreeMap<>(Map.of(1, 75.0)))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[district]| [distric]| did you mean 'district'",
        "[district]| [most]| must be a string",
        "total: 合计, | ''| total is what stands in a dimension",
        "sums: [tickets]| sums: [district]| must be a number that is opened",
        "protect: 20| protect: 0| from 1 to 100",
        "protect: 20| guard: 20| guard",
        "{tickets: {l| {persons: {l| dominance judges a sum",
        "[most]| [tickets]| tells of single contributors",
        "most: [75]| most: [75, 85]| each named in largest",
        "most: [75]| percent: 10| the p % rule needs the two largest",
        "protect: 20| linked: [city.daily]| linked names the dataset itself",
        "protect: 20| linked: [city.dayly]| there is no dataset city.dayly",
        "protect: 20| linked: [governance.tickets]| which has no margins",
      })
  void areRefusedWithARemedy(String passage, String replacement, String message) {
    assertThat(with(Schemas.changed(MARGINS, passage, replacement)).problems())
        .anySatisfy(problem -> assertThat(problem).contains(message));
  }

  @Test
  void belongToATableOfCounts() {
    Schemas schemas = with(MARGINS);
    schemas.with("city/daily.yaml", daily(MARGINS).replace(CELLS, ""));
    assertThat(schemas.problems())
        .anySatisfy(problem -> assertThat(problem).contains("add the property cells"));
  }
}
