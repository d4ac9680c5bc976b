package org.jinyanglake.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.lake.Evidence;

/** Files at web addresses. */
final class WebFiles implements Connector {
  private final Origin.Web origin;
  private final WebFile file;

  WebFiles(Origin.Web origin, Http http, Patience patience) {
    this.origin = origin;
    this.file = new WebFile(http, origin.changes(), origin.limits(), patience);
  }

  @Override
  public void fetch(Inbox inbox) throws IOException {
    List<String> files = origin.files().isEmpty() ? List.of("") : origin.files();
    Set<String> stems = new HashSet<>();
    for (String each : files) {
      URI address = each.isEmpty() ? origin.location() : origin.location().resolve(each);
      String last = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
      String path = each.isEmpty() ? last : URI.create(each).getPath();
      boolean gzip = path.toLowerCase(Locale.ROOT).endsWith(".gz");
      String stem = Inbox.stem(path.replaceFirst("(?i)(\\.[a-z0-9]{1,8})?(\\.gz)?$", ""));
      if (!stems.add(stem)) {
        stem += "-" + Evidence.sha256(each).substring(0, 8);
      }
      try {
        file.fetch(inbox, address, stem, gzip);
      } catch (FetchException e) {
        inbox.hold(e.getMessage());
      }
    }
  }
}
