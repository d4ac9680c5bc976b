package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.contract.Type.Kind;

/**
 * Reads what the schema itself demands of the values of a column, {@code unique} and {@code
 * logicalTypeOptions}, as rules. Null satisfies all of them; {@code required} is for null.
 */
final class ConstraintReader {

  /** Texts of the formats that ODCS names, as a whole. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "email", "[^\\s@]{1,64}@[^\\s@]{1,253}\\.[^\\s@.]{2,63}",
          "uuid", "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",
          "uri", "[A-Za-z][A-Za-z0-9+.-]{0,30}:\\S+",
          "hostname",
              "(?=.{1,253}\\z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.){0,126}[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
          "ipv4",
              "(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})");

  private static final Map<String, String> BREAKS =
      Map.of(
          "minimum", "<",
          "exclusiveMinimum", "<=",
          "maximum", ">",
          "exclusiveMaximum", ">=");

  private static final Set<Kind> NUMBERS =
      Set.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);

  private static final Pattern INTEGER_FORMAT = Pattern.compile("([iu])(8|16|32|64|128)");

  private final MetricReader metrics;
  private final Severity severity;
  private final ZoneId zone;
  private final Report report;

  /**
   * A reader.
   *
   * @param severity of the rules
   * @param zone of times without an offset
   */
  ConstraintReader(MetricReader metrics, Severity severity, ZoneId zone, Report report) {
    this.metrics = metrics;
    this.severity = severity;
    this.zone = zone;
    this.report = report;
  }

  List<Rule> read(ColumnReader.Result read) {
    List<Rule> rules = new ArrayList<>();
    if (read.place().get("unique").isTrue()) {
      rules.add(new Rule("IsUnique \"" + read.name() + "\"", severity));
    }
    Place options = read.place().get("logicalTypeOptions");
    if (read.column().type() != null) {
      for (String option : options.keys()) {
        broken(option, options.get(option), read.column(), options)
            .ifPresent(sql -> rules.add(rule(read.name(), option, options.get(option), sql)));
      }
    }
    return rules;
  }

  private Rule rule(String column, String option, Place value, String broken) {
    String written =
        value.text().map(text -> "\"" + text + "\"").orElse(String.valueOf(value.scalar()));
    return Rule.of(
        new OdcsMetric(
            OdcsMetric.Kind.MATCHING,
            "invalidValues",
            List.of(column),
            option + ": " + written,
            broken,
            Bound.none(),
            false),
        severity);
  }

  /** The condition of a row that breaks an option; empty if none does, or an error is reported. */
  private Optional<String> broken(String option, Place value, Column column, Place options) {
    String name = SqlLiteral.name(column.name());
    Kind kind = column.type().kind();
    if (BREAKS.containsKey(option) && kind != Kind.STRING && kind != Kind.BOOLEAN) {
      Optional<String> bound = SqlLiteral.of(value.scalar(), column.type(), zone);
      if (bound.isEmpty()) {
        report.errorUnlessTold(
            value,
            "%s of a %s is no such value; write it as %s"
                .formatted(option, column.type(), example(kind)));
      }
      return bound.map(each -> name + " " + BREAKS.get(option) + " " + each);
    }
    return switch (option) {
      case "format" -> format(value, name, kind);
      case "pattern" -> metrics.pattern(value, column);
      case "minLength", "maxLength" -> {
        Optional<Long> length = value.integer().filter(each -> each >= 0 && kind == Kind.STRING);
        if (length.isEmpty()) {
          report.errorUnlessTold(
              value, option + " is a number of characters of a string; correct it");
        }
        yield length.map(
            each -> "length(" + name + ")" + (option.equals("minLength") ? " < " : " > ") + each);
      }
      case "multipleOf" -> multiple(value, name, column.type());
      default -> {
        report.error(
            options.key(option),
            "'" + Place.shorten(option) + "' is not checked here; demand it by a DQDL rule");
        yield Optional.empty();
      }
    };
  }

  /**
   * Decimals and whole numbers are divided as they are. A double is taken for the decimal number
   * that its shortest text says, as 0.1; one of more decimals than the factor is no multiple of it,
   * nor is one of more digits than a decimal has.
   */
  private Optional<String> multiple(Place value, String name, Type type) {
    if (!NUMBERS.contains(type.kind())) {
      report.errorUnlessTold(value, "multipleOf is for numbers; delete it");
      return Optional.empty();
    }
    Optional<BigDecimal> factor = value.number().filter(each -> each.signum() > 0);
    if (factor.isEmpty()) {
      report.errorUnlessTold(value, "multipleOf is a number above 0; correct it");
      return Optional.empty();
    }
    BigDecimal number = factor.get().stripTrailingZeros();
    int decimals = Math.max(number.scale(), 0);
    int before = Math.max(digitsBeforePoint(type), number.precision() - number.scale());
    if (before + decimals > SqlLiteral.MOST_DIGITS) {
      report.errorUnlessTold(
          value,
          "a %s cannot be divided exactly by so small or large a number; write one of at most %d decimals and %d digits"
              .formatted(
                  type, SqlLiteral.MOST_DIGITS - digitsBeforePoint(type), SqlLiteral.MOST_DIGITS));
      return Optional.empty();
    }
    String literal = SqlLiteral.number(number);
    if (type.kind() != Kind.DOUBLE) {
      return Optional.of("%s %% %s <> 0".formatted(name, literal));
    }
    String exact = "CAST(%s AS DECIMAL(%d, %d))".formatted(name, SqlLiteral.MOST_DIGITS, decimals);
    return Optional.of(
        "%1$s %% %2$s <> 0 OR CAST(%1$s AS DOUBLE) <> %3$s OR %1$s IS NULL AND %3$s IS NOT NULL"
            .formatted(exact, literal, name));
  }

  /** The most that a type has; of a double, that of a 64-bit number. */
  private static int digitsBeforePoint(Type type) {
    return switch (type.kind()) {
      case DECIMAL -> type.precision() - type.scale();
      case INTEGER -> 10;
      default -> 20;
    };
  }

  private Optional<String> format(Place value, String name, Kind kind) {
    String format = value.textOrEmpty();
    if (kind == Kind.STRING) {
      if (!FORMATS.containsKey(format)) {
        report.warning(
            value,
            "format '%s' is not checked; %s"
                .formatted(Place.shorten(format), Nearest.remedy(format, FORMATS.keySet())));
        return Optional.empty();
      }
      return Optional.of(MetricReader.mismatch(name, FORMATS.get(format)));
    }
    Matcher integer = INTEGER_FORMAT.matcher(format);
    if ((kind == Kind.INTEGER || kind == Kind.LONG) && integer.matches()) {
      int bits = Integer.parseInt(integer.group(2));
      boolean signed = integer.group(1).equals("i");
      BigInteger top = BigInteger.TWO.pow(signed ? bits - 1 : bits);
      BigInteger low = signed ? top.negate() : BigInteger.ZERO;
      BigInteger high = top.subtract(BigInteger.ONE);
      boolean most = high.bitLength() < Long.SIZE - 1;
      boolean least = low.bitLength() < Long.SIZE - 1;
      String above = name + " > " + high;
      String below = name + " < " + low;
      return most
          ? Optional.of(below + " OR " + above)
          : least ? Optional.of(below) : Optional.empty();
    }
    return kind == Kind.DOUBLE && format.equals("f32")
        ? Optional.of("abs(" + name + ") > 3.4028234663852886E38D")
        : Optional.empty();
  }

  private static String example(Kind kind) {
    return switch (kind) {
      case DATE -> "\"2024-03-04\"";
      case TIMESTAMP -> "\"2024-03-04T08:00:00\"";
      default -> "a number";
    };
  }
}
