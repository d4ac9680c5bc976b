package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said about a valid contract after one passage of it was changed: place, what is wrong,
 * what to do. Numbers R73 to R89 are those of the catalogue of bad inputs.
 */
class ContractErrorsTest {

  private static final String TICKETS = "governance/tickets.yaml";
  private static final String DAILY = "city/daily.yaml";

  @TempDir Path folder;

  /** A passage of a valid contract, what replaces it, and what is then said. */
  private record Case(
      String name, String file, String passage, String replacement, List<String> problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case tickets(String name, String passage, String replacement, String... problems) {
    return new Case(name, TICKETS, passage, replacement, List.of(problems));
  }

  private static Case daily(String name, String passage, String replacement, String... problems) {
    return new Case(name, DAILY, passage, replacement, List.of(problems));
  }

  @Test
  void theUnchangedContractsHaveNoProblem() {
    Schemas schemas = new Schemas(folder).with(TICKETS, Schemas.TICKETS).with(DAILY, Schemas.DAILY);
    assertThat(schemas.problems()).isEmpty();
    assertThat(schemas.read().contracts()).hasSize(2);
  }

  private void check(Case changed) {
    boolean tickets = changed.file().equals(TICKETS);
    Schemas schemas = new Schemas(folder);
    schemas.with(
        TICKETS,
        tickets
            ? Schemas.changed(Schemas.TICKETS, changed.passage(), changed.replacement())
            : Schemas.TICKETS);
    if (!tickets) {
      schemas.with(DAILY, Schemas.changed(Schemas.DAILY, changed.passage(), changed.replacement()));
    }
    assertThat(schemas.problems())
        .isEqualTo(
            changed.problems().stream().map(problem -> changed.file() + ":" + problem).toList());
    assertThat(schemas.read().contracts()).hasSize(tickets ? 0 : 1);
  }

  @Test
  void columnsInNestedRecordsHavePathsThatLeadSomewhere() {
    String csv = "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}";
    for (String[] each :
        new String[][] {
          {"jsonl", "/caller/", "physicalName is no path: a path has a name after each slash, as"},
          {"json", "/caller~2", "physicalName is no path: ~ stands in a path only as ~0, which is"},
          {"geojson", "\"@wkb\"", "'@wkb' is nothing of a geometry; did you mean '@wkt'?"}
        }) {
      String contract = Schemas.changed(Schemas.TICKETS, csv, "format: " + each[0]);
      Schemas schemas =
          new Schemas(folder).with(TICKETS, Schemas.changed(contract, "来电号码", each[1]));

      assertThat(schemas.problems()).singleElement().asString().contains(each[2]);
    }
  }

  @ParameterizedTest
  @MethodSource
  void doesNotFollowTheStandard(Case changed) {
    check(changed);
  }

  /** The Open Data Contract Standard v3.1.0. */
  static Stream<Case> doesNotFollowTheStandard() {
    return Stream.of(
        tickets(
            "standard: unknown key",
            "tenant: 太原市",
            "tenat: 太原市",
            "8:1: unknown key 'tenat'; did you mean 'tenant'?"),
        tickets(
            "standard: missing key",
            "kind: DataContract\n",
            "",
            "1:1: key 'kind' is missing; add it here"),
        tickets(
            "standard: number for a text",
            "version: 1.0.0",
            "version: 1.0",
            "5:10: '1.0' must be text; put it in quotes"),
        tickets(
            "standard: text for a boolean",
            "required: true\n        primaryKey",
            "required: yes\n        primaryKey",
            "34:19: 'yes' must be true or false; write one of the two",
            "35:9: key column ticket_id is not required; add required: true"),
        tickets(
            "standard: unknown word",
            "logicalType: timestamp",
            "logicalType: timestmp",
            "55:22: 'timestmp' is not allowed here; did you mean 'timestamp'?"),
        tickets(
            "standard: unknown type of server is one error",
            "type: local",
            "type: locl",
            "12:11: 'locl' is not allowed here; did you mean 'local'?"),
        tickets(
            "standard: key of another type of server",
            "format: csv\n",
            "format: csv\n    host: db\n",
            "15:5: unknown key 'host'; choose from customProperties, description, environment, format, id, path, roles, server, type"),
        tickets(
            "standard: several errors in one column",
            "required: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}\n      - name: ticket_id\n        logicalType: string",
            "requird: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}\n      - name: ticket_id\n        logicalType: strin",
            "27:9: partition column day is not required; add required: true",
            "28:9: unknown key 'requird'; did you mean 'required'?",
            "33:22: 'strin' is not allowed here; did you mean 'string'?"),
        tickets(
            "standard: member without a name",
            "{username: li.min, role: steward}",
            "{usernam: li.min, role: steward}",
            "76:7: key 'username' is missing; add it here",
            "76:8: unknown key 'usernam'; did you mean 'username'?"),
        tickets(
            "standard: other version",
            "apiVersion: v3.1.0",
            "apiVersion: v3.0.2",
            "1:13: the lake reads ODCS v3.1.0; write v3.1.0"));
  }

  @ParameterizedTest
  @MethodSource
  void namesItselfWrongly(Case changed) {
    check(changed);
  }

  /** Names, version and status. */
  static Stream<Case> namesItselfWrongly() {
    return Stream.of(
        tickets(
            "version is not semantic",
            "version: 1.0.0",
            "version: '1.0'",
            "5:10: version '1.0' is not semantic; write it as 1.0.0"),
        tickets(
            "status is unknown",
            "status: active",
            "status: activ",
            "6:9: unknown status 'activ'; did you mean 'active'?"),
        tickets(
            "name differs from the file",
            "name: tickets\nversion",
            "name: ticket\nversion",
            "4:7: name 'ticket' differs from the file 'tickets'; make them equal"),
        tickets(
            "domain differs from the folder",
            "domain: governance",
            "domain: government",
            "7:9: domain 'government' differs from the folder 'governance'; make them equal"),
        tickets(
            "domain is missing",
            "domain: governance\n",
            "",
            "1:1: key 'domain' is missing; add domain: governance"),
        tickets(
            "R80: name with a path",
            "name: tickets\nversion",
            "name: ../x\nversion",
            "4:7: name '../x' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name with a dot",
            "name: tickets\nversion",
            "name: a.b\nversion",
            "4:7: name 'a.b' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name with a slash",
            "name: tickets\nversion",
            "name: a/b\nversion",
            "4:7: name 'a/b' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name of a device",
            "name: tickets\nversion",
            "name: CON\nversion",
            "4:7: name 'CON' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name with a quote",
            "name: tickets\nversion",
            "name: \"a'b\"\nversion",
            "4:7: name 'a'b' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name with a backquote",
            "name: tickets\nversion",
            "name: 'a`b'\nversion",
            "4:7: name 'a`b' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: name with SQL",
            "name: tickets\nversion",
            "name: 't; DROP TABLE x'\nversion",
            "4:7: name 't; DROP TABLE x' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: Chinese name",
            "name: tickets\nversion",
            "name: 工单\nversion",
            "4:7: name '工单' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: long name",
            "name: tickets\nversion",
            "name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nversion",
            "4:7: name 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the name and its file"),
        tickets(
            "R80: two underscores",
            "name: tickets\nversion",
            "name: tick__ets\nversion",
            "4:7: name 'tick__ets' has two underscores in a row, which the lake keeps; rename the name and its file"),
        tickets(
            "R80: domain of the lake's own",
            "domain: governance",
            "domain: raw",
            "7:9: name 'raw' is the lake's or Spark's own; rename the domain and its folder"),
        tickets(
            "table differs from the contract",
            "- name: tickets",
            "- name: ticket",
            "18:11: table 'ticket' differs from the contract's name 'tickets'; make them equal"),
        tickets(
            "two tables",
            "team:\n",
            "  - {name: tickets}\nteam:\n",
            "73:5: a contract describes exactly one table under schema, this one 2; write one contract a table"));
  }

  @ParameterizedTest
  @MethodSource
  void readsFromTheWrongPlace(Case changed) {
    check(changed);
  }

  /** Servers, paths and dialects. */
  static Stream<Case> readsFromTheWrongPlace() {
    return Stream.of(
        tickets(
            "no server",
            "servers:\n  - server: landing\n    type: local\n    path: governance/tickets/*.csv\n    format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "servers: []",
            "10:10: a contract has exactly one server, this one has 0; write one"),
        daily(
            "two servers",
            "servers:\n",
            "servers:\n  - {server: landing, type: local, path: city/daily/*.csv, format: csv}\n",
            "10:5: a contract has exactly one server, this one has 2; write one"),
        tickets(
            "server that is not collected from",
            "type: local\n    path: governance/tickets/*.csv\n    format: csv",
            "type: mysql\n    host: db\n    port: 3306\n    database: d",
            "12:11: server type 'mysql' is not collected from; use local for files below landing/, custom for a query"),
        tickets(
            "R84: path with ..",
            "path: governance/tickets/*.csv",
            "path: governance/tickets/../x/*.csv",
            "13:11: path 'governance/tickets/../x/*.csv' leaves the landing folder; write it below it, as governance/tickets/*.csv"),
        tickets(
            "R84: path of another dataset",
            "path: governance/tickets/*.csv",
            "path: health/visits/*.csv",
            "13:11: path 'health/visits/*.csv' is not in this dataset's own folder; begin it with governance/tickets/"),
        tickets(
            "R84: path of a dataset with a longer name",
            "path: governance/tickets/*.csv",
            "path: governance/tickets2/*.csv",
            "13:11: path 'governance/tickets2/*.csv' is not in this dataset's own folder; begin it with governance/tickets/"),
        tickets(
            "R84: path over everything",
            "path: governance/tickets/*.csv",
            "path: '**/*.csv'",
            "13:11: path '**/*.csv' is not in this dataset's own folder; begin it with governance/tickets/"),
        tickets(
            "R84: path of only wildcards",
            "path: governance/tickets/*.csv",
            "path: governance/tickets/**/*.*",
            "13:11: path 'governance/tickets/**/*.*' takes every file; name the kind of file, as governance/tickets/*.csv"),
        tickets(
            "R84: path with a scheme",
            "path: governance/tickets/*.csv",
            "path: file:///etc/passwd",
            "13:11: path 'file:///etc/passwd' leaves the landing folder; write it below it, as governance/tickets/*.csv"),
        tickets(
            "R84: absolute path",
            "path: governance/tickets/*.csv",
            "path: /etc/passwd",
            "13:11: path '/etc/passwd' leaves the landing folder; write it below it, as governance/tickets/*.csv"),
        tickets(
            "R84: broken glob",
            "path: governance/tickets/*.csv",
            "path: 'governance/tickets/{a,b.csv'",
            "13:11: path 'governance/tickets/{a,b.csv' is not a glob; close each { and [ and write single slashes"),
        tickets(
            "unknown format",
            "format: csv",
            "format: cvs",
            "14:13: unknown format 'cvs'; did you mean 'csv'?"),
        tickets(
            "unknown encoding",
            "value: GBK",
            "value: KOI8-R",
            "16:37: unknown encoding 'KOI8-R'; choose from UTF-8, GBK, GB18030, Big5, UTF-16LE, UTF-16BE, detect"),
        tickets(
            "a dialect that is declared and detected",
            "- {property: encoding, value: GBK}",
            "- {property: dialect, value: detect}\n      - {property: quote, value: \"'\"}",
            "17:34: quote is found where the dialect is detected; delete one of the two"),
        tickets(
            "a dialect of another name",
            "property: encoding, value: GBK",
            "property: dialect, value: excel",
            "16:36: unknown dialect 'excel'; choose from detect"),
        tickets(
            "an escape that is none",
            "property: encoding, value: GBK",
            "property: escape, value: x",
            "16:35: escape stands before a quote inside quotes: write the quote itself, or a backslash as '\\' in single quotes"),
        tickets(
            "a preamble of a million lines",
            "property: encoding, value: GBK",
            "property: preamble, value: 1000000",
            "16:37: preamble must be a whole number from 0 to 1000; write one"),
        tickets(
            "unknown property of a server",
            "property: encoding",
            "property: enconding",
            "16:20: unknown property 'enconding'; did you mean 'encoding'?"),
        tickets(
            "property twice",
            "- {property: encoding, value: GBK}",
            "- {property: encoding, value: GBK}\n      - {property: encoding, value: UTF-8}",
            "17:20: property 'encoding' is set in line 16 already; delete one of the two"),
        tickets(
            "delimiter of two characters",
            "property: encoding, value: GBK",
            "property: delimiter, value: '||'",
            "16:38: delimiter must be one ASCII character that is no letter, digit or line break; write a tab as \"\\t\" in double quotes"),
        tickets(
            "delimiter is the quote",
            "- {property: encoding, value: GBK}",
            "- {property: delimiter, value: '|'}\n      - {property: quote, value: '|'}",
            "17:34: delimiter and quote are the same; choose another"),
        tickets(
            "header is no boolean",
            "property: encoding, value: GBK",
            "property: header, value: 'no'",
            "16:35: header must be true or false; write one of the two"),
        tickets(
            "nullValues is no list",
            "property: encoding, value: GBK",
            "property: nullValues, value: NULL",
            "16:39: property 'nullValues' is null; write a value, or delete it for the default"),
        tickets(
            "nullValues holds a number",
            "property: encoding, value: GBK",
            "property: nullValues, value: ['', 0]",
            "16:44: a null value must be text; put it in quotes"),
        tickets(
            "unknown timezone",
            "property: encoding, value: GBK",
            "property: timezone, value: Asia/Taiyuan",
            "16:37: unknown timezone 'Asia/Taiyuan'; write one as Asia/Shanghai"),
        tickets(
            "control files that all data files are",
            "property: encoding, value: GBK",
            "property: control, value: '*.csv'",
            "16:36: control must be a name without folders that ends in .csv or .json and tells control files from data files; write it as \"*.control.csv\""),
        tickets(
            "delimiter in JSON lines",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: jsonl\n    customProperties:\n      - {property: delimiter, value: ';'}",
            "16:38: delimiter is for csv only; delete it"),
        tickets(
            "encoding of a workbook",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: excel\n    customProperties:\n      - {property: encoding, value: GBK}",
            "16:37: encoding is for csv, fixed, jsonl, json, geojson only; delete it"),
        tickets(
            "sheet of delimited text",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: csv\n    customProperties:\n      - {property: sheet, value: 数据}",
            "16:34: sheet is for excel only; delete it"),
        tickets(
            "sheet before the first",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: excel\n    customProperties:\n      - {property: sheet, value: 0}",
            "16:34: sheets are numbered from 1; write the number or name of one"),
        tickets(
            "header row that is none",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: excel\n    customProperties:\n      - {property: headerRow, value: first}\n      - {property: headerRows, value: 11}",
            "16:38: headerRow is a number from 1 to 1048576; correct it",
            "17:39: headerRows is a number from 1 to 10; correct it"),
        tickets(
            "XML without the name of its records",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: xml",
            "11:5: xml needs the property rows, the name of the element that is one record; add it"),
        tickets(
            "rows of XML as a path",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: xml\n    customProperties:\n      - {property: rows, value: /list/permit}",
            "16:33: rows is the element's own name; write it without path and prefix"),
        tickets(
            "rows of JSON as a name",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: json\n    customProperties:\n      - {property: rows, value: list}",
            "16:33: rows is a JSON pointer to the array of records; write it as /data/list"),
        tickets(
            "entries outside of the archive",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: csv\n    customProperties:\n      - {property: entries, value: '../*.csv'}",
            "16:36: entries is a glob for names inside an archive; write it as *.csv or data/*.csv"),
        tickets(
            "unknown format",
            "format: csv\n    customProperties:\n      - {property: encoding, value: GBK}",
            "format: xlsx",
            "14:13: unknown format 'xlsx'; choose from avro, csv, excel, fixed, geojson, json, jsonl, orc, parquet, xml"));
  }

  @ParameterizedTest
  @MethodSource
  void holdsASecret(Case changed) {
    check(changed);
  }

  /** Passwords, keys and dangerous addresses. */
  static Stream<Case> holdsASecret() {
    return Stream.of(
        tickets(
            "R86: password of a server",
            "property: encoding, value: GBK",
            "property: password, value: hunter2",
            "16:20: unknown property 'password'; choose from control, delimiter, dialect, encoding, entries, escape, footer, header, headerRow, headerRows, multiline, nullValues, positions, preamble, quote, repeatMerged, rows, sheet, timezone",
            "16:37: 'password' looks like a secret, and contracts are public; delete it here and keep it with the lake's keys"),
        tickets(
            "R86: password in an address",
            "usage: 事件分拨",
            "usage: 'mysql://lake:hunter2@db/x'",
            "9:65: the text holds a password or key, and contracts are public; delete it here and keep it with the lake's keys"),
        tickets(
            "R86: private key",
            "usage: 事件分拨",
            "usage: '-----BEGIN PRIVATE KEY----- abc'",
            "9:65: the text holds a password or key, and contracts are public; delete it here and keep it with the lake's keys"),
        tickets(
            "R85: JDBC option that reads files",
            "usage: 事件分拨",
            "usage: 'jdbc:mysql://db/x?useSSL=true&allowLoadLocalInfile=true'",
            "9:95: JDBC option 'allowLoadLocalInfile' is not allowed, since such options can load classes or files; delete it"),
        tickets(
            "R85: JDBC option that loads classes",
            "usage: 事件分拨",
            "usage: 'jdbc:postgresql://db/x?socketFactory=evil'",
            "9:88: JDBC option 'socketFactory' is not allowed, since such options can load classes or files; delete it"),
        tickets(
            "R85: JDBC option that runs a script",
            "usage: 事件分拨",
            "usage: 'jdbc:h2:mem:x;INIT=RUNSCRIPT'",
            "9:79: JDBC option 'INIT' is not allowed, since such options can load classes or files; delete it"));
  }

  @ParameterizedTest
  @MethodSource
  void opensWhatMustNotBeOpened(Case changed) {
    check(changed);
  }

  /** Opening types, classifications, techniques and anonymity. */
  static Stream<Case> opensWhatMustNotBeOpened() {
    return Stream.of(
        tickets(
            "opening type is missing",
            "      - {property: openingType, value: conditional}\n",
            "",
            "18:5: the property openingType is missing; add unconditional, conditional or closed"),
        tickets(
            "unknown opening type",
            "openingType, value: conditional",
            "openingType, value: open",
            "22:40: unknown openingType 'open'; choose from unconditional, conditional, closed"),
        tickets(
            "unknown property of a table",
            "property: openingType",
            "property: openingTyp",
            "18:5: the property openingType is missing; add unconditional, conditional or closed",
            "22:20: unknown property 'openingTyp'; did you mean 'openingType'?"),
        tickets(
            "opening that the type forbids",
            "openingType, value: conditional",
            "openingType, value: closed",
            "31:44: column day is opened in the conditional zone, but the dataset is closed; delete the property or change openingType",
            "38:44: column ticket_id is opened in the conditional zone, but the dataset is closed; delete the property or change openingType",
            "47:44: column phone is opened in the conditional zone, but the dataset is closed; delete the property or change openingType",
            "53:44: column age is opened in the conditional zone, but the dataset is closed; delete the property or change openingType",
            "59:44: column happened_at is opened in the conditional zone, but the dataset is closed; delete the property or change openingType"),
        tickets(
            "column opened in the open zone of a conditional dataset",
            "{property: conditional, value: {technique: range, width: 10}}",
            "{property: open, value: {technique: range, width: 10}}",
            "25:9: partition column day is not kept in the open zone; add open: {technique: keep}",
            "53:37: column age is opened in the open zone, but the dataset is conditional; delete the property or change openingType"),
        tickets(
            "unconditional dataset that opens nothing",
            "openingType, value: conditional",
            "openingType, value: unconditional",
            "18:5: the dataset is unconditional but opens no column in the open zone; give columns the property open or make it closed"),
        tickets(
            "opened without a technique",
            "value: {technique: token, domain: phone}",
            "value: {domain: phone}",
            "47:44: an opened column needs a technique; add technique: to the mapping"),
        tickets(
            "technique that is a text",
            "value: {technique: token, domain: phone}",
            "value: token",
            "47:44: an opened column needs a technique; write {technique: keep} or another"),
        tickets(
            "opened with nothing",
            "value: {technique: token, domain: phone}",
            "value: null",
            "47:44: property 'conditional' is null; write a value, or delete it for the default"),
        tickets(
            "unknown technique",
            "technique: token",
            "technique: tokn",
            "47:56: unknown technique 'tokn'; did you mean 'token'?"),
        tickets(
            "unknown option",
            "technique: range, width: 10",
            "technique: range, widht: 10",
            "53:44: technique range needs the option width, a number greater than 0; add it",
            "53:63: technique range has no option 'widht'; did you mean 'width'?"),
        tickets(
            "option of a wrong type",
            "technique: range, width: 10",
            "technique: range, width: ten",
            "53:70: option width of range must be a number greater than 0; correct it"),
        tickets(
            "option out of range",
            "technique: range, width: 10",
            "technique: range, width: 0",
            "53:70: option width of range must be a number greater than 0; correct it"),
        tickets(
            "missing option",
            "technique: range, width: 10",
            "technique: range",
            "53:44: technique range needs the option width, a number greater than 0; add it"),
        tickets(
            "technique of another type of column",
            "technique: range, width: 10",
            "technique: truncate, unit: day",
            "53:56: technique truncate does not fit a column of type integer; choose from keep, suppress, range, round, top, bottom, microaggregate, noise"),
        tickets(
            "hours of a date",
            "value: {technique: keep}}\n      - name: ticket_id",
            "value: {technique: truncate, unit: hour}}\n      - name: ticket_id",
            "31:44: partition column day is not kept in the conditional zone; add conditional: {technique: keep}",
            "31:72: a date has no hours; truncate it to day, month or year"),
        tickets(
            "unknown algorithm",
            "technique: token, domain: phone",
            "technique: token, domain: phone, algorithm: MD5",
            "47:89: option algorithm of token must be HMAC-SHA256 or HMAC-SM3; correct it"),
        tickets(
            "unknown property of a column",
            "{property: conditional, value: {technique: token",
            "{property: conditinal, value: {technique: token",
            "47:24: unknown property 'conditinal'; did you mean 'conditional'?"),
        tickets(
            "direct identifier kept",
            "{technique: token, domain: phone}",
            "{technique: keep}",
            "47:44: column phone is a direct identifier, which keep does not hide in the conditional zone; use suppress, replace, redact, token, vault, encrypt or mask"),
        tickets(
            "direct identifier generalized",
            "{technique: token, domain: phone}",
            "{technique: generalize, hierarchy: region, level: city}",
            "47:44: column phone is a direct identifier, which generalize does not hide in the conditional zone; use suppress, replace, redact, token, vault, encrypt or mask"),
        tickets(
            "direct identifier masked too little",
            "{technique: token, domain: phone}",
            "{technique: mask, keepFirst: 3, keepLast: 4}",
            "47:44: column phone: the mask keeps 7 of 11 characters of a direct identifier; keep at most 5"),
        tickets(
            "token in the open zone",
            "openingType, value: conditional}\n      - {property: anonymity, value: {k: 5, person: caller_id}}\n    properties:\n      - name: day\n        logicalType: date\n        partitioned: true",
            "openingType, value: unconditional}\n      - {property: anonymity, value: {k: 5, person: caller_id}}\n    properties:\n      - name: topic\n        logicalType: string\n        classification: public\n        customProperties: [{property: open, value: {technique: token, domain: topic}}]\n      - name: day\n        logicalType: date",
            "28:52: column topic: a token links a person's rows and does not belong in the open zone; use suppress"),
        tickets(
            "column without a classification",
            "        classification: direct-identifier\n      - name: phone",
            "      - name: phone",
            "39:9: column 'caller_id' has no classification; add direct-identifier, quasi-identifier, sensitive or public"),
        tickets(
            "unknown classification",
            "classification: quasi-identifier",
            "classification: quasi-identifer",
            "51:25: unknown classification 'quasi-identifer'; did you mean 'quasi-identifier'?"),
        tickets(
            "quasi-identifier without anonymity",
            "      - {property: anonymity, value: {k: 5, person: caller_id}}\n",
            "",
            "52:44: column age is an opened quasi-identifier; add the property anonymity {k, person} to the table",
            "58:44: column happened_at is an opened quasi-identifier; add the property anonymity {k, person} to the table"),
        tickets(
            "R89: k of 0",
            "k: 5",
            "k: 0",
            "23:42: k must be a whole number of at least 2; raise it"),
        tickets(
            "R89: k of 1",
            "k: 5",
            "k: 1",
            "23:42: k must be a whole number of at least 2; raise it"),
        tickets(
            "k is no number",
            "k: 5",
            "k: five",
            "23:42: k must be a whole number of at least 2; raise it"),
        tickets(
            "person is no column",
            "person: caller_id",
            "person: caler_id",
            "23:53: person names no column: 'caler_id'; did you mean 'caller_id'?"),
        tickets(
            "anonymity without a person",
            "{k: 5, person: caller_id}",
            "{k: 5}",
            "23:38: anonymity needs person; name the column that tells persons apart"),
        tickets(
            "unknown option of anonymity",
            "{k: 5, person: caller_id}",
            "{k: 5, persn: caller_id}",
            "23:38: anonymity needs person; name the column that tells persons apart",
            "23:45: anonymity has no option 'persn'; did you mean 'person'?"),
        tickets(
            "sensitive is no mapping",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: age}",
            "23:75: sensitive is a mapping of columns; write {diagnosis: {l: 3}}"),
        tickets(
            "sensitive names no column",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {agee: {l: 2}}}",
            "23:76: sensitive names no column: 'agee'; did you mean 'age'?"),
        tickets(
            "sensitive names a quasi-identifier",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {age: {l: 2}}}",
            "23:76: column age is quasi-identifier, but sensitive is about columns so classified; correct one of the two"),
        tickets(
            "sensitive names a closed column",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {hour: {l: 2}}}",
            "23:76: column hour is not opened, so that no class shows it; delete the condition",
            "23:76: column hour is public, but sensitive is about columns so classified; correct one of the two"),
        tickets(
            "a condition that is none",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {ticket_id: {}}}",
            "23:76: column ticket_id is public, but sensitive is about columns so classified; correct one of the two",
            "23:87: column ticket_id needs a condition; write {l: 3}, {t: 0.4} or another of [l, entropyL, recursive, t, distance, beta]"),
        tickets(
            "a condition on a column of tokens",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {phone: {l: 2}}}",
            "23:76: column phone is direct-identifier, but sensitive is about columns so classified; correct one of the two",
            "23:76: column phone: which value token gave to a person's rows cannot be told from what is published, so that the gate cannot count the persons who have it; use keep, generalize, range, round, top or bottom"),
        tickets(
            "conditions out of bounds",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {ticket_id: {l: 1, entropyL: 1, recursive: {c: 0, l: 2.5}, t: 2, beta: 0, m: 1}}}",
            "23:76: column ticket_id is public, but sensitive is about columns so classified; correct one of the two",
            "23:91: l must be a whole number of at least 2; correct it",
            "23:104: entropyL must be a number greater than 1 and at most 1000000; correct it",
            "23:122: c must be a number greater than 0 and at most 1000000; correct it",
            "23:128: l must be a whole number of at least 2; correct it",
            "23:137: t must be a number greater than 0 and at most 1; correct it",
            "23:146: beta must be a number greater than 0 and at most 1000000; correct it",
            "23:149: sensitive has no option 'm'; choose from l, entropyL, recursive, t, distance, beta"),
        tickets(
            "a distance of another column",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, sensitive: {ticket_id: {t: 0.4, distance: ordered}}}",
            "23:76: column ticket_id is public, but sensitive is about columns so classified; correct one of the two",
            "23:106: column ticket_id as opened in the conditional zone is not a number or date in its order; delete distance, or write equal"),
        tickets(
            "the most loss is no share",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, mostLoss: 30}",
            "23:74: mostLoss must be a number greater than 0 and at most 1; correct it"),
        tickets(
            "limits of attacks that are no shares, and of what nobody knows",
            "{k: 5, person: caller_id}}",
            "{k: 5, person: caller_id}}\n      - {property: attacks, value: {conditional: {linkage: 10, guessing: 0.1}, closed: {}}}",
            "24:60: linkage must be a number from 0 to 1; correct it",
            "24:64: attacks has no option 'guessing'; choose from averaging, checksum, dictionary, frequency, history, linkage, mosaic",
            "24:80: attacks has no option 'closed'; choose from conditional, unconditional"),
        tickets(
            "limits of attacks that name no attack, or no limit",
            "{k: 5, person: caller_id}}",
            "{k: 5, person: caller_id}}\n      - {property: attacks, value: {conditional: 0.1, unconditional: {linkage: }}}",
            "24:50: limits of attacks are a mapping; write {linkage: 0.1}",
            "24:79: linkage must be a number from 0 to 1; correct it"),
        tickets(
            "search is no yes or no",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, search: fast}",
            "23:72: search is true or false; write false to publish what is found first"),
        tickets(
            "a key that may be missing, an alias of another column",
            "      - name: caller_id\n        logicalType: string\n        classification: direct-identifier",
            "      - name: caller_id\n        logicalType: string\n        required: true\n        customProperties: [{property: mayBeMissing, value: true}, {property: aliases, value: [age]}]\n        classification: direct-identifier",
            "39:9: column caller_id is required, part of the key or of the partition, so no file may lack it; delete mayBeMissing",
            "50:9: 'age' is a name of column caller_id and of column age; delete one alias"),
        tickets(
            "drift that nobody knows, deliveries without terms",
            "{k: 5, person: caller_id}}",
            "{k: 5, person: caller_id}}\n      - {property: drift, value: {newColumn: keep, narrowing: allow}}\n      - {property: delivery, value: {noData: hold, fewRows: {below: 100}, finalDays: {after: 3, then: wait}, daysAhead: soon}}",
            "24:46: unknown newColumn 'keep'; choose from report, add",
            "24:52: drift has no option 'narrowing'; choose from newColumn, widening",
            "25:61: what then? add then: warn, then: hold or then: wait",
            "25:69: below must be a whole number from 1 to 99; correct it",
            "25:103: a final day does not become another by waiting; write warn or hold",
            "25:121: daysAhead must be a whole number from 0 to 36500; correct it"),
        tickets(
            "final days of snapshots",
            "{k: 5, person: caller_id}}",
            "{k: 5, person: caller_id}}\n      - {property: delivery, value: {finalDays: {after: 3, then: hold}}}\n      - {property: loadMode, value: snapshot}",
            "24:49: each snapshot holds all days again, so none is final; delete finalDays"),
        tickets(
            "few rows where only new ones are fetched",
            "tickets/*.csv\n    format: csv\n    customProperties:\n      - {property: encoding, value: GBK}\nschema:\n  - name: tickets\n    businessName: 12345 热线工单\n    customProperties:\n",
            "tickets/*.jsonl\n    format: jsonl\n  - server: source\n    type: mysql\n    host: db\n    port: 3306\n    database: d\n    customProperties: [{property: table, value: t}, {property: watermark, value: id}, {property: passwordFile, value: p}]\nschema:\n  - name: tickets\n    businessName: 12345 热线工单\n    customProperties:\n      - {property: delivery, value: {fewRows: {below: 50, then: hold}}}\n",
            "25:47: only what changed is fetched, and that may be a single row; delete fewRows",
            "59:9: column happened_at has a format, but dates and times of a database come as ISO 8601; delete it"),
        tickets(
            "drift and delivery are no mappings",
            "{k: 5, person: caller_id}}",
            "{k: 5, person: caller_id}}\n      - {property: drift, value: add}\n      - {property: delivery, value: hold}",
            "24:34: drift is a mapping; write {newColumn: add, widening: allow}",
            "25:37: delivery is a mapping; write {noData: warn, fewRows: {below: 50, then: hold}}"),
        tickets(
            "words for truth of a text, groups of its digits, a position in CSV",
            "      - name: caller_id\n        logicalType: string\n        classification: direct-identifier",
            "      - name: caller_id\n        logicalType: string\n        customProperties: [{property: trueValues, value: [是]}, {property: groupChar, value: ','}, {property: position, value: 1-8}]\n        classification: direct-identifier",
            "39:9: column caller_id: position is for columns that are read from fixed-width text; delete it",
            "41:58: trueValues and falseValues come together and share no text; write both lists",
            "41:58: trueValues is for logicalType boolean only; delete it",
            "41:93: groupChar is for logicalType integer and number only; delete it"),
        tickets(
            "merge is no mapping",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, merge: week}",
            "23:71: merge is a mapping of partition columns; write {day: week}"),
        tickets(
            "merge names no partition column",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, merge: {age: week}}",
            "23:72: merge names no partition column: 'age'; name one of [day]"),
        tickets(
            "merge to no period",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, merge: {day: fortnight}}",
            "23:77: unknown unit 'fortnight'; choose from week, month, quarter, year"),
        tickets(
            "merge to nothing",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, merge: {day: {always: true, by: week}}}",
            "23:77: column day: merge to what? write {unit: week}",
            "23:92: merge has no option 'by'; choose from unit, hierarchy, level, always"),
        tickets(
            "publish is no word",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, publish: value}",
            "23:73: unknown publish 'value'; did you mean 'values'?"),
        tickets(
            "values of what has none",
            "{k: 5, person: caller_id}",
            "{k: 5, person: caller_id, publish: values}",
            "23:73: column happened_at: values are published as ranges of whole numbers, decimals and dates as they are, or as sets of texts; keep it, or use range or generalize, or publish: labels"),
        tickets(
            "anonymity is no mapping",
            "value: {k: 5, person: caller_id}",
            "value: 5",
            "23:38: anonymity is a mapping; write {k: 5, person: column}"),
        daily(
            "cells is no column",
            "cells, value: persons",
            "cells, value: person",
            "22:34: cells names no column: 'person'; did you mean 'persons'?"),
        daily(
            "cells is no number",
            "      - name: persons\n        logicalType: integer",
            "      - name: persons\n        logicalType: string",
            "22:34: cells counts persons, but its column is string; make it integer"));
  }

  @ParameterizedTest
  @MethodSource
  void declaresColumnsWrongly(Case changed) {
    check(changed);
  }

  /** Types, keys, partitions and expressions. */
  static Stream<Case> declaresColumnsWrongly() {
    return Stream.of(
        tickets(
            "partition column is not required",
            "partitioned: true\n        required: true",
            "partitioned: true",
            "27:9: partition column day is not required; add required: true"),
        tickets(
            "partition column is not public",
            "required: true\n        classification: public",
            "required: true\n        classification: quasi-identifier",
            "29:25: partition column day is quasi-identifier, and partitions show their value; partition by a public column"),
        tickets(
            "partition column is not opened",
            "        customProperties:\n          - {property: conditional, value: {technique: keep}}\n      - name: ticket_id",
            "      - name: ticket_id",
            "25:9: partition column day is not kept in the conditional zone; add conditional: {technique: keep}"),
        tickets(
            "partition column is rounded",
            "logicalType: date\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}",
            "logicalType: integer\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: round, to: 10}}",
            "31:44: partition column day is not kept in the conditional zone; add conditional: {technique: keep}"),
        tickets(
            "partition column is a timestamp",
            "logicalType: date",
            "logicalType: timestamp",
            "27:9: partition column day is of type timestamp; partition by a string, date or integer"),
        tickets(
            "upsert without key and order",
            "- {property: anonymity",
            "- {property: loadMode, value: upsert}\n      - {property: anonymity",
            "23:37: loadMode upsert needs the property orderColumn; name the column whose greater value wins"),
        tickets(
            "order column that does not exist",
            "- {property: anonymity",
            "- {property: loadMode, value: upsert}\n      - {property: orderColumn, value: updated_at}\n      - {property: anonymity",
            "24:40: orderColumn names no column: 'updated_at'; choose from day, ticket_id, caller_id, phone, age, happened_at, hour"),
        tickets(
            "order column without upsert",
            "- {property: anonymity",
            "- {property: orderColumn, value: happened_at}\n      - {property: anonymity",
            "23:40: orderColumn is for loadMode upsert or history only; delete it"),
        tickets(
            "tolerance of nothing",
            "- {property: anonymity",
            "- {property: tolerance, value: 5}\n      - {property: anonymity",
            "23:38: tolerance is a mapping; write {rows: 10}, {percent: 0.5} or both in one"),
        tickets(
            "tolerance that is no number",
            "- {property: anonymity",
            "- {property: tolerance, value: {rows: -1, percent: 100}}\n      - {property: anonymity",
            "23:45: rows must be a whole number from 0 on; correct it",
            "23:58: percent must be a number from 0 to less than 100; correct it, or delete it"),
        tickets(
            "deletions without upsert",
            "- {property: anonymity",
            "- {property: deleted, value: {column: phone, values: [D]}}\n      - {property: anonymity",
            "23:36: deleted is for loadMode upsert or history only; delete it"),
        tickets(
            "deletions by a column that cannot mark them",
            "- {property: anonymity",
            "- {property: loadMode, value: upsert}\n      - {property: orderColumn, value: happened_at}\n      - {property: deleted, value: {column: happened_at, values: [], by: 1}}\n      - {property: anonymity",
            "25:45: column happened_at cannot mark deletions; name a column of the file, a string, integer or boolean outside of the primary key",
            "25:66: which values mean a deletion? list them, as values: [D]",
            "25:70: deleted has no option 'by'; choose from column, values"),
        tickets(
            "deletions by values of another type",
            "- {property: anonymity",
            "- {property: loadMode, value: upsert}\n      - {property: orderColumn, value: happened_at}\n      - {property: deleted, value: {column: age, values: [gone]}}\n      - {property: anonymity",
            "25:59: values must be like those of the column, which is integer; correct it"),
        tickets(
            "unknown load mode",
            "- {property: anonymity",
            "- {property: loadMode, value: apend}\n      - {property: anonymity",
            "23:37: unknown loadMode 'apend'; did you mean 'append'?"),
        tickets(
            "key column is not required",
            "required: true\n        primaryKey: true",
            "primaryKey: true",
            "34:9: key column ticket_id is not required; add required: true"),
        tickets(
            "two columns of one name",
            "- name: age",
            "- name: phone",
            "48:15: column 'phone' stands in line 42 already; rename one of the two"),
        tickets(
            "two columns that differ in case",
            "- name: age",
            "- name: Phone",
            "48:15: column 'Phone' stands in line 42 already; rename one of the two",
            "48:15: name 'Phone' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the column"),
        tickets(
            "two columns of one header",
            "- name: age",
            "- name: age\n        physicalName: Ticket_ID",
            "49:23: the source column 'Ticket_ID' is read in line 32 already; read it once"),
        tickets(
            "column of the lake's own",
            "- name: age",
            "- name: _file",
            "48:15: name '_file' begins with '_', as the lake's own columns do; rename the column"),
        tickets(
            "column with a Chinese name",
            "- name: age",
            "- name: 年龄",
            "48:15: name '年龄' is not a letter a-z followed by at most 62 of a-z, 0-9, _; rename the column"),
        tickets(
            "column without a type",
            "      - name: age\n        logicalType: integer\n        physicalType: int",
            "      - name: age",
            "48:9: column has no logicalType; add string, date, timestamp, number, …"),
        tickets(
            "column of a type that is not stored",
            "logicalType: integer\n        physicalType: int",
            "logicalType: array",
            "49:22: logicalType array is not stored; use string, date, timestamp, number, integer or boolean"),
        tickets(
            "physical type that does not fit",
            "physicalType: int",
            "physicalType: varchar",
            "50:23: physicalType 'varchar' does not fit; delete it or choose from bigint, int, long"),
        tickets(
            "decimal without digits",
            "logicalType: integer\n        physicalType: int",
            "logicalType: number\n        physicalType: decimal",
            "50:23: a decimal names its digits; write it as decimal(10,2)"),
        tickets(
            "decimal of too many digits",
            "logicalType: integer\n        physicalType: int",
            "logicalType: number\n        physicalType: decimal(39,2)",
            "50:23: a decimal has 1 to 38 digits, no more of them after the point; correct it"),
        tickets(
            "date pattern of the week's year",
            "yyyy-MM-dd HH:mm:ss",
            "YYYY-MM-dd HH:mm:ss",
            "56:38: Y is the year of the week; write y for the calendar year"),
        tickets(
            "date pattern that is none",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd bbb",
            "56:38: 'yyyy-MM-dd bbb' is no date pattern; write it as yyyy-MM-dd HH:mm:ss"),
        tickets(
            "date pattern without the hour",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd",
            "56:38: the pattern of a timestamp lacks the hour; write it as yyyy-MM-dd HH:mm:ss"),
        tickets(
            "date pattern of twelve hours",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd hh:mm:ss",
            "56:38: h counts to 12 and needs a for a.m. or p.m.; write H"),
        tickets(
            "constraint that is not checked",
            "logicalTypeOptions: {format: \"yyyy-MM-dd HH:mm:ss\"}",
            "logicalTypeOptions: {timezone: true}",
            "56:30: 'timezone' is not checked here; demand it by a DQDL rule"),
        tickets(
            "expression over an unknown column",
            "hour(happened_at)",
            "hour(hapened_at)",
            "62:30: unknown column 'hapened_at'; did you mean 'happened_at'?"),
        tickets(
            "expression over a direct identifier",
            "hour(happened_at)",
            "length(reverse(phone))",
            "62:25: column hour is computed from the direct identifier phone; classify it direct-identifier or quasi-identifier"),
        tickets(
            "expression over itself",
            "hour(happened_at)",
            "hour + 1",
            "62:25: column 'hour' is computed itself; use columns that the source has"),
        tickets(
            "R81: expression that calls Java",
            "hour(happened_at)",
            "java_method('java.lang.Runtime', 'x')",
            "62:25: function java_method is not allowed in a contract; use Spark's built-in functions of columns"),
        tickets(
            "R81: expression with a second statement",
            "hour(happened_at)",
            "hour(happened_at); SET x",
            "62:42: ';' separates statements; write one and leave it out",
            "62:44: unknown column 'SET'; choose from age, caller_id, day, happened_at, phone, ticket_id",
            "62:48: unknown column 'x'; choose from age, caller_id, day, happened_at, phone, ticket_id"));
  }

  @ParameterizedTest
  @MethodSource
  void demandsWhatCannotBeChecked(Case changed) {
    check(changed);
  }

  /** Quality rules. */
  static Stream<Case> demandsWhatCannotBeChecked() {
    return Stream.of(
        tickets(
            "rule on an unknown column",
            "IsComplete \"ticket_id\"",
            "IsComplete \"ticket_idd\"",
            "70:13: rule IsComplete \"ticket_idd\": there is no column 'ticket_idd'; did you mean 'ticket_id'?"),
        tickets(
            "rule that is not readable",
            "RowCount > 0",
            "RowCount >",
            "71:13: rule RowCount >: not readable as DQDL, no viable alternative at input 'Rules=[RowCount>]'; see the DQDL reference"),
        tickets(
            "rule that does not exist",
            "RowCount > 0",
            "RowCnt > 0",
            "71:13: rule RowCnt > 0: there is no rule RowCnt; did you mean 'RowCount'?"),
        tickets(
            "rule on another type",
            "RowCount > 0",
            "ColumnLength \"age\" = 2",
            "71:13: rule ColumnLength \"age\" = 2: ColumnLength does not fit column age of type integer; use another"),
        tickets(
            "rule over all rows that refuses rows",
            "severity: error",
            "severity: row",
            "71:13: rule RowCount > 0: RowCount is judged over all rows; make its severity error or warning"),
        tickets(
            "rule with a threshold that refuses rows",
            "severity: error\n        implementation: |\n          Rules = [\n            IsComplete \"ticket_id\",\n            RowCount > 0",
            "severity: row\n        implementation: |\n          Rules = [\n            IsComplete \"ticket_id\",\n            ColumnValues \"age\" > 0 with threshold > 0.9",
            "71:13: rule ColumnValues \"age\" > 0 with threshold > 0.9: ColumnValues with a threshold is judged over all rows; make its severity error or warning"),
        tickets(
            "key in a combination that refuses rows",
            "severity: error\n        implementation: |\n          Rules = [\n            IsComplete \"ticket_id\",\n            RowCount > 0",
            "severity: row\n        implementation: |\n          Rules = [\n            IsComplete \"ticket_id\",\n            (IsUnique \"ticket_id\") or (IsComplete \"age\")",
            "71:13: rule (IsUnique \"ticket_id\") or (IsComplete \"age\"): IsUnique cannot be joined with other rules to refuse rows; write it by itself"),
        tickets(
            "rule in a combination",
            "RowCount > 0",
            "(IsComplete \"ticket_id\") and (IsUnique \"tiket_id\")",
            "71:13: rule (IsComplete \"ticket_id\") and (IsUnique \"tiket_id\"): there is no column 'tiket_id'; did you mean 'ticket_id'?"),
        tickets(
            "rule on another table",
            "RowCount > 0",
            "ReferentialIntegrity \"ticket_id\" \"other.id\" = 1",
            "71:13: rule ReferentialIntegrity \"ticket_id\" \"other.id\" = 1: no other dataset is"
                + " named; write it as ReferentialIntegrity \"column\" \"domain.dataset.column\" ="
                + " 1.0"),
        tickets(
            "rule over history",
            "RowCount > 0",
            "RowCount > avg(last(3))",
            "71:13: rule RowCount > avg(last(3)): rule calls avg(), which needs history; compare with a number"),
        tickets(
            "rule with a condition on an unknown column",
            "RowCount > 0",
            "IsComplete \"phone\" where \"agee > 3\"",
            "71:13: rule IsComplete \"phone\" where \"agee > 3\": where: unknown column 'agee'; did you mean 'age'?"),
        tickets(
            "R81: rule with SQL over a file",
            "RowCount > 0",
            "CustomSql \"SELECT count(*) FROM csv.`/etc/passwd`\" > 0",
            "71:13: rule CustomSql \"SELECT count(*) FROM csv.`/etc/passwd`\" > 0: table csv.`/etc/passwd` is no dataset; name it domain.name in small letters"),
        tickets(
            "R83: rule with a pattern of death",
            "RowCount > 0",
            "ColumnValues \"phone\" matches \"^(1+)+$\"",
            "71:13: rule ColumnValues \"phone\" matches \"^(1+)+$\": the pattern repeats a repetition, which some texts make run for ever; give one of the two a bound, as {1,20}, or make the inner one possessive, as \\d++"),
        tickets(
            "rule with a comma too many",
            "RowCount > 0",
            "RowCount > 0,",
            "68:25: a rule is missing beside a comma; delete the comma"),
        tickets(
            "ruleset without its frame",
            "Rules = [",
            "Rules: [",
            "68:25: a ruleset is written as Rules = [ IsComplete \"id\", RowCount > 0 ]"),
        tickets(
            "unknown severity",
            "severity: error",
            "severity: err",
            "67:19: unknown severity 'err'; choose from error, row, warning"),
        tickets(
            "rule of another engine",
            "engine: deequ",
            "engine: soda",
            "65:9: of type custom only the engine deequ is known; write DQDL"));
  }

  @ParameterizedTest
  @MethodSource
  void leavesPeopleOrTermsOpen(Case changed) {
    check(changed);
  }

  /** People and service levels. */
  static Stream<Case> leavesPeopleOrTermsOpen() {
    return Stream.of(
        tickets(
            "no chief data officer",
            "role: chiefDataOfficer",
            "role: cdo",
            "74:3: the team has 0 members of role chiefDataOfficer; name one"),
        tickets(
            "one person in both roles",
            "li.min",
            "wang.jianguo",
            "76:18: one person is both steward and chiefDataOfficer; name two, one proposes and one approves"),
        tickets(
            "two stewards",
            "- {username: li.min, role: steward}",
            "- {username: li.min, role: steward}\n    - {username: zhao.xin, role: steward}",
            "77:7: the team has 2 members of role steward; name one"),
        tickets(
            "R89: negative retention",
            "retention, value: 3",
            "retention, value: -3",
            "79:34: retention must be a whole number from 1 to 10000; correct it"),
        tickets(
            "unit that could be two",
            "retention, value: 3, unit: y",
            "retention, value: 3, unit: m",
            "79:43: unit of retention must be minutes, h, d, w, months or y; m could be minutes or months"),
        tickets(
            "unknown service level",
            "property: retention",
            "property: retenton",
            "79:16: unknown service level 'retenton'; did you mean 'retention'?"),
        tickets(
            "R89: cron that is never due",
            "value: 1, unit: d}",
            "value: 1, unit: d, scheduler: cron, schedule: '0 0 30 2 *'}",
            "78:73: cron '0 0 30 2 *' is never due; choose a day that exists"),
        tickets(
            "R89: cron that is none",
            "value: 1, unit: d}",
            "value: 1, unit: d, scheduler: cron, schedule: '0 25 * * *'}",
            "78:73: cron hour '25' is not within 0-23; correct it"));
  }

  @ParameterizedTest
  @MethodSource
  void derivesFromTheWrongPlace(Case changed) {
    check(changed);
  }

  /** Queries of derived datasets. */
  static Stream<Case> derivesFromTheWrongPlace() {
    return Stream.of(
        daily(
            "query that is no SELECT",
            "SELECT day, count",
            "DELETE day, count",
            "14:11: DELETE changes or names tables; write one SELECT, a column in backquotes",
            "14:11: the query begins with DELETE; write one SELECT"),
        daily(
            "R81: query with two statements",
            "GROUP BY day",
            "GROUP BY day; DROP TABLE governance.tickets",
            "16:23: ';' separates statements; write one and leave it out",
            "16:25: DROP changes or names tables; write one SELECT, a column in backquotes",
            "16:30: TABLE changes or names tables; write one SELECT, a column in backquotes"),
        daily(
            "R81: query over a file",
            "FROM governance.tickets",
            "FROM csv.`/etc/passwd`",
            "15:16: table csv.`/etc/passwd` is no dataset; name it domain.name in small letters"),
        daily(
            "R81: query that calls Java",
            "count(*) AS tickets",
            "reflect('java.lang.System', 'exit') AS tickets",
            "14:23: function reflect is not allowed in a contract; use Spark's built-in functions of columns"),
        daily(
            "query over a zone",
            "FROM governance.tickets",
            "FROM raw.governance.tickets",
            "15:16: table raw.governance.tickets is no dataset; name it domain.name in small letters"),
        daily(
            "R82: unknown upstream",
            "FROM governance.tickets",
            "FROM governance.tikets",
            "15:16: there is no dataset governance.tikets; did you mean 'governance.tickets'?"),
        daily(
            "R82: itself as upstream",
            "FROM governance.tickets",
            "FROM city.daily",
            "15:16: the query reads its own dataset; read another"));
  }

  @ParameterizedTest
  @MethodSource
  void gradesOrOpensAgainstTheGrade(Case changed) {
    check(changed);
  }

  /** The table of grades in docs/rules.md, line by line. */
  static Stream<Case> gradesOrOpensAgainstTheGrade() {
    String grade = "grade, value: general-3";
    String age = "{property: conditional, value: {technique: range, width: 10}}";
    String ageGraded = age + "\n          - {property: grade, value: %s}";
    String caller = "classification: direct-identifier\n      - name: phone";
    String callerGraded =
        "classification: direct-identifier\n        customProperties: [{property: %s}]\n      - name: phone";
    return Stream.of(
        tickets(
            "dataset without a grade",
            "      - {property: grade, value: general-3}\n",
            "",
            "18:5: the property grade is missing; add core, important or one of general-4 to general-1 (GB/T 43697)"),
        tickets(
            "unknown grade",
            grade,
            "grade, value: general-5",
            "21:34: unknown grade 'general-5'; did you mean 'general-1'?"),
        tickets(
            "core: never leaves raw",
            grade,
            "grade, value: core",
            "21:34: the dataset is core, which never leaves the raw zone; make it closed"),
        tickets(
            "core column: never leaves raw",
            age,
            ageGraded.formatted("core"),
            "53:44: column age is core, which is not for the conditional zone; delete the property",
            "54:38: column age is core, more than its dataset, which is general-3; raise the dataset's grade"),
        tickets(
            "important: only conditional",
            grade + "}\n      - {property: openingType, value: conditional",
            "grade, value: important}\n      - {property: openingType, value: unconditional",
            "18:5: the dataset is unconditional but opens no column in the open zone; give columns the property open or make it closed",
            "21:34: important data are opened after a declassification review only; name a member of the team with the role declassificationReviewer",
            "21:34: the dataset is important, which is not opened unconditionally; make it conditional or closed"),
        tickets(
            "important: only with a reviewer",
            grade,
            "grade, value: important",
            "21:34: important data are opened after a declassification review only; name a member of the team with the role declassificationReviewer"),
        daily(
            "important column: not in the open zone",
            "persons\n        logicalType: integer\n        classification: public",
            "persons\n        logicalType: integer\n        classification: public\n        customProperties: [{property: open, value: {technique: keep}}, {property: grade, value: important}]",
            "35:52: column persons is important, which is not for the open zone; delete the property",
            "35:97: column persons is important, more than its dataset, which is general-2; raise the dataset's grade"),
        daily(
            "general-4: not in the open zone",
            "grade, value: general-2",
            "grade, value: general-4",
            "27:52: column day is general-4, which is not for the open zone; delete the property",
            "31:52: column tickets is general-4, which is not for the open zone; delete the property"),
        tickets(
            "column above its dataset",
            caller,
            callerGraded.formatted("grade, value: general-4"),
            "42:53: column caller_id is general-4, more than its dataset, which is general-3; raise the dataset's grade"),
        tickets(
            "dataset below the least grade of its columns",
            grade,
            "grade, value: general-2",
            "21:34: the dataset is general-2, but its column caller_id is classified direct-identifier, at least general-3; raise the grade"),
        tickets(
            "quasi-identifier: at least general-2",
            age,
            ageGraded.formatted("general-1"),
            "54:38: column age is classified quasi-identifier, at least general-2, but graded general-1; raise the grade"),
        tickets(
            "direct identifier: at least general-3",
            caller,
            callerGraded.formatted("grade, value: general-2"),
            "42:53: column caller_id is classified direct-identifier, at least general-3, but graded general-2; raise the grade"),
        tickets(
            "sensitive personal information: at least general-4 where nobody counts persons",
            "      - {property: anonymity, value: {k: 5, person: caller_id}}\n    properties:\n      - name: day\n        logicalType: date\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}\n      - name: ticket_id\n        logicalType: string\n        required: true\n        primaryKey: true\n        classification: public\n        customProperties:\n",
            "    properties:\n      - name: day\n        logicalType: date\n        partitioned: true\n        required: true\n        classification: public\n        customProperties:\n          - {property: conditional, value: {technique: keep}}\n      - name: ticket_id\n        logicalType: string\n        required: true\n        primaryKey: true\n        classification: sensitive\n        customProperties:\n          - {property: sensitivePersonal, value: true}\n",
            "21:34: the dataset is general-3, but its column ticket_id is sensitive personal information, at least general-4; raise the grade",
            "53:44: column age is an opened quasi-identifier; add the property anonymity {k, person} to the table",
            "59:44: column happened_at is an opened quasi-identifier; add the property anonymity {k, person} to the table"),
        tickets(
            "sensitive personal information: at least general-3 where persons are counted",
            caller,
            callerGraded.formatted(
                "sensitivePersonal, value: true}, {property: grade, value: general-2"),
            "42:97: column caller_id is sensitive personal information, at least general-3, but graded general-2; raise the grade"),
        tickets(
            "sensitive personal information that is public",
            "transformLogic: hour(happened_at)\n        classification: public",
            "transformLogic: hour(happened_at)\n        classification: public\n        customProperties: [{property: sensitivePersonal, value: true}]",
            "63:25: column hour is sensitive personal information and cannot be public; classify it sensitive"),
        daily(
            "sensitive personal information: in the open zone only where persons are counted",
            "      - {property: cells, value: persons}\n    properties:\n      - name: day\n        logicalType: date\n        classification: public\n        customProperties: [{",
            "    properties:\n      - name: day\n        logicalType: date\n        classification: sensitive\n        customProperties: [{property: grade, value: general-4}, {property: sensitivePersonal, value: true}, {",
            "26:53: column day is general-4, more than its dataset, which is general-2; raise the dataset's grade",
            "26:133: column day is sensitive personal information, opened to anybody only where persons are counted; add the property anonymity or cells, or delete this one"),
        tickets(
            "flag that is no boolean",
            caller,
            callerGraded.formatted("sensitivePersonal, value: 'yes'"),
            "42:65: sensitivePersonal must be true or false; write one of the two"),
        tickets(
            "empty cell of a required column",
            "primaryKey: true\n        classification: public\n        customProperties:\n",
            "primaryKey: true\n        classification: public\n        customProperties:\n          - {property: exclude, value: cell}\n",
            "32:9: column ticket_id is required, so that its cell cannot be left empty; delete exclude, which leaves out the row"),
        tickets(
            "empty cell of a number",
            age,
            age + "\n          - {property: exclude, value: cell}",
            "48:9: column age is no text, and coordinates leave out their row; delete exclude"),
        tickets(
            "reviewer who is the steward",
            "{username: li.min, role: steward}",
            "{username: li.min, role: steward}\n    - {username: li.min, role: declassificationReviewer}",
            "77:18: one person is both declassificationReviewer and steward; name a third, who has no part in the opening"),
        tickets(
            "reviewer who is the officer",
            "{username: li.min, role: steward}",
            "{username: li.min, role: steward}\n    - {username: wang.jianguo, role: declassificationReviewer}",
            "77:18: one person is both declassificationReviewer and chiefDataOfficer; name a third, who has no part in the opening"),
        tickets(
            "two reviewers",
            "{username: li.min, role: steward}",
            "{username: li.min, role: steward}\n    - {username: a, role: declassificationReviewer}\n    - {username: b, role: declassificationReviewer}",
            "78:7: the team has 2 members of role declassificationReviewer; name one"));
  }

  @Test
  void aDerivedDatasetIsGradedLikeItsInputsUnlessItCounts() {
    String rows = Schemas.DAILY.replace("      - {property: cells, value: persons}\n", "");
    Schemas schemas = new Schemas(folder).with(TICKETS, Schemas.TICKETS).with(DAILY, rows);
    assertThat(schemas.problems())
        .containsExactly(
            DAILY
                + ":15:16: derives from governance.tickets, which is general-3, but is graded general-2; raise the grade, or make it counts with the property cells");
    schemas.with(DAILY, rows.replace("general-2", "general-3"));
    assertThat(schemas.problems()).isEmpty();
  }

  @Test
  void nothingThatDerivesFromCoreDataIsOpened() {
    String core =
        Schemas.TICKETS
            .replace("general-3", "core")
            .replace("openingType, value: conditional", "openingType, value: closed")
            .replaceAll("\n +customProperties:\n +- \\{property: conditional.*", "");
    Schemas schemas = new Schemas(folder).with(TICKETS, core).with(DAILY, Schemas.DAILY);
    assertThat(schemas.problems())
        .containsExactly(
            DAILY
                + ":15:16: derives from governance.tickets, which is core, but is graded general-2; raise the grade");
  }
}
