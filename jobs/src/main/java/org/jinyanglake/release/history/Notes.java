package org.jinyanglake.release.history;

import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;

/**
 * The files in which a zone notes the rows that it published of a dataset. They lie in the raw
 * zone's folder; tasks read and write them.
 *
 * @param of whose they are, for messages
 */
record Notes(StateFiles files, String of, RowKey key) implements Serializable {

  static Notes of(Lake lake, Contract contract, Zone zone, RowKey key) {
    return new Notes(
        StateFiles.published(lake, zone, contract.dataset()),
        "%s in the %s zone".formatted(contract.dataset(), zone.catalog()),
        key);
  }

  /**
   * What a file holds, by raw partition; nothing if it was written under a key that was given up.
   *
   * @throws LakeException if it is lost or damaged, or was written under another key
   */
  SortedMap<String, Remembered> read(String file) {
    MemberFormat.Content content;
    try {
      content = MemberFormat.read(files.read(file).orElseThrow(() -> new IOException("lost")));
    } catch (IOException e) {
      throw new LakeException(
          "what was published of %s is lost or damaged, so nobody can tell what a new version gives away beside it: restore %s from the lake's backup"
              .formatted(of, files.path(file)),
          e);
    }
    if (content.check() != new KeyedHash(key).check()) {
      if (key.begunAnew()) {
        return new TreeMap<>();
      }
      throw new LakeException(
          "what was published of %s was noted under another key that signs, so no row of it is known again: bring back the key store that belongs to %s; only if that is lost for good, 'lake keys lost' gives up what is known of it"
              .formatted(of, files.path(file)));
    }
    return content.partitions();
  }

  /** Keeps what is to be remembered; returns the file's name. */
  String write(SortedMap<String, Remembered> after) {
    return files.write(
        MemberFormat.write(new MemberFormat.Content(new KeyedHash(key).check(), after)));
  }

  /** Deletes what no longer tells anything, as newer files remember all of its rows. */
  void tidy(State now) {
    Set<String> old = files.old();
    old.removeAll(now.published().files().values());
    files.delete(old);
  }
}
