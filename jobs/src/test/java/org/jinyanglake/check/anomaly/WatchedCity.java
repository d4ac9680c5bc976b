package org.jinyanglake.check.anomaly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jinyanglake.contract.Holidays;

/**
 * Sixty days of four datasets of a city that does not exist: weeks, holidays and working weekends,
 * growth, weather that lasts, counts and values with chance in them, and twelve days on which
 * something is wrong. Small: some 200 rows a day. A row is a list of cells, null where there is no
 * value.
 */
final class WatchedCity {

  static final LocalDate FIRST = LocalDate.of(2024, 3, 4);
  static final int DAYS = 60;

  /** No incident is planted before, as nothing can be known by then. */
  private static final int LEARNT = 21;

  /** What is wrong with a day. */
  enum Incident {
    CUT_TO_40_PERCENT("swipes"),
    TIMES_OF_ANOTHER_ZONE("swipes"),
    YESTERDAY_DELIVERED_AGAIN("swipes"),
    DISTRICT_GONE_NULL("air"),
    SENSOR_STANDS_STILL("air"),
    COLUMNS_SWAPPED("air"),
    ROWS_DOUBLED("tickets"),
    CATEGORIES_EXPLODE("tickets"),
    DAY_MISSING("tickets"),
    UNIT_CHANGED("meters"),
    NEGATIVE_VALUES("meters"),
    DIGITS_CUT("meters");

    final String dataset;

    Incident(String dataset) {
      this.dataset = dataset;
    }
  }

  /** A column, and whether its values are public numbers. */
  record Field(String name, boolean number) {}

  static final Map<String, List<Field>> FIELDS =
      Map.of(
          "swipes",
          List.of(text("card"), text("type"), number("hour"), number("fare")),
          "air",
          List.of(
              text("station"),
              text("district"),
              number("hour"),
              number("pm25"),
              number("pm10"),
              number("so2"),
              number("temperature")),
          "tickets",
          List.of(
              text("ticket"), text("district"), text("topic"), number("minutes"), number("grade")),
          "meters",
          List.of(text("meter"), text("kind"), number("used"), number("reading")));

  private final Random random;
  private final Holidays holidays;
  private final Map<String, Map<LocalDate, List<Object[]>>> rows = new LinkedHashMap<>();
  private final Map<Incident, LocalDate> incidents = new LinkedHashMap<>();

  private WatchedCity(long seed, Holidays holidays) {
    this.random = new Random(seed * 7919);
    this.holidays = holidays;
  }

  static WatchedCity of(long seed, Holidays holidays) {
    WatchedCity city = new WatchedCity(seed, holidays);
    city.rows.put("swipes", city.days(city::swipes));
    city.rows.put("air", city.days(city.new Air()));
    city.rows.put("tickets", city.days(city::tickets));
    city.rows.put("meters", city.days(city.new Meters()));
    city.plant();
    return city;
  }

  /** The rows of each dataset by day. */
  Map<String, Map<LocalDate, List<Object[]>>> rows() {
    return rows;
  }

  /** When what is wrong. */
  Map<Incident, LocalDate> incidents() {
    return incidents;
  }

  private static Field text(String name) {
    return new Field(name, false);
  }

  private static Field number(String name) {
    return new Field(name, true);
  }

  private Map<LocalDate, List<Object[]>> days(BiFunction<LocalDate, Integer, List<Object[]>> day) {
    Map<LocalDate, List<Object[]>> days = new TreeMap<>();
    for (int i = 0; i < DAYS; i++) {
      days.put(FIRST.plusDays(i), day.apply(FIRST.plusDays(i), i));
    }
    return days;
  }

  private boolean working(LocalDate day) {
    return holidays
        .kind(day)
        .map(kind -> kind == Holidays.Kind.WORKDAY)
        .orElse(day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0);
  }

  private boolean holiday(LocalDate day) {
    return holidays.kind(day).filter(kind -> kind == Holidays.Kind.HOLIDAY).isPresent();
  }

  /** A number of events of which many are expected, a little wilder than chance alone. */
  private int count(double expected) {
    double wild = expected * (1 + 0.03 * random.nextGaussian());
    return (int) Math.max(1, Math.round(wild + Math.sqrt(wild) * random.nextGaussian()));
  }

  private List<Object[]> swipes(LocalDate day, int i) {
    double busy = working(day) ? 1 : holiday(day) ? 0.6 : 0.72;
    List<Object[]> swipes = new ArrayList<>();
    for (int n = count(260 * busy); n > 0; n--) {
      int kind = pick(0.7, 0.15, 0.1, 0.05);
      int rush = pick(0.35, 0.35, 0.3);
      double hour =
          working(day)
              ? rush == 0
                  ? 8 + random.nextGaussian()
                  : rush == 1 ? 18 + random.nextGaussian() : 6 + 15 * random.nextDouble()
              : 13 + 3.5 * random.nextGaussian();
      swipes.add(
          new Object[] {
            "C" + (100_000 + random.nextInt(3_000)),
            List.of("普通卡", "学生卡", "老年卡", "爱心卡").get(kind),
            (int) Math.max(5, Math.min(22, hour)),
            decimal(List.of(0.9, 0.5, 0.0, 0.0).get(kind), 2)
          });
    }
    return swipes;
  }

  /** Ten stations, each hour; weather of days, of which the next is like the last. */
  private final class Air implements BiFunction<LocalDate, Integer, List<Object[]>> {
    private double smog;
    private double warmth;

    @Override
    public List<Object[]> apply(LocalDate day, Integer i) {
      smog = 0.6 * smog + 0.35 * random.nextGaussian();
      warmth = 0.7 * warmth + 2 * random.nextGaussian();
      List<Object[]> air = new ArrayList<>();
      for (int station = 0; station < 10; station++) {
        for (int hour = 0; hour < 24; hour++) {
          if (random.nextInt(100) == 0) {
            continue; // an hour that was not sent
          }
          double rush = 1 + 0.3 * Math.cos((hour - 8) * Math.PI / 6);
          int pm25 = (int) (50 * Math.exp(smog) * rush * (0.8 + 0.4 * random.nextDouble()));
          double sun = 6 * Math.sin((hour - 9) * Math.PI / 12);
          air.add(
              new Object[] {
                "TY" + (10 + station),
                "区" + station,
                hour,
                random.nextInt(200) == 0 ? null : pm25,
                (int) (pm25 * (1.5 + 0.5 * random.nextDouble())),
                6 + random.nextInt(25),
                decimal(5 + 0.2 * i + warmth + sun + random.nextGaussian(), 1)
              });
        }
      }
      return air;
    }
  }

  private List<Object[]> tickets(LocalDate day, int i) {
    double[] week = {1.2, 1.1, 1.05, 1, 1, .7, .6};
    double busy =
        holiday(day)
            ? 0.5
            : working(day)
                ? Math.max(1, week[day.getDayOfWeek().ordinal()])
                : week[day.getDayOfWeek().ordinal()];
    List<Object[]> tickets = new ArrayList<>();
    for (int n = count(180 * busy * Math.pow(1.003, i)); n > 0; n--) {
      tickets.add(
          new Object[] {
            "T" + day.toString().replace("-", "") + n,
            "区" + pick(0.25, 0.2, 0.15, 0.12, 0.1, 0.06, 0.05, 0.04, 0.02, 0.01),
            "类" + pick(0.2, 0.15, 0.12, 0.1, 0.1, 0.08, 0.07, 0.06, 0.05, 0.04, 0.02, 0.01),
            (int) (20 + 300 * Math.exp(0.8 * random.nextGaussian())),
            random.nextInt(10) < 6 ? null : 1 + pick(0.08, 0.06, 0.12, 0.29, 0.45)
          });
    }
    return tickets;
  }

  /** Two hundred meters, of which a few are silent each day; their readings only grow. */
  private final class Meters implements BiFunction<LocalDate, Integer, List<Object[]>> {
    private final double[] readings = new double[200];
    private final double[] habits = new double[200];

    Meters() {
      for (int meter = 0; meter < readings.length; meter++) {
        readings[meter] = 100 + 2_000 * random.nextDouble();
        habits[meter] = 0.4 * Math.exp(0.5 * random.nextGaussian());
      }
    }

    @Override
    public List<Object[]> apply(LocalDate day, Integer i) {
      double common = (working(day) ? 1 : 1.1) * (1 + 0.03 * random.nextGaussian());
      List<Object[]> meters = new ArrayList<>();
      for (int meter = 0; meter < readings.length; meter++) {
        double used = habits[meter] * common * Math.exp(0.3 * random.nextGaussian());
        readings[meter] += used;
        if (random.nextInt(100) > 0) {
          meters.add(
              new Object[] {
                "M" + (1_000 + meter),
                meter % 3 == 0 ? "气" : "水",
                decimal(used, 3),
                decimal(readings[meter], 3)
              });
        }
      }
      return meters;
    }
  }

  private int pick(double... shares) {
    double at = random.nextDouble();
    int i = 0;
    while (i < shares.length - 1 && at >= shares[i]) {
      at -= shares[i++];
    }
    return i;
  }

  private static BigDecimal decimal(double value, int scale) {
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP);
  }

  /** Each on an ordinary day of its own, with a day between those of one dataset. */
  private void plant() {
    Map<String, List<LocalDate>> taken = new TreeMap<>();
    for (Incident incident : Incident.values()) {
      List<LocalDate> others = taken.computeIfAbsent(incident.dataset, each -> new ArrayList<>());
      LocalDate day;
      do {
        day = FIRST.plusDays(LEARNT + random.nextInt(DAYS - LEARNT - 1));
      } while (holidays.kind(day).isPresent() || near(day, others));
      others.add(day);
      incidents.put(incident, day);
    }
    incidents.forEach(this::happen);
  }

  private static boolean near(LocalDate day, List<LocalDate> others) {
    return others.stream().anyMatch(other -> Math.abs(other.toEpochDay() - day.toEpochDay()) < 3);
  }

  private void happen(Incident incident, LocalDate day) {
    Map<LocalDate, List<Object[]>> days = rows.get(incident.dataset);
    List<Object[]> today = days.get(day);
    switch (incident) {
      case CUT_TO_40_PERCENT ->
          days.put(day, new ArrayList<>(today.subList(0, today.size() * 2 / 5)));
      case TIMES_OF_ANOTHER_ZONE -> today.forEach(row -> row[2] = ((int) row[2] + 16) % 24);
      case YESTERDAY_DELIVERED_AGAIN -> days.put(day, copy(days.get(day.minusDays(1))));
      case DISTRICT_GONE_NULL ->
          today.stream().filter(row -> row[1].equals("区3")).forEach(row -> row[3] = null);
      case SENSOR_STANDS_STILL -> today.forEach(row -> row[5] = today.get(0)[5]);
      case COLUMNS_SWAPPED ->
          today.forEach(
              row -> {
                Object temperature = row[6];
                row[6] = decimal(((Number) row[5]).doubleValue(), 1);
                row[5] = ((Number) temperature).intValue();
              });
      case ROWS_DOUBLED -> today.addAll(copy(today));
      case CATEGORIES_EXPLODE ->
          today.forEach(row -> row[2] = row[2] + "：" + row[0].toString().substring(9));
      case DAY_MISSING -> days.remove(day);
      case UNIT_CHANGED ->
          today.forEach(row -> row[2] = ((BigDecimal) row[2]).movePointRight(3).setScale(3));
      case NEGATIVE_VALUES ->
          today.stream()
              .filter(row -> random.nextInt(20) == 0)
              .forEach(row -> row[2] = ((BigDecimal) row[2]).negate());
      case DIGITS_CUT ->
          today.forEach(
              row -> row[2] = ((BigDecimal) row[2]).setScale(0, RoundingMode.DOWN).setScale(3));
      default -> throw new IllegalStateException(incident.toString());
    }
  }

  private static List<Object[]> copy(List<Object[]> rows) {
    List<Object[]> copy = new ArrayList<>();
    rows.forEach(row -> copy.add(Arrays.copyOf(row, row.length)));
    return copy;
  }
}
