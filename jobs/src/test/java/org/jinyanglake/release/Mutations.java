package org.jinyanglake.release;

import static org.jinyanglake.release.Check.BOUNDS;
import static org.jinyanglake.release.Check.CLASSES;
import static org.jinyanglake.release.Check.CLASSIFIED;
import static org.jinyanglake.release.Check.COLUMNS;
import static org.jinyanglake.release.Check.FORMS;
import static org.jinyanglake.release.Check.IDENTIFIERS;
import static org.jinyanglake.release.Check.LABELS;
import static org.jinyanglake.release.Check.METADATA;
import static org.jinyanglake.release.Check.PARTITION;
import static org.jinyanglake.release.Check.PERSONS;
import static org.jinyanglake.release.Check.ROWS;
import static org.jinyanglake.release.Check.SENSITIVE;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Policy;

/** The seeded faults; each is the only one in an otherwise sound release. */
final class Mutations {
  private static final String PHONE = "13800000000";
  private static final String ID = Stays.patient(1);

  private Mutations() {}

  static List<Mutation> all() {
    List<Mutation> all = new ArrayList<>();
    all.addAll(techniques());
    all.addAll(rows());
    all.addAll(classes());
    all.addAll(identifiers());
    all.addAll(files());
    all.addAll(catalog());
    return all;
  }

  private static List<Mutation> techniques() {
    return List.of(
        Mutation.technique("k is 4 instead of 5", "k: 5, person", "k: 4, person", PERSONS),
        Mutation.technique(
            "rows are counted for persons", "person: patient", "person: visit", PERSONS),
        Mutation.technique("l is not asked of the diagnosis", "diagnosis: {l: 2}, ", "", SENSITIVE),
        Mutation.technique(
            "ranges are 5 wide instead of 10",
            "range, width: 10",
            "range, width: 5",
            FORMS,
            LABELS),
        Mutation.technique(
            "a street is not generalized", "level: district", "level: street", FORMS, LABELS),
        Mutation.technique("the mask shows one digit more", "keepFirst: 3", "keepFirst: 4", FORMS),
        Mutation.technique("the mask shows the last digit", "keepLast: 0", "keepLast: 1", FORMS),
        Mutation.technique(
            "costs are rounded to 1 instead of 10", "round, to: 10", "round, to: 1", FORMS),
        Mutation.technique(
            "dates are truncated to the day instead of the month",
            "unit: month",
            "unit: day",
            FORMS),
        Mutation.technique(
            "cells of the grid are half as wide", "cell: 0.01", "cell: 0.005", FORMS),
        Mutation.technique(
            "means of 3 instead of 5", "microaggregate, k: 5", "microaggregate, k: 3", FORMS),
        Mutation.technique(
            "noise leaves its lower bound", "least: 0, most", "least: -9000, most", FORMS),
        Mutation.technique(
            "the top is coded at 91 instead of 90", "top, at: 90", "top, at: 91", FORMS),
        Mutation.technique(
            "the bottom is coded at 59 instead of 60", "bottom, at: 60", "bottom, at: 59", FORMS),
        Mutation.technique(
            "another word is put in the place of remarks", "with: 无", "with: 有", FORMS),
        hierarchy(
            "a street is under another district", "东曲街道,古交市", "东曲街道,迎泽区", LABELS, FORMS, CLASSES),
        hierarchy("the districts of a region are missing", "柳巷街道,迎泽区", "柳巷街道,柳巷街道", LABELS, FORMS));
  }

  private static Mutation hierarchy(
      String what, String line, String other, Check first, Check... others) {
    return new Mutation(
        "technique or solver",
        what,
        EnumSet.of(first, others),
        sound -> {
          // Of the two old streets one class each, so that what is wrong of them is not coarsened.
          Stays broken =
              Stays.by(
                  Stays.CONTRACT.replace("k: 5, person", "k: 2, person"),
                  Stays.REGIONS.replace(line, other),
                  sound.folder);
          broken.judgedBy = sound.contract;
          return broken;
        });
  }

  private static List<Mutation> rows() {
    return List.of(
        rows("a row is missing", stays -> stays.rows.remove(3), ROWS),
        rows("a row is there twice", stays -> stays.rows.add(stays.rows.get(3)), ROWS),
        rows(
            "a row is there twice in the place of another of its class",
            stays -> stays.rows.set(3, stays.rows.get(4)),
            ROWS),
        rows("two rows are published that were to be withheld", Mutations::withheld, ROWS),
        rows(
            "rows of another day are published with the day",
            stays -> stays.rows.get(0)[0] = Date.valueOf("1899-01-12"),
            ROWS,
            PARTITION),
        rows(
            "a row of a day that the source does not have",
            stays -> stays.rows.add(with(stays.rows.get(0), 0, Date.valueOf("1899-01-13"))),
            ROWS),
        rows("a kept value is another one", set("ward", 2, "儿科"), ROWS),
        rows("a kept number is another one", set("days", 2, 99L), ROWS),
        rows("a kept value is gone", set("ward", 2, null), ROWS),
        rows("noise was added to no value", copy("income", "income"), FORMS),
        rows("dates were moved by no day", copy("admitted", "admitted"), FORMS),
        rows(
            "a mean is one that no other row has",
            set("weight", 2, new BigDecimal("51.49")),
            FORMS),
        rows("a point lies off the grid", set("lon", 2, 112.5014), FORMS),
        rows("a cost was not rounded", set("cost", 2, new BigDecimal("901.37")), FORMS),
        rows("a number beyond the top", set("beds", 2, 91L), FORMS),
        rows("a number below the bottom", set("score", 2, 59L), FORMS),
        rows("noise that leaves its bounds", set("income", 2, 20_001L), FORMS),
        rows("a remark is as it was", set("remark", 2, "家属1"), FORMS),
        rows("a name where a token should be", set("patient", 2, "张三"), FORMS),
        rows("a token of 31 digits", set("patient", 2, "5fdab245591dd0de4bcf6d7d33f3a71"), FORMS),
        rows(
            "a date of a day where a month should be",
            set("discharged", 2, Date.valueOf("1899-02-11")),
            FORMS),
        rows("an encrypted number with a letter", set("contact", 2, "1390000000x"), FORMS),
        rows("numbers are not encrypted", copy("contact", "contact"), IDENTIFIERS),
        rows("tokens are the plain identifiers", copy("patient", "patient"), FORMS, IDENTIFIERS),
        rows("no number where a coordinate should be", set("lon", 2, Double.NaN), FORMS));
  }

  private static Mutation rows(String what, Mutation.Edit edit, Check first, Check... others) {
    return Mutation.edit("rows", what, edit, first, others);
  }

  private static void withheld(Stays stays) {
    for (Object[] line : stays.recoding) {
      if ("东曲街道".equals(line[stays.recoded("street")])) {
        line[stays.recoded("_withheld")] = true;
      }
    }
  }

  private static Object[] with(Object[] row, int column, Object value) {
    Object[] other = row.clone();
    other[column] = value;
    return other;
  }

  private static Mutation.Edit set(String column, int row, Object value) {
    return stays -> stays.rows.get(row)[stays.column(column)] = value;
  }

  /** Publishes a source column as it is. */
  private static Mutation.Edit copy(String from, String to) {
    return stays -> {
      for (int i = 0; i < stays.rows.size(); i++) {
        stays.rows.get(i)[stays.column(to)] = stays.raw.get(i)[stays.source(from)];
      }
    };
  }

  private static List<Mutation> classes() {
    return List.of(
        classes(
            "a row is in another class than its source",
            stays -> relabel(stays, 0, "40-59", "太原市"),
            CLASSES),
        classes("a class of nulls is left as it is", Mutations::nullClass, PERSONS),
        classes(
            "a range does not hold the values",
            stays -> recode(stays, "age", "30-39", "50-59"),
            LABELS),
        classes(
            "a range with its ends exchanged",
            stays -> recode(stays, "age", "40-59", "59-40"),
            LABELS,
            FORMS),
        classes(
            "a range that ends one too early",
            stays -> recode(stays, "age", "40-59", "40-50"),
            LABELS),
        classes(
            "a district that the street is not in",
            stays -> recode(stays, "street", "迎泽区", "小店区"),
            LABELS),
        classes(
            "a label of a level below the declared one",
            stays -> recode(stays, "street", "迎泽区", "柳巷街道"),
            FORMS,
            LABELS),
        classes(
            "a label that no hierarchy has",
            stays -> recode(stays, "street", "迎泽区", "虚构区"),
            FORMS,
            LABELS),
        classes(
            "a raw age beside the class's district",
            stays -> splitOff(stays, "30-39", "33-33"),
            FORMS,
            LABELS,
            PERSONS),
        classes(
            "the recoding does not know a source row", stays -> stays.recoding.remove(0), CLASSES),
        classes(
            "the recoding says that a published class was withheld",
            Mutations::withheld,
            ROWS,
            CLASSES),
        classes(
            "one person is counted twice by full-width digits",
            stays -> respell(stays, Mutations::wide),
            PERSONS),
        classes(
            "one person is counted twice by a small x",
            stays -> respell(stays, id -> id.substring(0, 17) + "x", 17),
            PERSONS),
        classes(
            "one person is counted twice by +86 before the number",
            stays -> respell(stays, id -> "+86 " + id, 11),
            PERSONS),
        classes(
            "one person is counted twice by an invisible character",
            stays -> respell(stays, id -> id + "\u200b"),
            PERSONS),
        classes("rows about nobody are counted as persons", Mutations::nobody, PERSONS),
        classes("all of a class have one diagnosis", Mutations::oneDiagnosis, SENSITIVE),
        classes(
            "values are counted by rows instead of persons",
            Mutations::oneOfManyDiagnoses,
            SENSITIVE),
        classes("the costs of a class lie apart from the others", Mutations::dearClass, SENSITIVE),
        classes(
            "the policy asks for one person more",
            stays ->
                stays.policy = new Policy(new Policy.Threshold(6, 10), new Policy.Threshold(6, 5)),
            PERSONS));
  }

  private static Mutation classes(String what, Mutation.Edit edit, Check first, Check... others) {
    return Mutation.edit("classes and persons", what, edit, first, others);
  }

  private static void relabel(Stays stays, int row, String age, String street) {
    stays.rows.get(row)[stays.column("age")] = age;
    stays.rows.get(row)[stays.column("street")] = street;
  }

  /** What the one is published as of whom nothing is known, in files and recoding. */
  private static void nullClass(Stays stays) {
    relabel(stays, stays.rows.size() - 1, null, null);
    for (Object[] line : stays.recoding) {
      if (line[stays.recoded("age")] == null) {
        line[stays.recoded("_released_age")] = null;
        line[stays.recoded("_released_street")] = null;
      }
    }
  }

  /** Another label in the place of one, in the files and in the recoding. */
  private static void recode(Stays stays, String column, String label, String other) {
    stays.rows.stream()
        .filter(row -> label.equals(row[stays.column(column)]))
        .forEach(row -> row[stays.column(column)] = other);
    int recoded = stays.recoded("_released_" + column);
    stays.recoding.stream()
        .filter(row -> label.equals(row[recoded]))
        .forEach(row -> row[recoded] = other);
  }

  private static void splitOff(Stays stays, String label, String other) {
    for (int i = 0; i < stays.rows.size(); i++) {
      if (Long.valueOf(33).equals(stays.raw.get(i)[stays.source("age")])) {
        stays.rows.get(i)[stays.column("age")] = other;
      }
    }
    for (Object[] line : stays.recoding) {
      if (Long.valueOf(33).equals(line[stays.recoded("age")])) {
        line[stays.recoded("_released_age")] = other;
      }
    }
  }

  private static void respell(Stays stays, UnaryOperator<String> spelling) {
    respell(stays, spelling, 18);
  }

  /** The first class is of four persons, each of whom is written in more than one way. */
  private static void respell(Stays stays, UnaryOperator<String> spelling, int digits) {
    int column = stays.source("patient");
    for (int i = 0; i < 12; i++) {
      String person =
          switch (digits) {
            case 11 -> "1380000000" + i % 4;
            case 17 -> "1401051870010100" + i % 4 + "X";
            default -> Stays.patient(i % 4);
          };
      stays.raw.get(i)[column] = i < 4 ? person : spelling.apply(person);
    }
  }

  private static String wide(String digits) {
    StringBuilder wide = new StringBuilder();
    digits.chars().forEach(c -> wide.append((char) (c + 0xfee0)));
    return wide.toString();
  }

  private static void nobody(Stays stays) {
    for (int i = 3; i < 12; i++) {
      stays.raw.get(i)[stays.source("patient")] = null;
    }
  }

  private static void oneDiagnosis(Stays stays) {
    for (int i = 0; i < 12; i++) {
      stays.rows.get(i)[stays.column("diagnosis")] = "骨折";
      stays.raw.get(i)[stays.source("diagnosis")] = "骨折";
    }
  }

  /** Six patients of one diagnosis, and the other diagnoses of the class are of one of them. */
  private static void oneOfManyDiagnoses(Stays stays) {
    for (int i = 0; i < 12; i++) {
      String diagnosis = i < 6 ? "骨折" : List.of("咳嗽", "发热", "眩晕").get(i % 3);
      stays.rows.get(i)[stays.column("diagnosis")] = diagnosis;
      stays.raw.get(i)[stays.source("diagnosis")] = diagnosis;
      if (i >= 6) {
        stays.raw.get(i)[stays.source("patient")] = stays.raw.get(0)[stays.source("patient")];
      }
    }
  }

  private static void dearClass(Stays stays) {
    for (int i = 0; i < 12; i++) {
      stays.rows.get(i)[stays.column("cost")] = new BigDecimal("90000.00");
    }
    for (int i = 12; i < stays.rows.size(); i++) {
      stays.rows.get(i)[stays.column("cost")] = new BigDecimal("10.00");
    }
  }

  private static List<Mutation> identifiers() {
    List<Mutation> all = new ArrayList<>();
    Map<String, String> planted =
        new TreeMap<>(
            Map.of(
                "a resident ID", ID,
                "a resident ID in full width", wide(ID.substring(0, 17)) + ID.charAt(17),
                "a resident ID in Chinese numerals", "一四〇一〇六一九〇〇〇一〇一〇〇〇三",
                "a credit code in a sentence", "单位91140100MA0000007Q转院",
                "a mobile number with blanks", "138 0000 0000",
                "a bank card's number", "6217000000000000004",
                "an old resident ID after its name", "身份证140106000101002"));
    planted.forEach(
        (what, value) ->
            all.add(
                Mutation.edit(
                    "identifiers",
                    what + " as a kept value",
                    stays -> {
                      set("ward", 5, value).of(stays);
                      stays.raw.get(5)[stays.source("ward")] = value;
                    },
                    IDENTIFIERS)));
    all.add(
        Mutation.edit(
            "identifiers",
            "a resident ID that became a number",
            stays -> {
              set("days", 5, 140106190001010003L).of(stays);
              stays.raw.get(5)[stays.source("days")] = 140106190001010003L;
            },
            IDENTIFIERS));
    all.add(
        Mutation.edit(
            "identifiers",
            "a soldier's number as a kept value",
            set("ward", 5, "军字第1234567号"),
            CLASSIFIED));
    return all;
  }

  private static List<Mutation> files() {
    return List.of(
        files(
            "a file with a column that is not opened",
            stays -> stays.fileSchema = Mutations::withVisit,
            COLUMNS),
        files(
            "a file without a column",
            stays ->
                stays.fileSchema =
                    schema ->
                        schema.select(
                            "day",
                            "patient",
                            "phone",
                            "contact",
                            "age",
                            "street",
                            "diagnosis",
                            "cost",
                            "discharged",
                            "admitted",
                            "lon",
                            "weight",
                            "income",
                            "beds",
                            "score",
                            "remark",
                            "ward"),
            COLUMNS),
        files(
            "a column under another one's id",
            stays -> stays.fileSchema = Mutations::exchanged,
            COLUMNS),
        files(
            "a column of lists, whose values no row seems to have",
            footer(footer -> FooterEdit.repeated(footer, "patient")),
            COLUMNS),
        files(
            "a note in the footer",
            stays -> stays.footer.put("made.from", "health/stays/a.csv"),
            METADATA),
        files(
            "a comment in the footer's schema",
            stays -> stays.fileSchema = schema -> commented(schema, "of " + ID),
            METADATA),
        files(
            "a raw least value in the footer",
            footer(footer -> FooterEdit.minimum(footer, "phone", PHONE)),
            IDENTIFIERS,
            FORMS),
        files(
            "a raw greatest value in the footer",
            footer(footer -> FooterEdit.maximum(footer, "remark", "家属12")),
            FORMS),
        files(
            "a note on one column in the footer",
            footer(footer -> FooterEdit.note(footer, "ward", ID)),
            METADATA),
        files(
            "another file's path in the footer",
            footer(footer -> FooterEdit.path(footer, "/landing/" + ID)),
            METADATA),
        files(
            "another writer's name",
            footer(footer -> FooterEdit.writer(footer, "export of " + ID)),
            METADATA),
        files(
            "a raw value in a dictionary that no row uses",
            stays -> stays.file = (path, any) -> FooterEdit.dictionary(path, "ward", ID),
            IDENTIFIERS),
        files(
            "raw bytes between the columns and the footer",
            stays ->
                stays.file =
                    (path, any) -> FooterEdit.stray(path, ID.getBytes(StandardCharsets.UTF_8)),
            METADATA),
        files(
            "a Bloom filter of a sensitive column",
            stays ->
                stays.properties.put("write.parquet.bloom-filter-enabled.column.diagnosis", "true"),
            METADATA),
        files(
            "a file with an identifier in its name",
            stays -> stays.name = ID + ".parquet",
            METADATA),
        files(
            "a file with its source's name",
            stays -> stays.name = "stays-1899-01-11.parquet",
            METADATA));
  }

  private static Mutation files(String what, Mutation.Edit edit, Check first, Check... others) {
    return Mutation.edit("files", what, edit, first, others);
  }

  private static Mutation.Edit footer(
      UnaryOperator<org.apache.iceberg.shaded.org.apache.parquet.format.FileMetaData> edit) {
    return stays -> stays.file = (path, any) -> FooterEdit.rewrite(path, edit);
  }

  private static Schema withVisit(Schema schema) {
    List<Types.NestedField> fields = new ArrayList<>(schema.columns());
    fields.add(Types.NestedField.optional(99, "visit", Types.StringType.get()));
    return new Schema(fields);
  }

  /**
   * With the ids of two texts exchanged: by id a reader would find the one under the other's name.
   */
  private static Schema exchanged(Schema schema) {
    int ward = schema.findField("ward").fieldId();
    int remark = schema.findField("remark").fieldId();
    Map<String, Integer> ids = Map.of("ward", remark, "remark", ward);
    return new Schema(
        schema.columns().stream()
            .map(
                field ->
                    Types.NestedField.optional(
                        ids.getOrDefault(field.name(), field.fieldId()),
                        field.name(),
                        field.type(),
                        field.doc()))
            .toList());
  }

  private static Schema commented(Schema schema, String comment) {
    return new Schema(
        schema.columns().stream()
            .map(
                field ->
                    field.name().equals("ward")
                        ? Types.NestedField.optional(
                            field.fieldId(), field.name(), field.type(), comment)
                        : field)
            .toList());
  }

  private static List<Mutation> catalog() {
    return List.of(
        catalog(
            "the entry of a file says another number of rows",
            entry(file -> file.withRecordCount(40)),
            ROWS),
        catalog(
            "a file is under another day",
            stays -> stays.entries = files -> files.stream().map(file -> moved(file)).toList(),
            PARTITION,
            ROWS),
        catalog("a file is left out", stays -> stays.entries = files -> List.of(), ROWS, CLASSES),
        catalog(
            "a file is named twice",
            stays -> stays.entries = files -> List.of(files.get(0), files.get(0)),
            ROWS),
        catalog(
            "bounds of a sensitive column",
            stays -> stays.properties.put("write.metadata.metrics.column.diagnosis", "full"),
            BOUNDS),
        catalog(
            "bounds of all columns",
            stays -> stays.properties.put("write.metadata.metrics.default", "truncate(16)"),
            BOUNDS),
        catalog("a raw bound of a public column", bound("ward", ID), IDENTIFIERS),
        catalog(
            "a key beside the file",
            entry(file -> file.withEncryptionKeyMetadata(ByteBuffer.wrap(new byte[32]))),
            METADATA),
        catalog(
            "an identifier in a table property",
            stays -> stays.properties.put("comment", "of " + ID),
            METADATA),
        catalog(
            "an identifier in a column's comment",
            stays -> stays.tableSchema = schema -> commented(schema, "of " + ID),
            METADATA),
        catalog(
            "a table with a column that is not opened",
            stays -> stays.tableSchema = Mutations::withVisit,
            METADATA,
            COLUMNS),
        catalog(
            "an identifier in a snapshot's summary",
            stays ->
                stays.table = (table, any) -> table.newAppend().set("made.for", PHONE).commit(),
            METADATA));
  }

  private static Mutation catalog(String what, Mutation.Edit edit, Check first, Check... others) {
    return Mutation.edit("catalog", what, edit, first, others);
  }

  private static Mutation.Edit entry(UnaryOperator<DataFiles.Builder> change) {
    return stays ->
        stays.entries =
            files ->
                files.stream()
                    .map(file -> change.apply(DataFiles.builder(spec()).copy(file)).build())
                    .map(DataFile.class::cast)
                    .toList();
  }

  private static Mutation.Edit bound(String column, String value) {
    return stays ->
        stays.entries =
            files ->
                files.stream()
                    .map(
                        file ->
                            DataFiles.builder(spec())
                                .copy(file)
                                .withMetrics(
                                    new Metrics(
                                        file.recordCount(),
                                        null,
                                        null,
                                        null,
                                        null,
                                        Map.of(
                                            1 + stays.column(column), // a new table counts from 1
                                            Conversions.toByteBuffer(
                                                Types.StringType.get(), value)),
                                        null))
                                .build())
                    .map(DataFile.class::cast)
                    .toList();
  }

  private static DataFile moved(DataFile file) {
    return DataFiles.builder(spec()).copy(file).withPartitionPath("day=1899-01-12").build();
  }

  private static org.apache.iceberg.PartitionSpec spec() {
    Schema schema = new Schema(Types.NestedField.optional(0, "day", Types.DateType.get()));
    return org.apache.iceberg.PartitionSpec.builderFor(schema).identity("day").build();
  }
}
