package org.jinyanglake.collect.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What encoding a text is in, and where it stops being in it. */
class EncodingsTest {

  private static final String SIMPLIFIED =
      """
      日期,姓名,街道,诉求内容
      2024-03-04,王建国,柳巷街道,路灯不亮，已有三天，请尽快派人维修
      2024-03-04,李敏,坞城街道,小区停水，没有通知
      """;

  private static final String TRADITIONAL =
      """
      日期,姓名,街道,訴求內容
      2024-03-04,王建國,柳巷街道,路燈不亮，已有三天，請盡快派人維修
      2024-03-04,李敏,塢城街道,小區停水，沒有通知
      """;

  private static DetectedEncoding of(String text, String charset) {
    return DetectedEncoding.of(text.getBytes(Charset.forName(charset)));
  }

  @Test
  void chineseTextIsTold() {
    Map<String, String> encodings =
        Map.of(
            "UTF-8", "UTF-8",
            "GB2312", "GB18030",
            "GBK", "GB18030",
            "GB18030", "GB18030",
            "UTF-16LE", "UTF-16LE",
            "UTF-16BE", "UTF-16BE");
    encodings.forEach(
        (written, found) -> {
          DetectedEncoding encoding = of(SIMPLIFIED, written);
          assertThat(encoding.charset().name()).as(written).isEqualTo(found);
          assertThat(encoding.sure()).as(written).isTrue();
          assertThat(encoding.decode(SIMPLIFIED.getBytes(Charset.forName(written))))
              .isEqualTo(SIMPLIFIED);
        });
    assertThat(of(TRADITIONAL, "Big5").charset().name()).isEqualTo("Big5");
    assertThat(of("編號,姓名\n1,陳志明\n", "Big5").charset().name()).isEqualTo("Big5");
    assertThat(of("编号,姓名\n1,陈志明\n", "GBK").charset().name()).isEqualTo("GB18030");
    assertThat(of("太原,1\n", "GBK").charset().name())
        .as("which happens to be UTF-8 as well")
        .isEqualTo("GB18030");
  }

  @Test
  void aMarkIsNoText() {
    for (String charset : new String[] {"UTF-8", "UTF-16LE", "UTF-16BE"}) {
      byte[] bytes = ("\ufeff" + SIMPLIFIED).getBytes(Charset.forName(charset));
      DetectedEncoding encoding = DetectedEncoding.of(bytes);

      assertThat(encoding.charset().name()).isEqualTo(charset);
      assertThat(encoding.mark()).isEqualTo(charset.equals("UTF-8") ? 3 : 2);
      assertThat(encoding.decode(bytes)).isEqualTo(SIMPLIFIED);
    }
  }

  @Test
  void westernTextIsTold() {
    assertThat(
            of(
                    "name,price\ncaf\u00e9,\u20ac5\ncr\u00e8me br\u00fbl\u00e9e,\u20ac6\n",
                    "windows-1252")
                .charset()
                .name())
        .isEqualTo("windows-1252");
    assertThat(of("a,b\n1,2\n", "US-ASCII").charset()).isEqualTo(StandardCharsets.UTF_8);
  }

  /** A file put together of two, each in its own encoding: neither half may become nonsense. */
  @Test
  void aTextThatTurnsOutToBeSomethingElseIsRefusedWithTheByte() {
    String[] charsets = {"UTF-8", "GB18030", "UTF-8"};
    for (int i = 0; i < 2; i++) {
      byte[] first = SIMPLIFIED.getBytes(Charset.forName(charsets[i]));
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(first);
      both.writeBytes(SIMPLIFIED.getBytes(Charset.forName(charsets[i + 1])));

      assertThatThrownBy(() -> DetectedEncoding.of(both.toByteArray()))
          .isInstanceOfSatisfying(
              DetectedEncoding.MixedException.class,
              e -> {
                assertThat(e.offset()).isBetween((long) first.length, first.length + 12L);
                assertThat(e).hasMessageContaining("line 4");
              });
    }
  }

  @Test
  void aTextCutWithinACharacterIsRefused() {
    byte[] utf8 = SIMPLIFIED.stripTrailing().getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> DetectedEncoding.of(java.util.Arrays.copyOf(utf8, utf8.length - 1)))
        .isInstanceOf(DetectedEncoding.MixedException.class)
        .hasMessageContaining("UTF-8 up to byte " + (utf8.length - 3));
  }
}
