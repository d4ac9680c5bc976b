package org.jinyanglake.fetch;

import static org.apache.iceberg.expressions.Expressions.alwaysTrue;
import static org.apache.iceberg.expressions.Expressions.isNull;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.fetch.VersionedTable.Part;
import org.jinyanglake.lake.Version;

/**
 * All rows of a table, where nobody can tell any more what changed, and as deleted those that were
 * collected and of whose key there is none. Deletions come first: should a key be written otherwise
 * here and there, it is deleted and comes back.
 */
final class Reload {
  private final Inbox inbox;
  private final DockedColumns columns;
  private final Difference difference;

  Reload(Inbox inbox, DockedColumns columns, Difference difference) {
    this.inbox = inbox;
    this.columns = columns;
    this.difference = difference;
  }

  void write(SortedMap<String, Part> parts, Feed feed) throws FetchException, IOException {
    List<Part> all = List.copyOf(parts.values());
    if (inbox.raw().isPresent()) {
      deleteOthers(inbox.raw().get(), all, feed);
    }
    difference.each(all, feed::there);
  }

  private void deleteOthers(Version raw, List<Part> parts, Feed feed)
      throws FetchException, IOException {
    DockedColumns keys = columns.keys();
    int count = difference.shares(Difference.rows(parts));
    try (Shares there = new Shares(count);
        Shares collected = new Shares(count)) {
      difference.spread(parts, keys, there);
      each(
          raw,
          keys,
          row -> {
            Hash key = keys.key(row);
            collected.add(0, key, key);
          });
      Set<Hash> gone = new HashSet<>();
      for (int share = 0; share < count; share++) {
        Set<Hash> here = new HashSet<>();
        there.each(share, (place, key, row) -> here.add(key));
        collected.each(
            share,
            (place, key, row) -> {
              if (!here.contains(key)) {
                gone.add(key);
              }
            });
        if (gone.size() >= difference.most() || share == count - 1 && !gone.isEmpty()) {
          each(
              raw,
              columns,
              row -> {
                if (gone.contains(columns.key(row))) {
                  feed.gone(row);
                }
              });
          gone.clear();
        }
      }
    }
  }

  /** The rows that were collected and hold now. */
  private void each(Version raw, DockedColumns of, Difference.Step step)
      throws FetchException, IOException {
    boolean history = inbox.contract().loadMode() == LoadMode.HISTORY;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(raw.table())
            .useSnapshot(raw.snapshot().snapshotId())
            .where(history ? isNull(Contract.VALID_TO) : alwaysTrue())
            .select(of.collected())
            .build()) {
      for (Record record : rows) {
        step.on(of.row(column -> record.getField(column.name())));
      }
    }
  }
}
