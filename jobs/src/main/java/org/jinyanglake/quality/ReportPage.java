package org.jinyanglake.quality;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;

/** A report as one page of HTML in Chinese and English, which needs nothing beside it. */
public final class ReportPage {
  private static final TemplateEngine PAGES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, ReportPage.class.getClassLoader(), "org.jinyanglake");

  private ReportPage() {}

  /**
   * The page.
   *
   * @param zone in which moments are told
   */
  public static String of(QualityReport report, ZoneId zone) {
    StringOutput page = new StringOutput();
    PAGES.render(
        "quality/report.jte",
        Map.of("report", report, "words", new PageWords(zone), "style", style()),
        page);
    return page.toString();
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
