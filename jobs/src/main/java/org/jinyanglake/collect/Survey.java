package org.jinyanglake.collect;

import java.util.List;

/**
 * What a format's first pass over a file tells.
 *
 * @param records the number of records, good or bad
 * @param header the names of the columns where the file has them in one place, else empty
 */
record Survey(long records, List<String> header, Layout layout) {
  Survey {
    header = List.copyOf(header);
  }
}
