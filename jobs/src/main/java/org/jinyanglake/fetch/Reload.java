package org.jinyanglake.fetch;

import static org.apache.iceberg.expressions.Expressions.alwaysTrue;
import static org.apache.iceberg.expressions.Expressions.isNull;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jinyanglake.contract.Column;
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
    if (inbox.raw().isPresent()) {
      int shares = difference.shares(Difference.rows(parts.values()));
      for (int i = 0; i < shares; i++) {
        int share = i;
        Set<Hash> keys = new HashSet<>();
        difference.each(
            parts.values(),
            row -> {
              Hash key = columns.key(row);
              if (key.isIn(share, shares)) {
                keys.add(key);
              }
              return true;
            });
        deleteOthers(
            inbox.raw().get(), key -> key.isIn(share, shares) && !keys.contains(key), feed);
      }
    }
    difference.each(parts.values(), feed::there);
  }

  private void deleteOthers(Version raw, Predicate<Hash> isOther, Feed feed)
      throws FetchException, IOException {
    Contract contract = inbox.contract();
    boolean history = contract.loadMode() == LoadMode.HISTORY;
    String[] names = new String[columns.names().size()];
    for (Column column : contract.sourceColumns()) {
      int at = columns.names().indexOf(column.header());
      if (at >= 0) {
        names[at] = column.name();
      }
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(raw.table())
            .useSnapshot(raw.snapshot().snapshotId())
            .where(history ? isNull(Contract.VALID_TO) : alwaysTrue())
            .build()) {
      for (Record record : rows) {
        Object[] row = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
          row[i] =
              names[i] == null || record.struct().field(names[i]) == null
                  ? null
                  : SourceTimes.iso(record.getField(names[i]));
        }
        if (isOther.test(columns.key(row))) {
          feed.gone(row);
        }
      }
    }
  }
}
