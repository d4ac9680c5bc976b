package org.jinyanglake.fetch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** 128 bits of a SHA-256, by which rows and keys are compared within a run; never written. */
record Hash(long first, long second) {

  static Hash of(MessageDigest digest, byte[] bytes) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes));
    return new Hash(hash.getLong(), hash.getLong());
  }

  /** Whether it belongs to one of so many shares. */
  boolean isIn(int share, int shares) {
    return Math.floorMod(first, shares) == share;
  }
}
