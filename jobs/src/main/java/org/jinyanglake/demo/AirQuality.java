package org.jinyanglake.demo;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/** Hourly readings of air-quality stations; times carry the offset of China. */
record AirQuality(City city, long seed) implements Feed {

  private static final List<Field> FIELDS =
      List.of(
          Field.key("station_id"),
          Field.text("station"),
          Field.code("district", "未知区"),
          Field.text("day"),
          Field.time("observed_at"),
          // -999 is what a station sends when a sensor has failed.
          Field.number("pm25", "-999"),
          Field.number("pm10", "-999"),
          Field.number("so2", "-999"),
          Field.number("no2", "-999"),
          Field.number("o3", "-999"),
          Field.number("co", "-999"),
          Field.number("aqi", "-999"));

  @Override
  public String dataset() {
    return "environment.air_quality";
  }

  @Override
  public FileFormat format() {
    return FileFormat.JSON_LINES;
  }

  @Override
  public List<Field> fields() {
    return FIELDS;
  }

  @Override
  public int share() {
    return 40;
  }

  @Override
  public double[] week() {
    return new double[] {1, 1, 1, 1, 1, 1, 1};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    long stations = (timetable.rows(day) + 23) / 24;
    long station = row % stations;
    LocalDateTime observed = timetable.date(day).atTime((int) (row / stations), 0);
    Dice place = Dice.of(seed, dataset().hashCode(), -1, station);
    // The first ten stations stand in the ten districts; more stations stand where people live.
    List<City.District> districts = city.districts().values();
    City.District district =
        station < districts.size() ? districts.get((int) station) : city.districts().pick(place);
    City.Street street = district.streets().pick(place);

    // Smog of days, a rush in the morning and the evening, and chance.
    Dice weather = Dice.of(seed, dataset().hashCode(), -2, day);
    double smog = 25 + 70 * weather.fraction();
    double rush = 1 + 0.35 * Math.cos((observed.getHour() - 8) * Math.PI / 6);
    int pm25 = (int) (smog * rush * (0.75 + 0.5 * dice.fraction()));
    int pm10 = (int) (pm25 * (1.4 + 0.5 * dice.fraction()));
    cells[0] = Digits.append(new StringBuilder("TY"), station + 1, 5).toString();
    cells[1] = street.name() + "站";
    cells[2] = district.name();
    cells[3] = timetable.date(day).toString();
    cells[4] = Times.iso(observed) + "+08:00";
    cells[5] = String.valueOf(pm25);
    cells[6] = String.valueOf(pm10);
    cells[7] = String.valueOf(dice.between(6, 30));
    cells[8] = String.valueOf(dice.between(18, 75));
    cells[9] = String.valueOf(dice.between(20, 110));
    cells[10] = BigDecimal.valueOf(dice.between(4, 22), 1).toPlainString();
    cells[11] = String.valueOf(subIndex(pm25));
  }

  /** The individual air-quality index of PM2.5 (μg/m³) after HJ 633-2012, rounded up. */
  private static int subIndex(int pm25) {
    int[] concentrations = {0, 35, 75, 115, 150, 250, 350, 500};
    int[] indices = {0, 50, 100, 150, 200, 300, 400, 500};
    int i = 1;
    while (i < concentrations.length - 1 && pm25 > concentrations[i]) {
      i++;
    }
    double slope =
        (double) (indices[i] - indices[i - 1]) / (concentrations[i] - concentrations[i - 1]);
    return (int) Math.ceil(indices[i - 1] + slope * (pm25 - concentrations[i - 1]));
  }
}
