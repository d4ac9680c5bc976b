package org.jinyanglake.reliability;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jinyanglake.pipeline.Outcome;

/**
 * What a department delivers wrongly, the contract by which it is collected, and what has to become
 * of it. Without columns of its own it has {@code id} (text, required), {@code amount} (two
 * decimals) and {@code note} (text).
 */
final class BadInput {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:NAME
      name: NAME
      version: 1.0.0
      status: active
      domain: city
      tenant: 测试市
      description: {purpose: 测试, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "city/NAME/GLOB", format: FORMAT, customProperties: [SERVER]}
      schema:
        - name: NAME
          physicalType: table
          customProperties: [{property: openingType, value: closed}, {property: grade, value: general-1}TABLE]
          properties: [
      COLUMNS
          ]
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private static final List<String> COLUMNS =
      List.of(
          "id, logicalType: string, required: true",
          "amount, logicalType: number, physicalType: \"decimal(10,2)\"",
          "note, logicalType: string");

  private final String number;
  private final String what;
  private final List<String> columns = new ArrayList<>();
  private final List<String> server = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> rows = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String table = "";
  private int replaced;
  private String format = "csv";
  private String glob = "*.csv";

  BadInput(String number, String what) {
    this.number = number;
    this.what = what;
  }

  BadInput format(String name, String names) {
    format = name;
    glob = names;
    return this;
  }

  /** A property of the server. */
  BadInput server(String property, String value) {
    server.add("{property: " + property + ", value: " + value + "}");
    return this;
  }

  /** A property of the dataset. */
  BadInput table(String property, String value) {
    table += ", {property: " + property + ", value: " + value + "}";
    return this;
  }

  /** A column: its name, then what else the contract says of it. */
  BadInput column(String nameAndMore) {
    columns.add(nameAndMore);
    return this;
  }

  BadInput file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  BadInput file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  BadInput file(String name, String content, String charset) {
    return file(name, content.getBytes(Charset.forName(charset)));
  }

  BadInput csv(String content) {
    return file("a.csv", content);
  }

  /** The rows that have to be stored, in any order, each with its values joined by "|". */
  BadInput stores(String... expected) {
    rows.addAll(List.of(expected));
    return this;
  }

  /** How many stored rows have to be gone again, as others took their place. */
  BadInput replaces(int number) {
    replaced = number;
    return this;
  }

  /** What the reasons of the refused rows have to contain, in order. */
  BadInput refuses(String... expected) {
    reasons.addAll(List.of(expected));
    return this;
  }

  /** What the messages have to contain, in order, by which files are held back. */
  BadInput holds(String... expected) {
    held.addAll(List.of(expected));
    return this;
  }

  /** What some note has to contain, each. */
  BadInput notes(String... expected) {
    notes.addAll(List.of(expected));
    return this;
  }

  String number() {
    return number;
  }

  String title() {
    return number + " " + what;
  }

  String name() {
    return number.toLowerCase(Locale.ROOT);
  }

  String dataset() {
    return "city." + name();
  }

  Map<String, byte[]> files() {
    return files;
  }

  /** Rows that have to be stored, also those whose place others took. */
  long stored() {
    return rows.size() + replaced;
  }

  List<String> rows() {
    return rows;
  }

  List<String> reasons() {
    return reasons;
  }

  List<String> held() {
    return held;
  }

  List<String> notes() {
    return notes;
  }

  /** Exit code 1 by itself, if a file is held back; refused rows are no reason to fail a run. */
  Outcome.Status status() {
    return held.isEmpty() ? Outcome.Status.DONE : Outcome.Status.HELD;
  }

  String contract() {
    StringBuilder properties = new StringBuilder();
    for (String column : columns.isEmpty() ? COLUMNS : columns) {
      properties.append("        {name: ").append(column).append(", classification: public},\n");
    }
    return CONTRACT
        .replace("NAME", name())
        .replace("GLOB", glob)
        .replace("FORMAT", format)
        .replace("SERVER", String.join(", ", server))
        .replace("TABLE", table)
        .replace("COLUMNS\n", properties);
  }
}
