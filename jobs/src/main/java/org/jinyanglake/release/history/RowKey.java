package org.jinyanglake.release.history;

import java.io.Serializable;

/**
 * The lake's key under which published rows are noted. It travels to the tasks as where the key is,
 * never as the key, so that no key is in a plan, a task or a spilled block.
 */
public interface RowKey extends Serializable {

  /** The key, 16 bytes, as the JVM that asks finds it. */
  byte[] open();

  /**
   * Whether somebody ordered that the key takes the place of one that is lost for good: notes under
   * that one tell nothing any more.
   */
  boolean begunAnew();
}
