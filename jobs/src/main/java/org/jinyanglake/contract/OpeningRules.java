package org.jinyanglake.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Type.Kind;

/** What may be opened where: opening types, identifiers, quasi-identifiers and partitions. */
final class OpeningRules {

  /** The length of a mobile number, the shortest of the common identifiers. */
  private static final int ASSUMED_LENGTH = 11;

  /** What gives equal values equal texts, which links rows. */
  private static final Map<String, String> PSEUDONYMS =
      Map.of("token", "a token", "vault", "a token", "encrypt", "an encrypted value");

  private static final Set<Kind> PARTITION_TYPES =
      EnumSet.of(Kind.STRING, Kind.DATE, Kind.INTEGER, Kind.LONG);

  private final List<ColumnReader.Result> columns;
  private final List<Rule> rules;
  private final Report report;

  OpeningRules(List<ColumnReader.Result> columns, List<Rule> rules, Report report) {
    this.columns = columns;
    this.rules = rules;
    this.report = report;
  }

  static Set<Zone> allowed(OpeningType type) {
    return switch (type) {
      case UNCONDITIONAL -> EnumSet.of(Zone.OPEN, Zone.CONDITIONAL);
      case CONDITIONAL -> EnumSet.of(Zone.CONDITIONAL);
      case CLOSED -> EnumSet.noneOf(Zone.class);
    };
  }

  /**
   * Checks all columns.
   *
   * @param type empty if it is not known
   * @param protectedByCount whether anonymity or cells are declared
   */
  void check(Optional<OpeningType> type, boolean protectedByCount, Place table) {
    for (ColumnReader.Result column : columns) {
      column
          .column()
          .techniques()
          .forEach(
              (zone, technique) -> {
                if (!technique.name().equals("suppress")) {
                  checkOpened(column, zone, technique, type, protectedByCount);
                }
              });
    }
    type.ifPresent(opening -> checkOpensSomething(opening, table));
    checkPartitions();
  }

  private void checkOpened(
      ColumnReader.Result column,
      Zone zone,
      TechniqueSpec technique,
      Optional<OpeningType> type,
      boolean protectedByCount) {
    Place place = column.techniques().get(zone);
    if (type.isPresent() && !allowed(type.get()).contains(zone)) {
      report.error(
          place,
          "column %s is opened in the %s zone, but the dataset is %s; delete the property or change openingType"
              .formatted(column.name(), zone.catalog(), word(type.get())));
    }
    new WeakChoices(columns, rules, report).check(column, zone, technique);
    if (zone == Zone.OPEN && PSEUDONYMS.containsKey(technique.name())) {
      report.error(
          place,
          "column %s: %s links a person's rows and does not belong in the open zone; use suppress"
              .formatted(column.name(), PSEUDONYMS.get(technique.name())));
    } else if (column.column().classification() == Classification.DIRECT_IDENTIFIER) {
      checkIdentifier(column, zone, technique, place);
    }
    if (column.column().classification() == Classification.QUASI_IDENTIFIER && !protectedByCount) {
      report.error(
          place,
          "column %s is an opened quasi-identifier; add the property anonymity {k, person} to the table"
              .formatted(column.name()));
    }
  }

  private void checkIdentifier(
      ColumnReader.Result column, Zone zone, TechniqueSpec technique, Place place) {
    String name = technique.name();
    if (name.equals("replace")
        || zone == Zone.CONDITIONAL && (PSEUDONYMS.containsKey(name) || name.equals("redact"))) {
      return;
    }
    if (zone == Zone.CONDITIONAL && name.equals("mask")) {
      long kept = Techniques.kept(technique);
      int length = length(column.name());
      if (kept * 2 > length) {
        report.error(
            place,
            "column %s: the mask keeps %d of %d characters of a direct identifier; keep at most %d"
                .formatted(column.name(), kept, length, length / 2));
      }
      return;
    }
    report.error(
        place,
        "column %s is a direct identifier, which %s does not hide in the %s zone; use %s"
            .formatted(
                column.name(),
                name,
                zone.catalog(),
                zone == Zone.OPEN
                    ? "suppress or replace"
                    : "suppress, replace, redact, token, vault, encrypt or mask"));
  }

  /** The length that a rule demands of a column's values. */
  private int length(String column) {
    Pattern demanded =
        Pattern.compile("ColumnLength\\s*\"" + Pattern.quote(column) + "\"\\s*=\\s*(\\d{1,4})\\s*");
    return rules.stream()
        .map(rule -> demanded.matcher(rule.dqdl()))
        .filter(Matcher::matches)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .findFirst()
        .orElse(ASSUMED_LENGTH);
  }

  private void checkOpensSomething(OpeningType type, Place table) {
    if (type == OpeningType.CLOSED) {
      return;
    }
    Zone zone = type == OpeningType.UNCONDITIONAL ? Zone.OPEN : Zone.CONDITIONAL;
    boolean declared = columns.stream().anyMatch(column -> opens(column, zone));
    boolean broken =
        columns.stream()
            .anyMatch(
                column ->
                    column.techniques().containsKey(zone)
                        && !column.column().techniques().containsKey(zone));
    if (!declared && !broken) {
      report.error(
          table,
          "the dataset is %s but opens no column in the %s zone; give columns the property %s or make it closed"
              .formatted(word(type), zone.catalog(), zone.catalog()));
    }
  }

  private static boolean opens(ColumnReader.Result column, Zone zone) {
    TechniqueSpec technique = column.column().techniques().get(zone);
    return technique != null && !technique.name().equals("suppress");
  }

  /** A partition's value stands in paths and manifests: it must be harmless and always there. */
  private void checkPartitions() {
    for (ColumnReader.Result read : columns) {
      Column column = read.column();
      if (!column.partition()) {
        continue;
      }
      Place place = read.place();
      if (column.type() != null && !PARTITION_TYPES.contains(column.type().kind())) {
        report.error(
            place.key("partitioned"),
            "partition column %s is of type %s; partition by a string, date or integer"
                .formatted(column.name(), column.type()));
      }
      if (!column.required()) {
        report.error(
            place.key("partitioned"),
            "partition column %s is not required; add required: true".formatted(column.name()));
      }
      if (column.classification() != null && column.classification() != Classification.PUBLIC) {
        report.error(
            place.get("classification"),
            "partition column %s is %s, and partitions show their value; partition by a public column"
                .formatted(column.name(), column.classification()));
      }
      for (Zone zone : openedZones()) {
        TechniqueSpec technique = column.techniques().get(zone);
        boolean brokenTechnique = technique == null && read.techniques().containsKey(zone);
        if (!brokenTechnique && (technique == null || !technique.name().equals("keep"))) {
          report.error(
              read.techniques().getOrDefault(zone, place),
              "partition column %s is not kept in the %s zone; add %s: {technique: keep}"
                  .formatted(column.name(), zone.catalog(), zone.catalog()));
        }
      }
    }
  }

  private Set<Zone> openedZones() {
    Set<Zone> zones = EnumSet.noneOf(Zone.class);
    for (ColumnReader.Result column : columns) {
      for (Map.Entry<Zone, TechniqueSpec> entry : column.column().techniques().entrySet()) {
        if (opens(column, entry.getKey())) {
          zones.add(entry.getKey());
        }
      }
    }
    return zones;
  }

  private static String word(OpeningType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
