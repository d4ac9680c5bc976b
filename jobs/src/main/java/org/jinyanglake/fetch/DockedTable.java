package org.jinyanglake.fetch;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.VersionedTable.Part;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;

/**
 * A table of another lake: whole, if the dataset is a snapshot, else what changed between the
 * version that was fetched last and the one that holds now. Either is one landing file, whole or
 * not at all. The names of the files are a chain of versions ({@link Extracts}).
 */
final class DockedTable implements Connector {
  private final Origin.LakeTable origin;
  private final Lake lake;
  private final Patience patience;

  DockedTable(Origin.LakeTable origin, Lake lake, Patience patience) {
    this.origin = origin;
    this.lake = lake;
    this.patience = patience;
  }

  /** How the names of its files begin. */
  static String stem(Origin.LakeTable origin) {
    return Inbox.stem(
        origin.inCatalog()
            ? origin.table()
            : origin.location().substring(origin.location().lastIndexOf('/') + 1));
  }

  /** The chain of the files of a table. */
  static Extracts chain(String below, Origin.LakeTable origin) {
    return new Extracts(below + stem(origin), "version", DockedLink.START);
  }

  @Override
  public void fetch(Inbox inbox) throws FetchException, IOException {
    Attempts attempts = new Attempts(origin.limits(), patience);
    attempts.run(
        () -> {
          Instant opened = inbox.clock().instant();
          try (VersionedTable table = open(attempts)) {
            new Visit(inbox, table, attempts, opened).fetch();
            return true;
          } catch (LakeException e) {
            throw e; // of this lake, not of the source
          } catch (RuntimeException e) {
            throw DockedErrors.of(e, origin);
          }
        });
  }

  private VersionedTable open(Attempts attempts) throws FetchException {
    return switch (origin.format()) {
      case ICEBERG ->
          origin.rest().isPresent()
              ? IcebergVersions.of(
                  new RestCatalog(origin, lake, attempts, patience).table(), origin, lake)
              : IcebergVersions.open(origin, lake);
      case DELTA -> DeltaVersions.open(origin, lake);
    };
  }

  /** One look at the table. */
  private final class Visit {
    private final Inbox inbox;
    private final VersionedTable table;
    private final Attempts attempts;
    private final Instant opened;

    Visit(Inbox inbox, VersionedTable table, Attempts attempts, Instant opened) {
      this.inbox = inbox;
      this.table = table;
      this.attempts = attempts;
      this.opened = opened;
    }

    void fetch() throws FetchException, IOException {
      Optional<String> now = table.current();
      if (now.isEmpty()) {
        inbox.note(origin.name() + " holds nothing yet");
        return;
      }
      DockedColumns columns = DockedColumns.of(inbox.contract(), table.columns(), origin.name());
      Set<String> unknown = columns.unknown(table.columns());
      if (!unknown.isEmpty()) {
        inbox.note(
            origin.name() + ": not in the contract, not fetched: " + String.join(", ", unknown));
      }
      if (inbox.contract().loadMode() == LoadMode.SNAPSHOT) {
        whole(columns, now.get());
      } else {
        changes(columns, now.get());
      }
    }

    /** All rows, unless they are those of the file that was brought last. */
    private void whole(DockedColumns columns, String now) throws FetchException, IOException {
      Optional<String> known = remembered(inbox.newest(stem(origin), true));
      if (known.filter(version -> version.equals(now)).isPresent()) {
        return;
      }
      Difference difference = new Difference(table::rows, columns, attempts);
      SortedMap<String, Part> parts = table.parts(now);
      boolean changed =
          known.isEmpty()
              || !isReadable(known.get(), parts)
              || difference.isAny(table.parts(known.get()), parts);
      if (changed) {
        Delivery delivery = inbox.begin(stem(origin));
        boolean taken = false;
        try {
          Feed feed = new Feed(columns, delivery, origin);
          difference.write(new TreeMap<>(), parts, feed);
          feed.finish();
          taken = inbox.bring(delivery, stem(origin), origin.name(), feed.rows(), true);
        } finally {
          if (!taken) {
            delivery.discard();
          }
        }
      }
      inbox.newest(stem(origin), true).ifPresent(file -> remember(file, now));
    }

    private void changes(DockedColumns columns, String now) throws FetchException, IOException {
      Extracts chain = inbox.chain(origin);
      Optional<String> other = chain.other(inbox.known());
      if (other.isPresent()) {
        throw FetchException.refused(
            origin.name()
                + ": rows were fetched from another table before; go back to that, or make a new"
                + " dataset");
      }
      for (String name : inbox.collected()) {
        if (chain.isLink(name)) {
          refuseIfGone(name);
        }
      }
      String end = chain.end(inbox.collected(), inbox.lying());
      DockedLink before = DockedLink.of(end);
      Optional<String> last = chain.link(inbox.known(), end);
      String base = remembered(last).orElse(before.version());
      if (last.isPresent() && base.equals(now)) {
        return;
      }
      if (last.isEmpty() && isAppend() && inbox.isFilled()) {
        throw FetchException.refused(
            origin.name()
                + ": the dataset holds rows that were collected otherwise, and loadMode append would"
                + " add all rows of the table to them; use loadMode upsert, history or snapshot, or"
                + " make a new dataset");
      }
      SortedMap<String, Part> parts = table.parts(now);
      boolean lost = last.isPresent() && !isReadable(base, parts);
      if (lost) {
        refuseUnlessByKey(base);
      }
      // What was collected otherwise before, as a snapshot, may be gone as well.
      boolean reload = lost || last.isEmpty() && !isAppend() && inbox.raw().isPresent();
      DockedLink next = before.next(now, table.committed(now), opened, reload);
      Delivery delivery = inbox.begin(stem(origin));
      boolean taken = false;
      try {
        Feed feed =
            new Feed(columns, delivery, origin).changes(next.number(), next.moment(), isAppend());
        Difference difference = new Difference(table::rows, columns, attempts);
        if (reload) {
          new Reload(inbox, columns, difference).write(parts, feed);
        } else {
          difference.write(last.isPresent() ? table.parts(base) : new TreeMap<>(), parts, feed);
        }
        feed.finish();
        if (last.isPresent() && feed.rows().getAsLong() == 0) {
          remember(last.get(), now); // rewritten, and still the same rows
          return;
        }
        inbox.take(
            delivery,
            chain.name(end, next.end()),
            origin.name(),
            feed.rows(),
            "",
            Optional.empty());
        taken = true;
      } finally {
        if (!taken) {
          delivery.discard();
        }
      }
    }

    private boolean isAppend() {
      return inbox.contract().loadMode() == LoadMode.APPEND;
    }

    /** Whether what a version had and the current one has not is still there. */
    private boolean isReadable(String version, SortedMap<String, Part> now) throws FetchException {
      return table.holds(version)
          && Difference.without(table.parts(version), now).stream().allMatch(table::isThere);
    }

    private void refuseUnlessByKey(String base) throws FetchException {
      if (isAppend()) {
        throw FetchException.refused(
            origin.name()
                + ": the version that was fetched last ("
                + base
                + ") is gone, so nobody can tell which rows are new since; keep versions there for"
                + " longer than it takes to fetch them, and use loadMode upsert or snapshot, or make"
                + " a new dataset");
      }
      if (!inbox.collected().containsAll(inbox.known())) {
        throw FetchException.refused(
            origin.name()
                + ": the version that was fetched last is gone, and what was fetched before is to be"
                + " collected first; run again");
      }
      inbox.note(
          origin.name()
              + ": the version that was fetched last is gone, so all rows were fetched again and"
              + " compared with those that were collected");
    }

    /** What a file that was refused holds is not fetched again, and would be lost. */
    private void refuseIfGone(String file) throws FetchException {
      if (inbox.isGone(file)) {
        throw FetchException.refused(
            origin.name()
                + ": "
                + file
                + " was refused and is gone, and with it what changed there; put it back into the"
                + " landing folder, or make a new dataset");
      }
    }

    /** The version whose rows a file is known to hold, later than its name says. */
    private Optional<String> remembered(Optional<String> file) throws IOException {
      Memory.Source source = inbox.memory().read().sources().get(stem(origin));
      return file.filter(name -> source != null && source.file().equals(name))
          .map(name -> source.etag());
    }

    private void remember(String file, String version) {
      try {
        inbox.memory().put(stem(origin), new Memory.Source(file, version, "", "", "", ""), null);
      } catch (IOException e) {
        // It only saves comparing once more.
        inbox.note("what was seen of " + origin.name() + " could not be remembered");
      }
    }
  }
}
