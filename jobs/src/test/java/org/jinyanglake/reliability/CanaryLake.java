package org.jinyanglake.reliability;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jinyanglake.testing.Town;

/**
 * Datasets whose every row holds a canary, as a careful steward and as a negligent one describes
 * them.
 */
final class CanaryLake {
  static final String DAY = "1899-03-01";

  /** Values of their own technique; free text is not opened. */
  static final String PATIENTS = "health.patients";

  /** Of no persons, open to all. */
  static final String COMPANIES = "market.companies";

  /** Free text, redacted for known recipients. */
  static final String LETTERS = "city.letters";

  /** Nested objects, maps among them. */
  static final String DEVICES = "city.devices";

  /** Called public, and is not. */
  static final String NEGLIGENT = "city.negligent";

  /** Each half called public. */
  static final String SPLIT = "city.split";

  static final List<String> NEGLIGENTS = List.of(NEGLIGENT, SPLIT);

  private CanaryLake() {}

  /** Writes the contracts. */
  static void contracts(Path schemas) {
    contract(
        schemas,
        PATIENTS,
        "conditional",
        "csv",
        "- {property: anonymity, value: {k: 5, person: id}}",
        day(),
        column(
            "n",
            "integer",
            "direct-identifier",
            "",
            "required: true, primaryKey: true, primaryKeyPosition: 1, "),
        column("id", "string", "direct-identifier", "technique: token, domain: person", ""),
        column("name", "string", "direct-identifier", "technique: token, domain: name", ""),
        column(
            "phone",
            "string",
            "direct-identifier",
            "technique: mask, keepFirst: 3, keepLast: 0, with: \"*\"",
            ""),
        column("card", "string", "direct-identifier", "technique: replace, with: 无", ""),
        column("note", "string", "sensitive", "", ""),
        column("age", "integer", "quasi-identifier", "technique: range, width: 20", ""));
    contract(
        schemas,
        COMPANIES,
        "unconditional",
        "csv",
        "",
        day(),
        column("code", "string", "direct-identifier", "", ""),
        column("remark", "string", "sensitive", "", ""),
        column("capital", "integer", "public", "technique: round, to: 100", ""));
    contract(
        schemas,
        LETTERS,
        "conditional",
        "csv",
        "",
        column(
            "cell", "string", "public", "technique: keep", "partitioned: true, required: true, "),
        column("text", "string", "sensitive", "technique: redact", ""));
    contract(
        schemas,
        DEVICES,
        "unconditional",
        "jsonl",
        "",
        day(),
        column("owner", "string", "direct-identifier", "", "physicalName: /owner/id, "),
        column("tags", "string", "sensitive", "", ""),
        column("level", "integer", "public", "technique: keep", ""));
    contract(
        schemas,
        NEGLIGENT,
        "unconditional",
        "csv",
        "",
        column(
            "cell", "string", "public", "technique: keep", "partitioned: true, required: true, "),
        column("text", "string", "public", "technique: keep", ""));
    contract(
        schemas,
        SPLIT,
        "unconditional",
        "csv",
        "",
        column(
            "cell", "string", "public", "technique: keep", "partitioned: true, required: true, "),
        column("head", "string", "public", "technique: keep", ""),
        column("tail", "string", "public", "technique: keep", ""));
  }

  private static String day() {
    return column(
        "day", "date", "public", "technique: keep", "partitioned: true, required: true, ");
  }

  private static String column(
      String name, String type, String classification, String technique, String more) {
    return "            - {name: %s, logicalType: %s, %sclassification: %s%s}"
        .formatted(
            name,
            type,
            more,
            classification,
            technique.isEmpty()
                ? ""
                : ", customProperties: [{property: ZONE, value: {%s}}]".formatted(technique));
  }

  private static void contract(
      Path schemas, String dataset, String opening, String format, String more, String... columns) {
    String[] name = dataset.split("\\.");
    String zone = opening.equals("unconditional") ? "open" : "conditional";
    String yaml =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:canaries:%1$s:%2$s
        name: %2$s
        version: 1.0.0
        status: active
        domain: %1$s
        tenant: 小镇
        description: {purpose: 测试, limitations: 无, usage: 测试}
        servers:
          - {server: landing, type: local, path: "%1$s/%2$s/*.%4$s", format: %4$s}
        schema:
          - name: %2$s
            physicalType: table
            customProperties:
            - {property: openingType, value: %3$s}
            - {property: grade, value: general-3}
            %5$s
            properties:
        %6$s
        team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
        slaProperties: [{property: frequency, value: 1, unit: d}]
        """
            .formatted(
                name[0],
                name[1],
                opening,
                format,
                more,
                String.join("\n", columns).replace("ZONE", zone));
    Path file = schemas.resolve(name[0]).resolve(name[1] + ".yaml");
    try {
      java.nio.file.Files.createDirectories(file.getParent());
      java.nio.file.Files.writeString(file, yaml);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Lands every canary in every dataset. */
  static void land(Path home, List<Canary> canaries) {
    StringBuilder patients = new StringBuilder("day,n,id,name,phone,card,note,age\n");
    StringBuilder companies = new StringBuilder("day,code,remark,capital\n");
    StringBuilder letters = new StringBuilder("cell,text\n");
    StringBuilder negligent = new StringBuilder("cell,text\n");
    StringBuilder devices = new StringBuilder();
    StringBuilder split = new StringBuilder("cell,head,tail\n");
    for (int i = 0; i < canaries.size(); i++) {
      Canary canary = canaries.get(i);
      String planted = quoted(canary.planted());
      patients.append(
          "%s,%d,%s,%s,%s,%s,%s,%d\n"
              .formatted(
                  DAY,
                  i,
                  of(canary, Canary.Kind.RESIDENT_ID, Canary.Kind.RESIDENT_ID.issue(5000 + i)),
                  name(i),
                  of(canary, Canary.Kind.MOBILE, ""),
                  of(canary, Canary.Kind.BANK_CARD, ""),
                  planted,
                  20 + i % 40));
      companies.append(
          "%s,%s,%s,%d\n"
              .formatted(DAY, of(canary, Canary.Kind.CREDIT_CODE, ""), planted, 100 * i));
      letters.append("%s,%s\n".formatted(canary.disguise(), planted));
      negligent.append("%s,%s\n".formatted(canary.cell(), planted));
      String json = json(canary.planted());
      devices.append(
          "{\"day\":\"%s\",\"owner\":{\"id\":%s},\"tags\":{%s:1},\"level\":%d}\n"
              .formatted(DAY, json, json, i % 5));
      if (canary.disguise() == Canary.Disguise.PLAIN && isCut(canary.kind())) {
        split.append(
            "%s,%s,%s\n"
                .formatted(
                    canary.kind(), canary.plain().substring(0, 7), canary.plain().substring(7)));
      }
    }
    Town.write(home, "health/patients/%s.csv".formatted(inFileName()), patients.toString());
    Town.write(home, "market/companies/a.csv", companies.toString());
    Town.write(home, "city/letters/a.csv", letters.toString());
    Town.write(home, "city/negligent/a.csv", negligent.toString());
    Town.write(home, "city/devices/a.jsonl", devices.toString());
    Town.write(home, "city/split/a.csv", split.toString());
  }

  static boolean isCut(Canary.Kind kind) {
    return kind == Canary.Kind.RESIDENT_ID
        || kind == Canary.Kind.CREDIT_CODE
        || kind == Canary.Kind.MOBILE
        || kind == Canary.Kind.BANK_CARD;
  }

  /** The resident ID after which a landing file is named. */
  static String inFileName() {
    return Canary.Kind.RESIDENT_ID.issue(99_999);
  }

  /** A name that nobody has. */
  static String name(int n) {
    return new String(
        new int[] {0x4E00 + 7 * n % 6000, 0x5E00 + 13 * n % 5000, 0x6E00 + 17 * n % 4000}, 0, 3);
  }

  private static String of(Canary canary, Canary.Kind kind, String other) {
    return canary.kind() == kind ? quoted(canary.planted()) : other;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String json(String text) {
    return '"'
        + text.chars()
            .mapToObj(c -> c == '"' || c == '\\' ? "\\" + (char) c : String.valueOf((char) c))
            .collect(Collectors.joining())
        + '"';
  }
}
