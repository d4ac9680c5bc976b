package org.jinyanglake.collect.dialect;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The encoding of a text that says nothing of it, confirmed by all of its bytes: a text that no
 * encoding holds from the first byte to the last has none.
 *
 * @param charset by which all bytes are text
 * @param mark the number of bytes of the byte-order mark at the start, which is no text
 * @param sure false if another encoding says nearly as much
 */
public record DetectedEncoding(Charset charset, int mark, boolean sure) {

  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final Charset BIG5 = Charset.forName("Big5");
  private static final Charset WESTERN = Charset.forName("windows-1252");

  /** Of Chinese text so many characters at least are among the common ones. */
  private static final double COMMON = 0.6;

  /** Two encodings with shares of common characters as near as that say the same. */
  private static final double NEAR = 0.1;

  /** Text of so many Chinese characters is no chance. */
  private static final int MANY = 4;

  private static final int SAMPLE = 64 << 10;

  /** Of 100; below it ICU guesses, and Western text is likelier. */
  private static final int LEAST_CONFIDENCE = 50;

  /** Text in no encoding, or in more than one. */
  public static final class MixedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    MixedException(String message, long offset) {
      super(message);
      this.offset = offset;
    }

    /** The first byte that is not in the encoding of those before it. */
    public long offset() {
      return offset;
    }
  }

  /**
   * Finds the encoding of a text.
   *
   * @throws MixedException if there is none; the message names the byte and the line
   */
  public static DetectedEncoding of(byte[] text) {
    Optional<DetectedEncoding> wide = WideText.detect(text);
    if (wide.isPresent()) {
      confirm(text, wide.get());
      return wide.get();
    }
    int mark = markLength(text);
    long malformed = malformed(text, mark, StandardCharsets.UTF_8);
    if (malformed < 0 && !Utf8Lines.startsAsGbk(text, mark)) {
      return new DetectedEncoding(StandardCharsets.UTF_8, mark, true);
    }
    if (mark > 0) {
      throw mixed(text, StandardCharsets.UTF_8, malformed);
    }
    if (malformed >= 0) {
      Utf8Lines.requireNone(text, malformed);
    }
    return chinese(text).orElseGet(() -> other(text));
  }

  /**
   * The declared encoding.
   *
   * @throws MixedException if a byte is no text in it
   */
  public static DetectedEncoding declared(byte[] text, Charset charset) {
    return as(text, charset).orElseThrow(() -> mixed(text, charset, malformed(text, 0, charset)));
  }

  /** The declared encoding, if all bytes are text in it. */
  static Optional<DetectedEncoding> as(byte[] text, Charset charset) {
    boolean wide = charset.name().startsWith("UTF-16") && WideText.hasMark(text);
    int mark = charset.equals(StandardCharsets.UTF_8) ? markLength(text) : wide ? 2 : 0;
    return malformed(text, mark, charset) < 0
        ? Optional.of(new DetectedEncoding(charset, mark, true))
        : Optional.empty();
  }

  private static void confirm(byte[] text, DetectedEncoding found) {
    long malformed = malformed(text, found.mark, found.charset);
    if (malformed >= 0) {
      throw mixed(text, found.charset, malformed);
    }
  }

  private static Optional<DetectedEncoding> chinese(byte[] text) {
    double gb = HanShare.gb18030(text, text.length);
    double big5 = HanShare.big5(text, text.length);
    long notGb = malformed(text, 0, GB18030);
    long notBig5 = malformed(text, 0, BIG5);
    boolean near = Math.abs(gb - big5) < NEAR && notGb < 0 && notBig5 < 0;
    boolean gbFirst = near ? !ranksFirst(text, "Big5") : notBig5 >= 0 || notGb < 0 && gb >= big5;
    if (gbFirst ? gb >= COMMON && notGb < 0 : big5 >= COMMON && notBig5 < 0) {
      return Optional.of(new DetectedEncoding(gbFirst ? GB18030 : BIG5, 0, !near));
    }
    if (notGb >= 0 && notBig5 >= 0) {
      Charset longer = notGb >= notBig5 ? GB18030 : BIG5;
      int end = (int) Math.max(notGb, notBig5);
      double share = longer == BIG5 ? HanShare.big5(text, end) : HanShare.gb18030(text, end);
      if (HanShare.characters(text, end) >= MANY && share >= COMMON) {
        throw mixed(text, longer, end);
      }
    }
    return Optional.empty();
  }

  private static boolean ranksFirst(byte[] text, String name) {
    for (String each : ranked(text)) {
      if (each.equals(name) || each.startsWith("GB")) {
        return each.equals(name);
      }
    }
    return false;
  }

  private static DetectedEncoding other(byte[] text) {
    List<String> names = new ArrayList<>(ranked(text));
    names.add(WESTERN.name());
    for (String name : names) {
      Charset charset = name.equals("ISO-8859-1") ? WESTERN : charset(name);
      boolean chinese = name.startsWith("GB") || name.equals("Big5") || name.startsWith("UTF");
      if (charset != null && !chinese && malformed(text, 0, charset) < 0) {
        return new DetectedEncoding(charset, 0, false);
      }
    }
    throw mixed(text, StandardCharsets.UTF_8, malformed(text, 0, StandardCharsets.UTF_8));
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
      return null;
    }
  }

  /** What ICU takes a sample for, the likeliest first. */
  private static List<String> ranked(byte[] text) {
    int from = 0;
    while (from < text.length && text[from] >= 0) {
      from++;
    }
    from = Math.max(0, Math.min(from - SAMPLE / 2, text.length - SAMPLE));
    byte[] sample = java.util.Arrays.copyOfRange(text, from, Math.min(text.length, from + SAMPLE));
    CharsetDetector detector = new CharsetDetector();
    detector.setText(sample);
    List<String> names = new ArrayList<>();
    for (CharsetMatch match : detector.detectAll()) {
      if (match.getConfidence() >= LEAST_CONFIDENCE) {
        names.add(match.getName());
      }
    }
    return names;
  }

  /** The text without its mark. */
  public String decode(byte[] text) {
    return new String(text, mark, text.length - mark, charset);
  }

  /** The first byte from {@code from} on that is not in an encoding; −1 if all are. */
  static long malformed(byte[] text, int from, Charset charset) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(text, from, text.length - from);
    CharBuffer out = CharBuffer.allocate(8192);
    while (true) {
      out.clear();
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        return in.position();
      }
      if (result.isUnderflow()) {
        return in.hasRemaining() ? in.position() : -1;
      }
    }
  }

  /** The number of bytes of a byte-order mark of UTF-8 at the start, 0 if there is none. */
  public static int markLength(byte[] text) {
    return starts(text, 0xef, 0xbb, 0xbf) ? 3 : 0;
  }

  static boolean starts(byte[] text, int... bytes) {
    if (text.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((text[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  static MixedException mixed(byte[] text, Charset charset, long offset) {
    return new MixedException(
        "the text is "
            + charset
            + " up to byte "
            + offset
            + " (line "
            + line(text, offset)
            + "), which is not",
        offset);
  }

  static long line(byte[] text, long offset) {
    long line = 1;
    for (int i = 0; i < offset; i++) {
      line += text[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
