package org.jinyanglake.cli;

/** What the command tells its caller; a public interface, which schedulers rely on. */
interface ExitCode {
  /** Done; also when there was nothing to do. */
  int DONE = 0;

  /** Some dataset was held back or something did not verify; the rest is done. */
  int HELD_BACK = 1;

  /** The command or a contract is wrong. Trying again changes nothing. */
  int WRONG_USAGE = 2;

  /** The lake itself failed: storage, catalog, memory. Trying again may help and is always safe. */
  int FAILED = 3;
}
