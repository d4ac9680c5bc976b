package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jinyanglake.contract.Classification.DIRECT_IDENTIFIER;
import static org.jinyanglake.contract.Classification.QUASI_IDENTIFIER;

import java.math.BigDecimal;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;

/** Classes published by the ranges and sets of their values: {@code publish: values}. */
class PublishedValuesTest {
  private static final StructType RAW =
      new StructType()
          .add("person", DataTypes.StringType)
          .add("age", DataTypes.IntegerType)
          .add("birth", DataTypes.DateType)
          .add("rate", DataTypes.createDecimalType(5, 2))
          .add("street", DataTypes.StringType);

  private static Desensitize.Result published(Dataset<Row> rows) {
    Contract contract =
        new TestContract()
            .closed("person", Type.STRING, DIRECT_IDENTIFIER)
            .column("age", Type.INTEGER, QUASI_IDENTIFIER, "keep")
            .column("birth", Type.DATE, QUASI_IDENTIFIER, "keep")
            .column("rate", Type.decimal(5, 2), QUASI_IDENTIFIER, "keep")
            .column("street", Type.STRING, QUASI_IDENTIFIER, "keep")
            .inValues()
            .anonymity(2, "person")
            .build();
    return Desensitize.of(contract)
        .to(Zone.CONDITIONAL)
        .with(null, Hierarchies.NONE, 2)
        .apply(rows);
  }

  private static Row row(String person, Integer age, String birth, String rate, String street) {
    return RowFactory.create(
        person,
        age,
        birth == null ? null : Date.valueOf(birth),
        rate == null ? null : new BigDecimal(rate),
        street);
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return SharedSpark.session().createDataFrame(rows, RAW);
  }

  @Test
  void aClassShowsNoMoreThanItsValues() {
    Desensitize.Result result =
        published(
            frame(
                List.of(
                    row("p1", 30, "1890-01-05", "1.00", "柳巷"),
                    row("p2", 34, "1890-01-09", "1.50", "桥|东"),
                    row("p3", 70, "1850-07-01", "9.00", null),
                    row("p4", 70, null, "9.00", null),
                    row("p5", null, "1850-07-01", "9.00", "a\\N"))));
    assertThat(result.rows().collectAsList().stream().map(Row::toString))
        .containsExactlyInAnyOrder(
            "[30-34,1890-01-05/1890-01-09,1.00-1.50,柳巷|桥\\|东]",
            "[30-34,1890-01-05/1890-01-09,1.00-1.50,柳巷|桥\\|东]",
            "[\\N|70,\\N|1850-07-01,9.00,\\N|a\\\\N]",
            "[\\N|70,\\N|1850-07-01,9.00,\\N|a\\\\N]",
            "[\\N|70,\\N|1850-07-01,9.00,\\N|a\\\\N]");
    assertThat(result.recoding().get().collectAsList().stream().map(Row::toString))
        .hasSize(5)
        .contains("[30,1890-01-05,1.00,柳巷,30-34,1890-01-05/1890-01-09,1.00-1.50,柳巷|桥\\|东,false]");
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    Random random = new Random(7);
    List<Row> rows =
        new ArrayList<>(
            IntStream.range(0, 300)
                .mapToObj(
                    i ->
                        row(
                            "p" + random.nextInt(200),
                            random.nextInt(80),
                            "18%02d-01-01".formatted(random.nextInt(90)),
                            "%d.50".formatted(random.nextInt(9)),
                            "s" + random.nextInt(5)))
                .toList());
    List<Row> first = published(frame(rows)).rows().collectAsList();
    Collections.shuffle(rows, random);
    List<Row> second = published(frame(rows).repartition(5)).rows().collectAsList();
    assertThat(first).hasSize(300);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void fewerThanKPersonsAreWithheld() {
    Desensitize.Result result =
        published(frame(List.of(row("p1", 30, "1890-01-05", "1.00", "柳巷"))));
    assertThat(result.rows().collectAsList()).isEmpty();
  }
}
