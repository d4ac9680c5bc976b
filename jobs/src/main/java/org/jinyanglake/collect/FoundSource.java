package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.jinyanglake.collect.dialect.Declared;
import org.jinyanglake.collect.dialect.DelimitedText;
import org.jinyanglake.collect.dialect.DetectedEncoding;
import org.jinyanglake.collect.dialect.Dialect;
import org.jinyanglake.collect.dialect.Finding;
import org.jinyanglake.collect.dialect.TableText;
import org.jinyanglake.contract.Source;

/**
 * How a file is written of which the contract leaves something open. It is told by the head of the
 * file; what does not follow it further down is refused row by row, as always.
 *
 * @param source as declared, with what was found in place of what was left open
 * @param refusal why a person has to say how the file is written
 */
record FoundSource(Source.Files source, Optional<Refusal> refusal) {

  static final int HEAD = 4 << 20;

  private static final Set<String> READ =
      Set.of("UTF-8", "US-ASCII", "GB18030", "Big5", "UTF-16LE", "UTF-16BE");

  /** Cells of text that has one a line end at no character of it. */
  private static final char UNIT_SEPARATOR = 0x1f;

  /** What stands between rows that are read one by one. */
  private static final List<Finding.Kind> IRREGULAR =
      List.of(
          Finding.Kind.SECOND_TABLE,
          Finding.Kind.SECTION,
          Finding.Kind.OTHER_DELIMITER,
          Finding.Kind.EMPTY);

  static FoundSource of(FileSystem fs, LandingFile file, Source.Files declared) throws IOException {
    if (!declared.detects()) {
      return new FoundSource(declared, Optional.empty());
    }
    TextBytes head;
    try {
      head = TextBytes.read(fs, file, HEAD);
    } catch (FileNotFoundException | AccessControlException e) {
      return new FoundSource(declared, Optional.empty()); // the pass over the file says so
    }
    return of(head, declared);
  }

  /** By the head of a file's content. */
  static FoundSource of(byte[] head, Source.Files declared) {
    return of(TextBytes.of(head, head.length < HEAD ? HEAD : HEAD - 1), declared);
  }

  private static FoundSource of(TextBytes head, Source.Files declared) {
    if (head.refusal().isPresent() || head.bytes().length == 0) {
      return new FoundSource(declared, Optional.empty());
    }
    try {
      return find(head.bytes(), declared);
    } catch (DetectedEncoding.MixedException e) {
      return new FoundSource(
          declared,
          Optional.of(
              new Refusal(
                  "encoding", e.getMessage(), "deliver it in one encoding", e.offset(), -1)));
    }
  }

  /** How files are written, in words. */
  static String words(Source.Files source) {
    Source.Dialect dialect = source.dialect();
    String words = source.encoding().name();
    if (source.format() == Source.Format.CSV) {
      words += ", " + new Dialect(dialect.delimiter(), false, dialect.quote(), dialect.escape());
    }
    return dialect.preamble() == 0
        ? words
        : words + ", the header in line " + (dialect.preamble() + 1);
  }

  private static FoundSource find(byte[] head, Source.Files declared) {
    DetectedEncoding encoding =
        declared
            .declaredEncoding()
            .map(charset -> DetectedEncoding.declared(head, charset))
            .orElseGet(() -> DetectedEncoding.of(head));
    Charset charset = encoding.charset();
    if (!READ.contains(charset.name())) {
      return asked(
          declared,
          "encoding",
          "the text seems to be " + charset + ", which is not read",
          "deliver UTF-8; 'lake inspect FILE --csv OUT' writes it");
    }
    if (!encoding.sure()) {
      return asked(
          declared,
          "encoding",
          "the text seems to be " + charset + ", but is too short to be sure",
          "write encoding into the contract's server");
    }
    if (!declared.dialect().detected()) {
      return new FoundSource(with(declared, charset, declared.dialect()), Optional.empty());
    }
    DelimitedText text = DelimitedText.of(head, encoding, Declared.NOTHING);
    return judge(text, with(declared, charset, dialect(text, declared.dialect().header())));
  }

  private static FoundSource judge(DelimitedText text, Source.Files found) {
    if (!text.isSure()) {
      return asked(
          found,
          "dialect",
          "the text reads with "
              + text.dialect()
              + " nearly as well as with "
              + text.runnerUp().map(Dialect::toString).orElse(""),
          "write delimiter and quote into the contract's server instead of dialect");
    }
    if (text.dialect().blankAfter()) {
      return asked(
          found,
          "dialect",
          "the text has a blank before quoted cells",
          "deliver it without; 'lake inspect FILE --csv OUT' writes it");
    }
    Finding[] first = new Finding[1];
    text.table()
        .read(
            row -> {},
            finding -> {
              if (first[0] == null && IRREGULAR.contains(finding.kind())) {
                first[0] = finding;
              }
            });
    if (first[0] != null) {
      return new FoundSource(
          found,
          Optional.of(
              new Refusal(
                  "dialect",
                  "the file is more than one table: " + first[0].kind().title(),
                  "declare the dialect in the contract's server, or deliver what"
                      + " 'lake inspect FILE --csv OUT' writes",
                  -1,
                  first[0].line())));
    }
    return new FoundSource(found, Optional.empty());
  }

  private static Source.Files with(Source.Files declared, Charset charset, Source.Dialect dialect) {
    return new Source.Files(
        declared.path(),
        declared.format(),
        charset,
        dialect,
        declared.nullValues(),
        declared.within());
  }

  private static Source.Dialect dialect(DelimitedText text, boolean header) {
    Dialect found = text.dialect();
    TableText table = text.table();
    char quote = found.hasQuote() ? found.quote() : text.holds('"') ? Source.Dialect.NONE : '"';
    return new Source.Dialect(
        found.hasDelimiter() ? found.delimiter() : UNIT_SEPARATOR,
        quote,
        found.hasBackslash() ? '\\' : quote,
        (int) table.firstLine() - 1,
        header ? Math.max(1, table.headers()) : 0,
        0,
        table.multiline() > 0,
        false);
  }

  private static FoundSource asked(Source.Files source, String rule, String reason, String remedy) {
    return new FoundSource(source, Optional.of(new Refusal(rule, reason, remedy, -1, -1)));
  }
}
