package org.jinyanglake.fetch;

import java.io.IOException;

/** A kind of source. */
interface Connector {

  /**
   * Brings to the inbox what is new at the source. What cannot be had of it holds the dataset back;
   * the rest is brought all the same.
   *
   * @throws FetchException if nothing can be had
   * @throws IOException if the landing folder cannot be read or written
   */
  void fetch(Inbox inbox) throws FetchException, IOException;
}
