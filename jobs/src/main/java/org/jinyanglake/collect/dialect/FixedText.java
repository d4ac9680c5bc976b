package org.jinyanglake.collect.dialect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.collect.dialect.AlignedLines.Word;
import org.jinyanglake.contract.Source.Positions;

/**
 * Text of fixed width that nobody described: lines whose cells are padded with blanks so that they
 * stand one below the other. Cells that touch in every line cannot be told apart.
 */
public final class FixedText {

  /** The borders are told by so many lines: a value as long as its column is among them. */
  private static final int SAMPLE = 10_000;

  /** And by so many characters; each may be a word, of which one takes 80 bytes of memory. */
  private static final int SAMPLE_CHARACTERS = 2_000_000;

  /** A longer line is no record of a table that people have lined up. */
  private static final int WIDEST = 10_000;

  /**
   * Where a column stands.
   *
   * @param first position of its cells, from 1
   * @param last position, which belongs to them
   * @param mayBeMissing whether some lines end before it
   */
  public record Place(int first, int last, boolean mayBeMissing) {
    /** As a contract says it. */
    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  private final PositionWidths widths;
  private final List<Place> places;
  private final int footer;
  private final TableText table;
  private final int preamble;
  private final List<String> notes;

  FixedText(
      PositionWidths widths,
      List<Place> places,
      int footer,
      TableText table,
      int preamble,
      List<String> notes) {
    this.widths = widths;
    this.places = places;
    this.footer = footer;
    this.table = table;
    this.preamble = preamble;
    this.notes = notes;
  }

  /** What was found with positions of one kind. */
  record Candidate(PositionWidths widths, AlignedLines found) {
    int columns() {
      return found.columns().size();
    }
  }

  /**
   * Looks whether a text is of fixed width.
   *
   * @param text as it reads best as delimited text, which goes before if it reads well
   */
  public static Optional<FixedText> of(DelimitedText text) {
    List<String> sample = text.holds('\t') ? List.of() : sample(text);
    if (sample.isEmpty()) {
      return Optional.empty();
    }
    int delimited = delimited(text);
    if (delimited == Integer.MAX_VALUE) {
      return Optional.empty();
    }
    List<Candidate> candidates = new ArrayList<>();
    boolean ascii = text.isAscii();
    String charset = text.encoding().charset().name();
    boolean wide = charset.startsWith("UTF-16");
    List<Positions> kinds = new ArrayList<>(List.of(Positions.values()));
    kinds.removeIf(each -> wide ? each == Positions.BYTES : ascii && each != Positions.BYTES);
    for (Positions each : kinds) {
      String encoding = ascii ? StandardCharsets.UTF_8.name() : charset;
      PositionWidths widths = new PositionWidths(each, encoding);
      List<List<Word>> words = sample.stream().map(line -> words(line, widths)).toList();
      AlignedLines.of(words).ifPresent(found -> candidates.add(new Candidate(widths, found)));
    }
    candidates.removeIf(each -> each.columns() <= delimited);
    return best(candidates).map(best -> new FixedCut(text, sample, best, candidates).text());
  }

  /** The first lines that hold something; none if one is too long for fixed width. */
  private static List<String> sample(DelimitedText text) {
    List<String> sample = new ArrayList<>();
    int characters = 0;
    Iterator<String> lines = text.lines().iterator();
    for (int i = 0; i < SAMPLE && characters < SAMPLE_CHARACTERS && lines.hasNext(); i++) {
      String line = lines.next();
      if (line.length() > WIDEST) {
        return List.of();
      }
      characters += line.length();
      if (!isBlank(line) && !isRule(line)) {
        sample.add(line);
      }
    }
    return sample;
  }

  /**
   * The number of columns as delimited text: none if it is irregular, all that can be if it is not
   * and no cell is padded.
   */
  private static int delimited(DelimitedText text) {
    // Titles and notes aside, nine of ten lines of delimited text have one width.
    Shape shape = text.table().shape();
    Dialect dialect = text.dialect();
    if (!dialect.hasDelimiter()
        || shape.width() < 2
        || 10 * shape.ofWidth() < 9 * shape.records()) {
      return 0;
    }
    boolean blank = dialect.delimiter() == ' ';
    long[] padded = new long[1];
    text.table()
        .read(
            row ->
                padded[0] +=
                    row.stream().anyMatch(c -> blank ? c.isEmpty() : c.strip().contains("  "))
                        ? 1
                        : 0,
            finding -> {});
    boolean regular = 2 * padded[0] < shape.records() || blank && dialect.hasQuote();
    return regular ? Integer.MAX_VALUE : blank ? 0 : shape.width();
  }

  private static Optional<Candidate> best(List<Candidate> candidates) {
    Candidate best = null;
    for (Candidate each : candidates) {
      if (best == null
          || each.found.across() < best.found.across()
          || each.found.across() == best.found.across() && each.columns() > best.columns()) {
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == 0x3000;
  }

  static boolean isBlank(String line) {
    return line.chars().allMatch(c -> isBlank((char) c));
  }

  /** Whether a line is drawn and not written. */
  static boolean isRule(String line) {
    return !isBlank(line)
        && line.chars().allMatch(c -> isBlank((char) c) || "-=_+|—─━".indexOf(c) >= 0);
  }

  private static List<Word> words(String line, PositionWidths widths) {
    List<Word> words = new ArrayList<>();
    int position = 0;
    int begin = -1;
    int from = 0;
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      boolean blank = c == ' ' || c == 0x3000;
      if (blank && begin >= 0) {
        words.add(new Word(line.substring(from, i), begin, position));
        begin = -1;
      } else if (!blank && begin < 0) {
        begin = position;
        from = i;
      }
      position += widths.of(c);
      i += Character.charCount(c);
    }
    if (begin >= 0) {
      words.add(new Word(line.substring(from), begin, position));
    }
    return words;
  }

  /** What the positions count. */
  public Positions positions() {
    return widths.positions();
  }

  /** Where the columns stand, in their order. */
  public List<Place> places() {
    return places;
  }

  /** The number of lines before the first row, the header among them. */
  public int preamble() {
    return preamble;
  }

  /** The number of lines after the last row. */
  public int footer() {
    return footer;
  }

  /** Its rows, without the blanks around their cells. */
  public TableText table() {
    return table;
  }

  /** What people should look at. */
  public List<String> notes() {
    return notes;
  }
}
