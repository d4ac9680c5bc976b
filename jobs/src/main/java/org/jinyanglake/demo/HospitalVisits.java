package org.jinyanglake.demo;

import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Visits to hospitals: the old come more often than the young. */
record HospitalVisits(City city, Population people) implements Feed {

  private static final List<String> INSURANCES = List.of("职工医保", "居民医保", "居民医保", "自费");

  private static final List<Field> FIELDS =
      List.of(
          Field.key("visit_id"),
          Field.time("visit_date"),
          Field.text("patient_id"),
          Field.text("patient_name"),
          Field.text("phone"),
          Field.text("sex"),
          Field.number("age", "999"),
          Field.code("district", "未知区"),
          Field.text("hospital"),
          Field.text("department"),
          Field.text("diagnosis_code"),
          Field.text("diagnosis"),
          Field.text("insurance"),
          Field.text("cost"));

  @Override
  public String dataset() {
    return "health.hospital_visits";
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
    return 110;
  }

  @Override
  public double[] week() {
    return new double[] {1.35, 1.15, 1.05, 1, 1, .75, .6};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    Person patient = people.meet(dice);
    for (int i = 0; i < 3 && patient.age() < 50; i++) {
      patient = people.meet(dice);
    }
    City.Diagnosis diagnosis = city.diagnoses().pick(dice);
    StringBuilder id = new StringBuilder(18).append("HV");
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(timetable.date(day), id);
    cells[0] = Digits.append(id, row + 1, 8).toString();
    cells[1] = timetable.date(day).toString();
    cells[2] = patient.residentId();
    cells[3] = patient.name();
    cells[4] = patient.phone();
    cells[5] = patient.female() ? "女" : "男";
    cells[6] = String.valueOf(patient.age());
    cells[7] = patient.street().districtName();
    cells[8] = city.hospitals().pick(dice);
    cells[9] = city.departments().pick(dice);
    cells[10] = diagnosis.code();
    cells[11] = diagnosis.name();
    cells[12] = dice.pick(INSURANCES);
    // Most visits cost little and a few very much: a Pareto distribution, cut at 500,000 yuan.
    long cents = (long) (6_000 / Math.pow(1 - dice.fraction(), 0.9));
    cells[13] = BigDecimal.valueOf(Math.min(cents, 50_000_000), 2).toPlainString();
  }
}
