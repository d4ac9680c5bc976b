package org.jinyanglake.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.collect.dialect.HeaderRows;
import org.jinyanglake.contract.Source;

/** The figures of a {@link Fingerprint} while they grow. */
final class FirstPass {

  /**
   * A file with more malformed records than one in so many is in another encoding than declared,
   * and refused whole; with fewer, only these records are. Where the encoding was found out, one is
   * enough.
   */
  static final int MALFORMED_ONE_IN = 100;

  private final LandingFile file;

  /** How the file is written: as declared, and what was left open as found. */
  private final Source.Files source;

  /** Whether the encoding was found out by the head, and is to be confirmed. */
  private final boolean found;

  private final Configuration conf;
  private final Reading reading;
  private final boolean table;
  private long count;
  private long blankLines;
  private long unpacked;
  private List<String> header = List.of();
  private long dataOffset;
  private long dataLine = 1;
  private long malformed;
  private long firstMalformed = -1;
  private long firstMalformedLine = -1;
  private boolean lastCut;

  /** Where the last records begin, as many as the footer has. */
  private final Deque<Long> last = new ArrayDeque<>();

  private Layout layout = Layout.NONE;
  private Refusal refusal;

  /**
   * A pass.
   *
   * @param declared as the contract says
   * @param source the same, with what was left open as found
   */
  FirstPass(LandingFile file, Source.Files declared, Source.Files source, Configuration conf) {
    this.file = file;
    this.found = declared.declaredEncoding().isEmpty();
    this.conf = conf;
    this.source = source;
    this.reading = Reading.of(source, ZoneOffset.UTC);
    this.table = source.format() != Source.Format.JSON_LINES;
  }

  void read(InputStream stored, Counting counting) throws IOException {
    PushbackInputStream in = new PushbackInputStream(stored, Content.HEAD);
    byte[] head = peek(in);
    Content content = Content.of(head);
    if (head.length == 0) {
      return;
    }
    Packing packing = file.packing();
    if (packing != Packing.of(content)) {
      refusal =
          packing != Packing.NONE
              ? notPacked(packing, content, reading.title())
              : unexpected(content);
      return;
    }
    if (packing == Packing.NONE) {
      readContent(in, content);
      return;
    }
    try {
      PushbackInputStream unpacked =
          new PushbackInputStream(
              new Unpacked(packing.unpack(in), bytes -> count(bytes, counting)), Content.HEAD);
      readContent(unpacked, Content.of(peek(unpacked)));
    } catch (DamagedFile e) {
      refusal = e.refusal();
    } catch (IOException e) {
      if (counting.failed) {
        throw e;
      }
      refusal =
          Refusal.of(
              packing.tool(),
              "the "
                  + packing.tool()
                  + " data are damaged or cut short near byte "
                  + counting.count
                  + " of the file: "
                  + e.getMessage(),
              "deliver the file again; nothing of it was stored");
    }
  }

  private void count(long bytes, Counting packed) throws DamagedFile {
    unpacked += bytes;
    if (Unpacked.isTooMuch(unpacked, packed.count())) {
      throw new DamagedFile(
          file.packing().tool(),
          "unpacked the file is more than " + Unpacked.RATIO + " times as large as packed",
          "deliver it uncompressed, if it is what it should be");
    }
  }

  private Refusal unexpected(Content content) {
    if (file.entry() != null && content.isPacked()) {
      return new Refusal(
          "format",
          "the file is " + content.title() + " inside an archive",
          "pack the file itself: what is packed twice is not unpacked",
          0,
          1);
    }
    return notText(content, reading.title());
  }

  /** Why a file is refused that is not packed as its name says. */
  static Refusal notPacked(Packing named, Content content, String title) {
    return named == Packing.NONE
        ? notText(content, title)
        : Refusal.of(
            "format",
            "the name ends in " + named.suffix() + ", but the file is " + content.title(),
            "compress it with " + named.tool() + " or rename it");
  }

  /**
   * Why a file is refused that is something else.
   *
   * @param title of what was expected
   */
  static Refusal notText(Content content, String title) {
    String remedy =
        switch (content) {
          case GZIP, BZIP2 -> "rename it so that the name ends in " + Packing.of(content).suffix();
          case UTF_16 ->
              "save it as UTF-8, or set encoding to UTF-16LE or UTF-16BE in the contract";
          case XLSX, XLS -> "save the sheet as CSV, UTF-8, or set format to excel in the contract";
          case HTML -> "download it again: this is probably an error page";
          default -> "deliver " + title;
        };
    return new Refusal("format", "the file is " + content.title(), remedy, 0, 1);
  }

  private void readContent(PushbackInputStream in, Content content) throws IOException {
    if (!reading.contents().contains(content)) {
      refusal = unexpected(content);
    } else if (reading instanceof FileFormat text) {
      readText(in, text);
    } else {
      readDocument(in);
    }
  }

  private void readDocument(InputStream in) throws IOException {
    Input input = new Input(file, in, conf);
    try {
      Survey survey = reading.survey(input);
      count = survey.records();
      header = survey.header();
      layout = survey.layout();
    } catch (DamagedFile e) {
      refusal = e.refusal();
    } finally {
      input.forget();
    }
  }

  private static byte[] peek(PushbackInputStream in) throws IOException {
    byte[] head = in.readNBytes(Content.HEAD);
    in.unread(head);
    return head;
  }

  private void readText(PushbackInputStream stored, FileFormat format) throws IOException {
    Encoding encoding = Encoding.of(format.isWide() ? StandardCharsets.UTF_8 : source.encoding());
    InputStream text = format.text(stored);
    PushbackInputStream in = new PushbackInputStream(text, 3);
    byte[] mark = in.readNBytes(3);
    if (mark.length == 3
        && (mark[0] & 0xff) == 0xef
        && (mark[1] & 0xff) == 0xbb
        && (mark[2] & 0xff) == 0xbf) {
      dataOffset = 3;
      if (!(encoding instanceof Utf8)) {
        refusal =
            new Refusal(
                "encoding",
                "the file begins with the byte-order mark of UTF-8, but the contract says "
                    + source.encoding(),
                "set encoding to UTF-8 in the contract, or deliver " + source.encoding(),
                0,
                1);
        return;
      }
    } else {
      in.unread(mark);
    }
    Lines lines = new Lines(in, dataOffset);
    Records records = format.records(lines, 1, true);
    if (table && !readHead(records)) {
      return;
    }
    int footer = table ? source.dialect().footer() : 0;
    while (records.next()) {
      count++;
      if (footer > 0) {
        last.add(records.offset());
        if (last.size() > footer) {
          last.remove();
        }
      }
      boolean bad = records.malformed() >= 0;
      if (bad) {
        if (malformed++ == 0) {
          firstMalformed = records.malformed();
          firstMalformedLine = records.line();
        }
      }
      lastCut = bad && !records.terminated();
    }
    blankLines = records.blankLines();
    count -= last.size();
    if (text instanceof WideStream wide && wide.malformed() >= 0) {
      firstMalformed = wide.malformed();
    }
    judgeEncoding();
  }

  /** Reads what stands before the first row; false if there is no row, or the file is refused. */
  private boolean readHead(Records records) throws IOException {
    int preamble = source.dialect().preamble();
    for (int i = 0; i < preamble; i++) {
      if (!records.skipLine()) {
        return false;
      }
      dataOffset = records.nextOffset();
      dataLine = i + 2;
    }
    List<List<String>> levels = new ArrayList<>();
    while (levels.size() < source.dialect().headerRows()) {
      if (!records.next() || !readHeader(records, levels)) {
        return false;
      }
      dataOffset = records.nextOffset();
      dataLine = records.nextLineNumber();
    }
    header = levels.isEmpty() ? List.of() : HeaderRows.joined(levels);
    return true;
  }

  private boolean readHeader(Records records, List<List<String>> levels) {
    CsvCells cells =
        new CsvCells(
            source.dialect().delimiter(), source.dialect().quote(), source.dialect().escape());
    Misfit misfit = records.misfit() == null ? cells.split(records.text()) : records.misfit();
    if (misfit != null) {
      refusal =
          new Refusal(
              misfit.rule(),
              "the header line: " + misfit.reason(),
              misfit.rule().equals("encoding")
                  ? "set the encoding in the contract, or deliver " + source.encoding()
                  : "correct the header line",
              records.malformed() >= 0 ? records.malformed() : records.offset(),
              records.line());
      return false;
    }
    if (cells.count() > Header.WIDEST) {
      refusal = Header.tooWide(cells.count());
      return false;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.count(); i++) {
      names.add(cells.string(i));
    }
    if (source.dialect().headerRows() == 1 || !names.stream().allMatch(String::isBlank)) {
      levels.add(names);
    }
    return true;
  }

  private void judgeEncoding() {
    boolean onlyCutAtEnd = malformed == 1 && lastCut;
    if (malformed * (found ? count + 1 : MALFORMED_ONE_IN) > count && !onlyCutAtEnd) {
      refusal =
          new Refusal(
              "encoding",
              malformed
                  + " of "
                  + count
                  + " records are not "
                  + source.encoding()
                  + "; the first bad byte is byte "
                  + firstMalformed,
              found
                  ? "deliver it in one encoding"
                  : "set the encoding in the contract, or deliver " + source.encoding(),
              firstMalformed,
              firstMalformedLine);
    }
  }

  /** Refuses the file for what was found of it before. */
  void refuse(Refusal reason) {
    refusal = reason;
  }

  Fingerprint changed() {
    refusal =
        Refusal.of(
            "changed",
            "the file changed while it was read",
            "nothing: the next run looks at it again");
    return fingerprint("", file.size());
  }

  Fingerprint unreadable() {
    refusal =
        Refusal.of(
            "unreadable",
            "the file is gone or may not be read",
            "give the user that runs the lake the right to read it");
    return fingerprint("", file.size());
  }

  Fingerprint fingerprint(String sha256, long size) {
    return new Fingerprint(
        sha256,
        size,
        count,
        blankLines,
        header,
        dataOffset,
        dataLine,
        last.isEmpty() ? Long.MAX_VALUE : last.element(),
        malformed,
        source,
        layout,
        Optional.ofNullable(refusal));
  }

  /** Counts the bytes read and remembers whether reading failed. */
  static final class Counting extends FilterInputStream {
    private long count;
    private boolean failed;

    Counting(InputStream in) {
      super(in);
    }

    long count() {
      return count;
    }

    /** Whether what was read could not be read to its end. */
    boolean failed() {
      return failed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int read = super.read(bytes, offset, length);
        count += Math.max(0, read);
        return read;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }
  }
}
