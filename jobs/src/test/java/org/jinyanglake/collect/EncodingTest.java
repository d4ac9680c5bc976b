package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Decoding agrees with the JDK's strict decoders, on text and on any bytes. */
class EncodingTest {

  private static final Charset GB18030 = Charset.forName("GB18030");
  private static final Pattern UNATTACHED_MARK =
      Pattern.compile("(^|[\\p{ASCII}&&[^a-zA-Z]])[\\u0300-\\u036f]");

  @Property
  void utf8DecodesAsTheJdkDoes(@ForAll("bytes") byte[] bytes) {
    Assume.that(!UNATTACHED_MARK.matcher(new String(bytes, StandardCharsets.UTF_8)).find());
    agrees(new Utf8(), StandardCharsets.UTF_8, bytes);
  }

  @Property
  void gb18030DecodesAsTheJdkDoes(@ForAll("bytes") byte[] bytes) {
    agrees(new Gb18030(), GB18030, bytes);
  }

  @Property
  void gb18030ReadsAllText(@ForAll String text) {
    byte[] bytes = text.getBytes(GB18030);
    if (new String(bytes, GB18030).equals(text)) {
      assertThat(decode(new Gb18030(), bytes)).isEqualTo(text);
    }
  }

  @Test
  void gb18030KnowsEveryCharacterThatTheJdkKnows() {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        text.appendCodePoint(c);
      }
    }
    byte[] bytes = text.toString().getBytes(GB18030);
    assertThat(decode(new Gb18030(), bytes).equals(new String(bytes, GB18030))).isTrue();
  }

  @Test
  void rareNamesInFilesDeclaredGbkAreRead() {
    assertThat(decode(Encoding.of(Charset.forName("GBK")), "㐀𠀀王".getBytes(GB18030)))
        .isEqualTo("㐀𠀀王");
  }

  @Test
  void gbkThatHappensToBeWellFormedUtf8IsNotTakenForIt() {
    byte[] gbk = "1,太原,2".getBytes(GB18030);
    Text text = new Text();

    assertThat(new Utf8().read(gbk, 0, gbk.length, true, text)).isEqualTo(2);
    assertThat(new String(text.bytes, text.from, text.length(), StandardCharsets.UTF_8))
        .isEqualTo("1,\\xCC\\xABԭ,2");
    assertThat(decode(new Utf8(), "Cafe\u0301".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("Cafe\u0301");
  }

  @Test
  void malformedBytesAreShownAndFound() {
    byte[] bytes = "好".getBytes(StandardCharsets.UTF_8);
    byte[] spoiled = {'a', bytes[0], bytes[1], bytes[2], (byte) 0xb0, (byte) 0xa1, 'b'};
    Text text = new Text();

    assertThat(new Utf8().read(spoiled, 0, spoiled.length, true, text)).isEqualTo(4);
    assertThat(new String(text.bytes, text.from, text.length(), StandardCharsets.UTF_8))
        .isEqualTo("a好\\xB0\\xA1b");
  }

  private static void agrees(Encoding encoding, Charset charset, byte[] bytes) {
    String expected;
    try {
      expected = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      expected = null;
    }
    assertThat(decode(encoding, bytes)).isEqualTo(expected);
  }

  private static String decode(Encoding encoding, byte[] bytes) {
    Text text = new Text();
    return encoding.read(bytes, 0, bytes.length, true, text) < 0
        ? new String(text.bytes, text.from, text.length(), StandardCharsets.UTF_8)
        : null;
  }

  /** Bytes that are often, but not always, well-formed in either encoding. */
  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<byte[]> words =
        Arbitraries.of("ab,", "中文", "é", "𠀀", "㐀", "😀")
            .map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> gbWords =
        Arbitraries.of("ab,", "中文", "é", "𠀀", "㐀", "😀").map(s -> s.getBytes(GB18030));
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(4);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, words),
            net.jqwik.api.Tuple.of(4, gbWords),
            net.jqwik.api.Tuple.of(1, noise))
        .list()
        .ofMaxSize(8)
        .map(
            list -> {
              java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
              list.forEach(joined::writeBytes);
              return joined.toByteArray();
            });
  }
}
