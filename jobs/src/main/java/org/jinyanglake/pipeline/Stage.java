package org.jinyanglake.pipeline;

/** How far a run goes; each stage includes those before it. */
public enum Stage {
  COLLECT,
  CHECK,
  RELEASE
}
