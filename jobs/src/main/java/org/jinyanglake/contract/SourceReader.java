package org.jinyanglake.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Source.Dialect;
import org.jinyanglake.contract.Source.Format;

/** Reads where a dataset comes from: the server of its contract that is no {@link Origin}. */
final class SourceReader {

  /** How contracts write the formats. */
  private static final Map<String, Format> FORMATS =
      Stream.of(Format.values()).collect(Collectors.toMap(Format::word, Function.identity()));

  /** Properties that not all formats have. */
  private static final Map<String, List<String>> ONLY_FOR =
      Map.ofEntries(
          Map.entry("encoding", List.of("csv", "fixed", "jsonl", "json", "geojson")),
          Map.entry("dialect", List.of("csv")),
          Map.entry("delimiter", List.of("csv")),
          Map.entry("quote", List.of("csv")),
          Map.entry("escape", List.of("csv")),
          Map.entry("preamble", List.of("csv", "fixed")),
          Map.entry("footer", List.of("csv", "fixed")),
          Map.entry("positions", List.of("fixed")),
          Map.entry("multiline", List.of("csv")),
          Map.entry("header", List.of("csv", "excel")),
          Map.entry("headerRows", List.of("csv", "excel")),
          Map.entry("rows", List.of("json", "xml")),
          Map.entry("sheet", List.of("excel")),
          Map.entry("headerRow", List.of("excel")),
          Map.entry("repeatMerged", List.of("excel")));

  private static final List<String> FILE_PROPERTIES =
      Stream.concat(
              ONLY_FOR.keySet().stream(), Stream.of("nullValues", "timezone", "entries", "control"))
          .sorted()
          .toList();
  private static final List<String> QUERY_PROPERTIES = List.of("sql", "timezone");

  /** What is found where the dialect is. */
  private static final List<String> DETECTED =
      List.of("delimiter", "quote", "escape", "preamble", "headerRows", "footer", "multiline");

  private static final Pattern CONTROL =
      Pattern.compile("([^/\\\\:\\p{Cntrl}]+)\\.(csv|json|\\{csv,json\\}|\\{json,csv\\})");

  /** More lines around a table are another table. */
  private static final int MOST_LINES = 1_000;

  private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

  /** GBK is read as its superset, since files called GBK hold characters of it. */
  private static final Map<String, Charset> ENCODINGS =
      Map.of(
          "UTF-8",
          StandardCharsets.UTF_8,
          "GBK",
          Charset.forName("GB18030"),
          "GB18030",
          Charset.forName("GB18030"),
          "BIG5",
          Charset.forName("Big5"),
          "UTF-16LE",
          StandardCharsets.UTF_16LE,
          "UTF-16BE",
          StandardCharsets.UTF_16BE);

  /**
   * What was read.
   *
   * @param source empty if it is not usable, which the report says
   * @param place of the path or of the query
   */
  record Result(Optional<Source> source, ZoneId zone, Place place) {}

  private final DatasetName dataset;
  private final Report report;

  SourceReader(DatasetName dataset, Report report) {
    this.dataset = dataset;
    this.report = report;
  }

  Result read(Place root) {
    Place servers = root.get("servers");
    Optional<Place> origin = OriginReader.server(root);
    List<Place> items =
        servers.items().stream()
            .filter(each -> origin.filter(o -> o.pointer().equals(each.pointer())).isEmpty())
            .toList();
    if (items.size() != 1) {
      report.error(
          items.size() > 1 ? items.get(1) : servers,
          "a contract has exactly one server, this one has " + items.size() + "; write one");
      return new Result(Optional.empty(), DEFAULT_ZONE, servers);
    }
    Place server = items.get(0);
    Place type = server.get("type");
    return switch (type.textOrEmpty()) {
      case "local" -> files(server, root);
      case "custom" -> query(server);
      default -> {
        type.text()
            .ifPresent(
                text ->
                    report.errorUnlessTold(
                        type,
                        "server type '"
                            + Place.shorten(text)
                            + "' is not collected from; use local for files below landing/, custom"
                            + " for a query"));
        yield new Result(Optional.empty(), DEFAULT_ZONE, server);
      }
    };
  }

  private Result files(Place server, Place root) {
    CustomProperties properties = CustomProperties.read(server, FILE_PROPERTIES, report);
    Place path = server.get("path");
    path.text().flatMap(this::complainOfPath).ifPresent(message -> report.error(path, message));
    List<String> formats = FORMATS.keySet().stream().sorted().toList();
    String format = report.oneOf(server.get("format"), "format", formats).orElse("csv");
    for (String property : FILE_PROPERTIES) {
      List<String> only = ONLY_FOR.getOrDefault(property, formats);
      if (properties.get(property).exists() && !only.contains(format)) {
        report.error(
            properties.get(property),
            property + " is for " + String.join(", ", only) + " only; delete it");
      }
    }
    Source source =
        new Source.Files(
            path.textOrEmpty(),
            FORMATS.get(format),
            encoding(properties.get("encoding")),
            dialect(properties, FORMATS.get(format)),
            nullValues(properties.get("nullValues"), OriginReader.isTable(root)),
            new WithinReader(properties, report).read(FORMATS.get(format), server),
            control(properties.get("control")));
    return new Result(Optional.of(source), zone(properties), path);
  }

  private Optional<String> complainOfPath(String path) {
    String folder = dataset.domain() + "/" + dataset.name() + "/";
    if (path.contains("..") || path.contains(":") || path.contains("\\") || path.startsWith("/")) {
      return Optional.of(
          "path '"
              + Place.shorten(path)
              + "' leaves the landing folder; write it below it, as "
              + folder
              + "*.csv");
    }
    if (!path.startsWith(folder)) {
      return Optional.of(
          "path '"
              + Place.shorten(path)
              + "' is not in this dataset's own folder; begin it with "
              + folder);
    }
    String rest = path.substring(folder.length());
    String last = rest.substring(rest.lastIndexOf('/') + 1);
    if (last.replaceAll("[*?.\\[\\]{},!^]", "").isBlank()) {
      return Optional.of(
          "path '"
              + Place.shorten(path)
              + "' takes every file; name the kind of file, as "
              + folder
              + "*.csv");
    }
    if (rest.contains("//") || rest.chars().anyMatch(c -> c < 0x20) || !isBalanced(rest)) {
      return Optional.of(
          "path '"
              + Place.shorten(path)
              + "' is not a glob; close each { and [ and write single slashes");
    }
    return Optional.empty();
  }

  private static boolean isBalanced(String glob) {
    char open = 0;
    for (char c : glob.toCharArray()) {
      if (open == 0 && (c == '{' || c == '[')) {
        open = c;
      } else if (open == '{' && c == '}' || open == '[' && c == ']') {
        open = 0;
      } else if (c == '{' || open == 0 && (c == '}' || c == ']')) {
        return false;
      }
    }
    return open == 0;
  }

  /** Names of control files, which have to differ from those of all data files. */
  private Optional<String> control(Place place) {
    Optional<String> glob = report.text(place, "control");
    if (glob.isPresent()) {
      Matcher name = CONTROL.matcher(glob.get());
      if (!name.matches()
          || name.group(1).replaceAll("[*?.\\[\\]{},!^]", "").isBlank()
          || !isBalanced(glob.get())) {
        report.error(
            place,
            "control must be a name without folders that ends in .csv or .json and tells control"
                + " files from data files; write it as \"*.control.csv\"");
      }
    }
    return glob;
  }

  /** Empty: it is found in each file. */
  private Optional<Charset> encoding(Place place) {
    Optional<String> text = report.text(place, "encoding");
    if (text.isEmpty()) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    if (text.get().equals("detect")) {
      return Optional.empty();
    }
    Charset charset = ENCODINGS.get(text.get().toUpperCase(Locale.ROOT));
    if (charset == null) {
      report.error(
          place,
          "unknown encoding '"
              + Place.shorten(text.get())
              + "'; choose from UTF-8, GBK, GB18030, Big5, UTF-16LE, UTF-16BE, detect");
    }
    return Optional.of(charset == null ? StandardCharsets.UTF_8 : charset);
  }

  private Dialect dialect(CustomProperties properties, Format format) {
    boolean header = bool(properties.get("header"), "header", true);
    int preamble = number(properties.get("preamble"), "preamble", 0, 0, MOST_LINES);
    int footer = number(properties.get("footer"), "footer", 0, 0, MOST_LINES);
    if (format == Format.FIXED) {
      return new Dialect(',', Dialect.NONE, Dialect.NONE, preamble, 0, footer, false, false);
    }
    if (format != Format.CSV) {
      return new Dialect(',', '"', header, false);
    }
    if (properties.get("dialect").exists()) {
      report.oneOf(properties.get("dialect"), "dialect", List.of("detect"));
      for (String property : DETECTED) {
        if (properties.get(property).exists()) {
          report.error(
              properties.get(property),
              property + " is found where the dialect is detected; delete one of the two");
        }
      }
      return new Dialect(',', '"', '"', 0, header ? 1 : 0, 0, false, true);
    }
    char delimiter = character(properties.get("delimiter"), "delimiter", ',');
    char quote = quote(properties.get("quote"));
    if (delimiter == quote) {
      report.error(properties.get("quote"), "delimiter and quote are the same; choose another");
    }
    int headerRows = number(properties.get("headerRows"), "headerRows", 1, 1, 10);
    if (!header && properties.get("headerRows").exists()) {
      report.error(
          properties.get("headerRows"), "header is false, so there are no headerRows; delete one");
    }
    return new Dialect(
        delimiter,
        quote,
        escape(properties.get("escape"), quote),
        preamble,
        header ? headerRows : 0,
        footer,
        bool(properties.get("multiline"), "multiline", false),
        false);
  }

  /** The quote; empty text for none. */
  private char quote(Place place) {
    return place.text().filter(String::isEmpty).isPresent()
        ? Dialect.NONE
        : character(place, "quote", '"');
  }

  private char escape(Place place, char quote) {
    if (!place.exists()) {
      return quote;
    }
    String text = place.textOrEmpty();
    if (quote == Dialect.NONE || !text.equals("\\") && !text.equals(String.valueOf(quote))) {
      report.error(
          place,
          "escape stands before a quote inside quotes: write the quote itself, or a backslash as"
              + " '\\' in single quotes");
      return quote;
    }
    return text.charAt(0);
  }

  private int number(Place place, String what, int standard, int least, int most) {
    if (!place.exists()) {
      return standard;
    }
    Optional<Long> number = place.integer();
    if (number.isEmpty() || number.get() < least || number.get() > most) {
      report.error(
          place, what + " must be a whole number from " + least + " to " + most + "; write one");
      return standard;
    }
    return number.get().intValue();
  }

  private char character(Place place, String what, char standard) {
    if (!place.exists()) {
      return standard;
    }
    String text = place.textOrEmpty();
    if (text.length() != 1
        || Character.isLetterOrDigit(text.charAt(0))
        || text.charAt(0) == '\n'
        || text.charAt(0) == '\r'
        || text.charAt(0) > '~') {
      report.error(
          place,
          what
              + " must be one ASCII character that is no letter, digit or line break; write a tab as"
              + " \"\\t\" in double quotes");
      return standard;
    }
    return text.charAt(0);
  }

  private boolean bool(Place place, String what, boolean standard) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, what + " must be true or false; write one of the two");
    }
    return place.bool().orElse(standard);
  }

  /** A database tells an empty text from none. */
  private List<String> nullValues(Place place, boolean database) {
    if (!place.exists()) {
      return database ? List.of() : List.of("");
    }
    List<String> values = new ArrayList<>();
    for (Place item : place.items()) {
      if (item.text().isEmpty()) {
        report.error(item, "a null value must be text; put it in quotes");
      }
      values.add(item.textOrEmpty());
    }
    if (!place.isSequence()) {
      report.error(place, "nullValues must be a list; write it as [\"\", \"NULL\"]");
    }
    return values;
  }

  private ZoneId zone(CustomProperties properties) {
    Place place = properties.get("timezone");
    Optional<String> text = report.text(place, "timezone");
    if (text.isEmpty()) {
      return DEFAULT_ZONE;
    }
    try {
      return ZoneId.of(text.get());
    } catch (DateTimeException e) {
      report.error(
          place,
          "unknown timezone '" + Place.shorten(text.get()) + "'; write one as Asia/Shanghai");
      return DEFAULT_ZONE;
    }
  }

  private Result query(Place server) {
    CustomProperties properties = CustomProperties.read(server, QUERY_PROPERTIES, report);
    Place sql = properties.get("sql");
    if (!sql.exists()) {
      report.error(server, "a custom server needs the property sql; add one SELECT");
      return new Result(Optional.empty(), DEFAULT_ZONE, server);
    }
    Optional<String> text = report.text(sql, "sql");
    if (text.isEmpty()) {
      return new Result(Optional.empty(), DEFAULT_ZONE, sql);
    }
    SqlGuard.Query query = SqlGuard.query(text.get());
    query.faults().forEach(fault -> report.error(sql, fault.fragment(), fault.message()));
    if (query.inputs().isEmpty() && query.faults().isEmpty()) {
      report.error(sql, "the query reads no dataset; select from domain.name tables");
    }
    return new Result(
        Optional.of(new Source.Query(text.get(), query.inputs())), zone(properties), sql);
  }
}
