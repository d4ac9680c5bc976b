package org.jinyanglake.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jinyanglake.collect.dialect.DelimitedText;
import org.jinyanglake.collect.dialect.Dialect;
import org.jinyanglake.collect.dialect.Finding;

/**
 * How a file of delimited text is written.
 *
 * @param mark whether it begins with a byte-order mark
 * @param delimiter between cells; empty if there is one cell a line
 * @param blankAfter whether a blank after each delimiter belongs to it
 * @param quote around cells; empty if quotes mean nothing
 * @param escape before a quote inside quotes: the quote itself or a backslash; empty without quotes
 * @param lineEnds in words
 * @param preamble the number of lines before the header
 * @param headers the number of records that name the columns
 * @param runnerUp the best reading with another delimiter, in words; empty if there is none
 * @param margin how many times better the reading is; null without a runner-up
 * @param straysAreText whether double quotes stand in cells but never around them
 * @param sure false if a person should say which reading is meant
 * @param multiline records that go on over several lines
 * @param findings what else the file holds, by kind, and how often
 */
public record FoundDialect(
    boolean mark,
    String delimiter,
    boolean blankAfter,
    String quote,
    String escape,
    String lineEnds,
    int preamble,
    int headers,
    String runnerUp,
    Double margin,
    @JsonIgnore boolean straysAreText,
    boolean sure,
    long multiline,
    Map<Finding.Kind, Long> findings) {

  static FoundDialect of(DelimitedText text) {
    Dialect dialect = text.dialect();
    Map<Finding.Kind, Long> findings = new EnumMap<>(Finding.Kind.class);
    text.table().read(row -> {}, finding -> findings.merge(finding.kind(), 1L, Long::sum));
    return new FoundDialect(
        text.encoding().mark() > 0,
        dialect.hasDelimiter() ? String.valueOf(dialect.delimiter()) : "",
        dialect.blankAfter(),
        dialect.hasQuote() ? String.valueOf(dialect.quote()) : "",
        dialect.hasQuote() ? String.valueOf(dialect.escape()) : "",
        text.lineEnds().toString(),
        (int) text.table().firstLine() - 1,
        text.table().headers(),
        text.runnerUp().map(Dialect::toString).orElse(""),
        Double.isInfinite(text.margin()) ? null : Math.round(text.margin() * 100) / 100.0,
        !dialect.hasQuote() && text.holds('"'),
        text.isSure(),
        text.table().multiline(),
        findings);
  }

  /** What a contract's server says of it, by property: texts, numbers and truths. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new TreeMap<>();
    if (!delimiter.isEmpty() && !delimiter.equals(",")) {
      properties.put("delimiter", delimiter);
    }
    if (quote.equals("'") || quote.isEmpty() && straysAreText) {
      properties.put("quote", quote);
    }
    if (escape.equals("\\")) {
      properties.put("escape", escape);
    }
    if (preamble > 0) {
      properties.put("preamble", preamble);
    }
    if (headers == 0) {
      properties.put("header", false);
    } else if (headers > 1) {
      properties.put("headerRows", headers);
    }
    if (multiline > 0) {
      properties.put("multiline", true);
    }
    return properties;
  }
}
