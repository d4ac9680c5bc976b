package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void linesEndWithLfCrLfOrCrMixedAsTheyCome() throws IOException {
    assertThat(lines(new ByteArrayInputStream(ascii("a\nbb\r\nccc\rd\r\n\r\ne"))))
        .containsExactly("0 a", "2 bb", "6 ccc", "10 d", "13 ", "15 e");
  }

  @Test
  void anEndAtTheEndOfTheFileBeginsNoLine() throws IOException {
    assertThat(lines(new ByteArrayInputStream(ascii("a\n")))).containsExactly("0 a");
    assertThat(lines(new ByteArrayInputStream(ascii("a\r")))).containsExactly("0 a");
    assertThat(lines(new ByteArrayInputStream(ascii("")))).isEmpty();
  }

  @Property(tries = 300)
  void howTheStreamHandsOutItsBytesDoesNotMatter(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 7) int chunk)
      throws IOException {
    assertThat(lines(new Trickle(new ByteArrayInputStream(ascii(text)), chunk)))
        .isEqualTo(lines(new ByteArrayInputStream(ascii(text))));
  }

  @Property(tries = 300)
  void allBytesAreInLinesOrBetweenThem(@ForAll("texts") String text) throws IOException {
    String joined = text.replace("\r\n", "\n").replace('\r', '\n');
    List<String> expected = new ArrayList<>(Arrays.asList(joined.split("\n", -1)));
    if (expected.get(expected.size() - 1).isEmpty()) {
      expected.remove(expected.size() - 1);
    }
    assertThat(lines(new ByteArrayInputStream(ascii(text))))
        .extracting(line -> line.substring(line.indexOf(' ') + 1))
        .isEqualTo(expected);
  }

  @Test
  void aLineThatIsTooLongIsCutAndTheNextIsWhole() throws IOException {
    byte[] bytes = new byte[Lines.LONGEST + 100];
    Arrays.fill(bytes, (byte) 'x');
    bytes[1] = '\n';
    bytes[bytes.length - 3] = '\r';
    bytes[bytes.length - 2] = '\n';
    try (Lines lines = new Lines(new Trickle(new ByteArrayInputStream(bytes), 8191), 0)) {
      assertThat(lines.next() && !lines.tooLong()).isTrue();
      assertThat(lines.next() && lines.tooLong()).isTrue();
      assertThat(lines.offset()).isEqualTo(2);
      assertThat(lines.to() - lines.from()).isEqualTo(Lines.KEPT);
      assertThat(lines.next() && !lines.tooLong()).isTrue();
      assertThat(lines.offset()).isEqualTo(bytes.length - 1L);
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void aLineOfTheGreatestLengthIsWholeAndOneOfAByteMoreIsNot() throws IOException {
    byte[] bytes = new byte[2 * Lines.LONGEST + 3];
    Arrays.fill(bytes, (byte) 'x');
    bytes[Lines.LONGEST] = '\n';
    bytes[bytes.length - 1] = '\n';
    try (Lines lines = new Lines(new ByteArrayInputStream(bytes), 0)) {
      assertThat(lines.next() && !lines.tooLong()).isTrue();
      assertThat(lines.to() - lines.from()).isEqualTo(Lines.LONGEST);
      assertThat(lines.next() && lines.tooLong()).isTrue();
      assertThat(lines.next()).isFalse();
    }
  }

  @Test
  void memoryDoesNotGrowWithALine() throws IOException {
    long gigabyte = 1L << 30;
    try (Lines lines = new Lines(new Endless(gigabyte), 0)) {
      assertThat(lines.next() && lines.tooLong()).isTrue();
      assertThat(lines.nextOffset()).isEqualTo(gigabyte);
      assertThat(lines.buffer().length).isLessThanOrEqualTo(2 * Lines.LONGEST);
    }
  }

  private static List<String> lines(InputStream in) throws IOException {
    List<String> found = new ArrayList<>();
    try (Lines lines = new Lines(in, 0)) {
      while (lines.next()) {
        found.add(
            lines.offset()
                + " "
                + new String(
                    lines.buffer(),
                    lines.from(),
                    lines.to() - lines.from(),
                    StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "bcdefghijk", "\n", "\r", "\r\n")
        .list()
        .ofMaxSize(20)
        .map(l -> String.join("", l));
  }

  /** Hands out a few bytes at a time. */
  private static final class Trickle extends InputStream {
    private final InputStream in;
    private final int chunk;

    Trickle(InputStream in, int chunk) {
      this.in = in;
      this.chunk = chunk;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, Math.min(length, chunk));
    }
  }

  /** So many bytes without a line end. */
  private static final class Endless extends InputStream {
    private long left;

    Endless(long size) {
      this.left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      Arrays.fill(bytes, offset, offset + count, (byte) 'x');
      left -= count;
      return count;
    }
  }

  @Test
  void aQuoteThatIsNotClosedIsLookedForInNotTooManyLines() throws IOException {
    byte[] bytes = new byte[Lines.LONGEST];
    Arrays.fill(bytes, (byte) '\n');
    bytes[0] = '"';
    ByteArrayInputStream text = new ByteArrayInputStream(bytes);
    Encoding utf8 = Encoding.of(StandardCharsets.UTF_8);
    Records records = new QuotedRecords(new Lines(text, 0), 1, utf8, true, ',', '"', '"');

    assertThat(records.next()).isTrue();

    assertThat(records.misfit()).isEqualTo(Misfit.UNCLOSED_QUOTE);
    assertThat(text.available()).as("lines that are held").isGreaterThan(Lines.LONGEST * 9 / 10);
    assertThat(records.next()).isFalse();
    assertThat(records.blankLines()).isEqualTo(Lines.LONGEST - 2);
  }
}
