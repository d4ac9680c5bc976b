package org.jinyanglake.desensitize;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Sample;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;

/** Writes contracts of {@code health.visits}, opened in the conditional zone. */
final class TestContract {
  private final List<Column> columns = new ArrayList<>();
  private Optional<Anonymity> anonymity = Optional.empty();
  private boolean inValues;
  private double mostLoss = 1;
  private Optional<Sample> sample = Optional.empty();

  /** A column that the zone does not see. */
  TestContract closed(String name, Type type, Classification classification) {
    columns.add(column(name, type, classification, false, Map.of()));
    return this;
  }

  TestContract column(
      String name, Type type, Classification classification, String technique, Object... options) {
    columns.add(
        column(
            name, type, classification, false, Map.of(Zone.CONDITIONAL, spec(technique, options))));
    return this;
  }

  TestContract partition(String name, Type type) {
    columns.add(
        column(name, type, Classification.PUBLIC, true, Map.of(Zone.CONDITIONAL, spec("keep"))));
    return this;
  }

  /** The primary key, which the zone sees. */
  TestContract key(String name, Type type) {
    columns.add(
        new Column(
            name,
            name,
            name,
            "",
            type,
            Optional.empty(),
            Optional.empty(),
            true,
            false,
            1,
            Classification.PUBLIC,
            Map.of(Zone.CONDITIONAL, spec("keep"))));
    return this;
  }

  TestContract sample(double fraction, String by) {
    sample = Optional.of(new Sample(fraction, by));
    return this;
  }

  /** Before {@link #anonymity}: classes are published by their values. */
  TestContract inValues() {
    inValues = true;
    return this;
  }

  /** Before {@link #anonymity}: what loses more is not published. */
  TestContract mostLoss(double loss) {
    mostLoss = loss;
    return this;
  }

  TestContract anonymity(int k, String person, Diversity... sensitive) {
    anonymity =
        Optional.of(
            new Anonymity(
                k, person, 0.01, mostLoss, inValues, true, List.of(sensitive), List.of()));
    return this;
  }

  Contract build() {
    return new Contract(
        "schemas/health/visits.yaml",
        "0".repeat(64),
        DatasetName.parse("health.visits"),
        "urn:test",
        "1.0.0",
        "太原市",
        "就诊",
        "",
        "",
        "",
        OpeningType.CONDITIONAL,
        "",
        LoadMode.APPEND,
        Optional.empty(),
        new Source.Files(
            "health/visits/*.csv",
            Source.Format.CSV,
            StandardCharsets.UTF_8,
            Source.Dialect.RFC_4180,
            List.of("")),
        columns,
        List.of(),
        anonymity,
        Optional.empty(),
        sample,
        ZoneId.of("Asia/Shanghai"),
        "officer",
        "steward",
        "卫健委",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Column column(
      String name,
      Type type,
      Classification classification,
      boolean partition,
      Map<Zone, TechniqueSpec> techniques) {
    return new Column(
        name,
        name,
        name,
        "",
        type,
        Optional.empty(),
        Optional.empty(),
        false,
        partition,
        0,
        classification,
        techniques);
  }

  private static TechniqueSpec spec(String name, Object... options) {
    Map<String, Object> byKey = new java.util.HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      byKey.put((String) options[i], options[i + 1]);
    }
    return new TechniqueSpec(name, byKey);
  }
}
