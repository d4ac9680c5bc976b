package org.jinyanglake.demo;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * 12345 hotline tickets. Their text says who complains, where, about whom, and how to call back.
 */
record HotlineTickets(City city, Population people) implements Feed {

  private static final Rhythm RHYTHM =
      Rhythm.of(
          3, 2, 1, 1, 1, 2, 6, 14, 40, 62, 66, 50, 30, 34, 52, 60, 56, 44, 34, 36, 34, 24, 12, 6);

  private static final List<Field> FIELDS =
      List.of(
          Field.key("工单编号"),
          Field.time("受理时间"),
          Field.text("来电人"),
          Field.text("来电号码"),
          Field.code("区县", "未知区"),
          Field.text("街道"),
          Field.text("地址"),
          Field.text("诉求类别"),
          Field.text("诉求内容"),
          Field.text("承办单位"),
          Field.text("办结时间"),
          Field.number("满意度", "9"));

  @Override
  public String dataset() {
    return "governance.hotline_tickets";
  }

  @Override
  public FileFormat format() {
    return FileFormat.CSV_GBK;
  }

  @Override
  public List<Field> fields() {
    return FIELDS;
  }

  @Override
  public int share() {
    return 120;
  }

  @Override
  public double[] week() {
    return new double[] {1.2, 1.1, 1.05, 1, 1, .7, .6};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    Person caller = people.meet(dice);
    City.Street street =
        dice.chance(0.85) ? caller.street() : city.districts().pick(dice).streets().pick(dice);
    City.Topic topic = city.topics().pick(dice);
    LocalDateTime accepted = RHYTHM.moment(timetable.date(day), row, timetable.rows(day), dice);
    boolean closed = dice.chance(0.7);

    StringBuilder id = new StringBuilder(18).append("HL");
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(timetable.date(day), id);
    cells[0] = Digits.append(id, row + 1, 8).toString();
    cells[1] = Times.text(accepted);
    cells[2] = caller.name();
    cells[3] = caller.phone();
    cells[4] = street.districtName();
    cells[5] = street.name();
    cells[6] = caller.address();
    cells[7] = topic.name();
    cells[8] = text(topic, caller, street, dice);
    cells[9] = topic.handler();
    cells[10] =
        closed
            ? Times.text(accepted.plusMinutes(20 + (long) (4_300 * Math.pow(dice.fraction(), 2))))
            : null;
    cells[11] = closed && dice.chance(0.6) ? String.valueOf(satisfaction(dice)) : null;
  }

  private static int satisfaction(Dice dice) {
    double part = dice.fraction();
    return part < .08 ? 1 : part < .14 ? 2 : part < .26 ? 3 : part < .55 ? 4 : 5;
  }

  private String text(City.Topic topic, Person caller, City.Street street, Dice dice) {
    Template template = dice.pick(city.complaints().get(topic.name()));
    return template.fill(
        gap ->
            switch (gap) {
              case "name" -> caller.name();
              case "name2" -> people.any(dice).name();
              case "phone" -> caller.phone();
              case "phone_spaced" -> spaced(caller.phone());
              case "resident_id" -> caller.residentId();
              case "card" -> caller.bankCard();
              case "plate" -> people.any(dice).plate();
              case "address" -> caller.address();
              case "street" -> street.name();
              case "estate" -> city.estates().pick(dice);
              case "road" -> dice.pick(city.roads());
              case "route" -> city.routes().pick(dice);
              case "temperature" -> String.valueOf(dice.between(9, 17));
              default -> throw new IllegalStateException("a template has the unknown gap " + gap);
            });
  }

  private static String spaced(String phone) {
    return phone.substring(0, 3) + " " + phone.substring(3, 7) + " " + phone.substring(7);
  }
}
