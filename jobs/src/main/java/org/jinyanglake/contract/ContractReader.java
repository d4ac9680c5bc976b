package org.jinyanglake.contract;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Type.Kind;

/** Reads one contract and reports everything in it that can be judged without the others. */
final class ContractReader {

  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(-[0-9A-Za-z.-]+)?");
  private static final String RETIRED = "retired";
  private static final List<String> STATUSES =
      List.of("active", "deprecated", "draft", "proposed", RETIRED);

  /** Functions that give the same for everybody. */
  private static final List<String> HASHES =
      List.of("md5", "sha1", "sha2", "crc32", "hash", "xxhash64");

  private static final List<String> TABLE_PROPERTIES =
      List.of(
          "openingType",
          "grade",
          "legalBasis",
          "loadMode",
          "orderColumn",
          "deleted",
          "anonymity",
          "cells",
          "margins",
          "attacks",
          "sample",
          "tolerance",
          "keepOriginals",
          "provider",
          "drift",
          "delivery");

  /**
   * A contract as far as it could be read.
   *
   * @param contract empty if the report holds an error
   * @param source where it is collected from, as far as it is known
   * @param sourcePlace where its path or query stands
   * @param attacks where its limits of attacks stand
   * @param canonical its canonical form
   * @param columns as far as they could be read; of some the type may be null
   */
  record Result(
      DatasetName dataset,
      Place root,
      String canonical,
      Optional<Contract> contract,
      Optional<Source> source,
      Place sourcePlace,
      Place attacks,
      Set<Zone> opened,
      boolean counts,
      boolean runs,
      List<RulesReader.Result> rules,
      List<Column> columns) {}

  private final DatasetName dataset;
  private final Optional<Hierarchies> hierarchies;
  private final Predicate<String> judged;
  private final Report report;

  /**
   * A reader of one contract.
   *
   * @param dataset which dataset the contract should describe
   * @param judged whether the contract of that hash is known to fit the standard's schema and to
   *     hold well-formed rules, so that neither is checked again
   */
  ContractReader(
      DatasetName dataset,
      Optional<Hierarchies> hierarchies,
      Predicate<String> judged,
      Report report) {
    this.dataset = dataset;
    this.hierarchies = hierarchies;
    this.judged = judged;
    this.report = report;
  }

  Result read(Place root) {
    String canonical = Canonical.of(root);
    String hash = Canonical.hash(canonical);
    boolean known = judged.test(hash);
    if (!known) {
      OdcsSchema.check(root, canonical, report);
    }
    Secrets.check(root, report);
    checkHead(root);
    SourceReader.Result source = new SourceReader(dataset, report).read(root);
    Place table = table(root);
    List<ColumnReader.Result> columns = columns(table);
    source.source().ifPresent(files -> FieldPaths.check(files, columns, report));
    HeaderNames.check(source.source(), columns, report);
    List<RulesReader.Result> rules =
        new RulesReader(report)
            .read(
                table,
                columns,
                source.source().filter(Source.Query.class::isInstance).isPresent(),
                source.zone());
    if (!known) {
      Dqdl dqdl = new Dqdl(columns.stream().map(ColumnReader.Result::column).toList(), report);
      rules.stream().filter(each -> each.rule().measure().isEmpty()).forEach(dqdl::check);
    }
    checkExpressions(columns);
    CustomProperties properties = CustomProperties.read(table, TABLE_PROPERTIES, report);
    Optional<OpeningType> opening =
        Words.read(OpeningType.class, properties.get("openingType"), "openingType", report);
    if (!properties.get("openingType").exists() && table.isMapping()) {
      report.error(
          table, "the property openingType is missing; add unconditional, conditional or closed");
    }
    Optional<LoadMode> mode =
        Words.read(LoadMode.class, properties.get("loadMode"), "loadMode", report);
    Optional<String> order =
        ColumnReader.named(properties.get("orderColumn"), columns, "orderColumn", report);
    checkLoadMode(mode.orElse(LoadMode.APPEND), properties, columns, table);
    Optional<Deletion> deletion =
        Deletion.read(properties.get("deleted"), mode.orElse(LoadMode.APPEND), columns, report);
    Optional<Origin> origin =
        new OriginReader(dataset, report)
            .read(
                root,
                source.source(),
                source.place(),
                mode.orElse(LoadMode.APPEND),
                columns,
                order,
                deletion);
    Optional<Anonymity> anonymity =
        new AnonymityReader(columns, hierarchies, report).read(properties.get("anonymity"));
    Optional<String> cells = ColumnReader.named(properties.get("cells"), columns, "cells", report);
    checkCells(properties.get("cells"), cells, columns);
    Optional<Margins> margins =
        new MarginsReader(columns, report).read(properties.get("margins"), cells.isPresent());
    AttackLimits attacks = AttackLimits.read(properties.get("attacks"), report);
    Optional<Sample> sample =
        Sample.read(
            properties.get("sample"),
            columns.stream().map(ColumnReader.Result::name).toList(),
            report);
    if (sample.isPresent() && !anonymity.map(Anonymity::merge).orElse(List.of()).isEmpty()) {
      report.error(
          properties.get("sample"),
          "merge counts the persons of a partition before a sample of them is taken; delete one of the two");
    }
    Optional<Tolerance> tolerance =
        Tolerance.read(forFiles("tolerance", properties, source.source()), report);
    boolean keeps = keepsOriginals(forFiles("keepOriginals", properties, source.source()));
    new OpeningRules(columns, rules.stream().map(RulesReader.Result::rule).toList(), report)
        .check(
            opening,
            properties.get("anonymity").exists() || properties.get("cells").exists(),
            table);
    Team team = Team.read(root.get("team"), report);
    boolean counted = anonymity.isPresent() || cells.isPresent();
    Grade grade = grade(properties.get("grade"), table, known);
    new GradeRules(columns, opening, counted, report)
        .check(grade, properties.get("grade"), team.reviewer().isPresent());
    ServiceLevels levels = ServiceLevels.read(root.get("slaProperties"), report);
    boolean derived = source.source().filter(Source.Query.class::isInstance).isPresent();
    Drift drift = Drift.read(properties.get("drift"), derived, report);
    Delivery delivery =
        new DeliveryReader(
                columns.stream().map(ColumnReader.Result::column).toList(),
                levels,
                mode.orElse(LoadMode.APPEND),
                origin,
                report)
            .read(properties.get("delivery"), derived);
    boolean runs = runs(root.get("status"));

    Place description = root.get("description");
    Optional<Contract> contract =
        report.failed()
            ? Optional.empty()
            : Optional.of(
                new Contract(
                    report.file(),
                    hash,
                    dataset,
                    root.get("id").textOrEmpty(),
                    root.get("version").textOrEmpty(),
                    root.get("tenant").textOrEmpty(),
                    table.get("businessName").text().orElse(dataset.name()),
                    description.get("purpose").textOrEmpty(),
                    description.get("limitations").textOrEmpty(),
                    description.get("usage").textOrEmpty(),
                    opening.orElseThrow(),
                    report.text(properties.get("legalBasis"), "legalBasis").orElse(""),
                    mode.orElse(LoadMode.APPEND),
                    order,
                    source.source().orElseThrow(),
                    columns.stream().map(ColumnReader.Result::column).toList(),
                    rules.stream().map(RulesReader.Result::rule).toList(),
                    anonymity,
                    cells,
                    sample,
                    source.zone(),
                    team.officer(),
                    team.steward(),
                    report.text(properties.get("provider"), "provider").orElse(""),
                    levels.get("frequency"),
                    levels.get("retention"),
                    root.get("tags").items().stream().map(Place::textOrEmpty).toList(),
                    grade,
                    team.reviewer(),
                    origin,
                    tolerance,
                    keeps,
                    deletion,
                    drift,
                    delivery,
                    root.get("status").textOrEmpty().equals(RETIRED),
                    margins,
                    attacks));
    Set<Zone> opened = new HashSet<>();
    columns.forEach(
        column ->
            column
                .column()
                .techniques()
                .forEach(
                    (zone, technique) -> {
                      if (!technique.name().equals("suppress")) {
                        opened.add(zone);
                      }
                    }));
    return new Result(
        dataset,
        root,
        canonical,
        contract.filter(c -> !report.failed()),
        source.source(),
        source.place(),
        properties.get("attacks"),
        opened,
        cells.isPresent(),
        runs,
        rules,
        columns.stream().map(ColumnReader.Result::column).toList());
  }

  /**
   * The dataset's grade. Contracts that were approved before grades were asked for have none; what
   * they open was agreed on.
   */
  private Grade grade(Place place, Place table, boolean known) {
    if (!place.exists() && table.isMapping() && !known) {
      report.error(
          table,
          "the property grade is missing; add core, important or one of general-4 to general-1 (GB/T 43697)");
    }
    return Words.read(Grade.class, place, "grade", report).orElse(Grade.GENERAL_3);
  }

  private void checkHead(Place root) {
    checkName(root, "domain", dataset.domain(), "folder", true);
    checkName(root, "name", dataset.name(), "file", false);
    Place version = root.get("version");
    version
        .text()
        .filter(text -> !VERSION.matcher(text).matches())
        .ifPresent(
            text ->
                report.error(
                    version,
                    "version '" + Place.shorten(text) + "' is not semantic; write it as 1.0.0"));
    Place api = root.get("apiVersion");
    api.text()
        .filter(text -> !text.equals("v3.1.0"))
        .ifPresent(text -> report.error(api, "the lake reads ODCS v3.1.0; write v3.1.0"));
    report.oneOf(root.get("status"), "status", STATUSES);
    for (String key : List.of("id", "name")) {
      if (root.get(key).text().filter(String::isBlank).isPresent()) {
        report.error(root.get(key), key + " is empty; write one");
      }
    }
  }

  private void checkName(Place root, String key, String expected, String of, boolean domain) {
    Place place = root.get(key);
    if (!place.exists()) {
      report.error(root, "key '" + key + "' is missing; add " + key + ": " + expected);
      return;
    }
    Optional<String> text = place.text();
    if (text.isEmpty()) {
      return; // the standard's schema reports it
    }
    Optional<String> complaint = Identifier.complainOfTable(text.get(), domain);
    if (complaint.isPresent()) {
      report.error(place, complaint.get() + "; rename the " + key + " and its " + of);
    } else if (!text.get().equals(expected)) {
      report.error(
          place,
          "%s '%s' differs from the %s '%s'; make them equal"
              .formatted(key, text.get(), of, Place.shorten(expected)));
    }
  }

  private boolean runs(Place status) {
    String text = status.text().orElse("active");
    boolean runs = text.equals("active") || text.equals("deprecated") || text.equals(RETIRED);
    if (!runs && STATUSES.contains(text)) {
      report.warning(
          status,
          "status " + text + ": the contract is checked but not run; write active to run it");
    }
    return runs;
  }

  private Place table(Place root) {
    Place schema = root.get("schema");
    List<Place> items = schema.items();
    if (items.size() != 1) {
      report.error(
          items.size() > 1 ? items.get(1) : schema,
          "a contract describes exactly one table under schema, this one "
              + items.size()
              + "; write one contract a table");
    }
    Place table = schema.item(0);
    Place name = table.get("name");
    name.text()
        .filter(text -> !text.equals(dataset.name()))
        .ifPresent(
            text ->
                report.error(
                    name,
                    "table '%s' differs from the contract's name '%s'; make them equal"
                        .formatted(Place.shorten(text), Place.shorten(dataset.name()))));
    return table;
  }

  private List<ColumnReader.Result> columns(Place table) {
    Place properties = table.get("properties");
    List<ColumnReader.Result> columns = new ArrayList<>();
    ColumnReader reader = new ColumnReader(hierarchies, report);
    for (Place place : properties.items()) {
      columns.add(reader.read(place, columns.size() + 1));
    }
    if (columns.isEmpty() && table.isMapping()) {
      report.error(table, "the table has no columns; list them under properties");
    }
    checkTwins(columns);
    checkKey(columns);
    return columns;
  }

  private void checkTwins(List<ColumnReader.Result> columns) {
    Map<String, Place> names = new HashMap<>();
    Map<String, Place> headers = new HashMap<>();
    for (ColumnReader.Result read : columns) {
      Place place = read.place().get("name");
      if (place.text().isEmpty()) {
        continue;
      }
      Place first = names.putIfAbsent(fold(read.name()), place);
      if (first != null) {
        report.error(
            place,
            "column '%s' stands in line %d already; rename one of the two"
                .formatted(Place.shorten(read.name()), first.line()));
      } else if (read.column().expression().isEmpty()) {
        Place header = read.place().get("physicalName");
        Place same = headers.putIfAbsent(fold(read.column().header()), place);
        if (same != null) {
          report.error(
              header,
              "the source column '%s' is read in line %d already; read it once"
                  .formatted(Place.shorten(read.column().header()), same.line()));
        }
      }
    }
  }

  /** Names that differ in case, width or blanks only are one to a person. */
  private static String fold(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .replaceAll("\\s", "")
        .toLowerCase(Locale.ROOT);
  }

  private void checkKey(List<ColumnReader.Result> columns) {
    Map<Integer, String> positions = new HashMap<>();
    for (ColumnReader.Result read : columns) {
      Column column = read.column();
      if (column.key() == 0) {
        continue;
      }
      String other = positions.putIfAbsent(column.key(), column.name());
      if (other != null) {
        report.error(
            read.place().get("primaryKeyPosition"),
            "columns %s and %s have one place in the primary key; number them from 1"
                .formatted(other, column.name()));
      }
      if (!column.required()) {
        report.error(
            read.place().key("primaryKey"),
            "key column " + column.name() + " is not required; add required: true");
      }
    }
  }

  private void checkExpressions(List<ColumnReader.Result> columns) {
    Set<String> collected = new TreeSet<>();
    Set<String> computed = new TreeSet<>();
    columns.forEach(
        read -> (read.column().expression().isEmpty() ? collected : computed).add(read.name()));
    for (ColumnReader.Result read : columns) {
      Place place = read.place().get("transformLogic");
      place
          .text()
          .ifPresent(
              sql ->
                  SqlGuard.expression(sql, collected, computed)
                      .forEach(fault -> report.error(place, fault.fragment(), fault.message())));
      if (place.text().filter(String::isBlank).isPresent()) {
        report.error(place, "transformLogic is empty; write an expression or delete it");
      }
      place.text().ifPresent(sql -> checkComputed(read, place, sql, columns));
    }
  }

  /** Whatever is computed from an identifier may be turned back into it. */
  private void checkComputed(
      ColumnReader.Result read, Place place, String sql, List<ColumnReader.Result> columns) {
    Classification classification = read.column().classification();
    if (classification == Classification.DIRECT_IDENTIFIER) {
      return;
    }
    Set<String> names = SqlGuard.names(sql);
    boolean hashed = HASHES.stream().anyMatch(names::contains);
    for (ColumnReader.Result input : columns) {
      if (input.column().classification() != Classification.DIRECT_IDENTIFIER
          || !names.contains(input.name())) {
        continue;
      }
      if (classification != Classification.QUASI_IDENTIFIER) {
        report.error(
            place,
            "column %s is computed from the direct identifier %s; classify it direct-identifier or quasi-identifier"
                .formatted(read.name(), input.name()));
      } else if (hashed && !read.techniques().isEmpty()) {
        report.error(
            place,
            "column %s hashes the direct identifier %s without a key, so that anybody can look all values up; open %s itself with {technique: token, domain: …}"
                .formatted(read.name(), input.name(), input.name()));
      }
    }
  }

  private boolean keepsOriginals(Place place) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, "keepOriginals must be true or false; correct it");
    }
    return place.bool().orElse(true);
  }

  /** A property that only datasets have that are collected from files. */
  private Place forFiles(String name, CustomProperties properties, Optional<Source> source) {
    Place place = properties.get(name);
    if (place.exists() && source.filter(Source.Query.class::isInstance).isPresent()) {
      report.error(place, name + " is for datasets that are collected from files; delete it");
    }
    return place;
  }

  private void checkLoadMode(
      LoadMode mode, CustomProperties properties, List<ColumnReader.Result> columns, Place table) {
    Place order = properties.get("orderColumn");
    if (!mode.isByKey()) {
      if (order.exists()) {
        report.error(order, "orderColumn is for loadMode upsert or history only; delete it");
      }
      return;
    }
    String word = mode.name().toLowerCase(Locale.ROOT);
    if (columns.stream().noneMatch(read -> read.column().key() > 0)) {
      report.error(
          properties.get("loadMode"),
          "loadMode %s needs a primary key; add primaryKey: true to its columns".formatted(word));
    }
    if (!order.exists()) {
      report.error(
          properties.get("loadMode"),
          "loadMode %s needs the property orderColumn; name the column %s"
              .formatted(
                  word,
                  mode == LoadMode.HISTORY
                      ? "that says from when a row is valid"
                      : "whose greater value wins"));
    }
    if (mode == LoadMode.HISTORY) {
      checkHistory(order, columns, properties.get("loadMode"));
    }
  }

  /** A history is of moments that every row has, and keeps two columns of its own. */
  private void checkHistory(Place order, List<ColumnReader.Result> columns, Place mode) {
    Optional<Column> by =
        columns.stream()
            .map(ColumnReader.Result::column)
            .filter(column -> order.text().filter(column.name()::equals).isPresent())
            .findFirst();
    by.filter(column -> column.type() != null)
        .filter(
            column ->
                !column.required()
                    || column.key() > 0
                    || column.type().kind() != Kind.DATE && column.type().kind() != Kind.TIMESTAMP)
        .ifPresent(
            column ->
                report.error(
                    order,
                    "the order column %s of a history must be a required date or timestamp outside of the primary key; correct it"
                        .formatted(column.name())));
    for (String name : List.of(Contract.VALID_FROM, Contract.VALID_TO)) {
      Optional<ColumnReader.Result> kept =
          columns.stream().filter(each -> each.name().equals(name)).findFirst();
      Optional<Type> type = by.map(Column::type);
      if (kept.isEmpty()) {
        report.error(
            mode,
            "loadMode history needs the column %s, which no file has; add it, of the type of the order column"
                .formatted(name));
      } else if (type.isPresent()
          && kept.get().column().type() != null
          && !kept.get().column().type().equals(type.get())) {
        report.error(
            kept.get().place(),
            "column %s is %s, but the order column is %s; make it the same"
                .formatted(name, kept.get().column().type(), type.get()));
      } else if (kept.get().column().required()
          || kept.get().column().partition()
          || kept.get().column().key() > 0
          || kept.get().column().expression().isPresent()) {
        report.error(
            kept.get().place(),
            "column %s is kept by the lake; delete required, partitioned, primaryKey and transformLogic"
                .formatted(name));
      }
    }
  }

  private void checkCells(Place place, Optional<String> cells, List<ColumnReader.Result> columns) {
    columns.stream()
        .filter(read -> cells.isPresent() && read.name().equals(cells.get()))
        .map(read -> read.column().type())
        .filter(type -> type != null && type.kind() != Kind.LONG && type.kind() != Kind.INTEGER)
        .findFirst()
        .ifPresent(
            type ->
                report.error(
                    place,
                    "cells counts persons, but its column is " + type + "; make it integer"));
  }
}
