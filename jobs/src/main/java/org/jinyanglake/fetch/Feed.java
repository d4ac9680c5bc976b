package org.jinyanglake.fetch;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jinyanglake.contract.Origin;

/** Rows of a docked table, or changes of it, as they are written into a landing file. */
final class Feed implements Difference.Sink {
  private final DockedColumns columns;
  private final RowFile file;
  private final Origin.LakeTable origin;
  private Map<String, Object> there = Map.of();
  private Map<String, Object> gone = Map.of();
  private boolean grows;

  Feed(DockedColumns columns, Delivery delivery, Origin.LakeTable origin) throws IOException {
    this.columns = columns;
    this.file = new RowFile(delivery, origin.limits());
    this.origin = origin;
  }

  /**
   * With what is said of each row.
   *
   * @param version the number of the fetch
   * @param grows whether rows may only be added
   */
  Feed changes(long version, Instant moment, boolean grows) {
    String time = String.valueOf(SourceTimes.iso(moment));
    there = columns.own("U", version, time);
    gone = columns.own(Origin.LakeTable.DELETED, version, time);
    this.grows = grows;
    return this;
  }

  @Override
  public void there(Object[] row) throws FetchException, IOException {
    add(row, there);
  }

  @Override
  public void gone(Object[] row) throws FetchException, IOException {
    if (grows) {
      throw FetchException.refused(
          origin.name()
              + ": rows were changed or deleted there, which loadMode append cannot follow; use"
              + " loadMode upsert, history or snapshot, or make a new dataset");
    }
    add(columns.deleted(row), gone);
  }

  private void add(Object[] row, Map<String, Object> also) throws FetchException, IOException {
    byte[] json = columns.json(row, also);
    file.add(json, json.length);
  }

  void finish() throws IOException {
    file.finish();
  }

  OptionalLong rows() {
    return OptionalLong.of(file.rows());
  }
}
