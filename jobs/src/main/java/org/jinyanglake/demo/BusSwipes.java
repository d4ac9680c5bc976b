package org.jinyanglake.demo;

import java.time.format.DateTimeFormatter;
import java.util.List;

/** Swipes of bus cards: two rushes on a working day, one long afternoon on a weekend. */
record BusSwipes(City city, Population people) implements Feed {

  private static final Rhythm WORKDAY =
      Rhythm.of(
          0, 0, 0, 0, 0, 4, 30, 95, 100, 45, 30, 30, 34, 32, 30, 34, 55, 92, 88, 45, 28, 20, 10, 2);
  private static final Rhythm WEEKEND =
      Rhythm.of(
          0, 0, 0, 0, 0, 3, 12, 24, 40, 55, 62, 58, 48, 50, 60, 64, 62, 55, 42, 34, 28, 20, 9, 2);

  private static final List<Field> FIELDS =
      List.of(
          Field.key("txn_id"),
          Field.text("card_no"),
          Field.code("card_type", "未知卡"),
          Field.text("route"),
          Field.text("vehicle"),
          Field.time("swiped_at"),
          Field.number("fare", "-1.00"));

  @Override
  public String dataset() {
    return "transport.bus_swipes";
  }

  @Override
  public FileFormat format() {
    return FileFormat.CSV_GZ;
  }

  @Override
  public List<Field> fields() {
    return FIELDS;
  }

  @Override
  public int share() {
    return 450;
  }

  @Override
  public double[] week() {
    return new double[] {1.05, 1, 1, 1, 1.1, .75, .65};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    Person rider = people.meet(dice);
    int age = rider.age();
    String type = age >= 65 ? "老年卡" : age < 18 ? "学生卡" : rider.number() % 50 == 7 ? "爱心卡" : "普通卡";
    StringBuilder id = new StringBuilder(19).append("B");
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(timetable.date(day), id);
    cells[0] = Digits.append(id, row + 1, 9).toString();
    cells[1] = rider.busCard();
    cells[2] = type;
    cells[3] = dice.chance(0.15) ? city.routes().pick(dice) : rider.route(dice.chance(0.7));
    cells[4] =
        Digits.append(new StringBuilder(city.plate()), dice.below(2_500) + 10_000, 5).toString();
    cells[5] =
        Times.text(
            (timetable.weekend(day) ? WEEKEND : WORKDAY)
                .moment(timetable.date(day), row, timetable.rows(day), dice));
    cells[6] =
        switch (type) {
          case "普通卡" -> "0.90";
          case "学生卡" -> "0.50";
          default -> "0.00";
        };
  }
}
