package org.jinyanglake.demo;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo city is made of: places, names, complaints. All of it is data in this package's
 * resources, so another city is another set of files. Districts and streets are real ones with
 * their codes; all persons, houses, hospitals and companies are invented.
 *
 * @param name the city's name
 * @param plate what the plates of its vehicles begin with
 * @param districts by residents
 * @param complaints per topic the texts of hotline tickets
 */
record City(
    String name,
    String plate,
    Weighted<District> districts,
    Weighted<String> surnames,
    Weighted<String> givenCharacters,
    List<String> phonePrefixes,
    List<String> roads,
    Weighted<String> estates,
    Weighted<String> routes,
    Weighted<Topic> topics,
    Map<String, List<Template>> complaints,
    Weighted<String> hospitals,
    Weighted<String> departments,
    Weighted<Diagnosis> diagnoses,
    Weighted<String> industries,
    Weighted<String> gridCategories) {

  /** A county-level division; the code is that of GB/T 2260, six digits. */
  record District(String code, String name, Weighted<Street> streets) {}

  /** A street, town or township; the code has nine digits, the first six its district's. */
  record Street(String code, String name, String districtCode, String districtName) {}

  record Topic(String name, String handler) {}

  /** A code of ICD-10 and its name. */
  record Diagnosis(String code, String name) {}

  static City load() {
    Map<String, String> properties = new LinkedHashMap<>();
    rows("city.csv")
        .forEach(row -> properties.put(row.getField("property"), row.getField("value")));
    Map<String, List<Template>> complaints = new LinkedHashMap<>();
    rows("complaints.csv")
        .forEach(
            row ->
                complaints
                    .computeIfAbsent(row.getField("topic"), topic -> new ArrayList<>())
                    .add(Template.parse(row.getField("template"))));
    return new City(
        properties.get("name"),
        properties.get("plate"),
        districtsWithStreets(),
        Weighted.zipf(lines("surnames.txt")),
        Weighted.zipf(lines("given.txt")),
        lines("phone_prefixes.txt"),
        lines("roads.txt"),
        Weighted.zipf(lines("estates.txt")),
        weighted("routes.csv", "route"),
        Weighted.by(rows("topics.csv"), row -> Double.parseDouble(row.getField("weight")))
            .map(row -> new Topic(row.getField("topic"), row.getField("handler"))),
        complaints,
        weighted("hospitals.csv", "hospital"),
        weighted("departments.csv", "department"),
        Weighted.by(rows("diagnoses.csv"), row -> Double.parseDouble(row.getField("weight")))
            .map(row -> new Diagnosis(row.getField("code"), row.getField("name"))),
        weighted("industries.csv", "code"),
        weighted("grid_categories.csv", "category"));
  }

  private static Weighted<District> districtsWithStreets() {
    Map<String, List<Street>> streets = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    List<NamedCsvRecord> districts = rows("districts.csv");
    districts.forEach(row -> names.put(row.getField("code"), row.getField("name")));
    for (NamedCsvRecord row : rows("streets.csv")) {
      String district = row.getField("district");
      streets
          .computeIfAbsent(district, code -> new ArrayList<>())
          .add(
              new Street(
                  row.getField("code"), row.getField("name"), district, names.get(district)));
    }
    return Weighted.by(districts, row -> Double.parseDouble(row.getField("weight")))
        .map(
            row -> {
              String code = row.getField("code");
              return new District(code, names.get(code), Weighted.zipf(streets.get(code)));
            });
  }

  private static Weighted<String> weighted(String file, String column) {
    return Weighted.by(rows(file), row -> Double.parseDouble(row.getField("weight")))
        .map(row -> row.getField(column));
  }

  private static List<String> lines(String file) {
    try (InputStream in = open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<NamedCsvRecord> rows(String file) {
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder()
            .ofNamedCsvRecord(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      return reader.stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) {
    InputStream in = City.class.getResourceAsStream(file);
    if (in == null) {
      throw new IllegalStateException("the demo city's resource " + file + " is missing");
    }
    return in;
  }
}
