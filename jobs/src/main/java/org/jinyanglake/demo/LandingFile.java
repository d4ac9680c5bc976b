package org.jinyanglake.demo;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes one day of one feed, row by row, and breaks about one row in {@value #ONE_IN}. It holds
 * two records in memory, whatever the size of the file.
 */
final class LandingFile {

  private static final int ONE_IN = 200;

  /** Told of each broken row: its number in the file from 1, and what is wrong with it. */
  interface Broken {
    void row(long number, Fault fault) throws IOException;
  }

  private final Feed feed;
  private final Timetable timetable;
  private final long seed;
  private final int day;
  private final List<Fault> faults;

  LandingFile(Feed feed, Timetable timetable, long seed, int day) {
    this.feed = feed;
    this.timetable = timetable;
    this.seed = seed;
    this.day = day;
    this.faults = Damage.possible(feed);
  }

  /** Writes the first rows of the day to the file, which appears only when it is complete. */
  Map<Fault, Long> write(Path file, long rows, Broken broken) throws IOException {
    Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    FileFormat format = feed.format();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.createDirectories(file.getParent());
    try (Writer out = open(part)) {
      out.write(format.opening(feed.fields()));
      String[] cells = new String[feed.fields().size()];
      String sound = "";
      for (long row = 0; row < rows; row++) {
        fill(row, cells);
        Dice luck = Dice.of(seed, feed.dataset().hashCode() * 31L, day, row);
        String record;
        if (luck.below(ONE_IN) > 0) {
          record = record(cells);
          sound = record;
        } else {
          Fault fault = luck.pick(faults);
          if (fault == Fault.DUPLICATE_KEY && sound.isEmpty()) {
            fault = Fault.BAD_DATE;
          }
          record = fault == Fault.DUPLICATE_KEY ? sound : Damage.record(fault, feed, cells, luck);
          sound = "";
          counts.merge(fault, 1L, Long::sum);
          broken.row(row + 1, fault);
        }
        out.write(record);
        out.write(format.lineEnd());
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return counts;
  }

  /** Writes the rows from that one on into a file of which one character is cut in half. */
  void writeMisencoded(Path file, long from) throws IOException {
    FileFormat format = feed.format();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      out.write(format.opening(feed.fields()).getBytes(format.charset()));
      String[] cells = new String[feed.fields().size()];
      long cut = from + (timetable.rows(day) - from) / 2;
      for (long row = from; row < timetable.rows(day); row++) {
        fill(row, cells);
        String record = record(cells) + format.lineEnd();
        if (row == cut) {
          // The last Chinese character has two bytes; without the second, a comma follows the
          // first.
          int end = record.length();
          while (record.charAt(end - 1) < 0x80) {
            end--;
          }
          byte[] head = record.substring(0, end).getBytes(format.charset());
          out.write(head, 0, head.length - 1);
          out.write(record.substring(end).getBytes(format.charset()));
        } else {
          out.write(record.getBytes(format.charset()));
        }
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void fill(long row, String[] cells) {
    Arrays.fill(cells, null);
    feed.fill(timetable, day, row, Dice.of(seed, feed.dataset().hashCode(), day, row), cells);
  }

  private String record(String[] cells) {
    StringBuilder line = new StringBuilder(256);
    feed.format().append(line, feed.fields(), cells);
    return line.toString();
  }

  /** Text that the charset cannot express is an error, not a question mark. */
  private Writer open(Path file) throws IOException {
    OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    if (feed.format().gzip()) {
      bytes = new GZIPOutputStream(bytes, 1 << 16);
    }
    return new BufferedWriter(
        new OutputStreamWriter(bytes, feed.format().charset().newEncoder()), 1 << 16);
  }
}
