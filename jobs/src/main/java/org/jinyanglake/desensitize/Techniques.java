package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jinyanglake.contract.Alphabet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;

/** The techniques that a contract declares, ready to be applied. */
public final class Techniques {
  private final Contract contract;
  private final Zone zone;
  private final Keys keys;
  private final Hierarchies hierarchies;

  /** The techniques of a dataset in one zone, with what its tokens and regions need. */
  public Techniques(Contract contract, Zone zone, Keys keys, Hierarchies hierarchies) {
    this.contract = contract;
    this.zone = zone;
    this.keys = keys;
    this.hierarchies = hierarchies;
  }

  /**
   * The technique of a column.
   *
   * @throws IllegalArgumentException if the zone does not see the column or an option does not fit;
   *     the message names the contract's file, the column and the zone
   */
  public Technique of(Column column) {
    TechniqueSpec spec = column.techniques().get(zone);
    String where = contract.file() + ": column " + column.name() + " in " + zone.catalog() + ": ";
    if (spec == null) {
      throw new IllegalArgumentException(where + "no technique, so that the zone never sees it");
    }
    try {
      return of(column, spec.name(), new Options(spec.options()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private Technique of(Column column, String name, Options options) {
    Type type = column.type();
    return switch (name) {
      case "keep" -> new Keep(type, contract.zone());
      case "suppress" -> new Suppress(type);
      case "mask" ->
          new Mask(
              (int) options.whole("keepFirst", 0L),
              (int) options.whole("keepLast", 0L),
              options.text("with", "*"));
      case "redact" -> new Redact();
      case "replace" -> new Replace(options.text("with", null));
      case "token" ->
          new Token(
              new KeyLabel(
                  TokenAlgorithm.of(options.text("algorithm", "HMAC-SHA256")),
                  contract.dataset(),
                  zone,
                  options.text("domain", null),
                  keys.version()),
              keys.folder());
      case "vault" ->
          new Vaulted(
              column.name(),
              Vaulted.label(contract.dataset(), zone, options.text("domain", null), keys.version()),
              keys.folder(),
              keys.isReadOnly());
      case "encrypt" ->
          new Encrypt(
              Encrypt.label(
                  options.text("algorithm", "FF1-AES"),
                  contract.dataset(),
                  zone,
                  options.text("domain", null),
                  keys.version()),
              Alphabet.of(options.text("alphabet", null)),
              (int) options.whole("minLength", null),
              keys.folder());
      case "shift" -> {
        String by = options.text("by", null);
        yield new Shift(
            type, by, (int) options.whole("days", null), label("shift:" + by), keys.folder());
      }
      case "truncate" ->
          new Truncate(
              type,
              Truncate.Unit.valueOf(options.text("unit", null).toUpperCase(Locale.ROOT)),
              contract.zone());
      case "generalize" -> {
        Hierarchy hierarchy = hierarchies.get(options.text("hierarchy", null));
        yield new Generalize(hierarchy, hierarchy.level(options.text("level", null)));
      }
      case "range" -> new Range(type, options.whole("width", null), Range.DOUBLINGS);
      case "round" -> new Round(type, options.number("to"));
      case "top" -> new Top(type, options.number("at"));
      case "bottom" -> new Bottom(type, options.number("at"));
      case "grid" -> {
        double cell = options.number("cell").doubleValue();
        double latitude = options.number("latitude", BigDecimal.ZERO).doubleValue();
        yield new Grid(
            type,
            options.text("unit", "column").equals("metre") ? Grid.degrees(cell, latitude) : cell,
            Grid.DOUBLINGS);
      }
      case "centroid" ->
          new Centroid(
              type,
              options.text("by", null),
              hierarchies.get(options.text("hierarchy", null)),
              Centroid.Axis.valueOf(options.text("axis", null).toUpperCase(Locale.ROOT)));
      case "microaggregate" ->
          new Microaggregate(
              column.name(),
              type,
              (int) options.whole("k", null),
              PartitionColumn.of(contract).stream().map(PartitionColumn::column).toList());
      case "noise" ->
          new Noise(
              type,
              options.text("distribution", "laplace"),
              options.number("scale").doubleValue(),
              options.number("least"),
              options.number("most"),
              contract.primaryKey(),
              label("noise:" + column.name()),
              keys.folder());
      default -> throw new IllegalArgumentException("there is no such technique");
    };
  }

  /** The label of a key for numbers; no domain of tokens has a colon. */
  private KeyLabel label(String domain) {
    return new KeyLabel(
        TokenAlgorithm.HMAC_SHA256, contract.dataset(), zone, domain, keys.version());
  }

  /** What stands beside the name of a technique; a default of null means that it must be there. */
  private record Options(Map<String, Object> values) {

    String text(String key, String otherwise) {
      Object value = values.getOrDefault(key, otherwise);
      if (value == null) {
        throw new IllegalArgumentException(key + " is missing");
      }
      return value.toString();
    }

    BigDecimal number(String key) {
      return new BigDecimal(text(key, null));
    }

    BigDecimal number(String key, BigDecimal otherwise) {
      return values.containsKey(key) ? number(key) : otherwise;
    }

    long whole(String key, Long otherwise) {
      try {
        return new BigDecimal(text(key, otherwise == null ? null : otherwise.toString()))
            .longValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(key + " must be a whole number", e);
      }
    }
  }
}
