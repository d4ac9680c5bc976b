package org.jinyanglake.cli;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.pipeline.Preview;
import org.jinyanglake.quality.Figures;
import org.jinyanglake.quality.ReportPage;

/**
 * What a version of a contract would open, as one page of HTML in Chinese and English for who has
 * to sign it. The page needs nothing beside it and runs no script.
 */
final class ProposalPage {
  private static final TemplateEngine PAGES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, ProposalPage.class.getClassLoader(), "org.jinyanglake");

  private ProposalPage() {}

  static String of(Preview preview, Contract contract, NextStep next, Instant at) {
    StringOutput page = new StringOutput();
    PAGES.render(
        "cli/proposal.jte",
        Map.of(
            "preview",
            preview,
            "contract",
            contract,
            "next",
            next,
            "at",
            Figures.minute(at, contract.zone()),
            "words",
            new ProposalWords(contract),
            "style",
            style(ReportPage.class, "report.css") + style(ProposalPage.class, "proposal.css")),
        page);
    return page.toString();
  }

  private static String style(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
