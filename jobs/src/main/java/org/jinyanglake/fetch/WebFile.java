package org.jinyanglake.fetch;

import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jinyanglake.contract.Origin.Changes;
import org.jinyanglake.contract.Origin.Limits;

/** Brings one file of a web server, if it is new or another one than before. */
final class WebFile {
  private final Http http;
  private final Changes changes;
  private final Limits limits;
  private final Patience patience;

  WebFile(Http http, Changes changes, Limits limits, Patience patience) {
    this.http = http;
    this.changes = changes;
    this.limits = limits;
    this.patience = patience;
  }

  /**
   * Fetches it.
   *
   * @param stem how its name in the landing folder begins
   */
  void fetch(Inbox inbox, URI address, String stem, boolean gzip)
      throws FetchException, IOException {
    Optional<String> before = inbox.before(stem, gzip, changes.collect());
    String key = stem + (gzip ? ".gz" : "");
    Optional<Memory.Source> said =
        Optional.ofNullable(inbox.memory().read().sources().get(key))
            .filter(source -> before.filter(source.file()::equals).isPresent());
    Delivery delivery = inbox.begin(stem);
    boolean taken = false;
    try {
      Download download =
          new Download(http, address, inbox.once(stem, gzip), limits, patience, delivery);
      if (!download.execute(said.filter(source -> !isStale(source, inbox)))) {
        said.map(Memory.Source::held).filter(why -> !why.isEmpty()).ifPresent(inbox::hold);
        return;
      }
      taken = judge(inbox, address, stem, gzip, before, said, download, delivery);
    } finally {
      if (!taken) {
        delivery.discard();
      }
    }
  }

  private boolean isStale(Memory.Source source, Inbox inbox) {
    try {
      Duration age = Duration.between(Instant.parse(source.checked()), inbox.clock().instant());
      return age.isNegative() || age.compareTo(changes.recheck()) >= 0;
    } catch (DateTimeException e) {
      return true;
    }
  }

  /** Whether the delivery became a landing file. */
  private boolean judge(
      Inbox inbox,
      URI address,
      String stem,
      boolean gzip,
      Optional<String> before,
      Optional<Memory.Source> said,
      Download download,
      Delivery delivery)
      throws FetchException, IOException {
    String key = stem + (gzip ? ".gz" : "");
    String sha256 = delivery.sha256();
    if (before.isPresent() && inbox.holds(before.get(), sha256)) {
      inbox.memory().put(key, source(inbox, before.get(), download, sha256, ""), null);
      return false;
    }
    boolean sameTag =
        said.filter(
                source ->
                    Download.isStrong(source.etag())
                        && source.etag().equals(download.etag())
                        && !source.sha256().equals(sha256))
            .isPresent();
    if (sameTag && changes.etag()) {
      throw FetchException.refused(
          Http.shown(address)
              + " has other bytes than before, but its server says by the same ETag that it has not"
              + " changed; ask the provider which is right, or write etag: ignore");
    }
    if (before.isPresent() && !changes.collect()) {
      String why = Inbox.changed(Http.shown(address), sha256);
      inbox.memory().put(key, source(inbox, before.get(), download, sha256, why), null);
      inbox.hold(why);
      return false;
    }
    String name = changes.collect() ? inbox.version(stem, gzip, sha256) : inbox.once(stem, gzip);
    inbox.take(
        delivery,
        name,
        Http.shown(address),
        OptionalLong.empty(),
        before.orElse(""),
        Optional.of(Map.entry(key, source(inbox, name, download, sha256, ""))));
    if (!delivery.endsWithLineBreak() && name.matches(".*\\.(csv|tsv|txt|jsonl)")) {
      // A server that says too small a length cuts its file, and HTTP does not show it.
      inbox.note(
          name + ": does not end with a line break; is it whole at " + Http.shown(address) + "?");
    }
    return true;
  }

  private static Memory.Source source(
      Inbox inbox, String file, Download download, String sha256, String held) {
    return new Memory.Source(
        file,
        download.etag(),
        download.lastModified(),
        sha256,
        inbox.clock().instant().toString(),
        held);
  }
}
