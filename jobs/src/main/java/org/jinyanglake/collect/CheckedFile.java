package org.jinyanglake.collect;

/**
 * A file that can be read.
 *
 * @param fingerprint taken of this very file, without a refusal
 * @param header where its columns are, without a refusal; for JSON lines, where it is not looked
 *     at, {@link Header#byPosition}
 */
record CheckedFile(LandingFile file, Fingerprint fingerprint, Header header) {

  /** Whether the cells of a column that the contract does not know are kept. */
  boolean keeps(String name) {
    return header.keeps() && fingerprint.layout().reads(name);
  }
}
