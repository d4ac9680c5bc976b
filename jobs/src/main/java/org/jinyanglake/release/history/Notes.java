package org.jinyanglake.release.history;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;

/**
 * The files in which a zone notes the rows that it published of a dataset. They lie in the raw
 * zone's folder; tasks read and write them.
 *
 * @param of whose they are, for messages
 * @param opened keeps what is read for joins
 */
record Notes(StateFiles files, String of, RowKey key, OpenFiles opened) implements Serializable {

  static Notes of(StateFiles files, Contract contract, Zone zone, RowKey key, OpenFiles opened) {
    return new Notes(
        files, "%s in the %s zone".formatted(contract.dataset(), zone.catalog()), key, opened);
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

  /**
   * The rows of some partitions that are open, file by file; fails as {@link #read}.
   *
   * @param partitions by the file that notes them
   */
  Stream<OpenRows> open(Map<String, ? extends Set<String>> partitions) {
    return partitions.entrySet().stream()
        .flatMap(
            each -> {
              Map<String, OpenRows> rows = opened.get(each.getKey(), () -> open(each.getKey()));
              return each.getValue().stream().map(rows::get).filter(Objects::nonNull);
            });
  }

  private Map<String, OpenRows> open(String file) {
    Map<String, OpenRows> rows = new HashMap<>();
    read(file).forEach((path, remembered) -> rows.put(path, remembered.open()));
    return rows;
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
