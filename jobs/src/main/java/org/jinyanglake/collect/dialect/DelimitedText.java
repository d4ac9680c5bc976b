package org.jinyanglake.collect.dialect;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Delimited text that nobody described: its encoding, its dialect and its table, found in its bytes
 * alone.
 */
public final class DelimitedText {

  private final DetectedEncoding encoding;
  private final DialectDetector.Guess guess;
  private final LineEnds lineEnds;
  private final boolean mended;
  private final String text;
  private final TableText table;

  private DelimitedText(DetectedEncoding encoding, String text, Declared declared) {
    String meant = Cp1252.undone(text);
    this.encoding = encoding;
    this.text = meant;
    this.mended = !meant.equals(text);
    this.guess = DialectDetector.detect(meant, declared);
    this.lineEnds = LineEnds.of(meant);
    this.table = new TableText(meant, guess.dialect(), declared);
  }

  /**
   * Looks at a whole text.
   *
   * @throws DetectedEncoding.MixedException if it is not in one encoding
   */
  public static DelimitedText of(byte[] bytes) {
    return of(bytes, Declared.NOTHING);
  }

  /**
   * Looks at a whole text of which something is known. A declared encoding in which the bytes are
   * no text is not used.
   *
   * @throws DetectedEncoding.MixedException if it is not in one encoding
   */
  public static DelimitedText of(byte[] bytes, Declared declared) {
    DetectedEncoding encoding =
        declared
            .encoding()
            .flatMap(charset -> DetectedEncoding.as(bytes, charset))
            .orElseGet(() -> DetectedEncoding.of(bytes));
    return of(bytes, encoding, declared);
  }

  /** Looks at a whole text of which the encoding is known. */
  public static DelimitedText of(byte[] bytes, DetectedEncoding encoding, Declared declared) {
    return new DelimitedText(encoding, encoding.decode(bytes), declared);
  }

  public DetectedEncoding encoding() {
    return encoding;
  }

  public Dialect dialect() {
    return guess.dialect();
  }

  /** The best reading with another delimiter; empty if there is none. */
  public Optional<Dialect> runnerUp() {
    return guess.runnerUp();
  }

  /** How many times better the dialect is than the runner-up; infinite without one. */
  public double margin() {
    return guess.margin();
  }

  /** Whether no other reading comes near. If not, a person says which is meant. */
  public boolean isSure() {
    return guess.isSure() && encoding.sure();
  }

  public LineEnds lineEnds() {
    return lineEnds;
  }

  /** Whether control characters stood for dashes, quotation marks and the like. */
  public boolean hadControls() {
    return mended;
  }

  /** Whether a character stands anywhere in it. */
  public boolean holds(char c) {
    return text.indexOf(c) >= 0;
  }

  boolean isAscii() {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Its lines, one at a time, since the text may be large. */
  Stream<String> lines() {
    return text.lines();
  }

  public TableText table() {
    return table;
  }
}
