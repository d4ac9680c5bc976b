package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;

/**
 * The bytes of a file of text, decompressed, for who has to see all of it at once.
 *
 * @param bytes of a file that is larger than asked for so many, up to the end of a line
 * @param whole whether these are all
 * @param refusal why they are no text
 */
record TextBytes(byte[] bytes, boolean whole, Optional<Refusal> refusal) {

  private static final String TITLE = "delimited text";

  /** More is not held in memory. */
  static final int LARGEST = 128 << 20;

  static TextBytes read(FileSystem fs, LandingFile file) throws IOException {
    if (file.entry() == null) {
      return read(fs, file, LARGEST);
    }
    try (OpenArchive archive = new OpenArchive();
        Input input = Input.open(fs, file, archive)) {
      return of(input.stream().readNBytes(LARGEST + 1), LARGEST);
    }
  }

  /** As {@link #read(FileSystem, LandingFile)}, but only so many bytes. */
  static TextBytes read(FileSystem fs, LandingFile file, int largest) throws IOException {
    byte[] head;
    try (InputStream in = file.open(fs)) {
      head = in.readNBytes(Content.HEAD);
    }
    Content content = Content.of(head);
    Packing packing = file.packing();
    if (packing != Packing.of(content)) {
      return refused(FirstPass.notPacked(packing, content, TITLE));
    }
    if (packing == Packing.NONE && !isText(content)) {
      return refused(FirstPass.notText(content, TITLE));
    }
    byte[] bytes;
    try (InputStream stored = file.open(fs)) {
      bytes = packing.unpack(stored).readNBytes(largest + 1);
    } catch (IOException e) {
      if (packing == Packing.NONE) {
        throw e;
      }
      return refused(
          Refusal.of(
              packing.tool(),
              "the %s data are damaged or cut short: %s".formatted(packing.tool(), e.getMessage()),
              "deliver the file again"));
    }
    return of(bytes, largest);
  }

  /**
   * The first bytes of a file's content.
   *
   * @param bytes more than {@code largest} if these are not all
   */
  static TextBytes of(byte[] bytes, int largest) {
    Content content = Content.of(Arrays.copyOf(bytes, Math.min(bytes.length, Content.HEAD)));
    if (bytes.length > 0 && !isText(content)) {
      return refused(FirstPass.notText(content, TITLE));
    }
    return bytes.length > largest
        ? new TextBytes(
            Arrays.copyOf(bytes, afterLastLine(bytes, largest)), false, Optional.empty())
        : new TextBytes(bytes, true, Optional.empty());
  }

  private static boolean isText(Content content) {
    return content == Content.TEXT || content == Content.UTF_16;
  }

  /** Where the last whole line ends; of UTF-16, whose characters have two bytes, after both. */
  private static int afterLastLine(byte[] bytes, int largest) {
    int end = largest;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    boolean wide = false;
    for (int i = 0; i < Math.min(largest, Content.HEAD); i++) {
      wide |= bytes[i] == 0;
    }
    return end == 0 ? largest : wide ? end + end % 2 : end;
  }

  private static TextBytes refused(Refusal refusal) {
    return new TextBytes(new byte[0], true, Optional.of(refusal));
  }
}
