package org.jinyanglake.release.attack;

import java.io.Serializable;

/**
 * Whether a published value can stand for a raw one, as anybody can tell who knows the contract.
 */
@FunctionalInterface
public interface Covers extends Serializable {

  /** Either may be null: a raw cell without a value, a published one that is suppressed. */
  boolean covers(Object raw, Object published);
}
