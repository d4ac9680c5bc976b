package org.jinyanglake.release.history;

import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The open rows of files of notes that were read for a join, for the next one: a run joins many
 * tables with the same ones. All tasks of a JVM share what is kept, which is bounded in bytes; of a
 * large file nothing is. A file's content never changes; whether it is still there is looked at
 * once in a run.
 */
final class OpenFiles implements Serializable {
  private static final long serialVersionUID = 1;

  /** A 32nd of the heap is for all files, and a 16th of that for one. */
  private static final long KEPT = Runtime.getRuntime().maxMemory() / 32;

  private static final long LARGE = KEPT / 16;

  private record Key(UUID run, String file) {}

  private record Kept(SoftReference<Map<String, OpenRows>> rows, long bytes) {}

  private static final LinkedHashMap<Key, Kept> FILES = new LinkedHashMap<>(16, 0.75f, true);
  private static long held;

  private final UUID run = UUID.randomUUID();

  /**
   * The open rows of a file, by raw partition.
   *
   * @param reading asked unless they are kept
   */
  Map<String, OpenRows> get(String file, Supplier<Map<String, OpenRows>> reading) {
    Key key = new Key(run, file);
    Map<String, OpenRows> rows = kept(key);
    if (rows == null) {
      rows = reading.get();
      long bytes = rows.values().stream().mapToLong(OpenRows::bytes).sum();
      if (bytes <= LARGE) {
        keep(key, new Kept(new SoftReference<>(rows), bytes));
      }
    }
    return rows;
  }

  private static Map<String, OpenRows> kept(Key key) {
    synchronized (FILES) {
      Kept kept = FILES.get(key);
      return kept == null ? null : kept.rows().get();
    }
  }

  /** The ones that were not asked for the longest make room. */
  private static void keep(Key key, Kept kept) {
    synchronized (FILES) {
      Kept before = FILES.put(key, kept);
      held += kept.bytes() - (before == null ? 0 : before.bytes());
      for (Iterator<Kept> eldest = FILES.values().iterator(); held > KEPT; eldest.remove()) {
        held -= eldest.next().bytes();
      }
    }
  }
}
