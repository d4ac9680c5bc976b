package org.jinyanglake.demo;

import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Readings of water and gas meters: each household's two meters, once a day. */
record MeterReadings(City city, Population people) implements Feed {

  private static final Rhythm RHYTHM =
      Rhythm.of(90, 100, 90, 60, 30, 10, 4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 10, 30);

  private static final List<Field> FIELDS =
      List.of(
          Field.key("reading_id"),
          Field.text("meter_id"),
          Field.text("household_id"),
          Field.text("holder"),
          Field.text("address"),
          Field.text("district"),
          Field.text("street"),
          Field.code("kind", "未知"),
          Field.text("day"),
          Field.time("read_at"),
          Field.number("reading", "-1.000"),
          Field.number("used", "-1.000"));

  @Override
  public String dataset() {
    return "utilities.meter_readings";
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
    return 140;
  }

  @Override
  public double[] week() {
    return new double[] {1, 1, 1, 1, 1, 1, 1};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    boolean water = row % 2 == 0;
    Person holder = people.person((row / 2) % people.size());
    City.Street street = holder.street();
    int daily = 80 + (int) (holder.number() * 37 % 700);
    long usedLitres =
        (long) (daily * (0.5 + dice.fraction()) * (timetable.weekend(day) ? 1.25 : 1));
    StringBuilder id = new StringBuilder(19).append("R");
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(timetable.date(day), id);
    cells[0] = Digits.append(id, row + 1, 9).toString();
    cells[1] = Digits.append(new StringBuilder(water ? "W" : "G"), row / 2, 10).toString();
    cells[2] = Digits.append(new StringBuilder("H"), row / 2, 10).toString();
    cells[3] = holder.name();
    cells[4] = holder.address();
    cells[5] = street.districtName();
    cells[6] = street.name();
    cells[7] = water ? "水" : "气";
    cells[8] = timetable.date(day).toString();
    cells[9] = Times.iso(RHYTHM.moment(timetable.date(day), row, timetable.rows(day), dice));
    cells[10] = BigDecimal.valueOf(100_000L + (day + 1L) * daily * 2, 3).toPlainString();
    cells[11] = BigDecimal.valueOf(usedLitres, 3).toPlainString();
  }
}
