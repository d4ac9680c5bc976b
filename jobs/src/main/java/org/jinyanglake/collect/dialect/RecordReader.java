package org.jinyanglake.collect.dialect;

import java.util.Iterator;
import java.util.Optional;

/**
 * The records of a text whose table has a known width. Where the dialect's quotes leave a record
 * with another number of cells and quotes are in disorder, it is read as {@link RowRepair} does. A
 * record that follows the dialect is never repaired, however many cells it has.
 */
final class RecordReader implements Iterator<Scanned> {

  private static final char[] OTHERS = {',', ';', '\t', '|', ' '};

  /** Of fewer cells than that it may be chance that another delimiter gives as many. */
  private static final int OTHER_FROM = 3;

  /** So many lines in disorder are looked at, and so many characters of them; then no more. */
  private static final int MOST_REPAIRS = 100_000;

  private static final long MOST_CHARACTERS = 100_000_000;

  private final String text;
  private final Dialect dialect;
  private final Scanner scanner;
  private final int width;
  private final ColumnTypes types;
  private int repairs;
  private long characters;

  /**
   * @param types of the table's columns, none if it is not clear how many it has
   */
  RecordReader(String text, Dialect dialect, ColumnTypes types) {
    this.text = text;
    this.dialect = dialect;
    this.scanner = new Scanner(text, dialect);
    this.width = types.width();
    this.types = types;
  }

  @Override
  public boolean hasNext() {
    return scanner.hasNext();
  }

  @Override
  public Scanned next() {
    return scanner.advance(read());
  }

  private Scanned read() {
    Scanned record = scanner.parse(true);
    if (width == 0) {
      return record.lines() > 1 && record.stray() ? scanner.parse(false) : record;
    }
    if (record.width() == width && !record.stray()) {
      return record;
    }
    if (record.lines() == 1) {
      return repaired(record).orElse(record);
    }
    Scanned line = scanner.parse(false);
    if (line.width() == width && !line.stray()) {
      return line;
    }
    return repaired(line).orElse(record.stray() ? line : record);
  }

  private Optional<Scanned> repaired(Scanned line) {
    boolean exhausted = repairs >= MOST_REPAIRS || characters >= MOST_CHARACTERS;
    if (line.from() == line.to() || exhausted) {
      return Optional.empty();
    }
    if (width >= OTHER_FROM && (line.stray() || line.width() == 1)) {
      spend(line);
      Optional<Scanned> other = otherDelimiter(line);
      if (other.isPresent()) {
        return other;
      }
    }
    String written = scanner.written(line);
    boolean maybeDoubled =
        line.width() < width && written.contains("" + dialect.quote() + dialect.quote());
    if (!line.stray() && !maybeDoubled) {
      return Optional.empty();
    }
    spend(line);
    return RowRepair.cells(written, width, dialect)
        .filter(cells -> !cells.equals(line.cells()) && (line.stray() || types.agree(cells)))
        .map(cells -> line.with(cells, Scanned.How.REPAIRED));
  }

  private void spend(Scanned line) {
    repairs++;
    characters += OTHERS.length * (long) (line.to() - line.from());
  }

  private Optional<Scanned> otherDelimiter(Scanned line) {
    for (char other : OTHERS) {
      if (other != dialect.delimiter()) {
        Dialect with = new Dialect(other, false, dialect.quote(), dialect.escape());
        Scanned read = new Scanner(text, line.from(), line.to(), line.line(), with).parse(false);
        if (read.width() == width && !read.stray()) {
          return Optional.of(line.with(read.cells(), Scanned.How.OTHER_DELIMITER));
        }
      }
    }
    return Optional.empty();
  }
}
