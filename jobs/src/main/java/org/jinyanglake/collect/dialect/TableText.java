package org.jinyanglake.collect.dialect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The table in a text: its header and its rows, with what else the text holds left out and named.
 * Rows keep the number of cells that they have; nothing is added to them.
 */
public final class TableText {

  /** Of wide tables fewer rows are held at once. */
  private static final long HEAD_CELLS = 2_000_000;

  /** Where its records come from; each time from the first. */
  interface Records {
    /**
     * Begins to read.
     *
     * @param types by which records in disorder are repaired; with {@link ColumnTypes#NONE} none is
     */
    Iterator<Scanned> read(ColumnTypes types);
  }

  private final Records records;
  private final Shape shape;
  private final ColumnTypes types;
  private final Layout layout;
  private final int footer;
  private final long firstLine;

  TableText(String text, Dialect dialect, Declared declared) {
    this(types -> new RecordReader(text, dialect, types), declared);
  }

  TableText(Records records, Declared declared) {
    this.records = records;
    this.shape = Shape.of(records.read(ColumnTypes.NONE));
    this.types = new ColumnTypes(head(records.read(ColumnTypes.NONE)), shape.repairWidth());
    List<Scanned> head = head(reader());
    this.layout = Layout.of(head, shape, declared);
    this.firstLine =
        hasHeader()
            ? layout.headers().get(0).line()
            : layout.firstRow() < head.size() ? head.get(layout.firstRow()).line() : 1;
    this.footer = declared.footer().orElse(0);
  }

  private static List<Scanned> head(Iterator<Scanned> reader) {
    List<Scanned> head = new ArrayList<>();
    long cells = 0;
    while (reader.hasNext() && head.size() < Layout.HEAD && cells < HEAD_CELLS) {
      Scanned row = reader.next();
      cells += row.width();
      head.add(row);
    }
    return head;
  }

  Iterator<Scanned> reader() {
    return records.read(types);
  }

  Shape shape() {
    return shape;
  }

  Layout layout() {
    return layout;
  }

  /** The names of the columns, made up as {@code col_0} if the text has no header. */
  public List<String> names() {
    return layout.names();
  }

  public boolean hasHeader() {
    return !layout.headers().isEmpty();
  }

  /** The number of records that name the columns. */
  public int headers() {
    return layout.headers().size();
  }

  /** The number of records before the header or first row, blank lines included. */
  public int preamble() {
    return layout.preamble();
  }

  /** The number of the line where the header begins, or the first row if there is none; from 1. */
  public long firstLine() {
    return firstLine;
  }

  /** The number of records that go on over several lines. */
  public long multiline() {
    return shape.multiline();
  }

  /** Gives the rows in their order, and the findings as they come. May be called again. */
  public void read(Consumer<List<String>> rows, Consumer<Finding> findings) {
    Iterator<Scanned> reader = reader();
    for (int i = 0; i < layout.firstRow() && reader.hasNext(); i++) {
      Scanned row = reader.next();
      if (layout.headers().stream().noneMatch(header -> header.line() == row.line())) {
        findings.accept(new Finding(Finding.Kind.PREAMBLE, row.line()));
      }
    }
    Deque<List<String>> last = new ArrayDeque<>();
    Consumer<List<String>> kept =
        row -> {
          last.add(row);
          if (last.size() > footer) {
            rows.accept(last.remove());
          }
        };
    Body body = new Body(layout, shape, footer == 0 ? rows : kept, findings);
    while (reader.hasNext() && body.add(reader.next())) {}
    body.end();
  }
}
