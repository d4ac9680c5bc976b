package org.jinyanglake.fetch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * 128 bits of a salted SHA-256, by which rows and keys are compared within a run. The salt is drawn
 * for the run and kept nowhere, so a hash that is left in a file tells nobody anything.
 */
record Hash(long first, long second) {

  static Hash of(MessageDigest digest, byte[] salt, byte[] bytes) {
    digest.update(salt);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes));
    return new Hash(hash.getLong(), hash.getLong());
  }

  /** To which of so many shares it belongs. */
  int share(int shares) {
    return Math.floorMod(first, shares);
  }
}
