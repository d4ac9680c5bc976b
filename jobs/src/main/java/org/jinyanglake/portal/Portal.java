package org.jinyanglake.portal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The portal: an index of what is published, a page for each dataset, a dashboard for each series
 * of days, and {@code catalog.jsonld}. Equal publications give equal pages, apart from the time.
 */
public final class Portal {
  private static final TemplateEngine PAGES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Portal.class.getClassLoader(), "org.jinyanglake");
  private static final List<String> ASSETS =
      List.of("portal.css", "portal.js", "icon.svg", "echarts.js", "echarts.LICENSE.txt");

  private final List<Publication> publications;
  private final Instant built;
  private Optional<String> ended = Optional.empty();

  private Portal(List<Publication> publications, Instant built) {
    this.publications = publications;
    this.built = built;
  }

  /**
   * A portal.
   *
   * @param built the time that the pages name
   */
  public static Portal of(List<Publication> publications, Instant built) {
    return new Portal(
        publications.stream()
            .sorted(
                Comparator.comparing((Publication each) -> each.contract().dataset())
                    .thenComparing(Publication::zone))
            .toList(),
        built);
  }

  /** With a list of ended certificates to be published, {@code ended.json}, if there is one. */
  public Portal with(Optional<String> list) {
    ended = list;
    return this;
  }

  /**
   * Writes all pages, or replaces those of an earlier portal.
   *
   * @return how many files there are
   * @throws ForeignFolderException if the folder is not empty and no portal's
   */
  public int writeTo(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String asset : ASSETS) {
      files.put("assets/" + asset, asset(asset));
    }
    for (Publication each : publications) {
      Frame frame = frame("../", each.contract().title());
      files.put(each.page(), page("dataset.jte", Map.of("frame", frame, "publication", each)));
      if (each.daily().isPresent()) {
        files.put(
            each.dashboard(),
            page(
                "dashboard.jte",
                Map.of("frame", frame, "publication", each, "daily", each.daily().get())));
      }
    }
    files.put(
        "catalog.jsonld",
        bytes(LinkedData.catalog(title(), publications, built).toPrettyString() + "\n"));
    ended.ifPresent(list -> files.put("ended.json", bytes(list)));
    files.put(
        "index.html",
        page("index.jte", Map.of("frame", frame("", ""), "publications", publications)));
    new Folder(folder).show(files);
    return files.size();
  }

  /**
   * What all pages have around them.
   *
   * @param root the way from the page to the portal's folder
   * @param portal the name of the portal
   * @param page the name of the page; empty for the first one
   * @param ended whether there is a list of ended certificates
   */
  record Frame(String root, String portal, String page, String built, boolean ended) {}

  private Frame frame(String root, String page) {
    var zone =
        publications.isEmpty() ? java.time.ZoneOffset.UTC : publications.get(0).contract().zone();
    return new Frame(root, title(), page, Wording.time(built, zone), ended.isPresent());
  }

  private String title() {
    return publications.stream()
            .map(each -> each.contract().tenant())
            .distinct()
            .sorted()
            .collect(Collectors.joining("、"))
        + "公共数据开放";
  }

  private static byte[] page(String template, Map<String, Object> values) {
    StringOutput page = new StringOutput();
    PAGES.render("portal/" + template, values, page);
    return bytes(page.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] asset(String name) throws IOException {
    try (InputStream in = Portal.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** What the charts of a dashboard are drawn from. */
  static String charts(Daily daily) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode days = json.putArray("days");
    daily.days().forEach(day -> days.add(day.toString()));
    ArrayNode measures = json.putArray("measures");
    for (Daily.Measure each : daily.measures()) {
      ObjectNode measure = measures.addObject();
      measure.put("name", each.column().name()).put("label", each.column().label());
      measure.put("counts", each.counts());
      ArrayNode values = measure.putArray("values");
      ArrayNode suppressed = measure.putArray("suppressed");
      each.cells()
          .forEach(
              cell -> {
                values.add(cell.value());
                suppressed.add(cell.suppressed());
              });
    }
    return ScriptJson.of(json);
  }
}
