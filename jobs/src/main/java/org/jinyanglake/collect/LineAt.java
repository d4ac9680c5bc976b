package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Source;

/**
 * A line of a landing file, found again by what {@code _row} says.
 *
 * @param number of the line, from 1
 * @param text without its line end; bytes that are not in the declared encoding as {@code \xHH}. It
 *     is a raw value: show it in the restricted zone only
 */
public record LineAt(long number, String text) {

  /**
   * Reads the line whose first byte is byte {@code offset} of the decompressed file.
   *
   * @throws IllegalArgumentException if no line begins there, so it is not the file that was
   *     collected
   */
  public static LineAt of(FileSystem fs, Path path, Source.Files source, long offset)
      throws IOException {
    InputStream stored = LandingFile.open(fs, path);
    try (Lines lines = new Lines(Packing.of(path.getName()).unpack(stored), 0)) {
      long number = 0;
      while (lines.next()) {
        number++;
        // A byte-order mark is before the first line.
        int mark = number == 1 && offset == 3 ? 3 : 0;
        if (lines.offset() + mark == offset) {
          Text text = new Text();
          Encoding.of(source.encoding())
              .read(lines.buffer(), lines.from() + mark, lines.to(), true, text);
          return new LineAt(
              number, new String(text.bytes, text.from, text.length(), StandardCharsets.UTF_8));
        }
      }
    }
    throw new IllegalArgumentException("no line of " + path + " begins at byte " + offset);
  }

  /**
   * The numbers, from 1, of the lines that begin at some bytes of the decompressed file, by byte;
   * bytes at which no line begins are missing. Reads the file once.
   */
  public static Map<Long, Long> numbers(FileSystem fs, Path path, Set<Long> offsets)
      throws IOException {
    return numbers(LandingFile.open(fs, path), path.getName(), offsets);
  }

  /**
   * The same of a file that is open.
   *
   * @param stored its bytes from the first on; closed afterwards
   * @param name of the file, which says how it is compressed
   */
  public static Map<Long, Long> numbers(InputStream stored, String name, Set<Long> offsets)
      throws IOException {
    Map<Long, Long> numbers = new HashMap<>();
    try (Lines lines = new Lines(Packing.of(name).unpack(stored), 0)) {
      for (long number = 1; numbers.size() < offsets.size() && lines.next(); number++) {
        if (offsets.contains(lines.offset())) {
          numbers.put(lines.offset(), number);
        } else if (number == 1 && offsets.contains(3L)) { // after a byte-order mark
          numbers.put(3L, number);
        }
      }
    }
    return numbers;
  }
}
