package org.jinyanglake.collect;

import org.jinyanglake.contract.Contract;

/**
 * A file that can be read.
 *
 * @param fingerprint taken of this very file, without a refusal
 * @param header where its columns are, without a refusal; for JSON lines, where it is not looked
 *     at, {@link Header#byPosition}
 */
record CheckedFile(LandingFile file, Fingerprint fingerprint, Header header) {

  /** Of a fingerprint without a refusal; its header may have one. */
  static CheckedFile of(Contract contract, LandingFile file, Fingerprint print) {
    return new CheckedFile(file, print, Header.of(contract, print));
  }

  /** Whether the cells of a column that the contract does not know are kept. */
  boolean keeps(String name) {
    return header.keeps() && fingerprint.layout().reads(name);
  }
}
