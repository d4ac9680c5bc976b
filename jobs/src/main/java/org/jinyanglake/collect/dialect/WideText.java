package org.jinyanglake.collect.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-16, with a byte-order mark or without. */
final class WideText {

  private static final int SAMPLE = 64 << 10;

  /** Of NUL bytes so many must stand on one side, and one in so many bytes be NUL. */
  private static final double ONE_SIDE = 0.95;

  private static final int ONE_IN = 200;

  private WideText() {}

  static boolean hasMark(byte[] text) {
    return DetectedEncoding.starts(text, 0xff, 0xfe) || DetectedEncoding.starts(text, 0xfe, 0xff);
  }

  static Optional<DetectedEncoding> detect(byte[] text) {
    if (DetectedEncoding.starts(text, 0xff, 0xfe)) {
      return Optional.of(new DetectedEncoding(StandardCharsets.UTF_16LE, 2, true));
    }
    if (DetectedEncoding.starts(text, 0xfe, 0xff)) {
      return Optional.of(new DetectedEncoding(StandardCharsets.UTF_16BE, 2, true));
    }
    int length = Math.min(text.length, SAMPLE);
    int[] nuls = new int[2];
    for (int i = 0; i < length; i++) {
      nuls[i & 1] += text[i] == 0 ? 1 : 0;
    }
    int all = nuls[0] + nuls[1];
    if (all < 2 || all * (long) ONE_IN < length) {
      return Optional.empty();
    }
    if (nuls[1] >= ONE_SIDE * all) {
      return Optional.of(new DetectedEncoding(StandardCharsets.UTF_16LE, 0, true));
    }
    return nuls[0] >= ONE_SIDE * all
        ? Optional.of(new DetectedEncoding(StandardCharsets.UTF_16BE, 0, true))
        : Optional.empty();
  }
}
