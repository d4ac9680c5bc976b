package org.jinyanglake.release;

import static org.jinyanglake.contract.Type.Kind.DECIMAL;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Alphabet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;

/**
 * The form that a technique gives to the values of a column, read from the contract independently
 * of the code that applies it. Suppressed values, null or {@code *}, have every form.
 *
 * <p>Values are those of Iceberg's generic reader or of Spark's rows.
 */
abstract class Form implements Serializable {

  private static final long serialVersionUID = 1;
  private static final Pattern RANGE =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)-(-?[0-9]+(?:\\.[0-9]+)?)");
  private static final Pattern DATE_PREFIX =
      Pattern.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:[ T][0-9]{2})?)?)?");

  /** Whether a published value can be a result of the technique at all. */
  final boolean admits(Object published) {
    return isSuppressed(published) || matches(published);
  }

  /** Whether a published quasi-identifier can stand for the raw value; also if coarsened to k. */
  final boolean covers(Object raw, Object published) {
    return isSuppressed(published)
        || matches(published)
            && (raw == null ? standsForNull(published) : standsFor(raw, published));
  }

  /**
   * Whether the technique by itself puts a published value in the place of the raw one, as far as
   * can be told: some only cover it because the value might have been coarsened.
   */
  boolean gives(Object raw, Object published) {
    return covers(raw, published);
  }

  /** Whether the value, which has the form, can stand for a null. */
  boolean standsForNull(Object published) {
    return false;
  }

  /** Whether the value, not suppressed, has the form. */
  abstract boolean matches(Object published);

  /**
   * Whether the value, which has the form, can stand for the raw value. None does whose value does
   * not follow from the raw one alone.
   */
  boolean standsFor(Object raw, Object published) {
    return false;
  }

  /**
   * The form of a column in a zone.
   *
   * @param hierarchies by name; the one that the technique names must be there
   * @param local the contract's zone, in which timestamps are truncated
   */
  static Form of(Column column, Zone zone, Map<String, Hierarchy> hierarchies, ZoneId local) {
    TechniqueSpec technique = column.techniques().get(zone);
    return switch (technique.name()) {
      // What is left of a free text is scanned as every string is; it has no form of its own.
      case "keep", "redact" -> new Keep(local);
      case "token", "vault" -> new Token();
      case "replace" -> new Replace(text(technique, "with"));
      case "mask" ->
          new Mask(
              integer(technique, "keepFirst"),
              integer(technique, "keepLast"),
              technique.options().containsKey("with") ? text(technique, "with") : "*");
      case "truncate" -> new Truncate(unit(text(technique, "unit")), local);
      case "generalize" -> {
        Hierarchy hierarchy = hierarchies.get(text(technique, "hierarchy"));
        yield new Generalize(hierarchy, hierarchy.level(text(technique, "level")));
      }
      case "range" -> new Range(number(technique, "width"));
      case "round" -> new Round(number(technique, "to"));
      case "top" -> new Top(number(technique, "at"));
      case "bottom" -> new Bottom(number(technique, "at"));
      case "encrypt" ->
          new Encrypt(
              Alphabet.of(text(technique, "alphabet")).characters(),
              integer(technique, "minLength"));
      case "shift" -> new Shift();
      case "grid" ->
          new Grid(cell(technique), column.type().kind() == DECIMAL ? column.type().scale() : 12);
      case "centroid" ->
          new Centroid(
              text(technique, "by"),
              hierarchies.get(text(technique, "hierarchy")),
              text(technique, "axis").equals("longitude") ? 0 : 1,
              column.type().kind() == DECIMAL ? column.type().scale() : 12);
      case "microaggregate" -> new Microaggregate(integer(technique, "k"));
      case "noise" -> new Noise(number(technique, "least"), number(technique, "most"));
      default ->
          throw new IllegalArgumentException(
              "the gate cannot judge the technique '%s' of column %s"
                  .formatted(technique.name(), column.name()));
    };
  }

  /** The column from whose published value this one follows; empty for most. */
  Optional<String> beside() {
    return Optional.empty();
  }

  /** Whether a published value, which may be null, is right beside that of the other column. */
  boolean isRightBeside(Object other, Object published) {
    return true;
  }

  /** In how many rows of a partition each value must stand at least. */
  int leastRows() {
    return 1;
  }

  /** How many steps it is from a published value up to {@code *}, if there is a hierarchy. */
  int height() {
    return 0;
  }

  /** What stands so many steps above a published value, fewer than {@link #height}. */
  Object above(Object published, int steps) {
    return published;
  }

  static boolean isSuppressed(Object published) {
    return published == null || published.equals("*");
  }

  /** Whether it is a number proper, neither infinite nor NaN. */
  private static boolean isFinite(Object value) {
    return value instanceof Number number
        && (!(number instanceof Double) || Double.isFinite(number.doubleValue()));
  }

  /** The value as it was, or a date that was coarsened. */
  private static final class Keep extends Form {
    private static final long serialVersionUID = 1;
    private final ZoneId local;

    Keep(ZoneId local) {
      this.local = local;
    }

    @Override
    boolean matches(Object published) {
      return true;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return same(raw, published)
          || isTemporal(raw) && new Truncate(ChronoUnit.HOURS, local).covers(raw, published);
    }

    @Override
    boolean gives(Object raw, Object published) {
      return same(raw, published)
          || isTemporal(raw)
              && isTemporal(published)
              && time(raw, local).equals(time(published, local));
    }

    private static boolean same(Object raw, Object published) {
      if (isFinite(raw) && isFinite(published)) {
        return decimal(raw).compareTo(decimal(published)) == 0;
      }
      return Objects.equals(raw, published);
    }
  }

  /** At least 128 bits in hexadecimal. Without the key, which value it stands for is unknown. */
  private static final class Token extends Form {
    private static final long serialVersionUID = 1;
    private static final int SHORTEST = 32;

    /** 0 for each digit, 1 for all other characters. */
    private static final byte[] HEXADECIMAL = new byte[256];

    static {
      Arrays.fill(HEXADECIMAL, (byte) 1);
      "0123456789abcdef".chars().forEach(c -> HEXADECIMAL[c] = 0);
    }

    @Override
    boolean matches(Object published) {
      // Sooner looked through than a text; what is no byte becomes a question mark.
      byte[] text = published.toString().getBytes(StandardCharsets.ISO_8859_1);
      int others = 0;
      for (byte c : text) {
        others |= HEXADECIMAL[c & 0xFF];
      }
      return others == 0 && text.length >= SHORTEST;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return true;
    }
  }

  /** Characters of an alphabet, enough of them, between hyphens and blanks. */
  private static final class Encrypt extends Form {
    private static final long serialVersionUID = 1;
    private final String alphabet;
    private final int minLength;

    Encrypt(String alphabet, int minLength) {
      this.alphabet = alphabet;
      this.minLength = minLength;
    }

    @Override
    boolean matches(Object published) {
      String text = published.toString().replace("-", "").replace(" ", "");
      return text.length() >= minLength && text.chars().allMatch(c -> alphabet.indexOf(c) >= 0);
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return true;
    }
  }

  private static final class Replace extends Form {
    private static final long serialVersionUID = 1;
    private final String with;

    Replace(String with) {
      this.with = with;
    }

    @Override
    boolean matches(Object published) {
      return published.equals(with);
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return true;
    }
  }

  /** All but some characters at the ends are masked; all, if that would leave the whole. */
  private static final class Mask extends Form {
    private static final long serialVersionUID = 1;
    private final int keepFirst;
    private final int keepLast;
    private final String with;

    Mask(int keepFirst, int keepLast, String with) {
      this.keepFirst = keepFirst;
      this.keepLast = keepLast;
      this.with = with;
    }

    @Override
    boolean matches(Object published) {
      String text = published.toString();
      int size = text.codePointCount(0, text.length());
      if (text.isEmpty() || text.replace(with, "").isEmpty()) {
        return true;
      }
      if (size <= keepFirst + keepLast) {
        return false;
      }
      int from = text.offsetByCodePoints(0, keepFirst);
      int to = text.offsetByCodePoints(text.length(), -keepLast);
      return text.substring(from, to).replace(with, "").isEmpty();
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      String before = raw.toString();
      String after = published.toString();
      String first = after.substring(0, Math.max(0, after.indexOf(with)));
      int last = after.lastIndexOf(with);
      return before.startsWith(first)
          && before.endsWith(last < 0 ? after : after.substring(last + with.length()));
    }
  }

  /** A date or timestamp at the start of its hour, day, month or year, or the text of it. */
  private static final class Truncate extends Form {
    private static final long serialVersionUID = 1;
    private final ChronoUnit unit;
    private final ZoneId local;

    Truncate(ChronoUnit unit, ZoneId local) {
      this.unit = unit;
      this.local = local;
    }

    @Override
    boolean matches(Object published) {
      if (isTemporal(published)) {
        LocalDateTime time = time(published, local);
        return truncated(time, unit).equals(time);
      }
      String text = published.toString();
      return DATE_PREFIX.matcher(text).matches() && text.length() <= textLength();
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      LocalDateTime before = time(raw, local);
      if (!isTemporal(published)) {
        return before.toString().startsWith(published.toString().replace(' ', 'T'));
      }
      LocalDateTime after = time(published, local);
      for (ChronoUnit coarser :
          new ChronoUnit[] {
            ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.MONTHS, ChronoUnit.YEARS
          }) {
        if (coarser.compareTo(unit) >= 0 && truncated(before, coarser).equals(after)) {
          return true;
        }
      }
      return false;
    }

    @Override
    boolean gives(Object raw, Object published) {
      return raw == null || published == null
          ? raw == published
          : truncated(time(raw, local), unit).equals(time(published, local));
    }

    private int textLength() {
      return switch (unit) {
        case YEARS -> 4;
        case MONTHS -> 7;
        case DAYS -> 10;
        default -> 13;
      };
    }

    private static LocalDateTime truncated(LocalDateTime time, ChronoUnit unit) {
      return switch (unit) {
        case YEARS -> time.toLocalDate().withDayOfYear(1).atStartOfDay();
        case MONTHS -> time.toLocalDate().withDayOfMonth(1).atStartOfDay();
        default -> time.truncatedTo(unit);
      };
    }
  }

  private static final class Generalize extends Form {
    private static final long serialVersionUID = 1;
    private final Hierarchy hierarchy;
    private final int level;

    Generalize(Hierarchy hierarchy, int level) {
      this.hierarchy = hierarchy;
      this.level = level;
    }

    @Override
    boolean matches(Object published) {
      return hierarchy.has(published.toString(), level);
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return hierarchy.covers(raw.toString(), published.toString(), level);
    }

    @Override
    int height() {
      return hierarchy.size() - level;
    }

    @Override
    Object above(Object published, int steps) {
      return published == null || steps == 0
          ? published
          : hierarchy.above(published.toString(), level + steps).orElse("*");
    }
  }

  /** {@code low-high} with both ends in the range; whole numbers include what follows the point. */
  private static final class Range extends Form {
    private static final long serialVersionUID = 1;
    private final BigDecimal width;

    Range(BigDecimal width) {
      this.width = width;
    }

    @Override
    boolean matches(Object published) {
      Matcher range = RANGE.matcher(published.toString());
      return range.matches()
          && end(range).subtract(new BigDecimal(range.group(1))).compareTo(width) >= 0;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      Matcher range = RANGE.matcher(published.toString());
      if (!range.matches() || !isFinite(raw)) {
        return false;
      }
      BigDecimal value = decimal(raw);
      return value.compareTo(new BigDecimal(range.group(1))) >= 0
          && value.compareTo(end(range)) < 0;
    }

    /** The first number above the range: 30-39 ends below 40, 0.5-0.9 below 1.0. */
    private static BigDecimal end(Matcher range) {
      BigDecimal high = new BigDecimal(range.group(2));
      return high.add(BigDecimal.ONE.movePointLeft(high.scale()));
    }
  }

  private static final class Round extends Form {
    private static final long serialVersionUID = 1;
    private final BigDecimal to;

    Round(BigDecimal to) {
      this.to = to;
    }

    @Override
    boolean matches(Object published) {
      if (!isFinite(published)) {
        return false;
      }
      if (published instanceof Long number && to.equals(BigDecimal.valueOf(to.longValue()))) {
        return number % to.longValue() == 0;
      }
      BigDecimal steps = decimal(published).divide(to, 12, RoundingMode.HALF_EVEN);
      BigDecimal nearest = steps.setScale(0, RoundingMode.HALF_EVEN);
      return steps.subtract(nearest).abs().compareTo(new BigDecimal("1e-9")) < 0;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return isFinite(raw)
          && decimal(raw)
                  .subtract(decimal(published))
                  .abs()
                  .multiply(BigDecimal.valueOf(2))
                  .compareTo(to)
              <= 0;
    }

    /** Of two multiples that are equally near the one farther from zero. */
    @Override
    boolean gives(Object raw, Object published) {
      return isFinite(raw) && isFinite(published)
          ? decimal(raw)
                  .divide(to, 0, RoundingMode.HALF_UP)
                  .multiply(to)
                  .compareTo(decimal(published))
              == 0
          : covers(raw, published);
    }
  }

  private static final class Top extends Form {
    private static final long serialVersionUID = 1;
    private final BigDecimal at;

    Top(BigDecimal at) {
      this.at = at;
    }

    @Override
    boolean matches(Object published) {
      return isFinite(published) && decimal(published).compareTo(at) <= 0;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return isFinite(raw) && decimal(raw).min(at).compareTo(decimal(published)) == 0;
    }
  }

  private static final class Bottom extends Form {
    private static final long serialVersionUID = 1;
    private final BigDecimal at;

    Bottom(BigDecimal at) {
      this.at = at;
    }

    @Override
    boolean matches(Object published) {
      return isFinite(published) && decimal(published).compareTo(at) >= 0;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      return isFinite(raw) && decimal(raw).max(at).compareTo(decimal(published)) == 0;
    }
  }

  /** A date or timestamp, of which only who knows the key can tell whether it was moved. */
  private static final class Shift extends Form {
    private static final long serialVersionUID = 1;

    @Override
    boolean matches(Object published) {
      return isTemporal(published);
    }
  }

  /** The middle of a cell of a grid, or of one that is 2, 4 or 8 times as wide. */
  private static final class Grid extends Form {
    private static final long serialVersionUID = 1;
    private static final int WIDEST = 8;
    private final double cell;
    private final double tolerance;

    Grid(double cell, int scale) {
      this.cell = cell;
      this.tolerance = Math.max(cell * 1e-9, 0.51 * Math.pow(10, -scale));
    }

    @Override
    boolean matches(Object published) {
      return width(published) > 0;
    }

    @Override
    boolean standsFor(Object raw, Object published) {
      double away = Math.abs(((Number) published).doubleValue() - number(raw));
      return away <= width(published) / 2 + tolerance;
    }

    /** The width of the narrowest cell of which it is the middle; 0 if there is none. */
    private double width(Object published) {
      double middle = number(published);
      for (double width = cell; width <= WIDEST * cell; width *= 2) {
        double off = middle - width / 2;
        if (Math.abs(off - Math.rint(off / width) * width) <= tolerance) {
          return width;
        }
      }
      return 0;
    }

    private static double number(Object value) {
      return isFinite(value) ? ((Number) value).doubleValue() : Double.NaN;
    }
  }

  /** A number of the point of the region that stands beside it, or of one above that region. */
  private static final class Centroid extends Form {
    private static final long serialVersionUID = 1;
    private final String by;
    private final Hierarchy hierarchy;
    private final int axis;
    private final double tolerance;

    Centroid(String by, Hierarchy hierarchy, int axis, int scale) {
      this.by = by;
      this.hierarchy = hierarchy;
      this.axis = axis;
      this.tolerance = 0.51 * Math.pow(10, -scale);
    }

    @Override
    Optional<String> beside() {
      return Optional.of(by);
    }

    @Override
    boolean isRightBeside(Object other, Object published) {
      double[] point = other == null ? null : hierarchy.point(other.toString());
      return published == null || point != null && isAt(published, point);
    }

    @Override
    boolean matches(Object published) {
      return hierarchy.points().stream().anyMatch(point -> isAt(published, point));
    }

    private boolean isAt(Object published, double[] point) {
      return isFinite(published)
          && Math.abs(((Number) published).doubleValue() - point[axis]) <= tolerance;
    }
  }

  /** A mean, which as many rows share as a group has at least. */
  private static final class Microaggregate extends Form {
    private static final long serialVersionUID = 1;
    private final int k;

    Microaggregate(int k) {
      this.k = k;
    }

    @Override
    int leastRows() {
      return k;
    }

    @Override
    boolean matches(Object published) {
      return isFinite(published);
    }
  }

  /** A number within bounds. */
  private static final class Noise extends Form {
    private static final long serialVersionUID = 1;
    private final BigDecimal least;
    private final BigDecimal most;

    Noise(BigDecimal least, BigDecimal most) {
      this.least = least;
      this.most = most;
    }

    @Override
    boolean matches(Object published) {
      return isFinite(published)
          && decimal(published).compareTo(least) >= 0
          && decimal(published).compareTo(most) <= 0;
    }
  }

  /** The width of a cell in the column's unit; a degree of the meridian is 111.32 km. */
  private static double cell(TechniqueSpec technique) {
    double cell = number(technique, "cell").doubleValue();
    if (!"metre".equals(technique.options().get("unit"))) {
      return cell;
    }
    double latitude = ((Number) technique.options().getOrDefault("latitude", 0L)).doubleValue();
    return cell / 111_320 / Math.cos(latitude * Math.PI / 180);
  }

  private static BigDecimal decimal(Object value) {
    return new BigDecimal(value.toString());
  }

  private static boolean isTemporal(Object value) {
    return value instanceof java.util.Date || value instanceof java.time.temporal.Temporal;
  }

  private static LocalDateTime time(Object value, ZoneId local) {
    if (value instanceof LocalDate date) {
      return date.atTime(LocalTime.MIDNIGHT);
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate().atTime(LocalTime.MIDNIGHT);
    }
    if (value instanceof OffsetDateTime time) {
      return time.atZoneSameInstant(local).toLocalDateTime();
    }
    Instant instant = value instanceof Timestamp time ? time.toInstant() : (Instant) value;
    return instant.atZone(local).toLocalDateTime();
  }

  private static ChronoUnit unit(String name) {
    return ChronoUnit.valueOf(name.toUpperCase(Locale.ROOT) + "S");
  }

  private static String text(TechniqueSpec technique, String option) {
    return option(technique, option).toString();
  }

  private static BigDecimal number(TechniqueSpec technique, String option) {
    return new BigDecimal(text(technique, option));
  }

  private static int integer(TechniqueSpec technique, String option) {
    Object value = technique.options().getOrDefault(option, 0L);
    return ((Number) value).intValue();
  }

  private static Object option(TechniqueSpec technique, String option) {
    Object value = technique.options().get(option);
    if (value == null) {
      throw new IllegalArgumentException(
          "technique '%s' lacks '%s'".formatted(technique.name(), option));
    }
    return value;
  }
}
