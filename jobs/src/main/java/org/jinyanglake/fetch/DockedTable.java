package org.jinyanglake.fetch;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.fetch.VersionedTable.Part;
import org.jinyanglake.lake.Lake;

/**
 * A table of another lake: whole, if the dataset is a snapshot, else what changed between the
 * version that was fetched last and the one that holds now. Either is one landing file, whole or
 * not at all. The names of the files are a chain of versions ({@link Extracts}).
 */
final class DockedTable implements Connector {
  /** How the chain begins; numbers let names sort by age. */
  private static final String START = "000000-none";

  private final Origin.LakeTable origin;
  private final Optional<Login> login;
  private final Lake lake;
  private final Patience patience;

  DockedTable(Origin.LakeTable origin, Optional<Login> login, Lake lake, Patience patience) {
    this.origin = origin;
    this.login = login;
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
    return new Extracts(below + stem(origin), "version", START);
  }

  @Override
  public void fetch(Inbox inbox) throws FetchException, IOException {
    Attempts attempts = new Attempts(origin.limits(), patience);
    attempts.run(
        () -> {
          try (VersionedTable table = open()) {
            new Visit(inbox, table, attempts).fetch();
            return true;
          } catch (RuntimeException e) {
            throw DockedErrors.of(e, origin);
          }
        });
  }

  private VersionedTable open() throws FetchException {
    return switch (origin.format()) {
      case ICEBERG -> IcebergVersions.open(origin, login, lake);
      case DELTA -> DeltaVersions.open(origin, lake);
    };
  }

  /** One look at the table. */
  private final class Visit {
    private final Inbox inbox;
    private final VersionedTable table;
    private final Attempts attempts;

    Visit(Inbox inbox, VersionedTable table, Attempts attempts) {
      this.inbox = inbox;
      this.table = table;
      this.attempts = attempts;
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
      Optional<String> newest = inbox.newest(stem(origin), true);
      Optional<String> known = remembered(newest);
      if (known.filter(version -> version.equals(now)).isPresent()) {
        return;
      }
      Difference difference = new Difference(table, columns, attempts);
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
      String end = chain.end(inbox.collected(), inbox.lying());
      long number = Long.parseLong(end.substring(0, end.indexOf('-'))) + 1;
      Optional<String> last = chain.link(inbox.known(), end);
      String base = remembered(last).orElse(end.substring(end.indexOf('-') + 1));
      if (last.isPresent() && base.equals(now)) {
        return;
      }
      SortedMap<String, Part> parts = table.parts(now);
      boolean lost = last.isPresent() && !isReadable(base, parts);
      if (lost) {
        refuseUnlessByKey(base);
      }
      // What was collected otherwise before, as a snapshot, may be gone as well.
      boolean reload = lost || last.isEmpty() && !isAppend() && inbox.raw().isPresent();
      Delivery delivery = inbox.begin(stem(origin));
      boolean taken = false;
      try {
        Feed feed =
            new Feed(columns, delivery, origin)
                .changes(number, moment(last.isPresent() ? base : "", now, lost), isAppend());
        Difference difference = new Difference(table, columns, attempts);
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
            chain.name(end, "%06d-%s".formatted(number, now)),
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

    /**
     * When the version was made; after that before it, also if the table went back to an old one.
     */
    private Instant moment(String base, String now, boolean lost) {
      Instant moment = table.committed(now);
      boolean later = base.isEmpty() || !lost && moment.isAfter(table.committed(base));
      // With no more digits than times have elsewhere.
      return later ? moment : inbox.clock().instant().truncatedTo(ChronoUnit.MILLIS);
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
