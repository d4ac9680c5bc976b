package org.jinyanglake.lake;

/** Times at which files were changed last, as file systems tell them. */
public final class FileTimes {
  private FileTimes() {}

  /**
   * Whether a file that was found in a list and one that was asked for alone have the same time.
   * Object stores list it in milliseconds and answer in whole seconds, as HTTP does.
   *
   * @param listed in milliseconds
   * @param asked in milliseconds
   */
  public static boolean same(long listed, long asked) {
    return listed == asked || asked % 1_000 == 0 && listed / 1_000 == asked / 1_000;
  }
}
