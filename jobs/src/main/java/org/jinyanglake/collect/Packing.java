package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** How a file as a whole is compressed, which its name has to say. */
enum Packing {
  NONE("", null),
  GZIP(".gz", Content.GZIP),
  BZIP2(".bz2", Content.BZIP2);

  private final String suffix;
  private final Content content;

  Packing(String suffix, Content content) {
    this.suffix = suffix;
    this.content = content;
  }

  static Packing of(String name) {
    return GZIP.names(name) ? GZIP : BZIP2.names(name) ? BZIP2 : NONE;
  }

  /** How names of packed files end. */
  static List<String> suffixes() {
    return Arrays.stream(values()).filter(each -> each != NONE).map(each -> each.suffix).toList();
  }

  private boolean names(String name) {
    return name.endsWith(suffix);
  }

  String suffix() {
    return suffix;
  }

  /** What a packed file is by its first bytes; null if nothing is packed. */
  Content content() {
    return content;
  }

  /** The packing that a file has by its first bytes. */
  static Packing of(Content content) {
    return Arrays.stream(values()).filter(p -> p.content == content).findFirst().orElse(NONE);
  }

  /** In a sentence, as the name of a tool. */
  String tool() {
    return this == BZIP2 ? "bzip2" : "gzip";
  }

  /** Decompresses one or several members, strictly: what follows and is none is an error. */
  InputStream unpack(InputStream stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> Content.gunzip(stored);
      case BZIP2 -> new BZip2CompressorInputStream(stored, true);
    };
  }
}
