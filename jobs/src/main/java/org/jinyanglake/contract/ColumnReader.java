package org.jinyanglake.contract;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jinyanglake.contract.Type.Kind;

/** Reads one column of a contract. */
final class ColumnReader {

  private static final Map<Zone, String> ZONES =
      Map.of(Zone.OPEN, "open", Zone.CONDITIONAL, "conditional");
  private static final List<String> PROPERTIES =
      Stream.concat(
              Stream.of(
                  "open",
                  "conditional",
                  "grade",
                  "sensitivePersonal",
                  "exclude",
                  "aliases",
                  "mayBeMissing"),
              CellFormatReader.PROPERTIES.stream())
          .toList();
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\s*\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

  /**
   * A column and where it stands. Type and classification are null, and techniques missing, where
   * the report names an error.
   *
   * @param graded where its grade stands
   */
  record Result(Column column, Place place, Map<Zone, Place> techniques, Place graded) {
    String name() {
      return column.name();
    }
  }

  /** The name of an existing column. */
  static Optional<String> named(Place place, List<Result> columns, String what, Report report) {
    Optional<String> name = report.text(place, what);
    List<String> names = columns.stream().map(Result::name).toList();
    if (name.isPresent() && !names.contains(name.get())) {
      report.error(
          place,
          what
              + " names no column: '"
              + Place.shorten(name.get())
              + "'; "
              + Nearest.remedy(name.get(), names));
      return Optional.empty();
    }
    return name;
  }

  private final Optional<Hierarchies> hierarchies;
  private final Report report;

  ColumnReader(Optional<Hierarchies> hierarchies, Report report) {
    this.hierarchies = hierarchies;
    this.report = report;
  }

  Result read(Place place, int position) {
    String name = place.get("name").textOrEmpty();
    place
        .get("name")
        .text()
        .flatMap(Identifier::complain)
        .ifPresent(message -> report.error(place.get("name"), message + "; rename the column"));
    Type type = type(place).orElse(null);
    Classification classification =
        Words.read(Classification.class, place.get("classification"), "classification", report)
            .orElse(null);
    if (!place.get("classification").exists()) {
      report.error(
          place,
          "column '"
              + Place.shorten(name)
              + "' has no classification; add direct-identifier, quasi-identifier, sensitive or"
              + " public");
    }
    Map<Zone, Place> places = new EnumMap<>(Zone.class);
    Map<Zone, TechniqueSpec> techniques = new EnumMap<>(Zone.class);
    CustomProperties properties = CustomProperties.read(place, PROPERTIES, report);
    ZONES.forEach(
        (zone, property) -> {
          Place value = properties.get(property);
          if (value.isMapping() || value.exists()) {
            places.put(zone, value);
            Techniques.read(value, type, hierarchies, report)
                .ifPresent(spec -> techniques.put(zone, spec));
          }
        });
    Column column =
        new Column(
            name,
            place.get("physicalName").text().orElse(name),
            place.get("businessName").text().orElse(name),
            place.get("description").textOrEmpty(),
            type,
            format(place, type),
            place.get("transformLogic").text(),
            place.get("required").isTrue(),
            place.get("partitioned").isTrue(),
            key(place, position),
            classification,
            techniques,
            Words.read(Grade.class, properties.get("grade"), "grade", report),
            flag(properties.get("sensitivePersonal"), "sensitivePersonal"),
            Words.read(Exclusion.class, properties.get("exclude"), "exclude", report)
                .orElse(Exclusion.ROW),
            aliases(properties.get("aliases")),
            flag(properties.get("mayBeMissing"), "mayBeMissing"),
            new CellFormatReader(report).read(properties, type));
    return new Result(column, place, places, properties.get("grade"));
  }

  private boolean flag(Place place, String what) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, what + " must be true or false; write one of the two");
    }
    return place.isTrue();
  }

  private List<String> aliases(Place place) {
    if (place.exists() && place.items().isEmpty()) {
      report.error(place, "aliases is a list of names that files have; write [name, name]");
    }
    List<String> aliases = new ArrayList<>();
    place.items().forEach(each -> report.text(each, "an alias").ifPresent(aliases::add));
    return aliases;
  }

  private static int key(Place place, int position) {
    if (!place.get("primaryKey").isTrue()) {
      return 0;
    }
    return place
        .get("primaryKeyPosition")
        .integer()
        .filter(at -> at > 0 && at < 1000)
        .map(Long::intValue)
        .orElse(position);
  }

  private Optional<Type> type(Place place) {
    Place logical = place.get("logicalType");
    Place physical = place.get("physicalType");
    if (!logical.exists()) {
      report.error(place, "column has no logicalType; add string, date, timestamp, number, …");
      return Optional.empty();
    }
    return switch (logical.textOrEmpty()) {
      case "string" -> physical(physical, Map.of("string", Type.STRING), Type.STRING);
      case "date" -> physical(physical, Map.of("date", Type.DATE), Type.DATE);
      case "timestamp" -> physical(physical, Map.of("timestamp", Type.TIMESTAMP), Type.TIMESTAMP);
      case "boolean" -> physical(physical, Map.of("boolean", Type.BOOLEAN), Type.BOOLEAN);
      case "integer" ->
          physical(
              physical,
              Map.of("int", Type.INTEGER, "long", Type.LONG, "bigint", Type.LONG),
              Type.LONG);
      case "number" -> number(physical);
      case "time", "object", "array" -> {
        report.error(
            logical,
            "logicalType "
                + logical.textOrEmpty()
                + " is not stored; use string, date, timestamp, number, integer or boolean");
        yield Optional.empty();
      }
      default -> Optional.empty(); // the standard's schema reports it
    };
  }

  private Optional<Type> physical(Place place, Map<String, Type> types, Type standard) {
    if (place.text().isEmpty()) {
      return Optional.of(standard);
    }
    Type type = types.get(place.textOrEmpty());
    if (type == null) {
      report.error(
          place,
          "physicalType '"
              + Place.shorten(place.textOrEmpty())
              + "' does not fit; delete it or choose from "
              + String.join(", ", types.keySet().stream().sorted().toList()));
    }
    return Optional.ofNullable(type);
  }

  private Optional<Type> number(Place place) {
    Matcher decimal = DECIMAL.matcher(place.textOrEmpty());
    if (!decimal.matches()) {
      if (place.textOrEmpty().startsWith("decimal")) {
        report.error(place, "a decimal names its digits; write it as decimal(10,2)");
        return Optional.empty();
      }
      return physical(place, Map.of("double", Type.DOUBLE), Type.DOUBLE);
    }
    int precision = Integer.parseInt(decimal.group(1));
    int scale = Integer.parseInt(decimal.group(2));
    if (precision < 1 || precision > 38 || scale > precision) {
      report.error(
          place, "a decimal has 1 to 38 digits, no more of them after the point; correct it");
      return Optional.empty();
    }
    return Optional.of(Type.decimal(precision, scale));
  }

  private Optional<String> format(Place place, Type type) {
    Place format = place.get("logicalTypeOptions").get("format");
    boolean date = type != null && type.kind() == Kind.DATE;
    boolean timestamp = type != null && type.kind() == Kind.TIMESTAMP;
    if (!date && !timestamp || format.text().isEmpty()) {
      return Optional.empty();
    }
    String pattern = format.textOrEmpty();
    String letters = pattern.replaceAll("'[^']*'", "");
    if (!isPattern(pattern)) {
      report.error(format, "'" + Place.shorten(pattern) + "' is no date pattern; " + example(date));
      return Optional.empty();
    }
    if (letters.contains("Y")) {
      report.error(format, "Y is the year of the week; write y for the calendar year");
    } else if (!letters.matches(".*[yu].*") || !letters.contains("M") || !letters.contains("d")) {
      if (!letters.contains("D")) {
        report.error(format, "the pattern lacks year, month or day; " + example(date));
      }
    } else if (timestamp && !letters.matches(".*[HkhK].*")) {
      report.error(format, "the pattern of a timestamp lacks the hour; " + example(false));
    } else if (date && letters.matches(".*[HkhKmsSa].*")) {
      report.error(format, "the pattern of a date holds a time; use logicalType timestamp");
    } else if (letters.contains("h") && !letters.contains("a")) {
      report.error(format, "h counts to 12 and needs a for a.m. or p.m.; write H");
    }
    return Optional.of(pattern);
  }

  private static boolean isPattern(String pattern) {
    try {
      return !DateTimeFormatter.ofPattern(pattern).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String example(boolean date) {
    return "write it as " + (date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss");
  }
}
