package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about the server {@code source} of a contract: place, what is wrong, what to do. */
class OriginErrorsTest {
  private static final String TICKETS = "governance/tickets.yaml";
  private static final String LANDING = "        - {property: encoding, value: GBK}\n";
  private static final String WEB =
      """
        - server: source
          type: api
          location: https://data.example.org/tickets.csv
          customProperties:
            - {property: tokenFile, value: portal}
      """;

  @TempDir Path folder;

  private record Case(String name, String passage, String replacement, List<String> problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case web(String name, String passage, String replacement, String... problems) {
    return new Case(name, passage, replacement, List.of(problems));
  }

  private static String with(String source) {
    return Schemas.changed(
        Schemas.TICKETS, LANDING.strip() + "\n", LANDING.strip() + "\n" + source);
  }

  @Test
  void aSourceThatIsRightHasNoProblem() {
    Contract contract =
        new Schemas(folder).with(TICKETS, with(WEB)).read().contracts().iterator().next();

    assertThat(contract.origin())
        .get()
        .isInstanceOfSatisfying(
            Origin.Web.class,
            web -> {
              assertThat(web.access().hosts()).containsExactly("data.example.org");
              assertThat(web.limits().bytes()).isEqualTo(2L << 30);
              assertThat(web.changes().collect()).isFalse();
              assertThat(web.name()).isEqualTo("https://data.example.org/tickets.csv");
            });
  }

  @Test
  void thePathTakesAllNamesOfOneEnding() {
    for (String path : List.of("2024-*.csv", "*.csv.gz", "*/*.csv")) {
      String contract = Schemas.changed(with(WEB), "tickets/*.csv", "tickets/" + path);
      assertThat(new Schemas(folder).with(TICKETS, contract).problems())
          .containsExactly(
              TICKETS
                  + ":13:11: the names of fetched files begin as they do at the source, so the path must be"
                  + " governance/tickets/* and the ending, as governance/tickets/*.csv");
    }
  }

  @Test
  void whatIsFetchedHasNoControlFiles() {
    String contract =
        Schemas.changed(
            with(WEB), LANDING.strip(), "- {property: control, value: \"*.control.csv\"}");
    assertThat(new Schemas(folder).with(TICKETS, contract).problems())
        .containsExactly(
            TICKETS
                + ":17:5: what is fetched is checked on its way, and nobody delivers control files for it; delete control, or the server source");
  }

  @ParameterizedTest
  @MethodSource
  void isWrong(Case changed) {
    String source = Schemas.changed(WEB, changed.passage(), changed.replacement());
    assertThat(new Schemas(folder).with(TICKETS, with(source)).problems())
        .isEqualTo(changed.problems().stream().map(text -> TICKETS + ":" + text).toList());
  }

  static Stream<Case> isWrong() {
    String token = "{property: tokenFile, value: portal}";
    return Stream.of(
        web(
            "R86: token in the address",
            "tickets.csv",
            "tickets.csv?apikey=abc",
            "19:15: the address holds a token or key, and contracts are public; delete it here and name its place as tokenFile"),
        web(
            "R86: password",
            token,
            "{property: passwordEnv, value: hunter2}",
            "21:40: passwordEnv must name an environment variable that begins with LAKE_SOURCE_"),
        web(
            "a file of the machine",
            token,
            "{property: tokenFile, value: /etc/shadow}",
            "21:38: tokenFile must be the name of a file in credentials of the lake, without a path"),
        web(
            "no web address",
            "https://",
            "ftp://",
            "19:15: location must be http or https, a host in ASCII, and a path, without user and fragment; write it as https://data.example.org/files/counts.csv"),
        web(
            "unknown property",
            "tokenFile",
            "tokenFil",
            "21:20: unknown property 'tokenFil'; did you mean 'tokenFile'?"),
        web(
            "no range of addresses",
            token,
            "{property: networks, value: [10.0.0.0/40]}",
            "21:37: '10.0.0.0/40' is no range of addresses; write it as 10.20.0.0/16"),
        web(
            "no number",
            token,
            "{property: maxMinutes, value: 0}",
            "21:39: maxMinutes must be a whole number from 1 to 1440; write one"),
        web(
            "a portal without resources",
            token,
            "{property: api, value: ckan}\n      - {property: dataset, value: tickets}",
            "18:11: which resources? add the property resources, a list of names or ids, or resourceFormat, as CSV"),
        web(
            "a database without its place",
            WEB.substring(WEB.indexOf("type")),
            "type: mysql\n    host: db\n    port: 3306\n    database: d\n",
            "17:5: a database asks for user and password; name their place as passwordFile or passwordEnv",
            "17:5: rows of a database are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for the landing files",
            "17:5: the whole table is fetched each time, and append would add its rows again; use loadMode snapshot or upsert, or name a watermark or dayColumn",
            "17:5: which table? add the property table",
            "59:9: column happened_at has a format, but dates and times of a database come as ISO 8601; delete it"),
        web(
            "a table of another lake at no place that is read",
            WEB.substring(WEB.indexOf("type")),
            "type: custom\n    location: s3a://user@bucket/t\n    customProperties:\n      - {property: api, value: hudi}\n      - {property: passwordFile, value: p}\n",
            "17:5: files are read as the lake's user; delete the credential, and set that of a store in conf/lake.yaml",
            "17:5: rows of a table are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for the landing files",
            "19:15: location must be a folder as hdfs://host/path, s3a://bucket/path, abfss://… or file:///path, without user, query and '..', or a catalog as jdbc:… or https://…; correct it",
            "21:32: unknown api 'hudi'; choose from iceberg, delta",
            "60:9: column happened_at has a format, but dates and times of a table come as ISO 8601; delete it"),
        web(
            "a catalog with options",
            WEB.substring(WEB.indexOf("type")),
            "type: custom\n    location: jdbc:postgresql://db/c?socketFactory=x\n    customProperties:\n      - {property: api, value: iceberg}\n",
            "17:5: a catalog's database holds catalogs by name; add the key catalog with the name",
            "17:5: a database asks for user and password; name their place as passwordFile or passwordEnv",
            "17:5: rows of a table are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for the landing files",
            "19:15: a catalog is written as jdbc:postgresql://host:5432/database, jdbc:mariadb://… or jdbc:sqlite:/path, without user and options, since those can load classes and files",
            "19:37: JDBC option 'socketFactory' is not allowed, since such options can load classes or files; delete it",
            "21:7: which table of the catalog? write the property table as namespace.name",
            "59:9: column happened_at has a format, but dates and times of a table come as ISO 8601; delete it"),
        web(
            "a REST catalog that says too little and too much",
            WEB.substring(WEB.indexOf("type")),
            "type: custom\n    location: https://catalog.example.org/v1?warehouse=w\n    customProperties:\n      - {property: api, value: iceberg}\n      - {property: tokenServer, value: 'https://id.example.org/token'}\n      - {property: tokenFile, value: t}\n      - {property: storage, value: [s3a://bucket/../b]}\n",
            "17:5: rows of a table are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for the landing files",
            "19:15: the address of a catalog has no query; delete it",
            "21:7: which table of the catalog? write the property table as namespace.name",
            "22:40: a tokenServer asks for client id and secret; name their place as passwordFile or passwordEnv, or delete tokenServer",
            "24:36: 's3a://bucket/../b' is no folder; write it as hdfs://host/path, s3a://bucket/path, abfss://… or file:///path",
            "62:9: column happened_at has a format, but dates and times of a table come as ISO 8601; delete it"),
        web(
            "a database as if it were a REST catalog",
            WEB.substring(WEB.indexOf("type")),
            "type: custom\n    location: jdbc:sqlite:/c.db\n    catalog: c\n    customProperties:\n      - {property: api, value: iceberg}\n      - {property: table, value: a.b}\n      - {property: storage, value: [s3a://bucket/b]}\n",
            "17:5: rows of a table are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for the landing files",
            "24:36: storage is for Iceberg REST catalogs (https://…) only; delete it",
            "62:9: column happened_at has a format, but dates and times of a table come as ISO 8601; delete it"));
  }
}
