package org.jinyanglake.demo;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Events that the wardens of communities report. From the second day on, each seventh row corrects
 * an event of an earlier day: the same event and reporting day, a later {@code updated_at}, a
 * further status and at times another category.
 */
record GridEvents(City city, Population people, long seed) implements Feed {

  private static final int CORRECTION = 7;

  private static final Rhythm RHYTHM =
      Rhythm.of(
          1, 1, 1, 1, 1, 2, 8, 25, 60, 70, 66, 40, 20, 30, 60, 66, 60, 40, 20, 14, 8, 5, 3, 1);

  private static final List<Field> FIELDS =
      List.of(
          Field.key("event_id"),
          Field.text("day"),
          Field.time("reported_at"),
          Field.text("updated_at"),
          Field.text("street_code"),
          Field.text("community"),
          Field.code("category", "未知"),
          Field.number("urgency", "99"),
          Field.text("description"),
          Field.text("reporter_name"),
          Field.text("reporter_phone"),
          Field.text("status"));

  @Override
  public String dataset() {
    return "governance.grid_events";
  }

  @Override
  public FileFormat format() {
    return FileFormat.CSV;
  }

  @Override
  public List<Field> fields() {
    return FIELDS;
  }

  @Override
  public int share() {
    return 80;
  }

  @Override
  public double[] week() {
    return new double[] {1.1, 1.05, 1, 1, 1, .8, .7};
  }

  @Override
  public boolean upsert() {
    return true;
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    LocalDateTime now = RHYTHM.moment(timetable.date(day), row, timetable.rows(day), dice);
    int earlier = dice.below(Math.max(1, day));
    if (day == 0 || row % CORRECTION != CORRECTION - 1 || timetable.rows(earlier) == 0) {
      report(timetable, day, row, cells);
      cells[3] = Times.text(now);
      cells[2] = Times.text(now);
      cells[11] = "待处理";
      return;
    }
    long corrected = dice.below(timetable.rows(earlier));
    corrected -= corrected % CORRECTION == CORRECTION - 1 ? 1 : 0;
    report(timetable, earlier, corrected, cells);
    Dice first = Dice.of(seed, dataset().hashCode(), earlier, corrected);
    cells[2] =
        Times.text(
            RHYTHM.moment(timetable.date(earlier), corrected, timetable.rows(earlier), first));
    cells[3] = Times.text(now);
    cells[6] = dice.chance(0.2) ? city.gridCategories().pick(dice) : cells[6];
    cells[11] = dice.chance(0.6) ? "已办结" : "处理中";
  }

  /** What of an event does not change. */
  private void report(Timetable timetable, int day, long row, String[] cells) {
    Dice dice = Dice.of(seed, ~dataset().hashCode(), day, row);
    Person reporter = people.meet(dice);
    City.Street street = reporter.street();
    String estate = city.estates().pick(dice);
    String category = city.gridCategories().pick(dice);
    StringBuilder id = new StringBuilder(18).append("GE");
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(timetable.date(day), id);
    cells[0] = Digits.append(id, row + 1, 8).toString();
    cells[1] = timetable.date(day).toString();
    cells[4] = street.code();
    cells[5] = estate + "社区";
    cells[6] = category;
    cells[7] = String.valueOf(dice.between(1, 4));
    cells[8] =
        estate + dice.between(1, 24) + "号楼附近" + category + "问题，居民" + reporter.name() + "反映，请处理。";
    cells[9] = reporter.name();
    cells[10] = reporter.phone();
  }
}
