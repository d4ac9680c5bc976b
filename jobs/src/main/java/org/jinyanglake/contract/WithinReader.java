package org.jinyanglake.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jinyanglake.contract.Source.Format;
import org.jinyanglake.contract.Source.Positions;
import org.jinyanglake.contract.Source.Within;

/** Reads where in a landing file the records stand. */
final class WithinReader {

  private static final int MOST_ROWS = 1 << 20;
  private static final int MOST_HEADER_ROWS = 10;

  private final CustomProperties properties;
  private final Report report;

  WithinReader(CustomProperties properties, Report report) {
    this.properties = properties;
    this.report = report;
  }

  Within read(Format format, Place server) {
    return new Within(
        entries(properties.get("entries")),
        rows(format, properties.get("rows"), server),
        sheet(properties.get("sheet")),
        count("headerRow", MOST_ROWS),
        count("headerRows", MOST_HEADER_ROWS),
        flag(properties.get("repeatMerged")),
        positions(properties.get("positions")));
  }

  private String entries(Place place) {
    String glob = report.text(place, "entries").orElse("");
    if (glob.contains("..") || glob.contains("\\") || glob.startsWith("/")) {
      report.error(
          place, "entries is a glob for names inside an archive; write it as *.csv or data/*.csv");
    }
    return glob;
  }

  private String rows(Format format, Place place, Place server) {
    String rows = report.text(place, "rows").orElse("");
    if (format == Format.XML && rows.isEmpty()) {
      report.error(
          place.exists() ? place : server,
          "xml needs the property rows, the name of the element that is one record; add it");
    }
    if (format == Format.XML && (rows.contains("/") || rows.contains(":"))) {
      report.error(place, "rows is the element's own name; write it without path and prefix");
    }
    if (format == Format.JSON && !rows.isEmpty()) {
      Optional<String> fault =
          rows.startsWith("/")
              ? FieldPath.complain(rows)
              : Optional.of("rows is a JSON pointer to the array of records");
      fault.ifPresent(text -> report.error(place, text + "; write it as /data/list"));
    }
    return rows;
  }

  private String sheet(Place place) {
    if (!place.exists()) {
      return "";
    }
    Optional<Long> number = place.integer();
    if (number.isPresent() && number.get() < 1) {
      report.error(place, "sheets are numbered from 1; write the number or name of one");
    }
    return number.map(String::valueOf).orElseGet(() -> report.text(place, "sheet").orElse(""));
  }

  private int count(String property, int most) {
    Place place = properties.get(property);
    if (!place.exists()) {
      return 1;
    }
    Optional<Long> number = place.integer().filter(n -> n >= 1 && n <= most);
    if (number.isEmpty()) {
      report.error(place, property + " is a number from 1 to " + most + "; correct it");
    }
    return number.map(Long::intValue).orElse(1);
  }

  private Positions positions(Place place) {
    List<String> words = Stream.of(Positions.values()).map(Positions::word).toList();
    return report
        .oneOf(place, "positions", words)
        .map(word -> Positions.values()[words.indexOf(word)])
        .orElse(Positions.BYTES);
  }

  private boolean flag(Place place) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, "repeatMerged must be true or false; write one of the two");
    }
    return place.isTrue();
  }
}
