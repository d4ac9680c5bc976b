package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;

/**
 * The bytes of a file of text, decompressed, for who has to see all of it at once.
 *
 * @param bytes of a file larger than {@link #LARGEST} so many, up to the end of a line
 * @param whole whether these are all
 * @param refusal why they are no text
 */
record TextBytes(byte[] bytes, boolean whole, Optional<Refusal> refusal) {

  /** More is not held in memory. */
  static final int LARGEST = 128 << 20;

  static TextBytes read(FileSystem fs, LandingFile file) throws IOException {
    byte[] head;
    try (InputStream in = file.open(fs)) {
      head = in.readNBytes(Content.HEAD);
    }
    Content content = Content.of(head);
    if (file.gzip() != (content == Content.GZIP)) {
      return refused(
          file.gzip()
              ? Refusal.of(
                  "format",
                  "the name ends in .gz, but the file is " + content.title(),
                  "compress it with gzip or rename it")
              : FirstPass.notText(content, true));
    }
    if (!file.gzip() && !isText(content)) {
      return refused(FirstPass.notText(content, true));
    }
    byte[] bytes;
    try (InputStream stored = file.open(fs)) {
      bytes = (file.gzip() ? Content.gunzip(stored) : stored).readNBytes(LARGEST + 1);
    } catch (IOException e) {
      if (!file.gzip()) {
        throw e;
      }
      return refused(
          Refusal.of(
              "gzip",
              "the gzip data are damaged or cut short: " + e.getMessage(),
              "deliver the file again"));
    }
    Content unpacked = Content.of(Arrays.copyOf(bytes, Math.min(bytes.length, Content.HEAD)));
    if (!isText(unpacked)) {
      return refused(FirstPass.notText(unpacked, true));
    }
    return bytes.length > LARGEST
        ? new TextBytes(Arrays.copyOf(bytes, afterLastLine(bytes)), false, Optional.empty())
        : new TextBytes(bytes, true, Optional.empty());
  }

  private static boolean isText(Content content) {
    return content == Content.TEXT || content == Content.UTF_16;
  }

  private static int afterLastLine(byte[] bytes) {
    int end = LARGEST;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end == 0 ? LARGEST : end;
  }

  private static TextBytes refused(Refusal refusal) {
    return new TextBytes(new byte[0], true, Optional.of(refusal));
  }
}
