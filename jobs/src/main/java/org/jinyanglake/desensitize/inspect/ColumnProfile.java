package org.jinyanglake.desensitize.inspect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.recognize.Finding;
import org.jinyanglake.desensitize.recognize.Kind;
import org.jinyanglake.desensitize.recognize.Recognizers;

/**
 * Looks at the values of a column, one after the other, and says what it holds. The column's name
 * is to its values what a word before a number is in a sentence: recognizers that ask for such a
 * word are given the name's. Keeps counts, forms and a few hundred distinct values, however many
 * are added. Not for several threads.
 */
public final class ColumnProfile {
  /** A value is of a kind if what was found covers so much of it. */
  private static final double WHOLE = 0.8;

  /** Chance makes fewer than so many values of a kind. */
  private static final long FEW = 3;

  /** One in eleven numbers has the check character of an identifier, one in ten that of a card. */
  private static final double BY_CHANCE = 0.2;

  private static final int MOST_DISTINCT = 500;
  private static final int FEWEST_NAMES = 10;
  private static final int MANY = 100;
  private static final int FEWEST_PREFIXES = 5;

  /** Of values of another kind, so many must be of a hierarchy for it to be proposed. */
  private static final double IN_HIERARCHY = 0.8;

  /** How long identifiers with a check character are, without blanks and hyphens. */
  private static final Map<Meaning, Set<Integer>> LENGTHS =
      Map.of(
          Meaning.RESIDENT_ID, Set.of(18),
          Meaning.PERMANENT_RESIDENT_ID, Set.of(18),
          Meaning.CREDIT_CODE, Set.of(18),
          Meaning.ORGANIZATION_CODE, Set.of(9),
          Meaning.BANK_CARD, Set.of(16, 17, 18, 19),
          Meaning.VIN, Set.of(17),
          Meaning.IMEI, Set.of(15),
          Meaning.HONG_KONG_ID, Set.of(8));

  private final String column;
  private final Map<Meaning, String> named;
  private final Set<String> cues = new TreeSet<>();
  private final Map<Meaning, Long> matched = new EnumMap<>(Meaning.class);
  private final Map<Kind, Long> within = new EnumMap<>(Kind.class);
  private final Map<Integer, Long> lengths = new HashMap<>();
  private final Set<String> distinct = new HashSet<>();
  private final Set<String> mobilePrefixes = new HashSet<>();
  private final Forms forms = new Forms();
  private long values;
  private long nulls;

  /**
   * @param column its name
   * @param said what else its contract calls it and says of it
   */
  public ColumnProfile(String column, List<String> said) {
    this.column = column;
    List<String> texts = new ArrayList<>(said);
    texts.add(column);
    this.named = ColumnName.meanings(texts);
    cues.add("");
    for (Meaning each : named.keySet()) {
      each.kind().ifPresent(kind -> cues.add(cue(kind)));
    }
  }

  private static String cue(Kind kind) {
    return switch (kind) {
      case LANDLINE -> "电话：";
      case HONG_KONG_ID -> "香港身份证：";
      default -> kind.label() + "：";
    };
  }

  /**
   * How a value is written, without what it says: 9 for a digit, A for a letter, 汉 for a Chinese
   * one.
   */
  public static String form(String value) {
    return Forms.of(value);
  }

  /** Looks at a value as text; null if there is none. */
  public void add(String value) {
    if (value == null || value.isBlank()) {
      nulls++;
      return;
    }
    values++;
    String text = plain(value.strip());
    forms.add(text);
    if (distinct.size() < MOST_DISTINCT) {
      distinct.add(text);
    }
    lengths.merge(compactLength(text), 1L, Long::sum);
    Set<Kind> whole = EnumSet.noneOf(Kind.class);
    Set<Kind> parts = EnumSet.noneOf(Kind.class);
    for (String cue : cues) {
      look(cue, text, whole, parts);
    }
    if (text.length() <= 4 && !cues.contains(cue(Kind.NAME))) {
      look(cue(Kind.NAME), text, whole, parts);
    }
    for (Meaning each : Meaning.values()) {
      if (each.kind().map(whole::contains).orElseGet(() -> each.content().fits(text))) {
        matched.merge(each, 1L, Long::sum);
      }
    }
    if (whole.contains(Kind.MOBILE) && mobilePrefixes.size() < FEWEST_PREFIXES) {
      mobilePrefixes.add(text.length() == 11 ? text.substring(0, 3) : text);
    }
    if (whole.isEmpty() && !parts.isEmpty()) {
      matched.merge(Meaning.TEXT, 1L, Long::sum);
      parts.forEach(kind -> within.merge(kind, 1L, Long::sum));
    }
  }

  private static void look(String cue, String text, Set<Kind> whole, Set<Kind> parts) {
    for (Finding each : Recognizers.find(cue + text, Recognizers.SURE)) {
      int start = Math.max(0, each.start() - cue.length());
      int covered = each.end() - cue.length() - start;
      if (covered >= WHOLE * text.length()) {
        whole.add(each.kind());
      } else if (cue.isEmpty()) {
        parts.add(each.kind());
      }
    }
  }

  /** Numbers as they were before a spreadsheet or a double took them. */
  private static String plain(String text) {
    char last = text.charAt(text.length() - 1);
    boolean number = last >= '0' && last <= '9' && text.length() < 40;
    if (!number || text.indexOf('E') <= 0 && !text.endsWith(".0") && !text.endsWith(".00")) {
      return text;
    }
    try {
      BigDecimal decimal = new BigDecimal(text);
      return Math.abs(decimal.scale()) > 40 ? text : decimal.stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static int compactLength(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean divides = c == ' ' || c == '-' || c == '(' || c == ')';
      length += divides ? 0 : 1;
    }
    return length;
  }

  /** What the column holds, judged by all values that were added. */
  public ColumnFindings judge(Hierarchies hierarchies) {
    Meaning best = null;
    double most = 0;
    for (Meaning each : Meaning.values()) {
      double score = score(each);
      if (score >= Meaning.LIKELY && score > most) {
        best = each;
        most = score;
      }
    }
    return best == null ? nothing() : findings(best, most, hierarchies);
  }

  private double score(Meaning meaning) {
    boolean says = named.containsKey(meaning);
    if (values == 0) {
      return says ? 0.6 : 0;
    }
    long count = count(meaning);
    double share = (double) count / values;
    if (share < meaning.least(says) || count < Math.min(FEW, values)) {
      return 0;
    }
    Double valid = valid(meaning);
    if (valid != null && valid < BY_CHANCE) {
      return 0;
    }
    if (meaning == Meaning.TEXT) {
      return 0.5 + 0.5 * Math.min(1, 5 * share);
    }
    double score = conviction(meaning) * (0.5 + 0.5 * share);
    return says ? 1 - (1 - score) * 0.4 : score;
  }

  private double conviction(Meaning meaning) {
    return switch (meaning) {
      // Words that begin as names do are few: districts, departments.
      case NAME -> distinct.size() < FEWEST_NAMES ? 0 : meaning.conviction();
      // Numbers that are counted up begin all alike, those of people do not.
      case MOBILE ->
          distinct.size() >= MANY && mobilePrefixes.size() < FEWEST_PREFIXES
              ? 0.4
              : meaning.conviction();
      default -> meaning.conviction();
    };
  }

  private long count(Meaning meaning) {
    return matched.getOrDefault(meaning, 0L);
  }

  private ColumnFindings nothing() {
    return new ColumnFindings(
        column,
        values,
        nulls,
        "",
        "",
        0,
        0,
        null,
        "",
        "",
        forms.top(2),
        false,
        Classification.PUBLIC.toString(),
        Map.of());
  }

  private ColumnFindings findings(Meaning best, double score, Hierarchies hierarchies) {
    double share = values == 0 ? 0 : (double) count(best) / values;
    Double valid = valid(best);
    Map<String, String> techniques = new LinkedHashMap<>();
    // An age of two digits is a code of an industry only to who does not know that it is an age.
    Optional<TechniqueSpec> generalize =
        best.classification() == Classification.QUASI_IDENTIFIER && best != Meaning.AGE
            ? hierarchies.holding(distinct, IN_HIERARCHY)
            : Optional.empty();
    techniques.put(Zone.OPEN.catalog(), written(generalize.orElse(best.open())));
    techniques.put(Zone.CONDITIONAL.catalog(), written(generalize.orElse(best.conditional())));
    return new ColumnFindings(
        column,
        values,
        nulls,
        best.label(),
        best.name(),
        Math.round(score * 100) / 100.0,
        share,
        valid,
        named.getOrDefault(best, ""),
        why(best, share, valid),
        forms.top(2),
        best.isClassified(),
        best.classification().toString(),
        techniques);
  }

  private Double valid(Meaning meaning) {
    Set<Integer> right = LENGTHS.get(meaning);
    if (right == null) {
      return null;
    }
    long candidates = right.stream().mapToLong(each -> lengths.getOrDefault(each, 0L)).sum();
    return candidates == 0 ? null : Math.min(1, (double) count(meaning) / candidates);
  }

  private String why(Meaning best, double share, Double valid) {
    List<String> why = new ArrayList<>();
    if (values == 0) {
      why.add("no value to look at");
    } else if (best == Meaning.TEXT) {
      String kinds =
          within.entrySet().stream()
              .sorted(Map.Entry.<Kind, Long>comparingByValue().reversed())
              .limit(4)
              .map(each -> each.getKey().label() + " " + percent((double) each.getValue() / values))
              .collect(Collectors.joining(", "));
      why.add(percent(share) + " of the texts hold identifiers: " + kinds);
    } else {
      why.add(percent(share) + " of the values");
    }
    if (valid != null) {
      why.add("check right in " + percent(valid) + " of that length");
    }
    if (named.containsKey(best)) {
      why.add("named '" + named.get(best) + "'");
    }
    if (best.isClassified()) {
      why.add("脱密: exclude it, with a reviewer of its own, before any technique");
    }
    return String.join("; ", why);
  }

  private static String percent(double share) {
    return String.format(
        Locale.ROOT, share > 0 && share < 0.01 ? "%.2f %%" : "%.0f %%", 100 * share);
  }

  /** As a contract writes it: {@code {technique: range, width: 10}}. */
  private static String written(TechniqueSpec spec) {
    StringBuilder text = new StringBuilder("{technique: ").append(spec.name());
    new java.util.TreeMap<>(spec.options())
        .forEach((key, value) -> text.append(", ").append(key).append(": ").append(value));
    return text.append('}').toString();
  }
}
