package org.jinyanglake.fetch;

import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.jinyanglake.contract.Origin.Limits;

/** Rows of a source that has no files, as gzipped JSON lines of a delivery. */
final class RowFile {
  private final Delivery delivery;
  private final Limits limits;
  private GZIPOutputStream gzip;
  private long rows;

  RowFile(Delivery delivery, Limits limits) throws IOException {
    this.delivery = delivery;
    this.limits = limits;
    this.gzip = new GZIPOutputStream(delivery, 1 << 16);
  }

  /** Throws away what was written. */
  void restart() throws IOException {
    delivery.restart();
    gzip = new GZIPOutputStream(delivery, 1 << 16);
    rows = 0;
  }

  /**
   * Adds a row.
   *
   * @param json one JSON object in UTF-8, without line breaks
   */
  void add(byte[] json, int length) throws IOException, FetchException {
    gzip.write(json, 0, length);
    gzip.write('\n');
    rows++;
    if (delivery.bytes() > limits.bytes()) {
      throw FetchException.refused(
          "the rows fill more than "
              + (limits.bytes() >> 20)
              + " MB compressed, the most that the contract allows; if that is right, raise"
              + " maxMegabytes");
    }
  }

  /** Ends the file; nothing is added after it. */
  void finish() throws IOException {
    gzip.finish();
  }

  long rows() {
    return rows;
  }
}
