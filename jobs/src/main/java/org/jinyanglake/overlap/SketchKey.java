package org.jinyanglake.overlap;

import java.io.Serializable;

/**
 * The lake's key for sketches. It travels to the tasks as where the key is, never as the key, so
 * that no key is in a plan, a task or a spilled block.
 */
public interface SketchKey extends Serializable {

  /** The key, 16 bytes, as the JVM that asks finds it. */
  byte[] open();
}
