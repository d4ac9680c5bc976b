package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.contract.Type.Kind;

/** The techniques that a contract may name, their options, and the types that each fits. */
final class Techniques {

  /** What the value of an option may be. */
  private enum Value {
    COUNT("a whole number from 0 to 100"),
    POSITIVE("a number greater than 0"),
    NUMBER("a number"),
    TEXT("a text"),
    CHARACTER("one character"),
    NAME("a name of letters a-z, digits and _"),
    UNIT("hour, day, month or year"),
    ALGORITHM("HMAC-SHA256 or HMAC-SM3"),
    CIPHER("FF1-AES or FF1-SM4"),
    ALPHABET(String.join(", ", Alphabet.names())),
    DAYS("a whole number from 1 to 3650"),
    GROUP("a whole number from 3 to 10000"),
    DISTRIBUTION("laplace or normal"),
    MEASURE("column or metre"),
    LATITUDE("a number from -85 to 85"),
    AXIS("longitude or latitude");

    final String said;

    Value(String said) {
      this.said = said;
    }

    boolean fits(Place place) {
      return switch (this) {
        case COUNT -> within(place, 0, 100);
        case DAYS -> within(place, 1, 3650);
        case GROUP -> within(place, 3, 10_000);
        case POSITIVE -> place.number().filter(n -> n.signum() > 0).isPresent();
        case NUMBER -> place.number().isPresent();
        case TEXT -> place.text().isPresent();
        case CHARACTER ->
            place.text().filter(t -> t.codePointCount(0, t.length()) == 1).isPresent();
        case NAME -> place.text().filter(Identifier::isValid).isPresent();
        case LATITUDE -> place.number().filter(n -> n.abs().compareTo(STEEPEST) <= 0).isPresent();
        case UNIT -> isOneOf(place, "hour", "day", "month", "year");
        case ALGORITHM -> isOneOf(place, "HMAC-SHA256", "HMAC-SM3");
        case CIPHER -> isOneOf(place, "FF1-AES", "FF1-SM4");
        case ALPHABET -> Alphabet.names().contains(place.textOrEmpty());
        case DISTRIBUTION -> isOneOf(place, "laplace", "normal");
        case MEASURE -> isOneOf(place, "column", "metre");
        case AXIS -> isOneOf(place, "longitude", "latitude");
      };
    }

    private static boolean within(Place place, long least, long most) {
      return place.integer().filter(n -> n >= least && n <= most).isPresent();
    }

    private static boolean isOneOf(Place place, String... words) {
      return List.of(words).contains(place.textOrEmpty());
    }
  }

  private record Option(String name, Value value, boolean required) {}

  private record Form(Set<Kind> fits, List<Option> options) {
    Optional<Option> option(String name) {
      return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    List<String> names() {
      return options.stream().map(Option::name).toList();
    }
  }

  /** Nearer to a pole a metre is too many degrees of longitude. */
  private static final BigDecimal STEEPEST = BigDecimal.valueOf(85);

  /** What others call a technique, and is none: everybody can compute it. */
  private static final Set<String> UNKEYED =
      Set.of("hash", "md5", "sha1", "sha2", "sha256", "sha512", "sm3", "crc32", "base64");

  private static final Set<Kind> ANY = EnumSet.allOf(Kind.class);
  private static final Set<Kind> STRINGS = EnumSet.of(Kind.STRING);
  private static final Set<Kind> MOMENTS = EnumSet.of(Kind.DATE, Kind.TIMESTAMP);
  private static final Set<Kind> NUMBERS =
      EnumSet.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);

  private static final Set<Kind> FRACTIONS = EnumSet.of(Kind.DOUBLE, Kind.DECIMAL);

  private static final Map<String, Form> FORMS = new LinkedHashMap<>();

  static {
    form("keep", ANY);
    form("suppress", ANY);
    form(
        "mask",
        STRINGS,
        new Option("keepFirst", Value.COUNT, false),
        new Option("keepLast", Value.COUNT, false),
        new Option("with", Value.CHARACTER, false));
    form("redact", STRINGS);
    form("replace", STRINGS, new Option("with", Value.TEXT, true));
    form(
        "token",
        STRINGS,
        new Option("domain", Value.NAME, true),
        new Option("algorithm", Value.ALGORITHM, false));
    form("vault", STRINGS, new Option("domain", Value.NAME, true));
    form(
        "encrypt",
        STRINGS,
        new Option("domain", Value.NAME, true),
        new Option("alphabet", Value.ALPHABET, true),
        new Option("minLength", Value.COUNT, true),
        new Option("algorithm", Value.CIPHER, false));
    form("truncate", MOMENTS, new Option("unit", Value.UNIT, true));
    form(
        "shift", MOMENTS, new Option("by", Value.NAME, true), new Option("days", Value.DAYS, true));
    form(
        "generalize",
        STRINGS,
        new Option("hierarchy", Value.NAME, true),
        new Option("level", Value.NAME, true));
    form("range", NUMBERS, new Option("width", Value.POSITIVE, true));
    form("round", NUMBERS, new Option("to", Value.POSITIVE, true));
    form("top", NUMBERS, new Option("at", Value.NUMBER, true));
    form("bottom", NUMBERS, new Option("at", Value.NUMBER, true));
    form(
        "grid",
        FRACTIONS,
        new Option("cell", Value.POSITIVE, true),
        new Option("unit", Value.MEASURE, false),
        new Option("latitude", Value.LATITUDE, false));
    form(
        "centroid",
        FRACTIONS,
        new Option("hierarchy", Value.NAME, true),
        new Option("by", Value.NAME, true),
        new Option("axis", Value.AXIS, true));
    form("microaggregate", NUMBERS, new Option("k", Value.GROUP, true));
    form(
        "noise",
        NUMBERS,
        new Option("scale", Value.POSITIVE, true),
        new Option("least", Value.NUMBER, true),
        new Option("most", Value.NUMBER, true),
        new Option("distribution", Value.DISTRIBUTION, false));
  }

  private Techniques() {}

  private static void form(String name, Set<Kind> fits, Option... options) {
    FORMS.put(name, new Form(fits, List.of(options)));
  }

  /**
   * Reads {@code {technique: …}}; reports what is unknown or missing, does not fit the type, or
   * names a hierarchy that is not there.
   *
   * @param type the column's type; null if it is not known
   */
  static Optional<TechniqueSpec> read(
      Place place, Type type, Optional<Hierarchies> hierarchies, Report report) {
    if (!place.isMapping()) {
      report.error(place, "an opened column needs a technique; write {technique: keep} or another");
      return Optional.empty();
    }
    Place named = place.get("technique");
    if (!named.exists()) {
      report.error(place, "an opened column needs a technique; add technique: to the mapping");
      return Optional.empty();
    }
    if (UNKEYED.contains(named.textOrEmpty().toLowerCase(Locale.ROOT).replace("-", ""))) {
      report.error(
          named,
          "%s has no key, so that anybody can compute it of all phone numbers in an hour and look a value up; write {technique: token, domain: …}"
              .formatted(named.textOrEmpty()));
      return Optional.empty();
    }
    Optional<String> name = report.oneOf(named, "technique", FORMS.keySet());
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Form form = FORMS.get(name.get());
    if (type != null && !form.fits().contains(type.kind())) {
      report.error(
          named,
          "technique %s does not fit a column of type %s; choose from %s"
              .formatted(name.get(), type, String.join(", ", fitting(type.kind()))));
    }
    Map<String, Object> options = options(place, name.get(), form, report);
    TechniqueSpec spec = new TechniqueSpec(name.get(), options);
    checkUnit(place, spec, type, report);
    hierarchies.ifPresent(known -> known.check(place, spec, report));
    return Optional.of(spec);
  }

  private static Map<String, Object> options(Place place, String name, Form form, Report report) {
    Map<String, Object> options = new TreeMap<>();
    for (String key : place.keys()) {
      if (key.equals("technique")) {
        continue;
      }
      Optional<Option> option = form.option(key);
      if (option.isEmpty()) {
        report.error(
            place.key(key),
            "technique %s has no option '%s'; %s"
                .formatted(
                    name,
                    Place.shorten(key),
                    form.options().isEmpty() ? "delete it" : Nearest.remedy(key, form.names())));
      } else if (!option.get().value().fits(place.get(key))) {
        report.error(
            place.get(key),
            "option %s of %s must be %s; correct it"
                .formatted(key, name, option.get().value().said));
      } else {
        options.put(key, plain(place.get(key).scalar()));
      }
    }
    for (Option option : form.options()) {
      if (option.required() && !place.get(option.name()).exists()) {
        report.error(
            place,
            "technique %s needs the option %s, %s; add it"
                .formatted(name, option.name(), option.value().said));
      }
    }
    return options;
  }

  private static Object plain(Object scalar) {
    return scalar instanceof BigDecimal decimal ? (Object) decimal.doubleValue() : scalar;
  }

  private static void checkUnit(Place place, TechniqueSpec spec, Type type, Report report) {
    if (spec.name().equals("truncate")
        && "hour".equals(spec.options().get("unit"))
        && type != null
        && type.kind() == Kind.DATE) {
      report.error(place.get("unit"), "a date has no hours; truncate it to day, month or year");
    }
  }

  private static List<String> fitting(Kind kind) {
    return FORMS.entrySet().stream()
        .filter(form -> form.getValue().fits().contains(kind))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many characters a mask leaves. */
  static long kept(TechniqueSpec mask) {
    Map<String, Object> options = new HashMap<>(mask.options());
    return (Long) options.getOrDefault("keepFirst", 0L)
        + (Long) options.getOrDefault("keepLast", 0L);
  }
}
