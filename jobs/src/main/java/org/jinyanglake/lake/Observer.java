package org.jinyanglake.lake;

/**
 * Told of each step of a run as it happens, on the thread that takes it. Progress is shown through
 * it, and tests stop, kill or interleave runs with it; an exception thrown from it ends the step.
 */
@FunctionalInterface
public interface Observer {

  Observer NONE = (step, dataset, detail) -> {};

  /**
   * A step begins or has ended.
   *
   * @param step what, as {@code collect.commit.before}
   * @param dataset {@code domain.name} of the dataset, or the empty string
   * @param detail for people, may be empty, holds no value of the data
   */
  void at(String step, String dataset, String detail);
}
