package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Origin.Limits;

/**
 * One file on its way from a web server. After a cut it goes on where it was cut, if the server can
 * tell that the file is still the same; otherwise it begins anew. What ends without an error is
 * whole: as long as the server said, or ended as its transfer coding says.
 */
final class Download {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  private final Http http;
  private final URI address;
  private final String name;
  private final Limits limits;
  private final Patience patience;
  private final Attempts attempts;
  private final Delivery delivery;
  private String etag = "";
  private String lastModified = "";
  private long total = -1;

  /**
   * A download.
   *
   * @param name of the file, for its ending
   */
  Download(
      Http http, URI address, String name, Limits limits, Patience patience, Delivery delivery) {
    this.http = http;
    this.address = address;
    this.name = name;
    this.limits = limits;
    this.patience = patience;
    this.attempts = new Attempts(limits, patience);
    this.delivery = delivery;
  }

  /**
   * Fetches the file.
   *
   * @param before what the server said of it before; empty: it is fetched whatever it says
   * @return whether there is one; false: it is as it was before
   */
  boolean execute(Optional<Memory.Source> before) throws FetchException, IOException {
    return attempts.run(() -> attempt(before));
  }

  /** Its ETag; empty if it has none. */
  String etag() {
    return etag;
  }

  /** Its header Last-Modified; empty if it has none. */
  String lastModified() {
    return lastModified;
  }

  private boolean attempt(Optional<Memory.Source> before) throws FetchException, IOException {
    HttpResponse<InputStream> response = http.get(address, headers(before));
    try {
      switch (response.statusCode()) {
        case 200 -> whole(response.headers());
        case 206 -> rest(response.headers());
        case 304 -> {
          if (before.isPresent()) {
            return false;
          }
          throw Http.failure(address, 304);
        }
        case 416 -> {
          delivery.restart();
          throw FetchException.passing(
              Http.shown(address) + " became shorter while it was fetched; run again later");
        }
        default -> {
          attempts.asked(Http.retryAfter(response, Instant.now()));
          throw Http.failure(response.uri(), response.statusCode());
        }
      }
      copy(response);
      return true;
    } finally {
      Http.close(response);
    }
  }

  private Map<String, String> headers(Optional<Memory.Source> before) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    if (delivery.bytes() > 0) {
      String validator = isStrong(etag) ? etag : lastModified;
      if (!validator.isEmpty()) {
        headers.put("Range", "bytes=" + delivery.bytes() + "-");
        headers.put("If-Range", validator);
        return headers;
      }
      delivery.restart();
    }
    before
        .map(Memory.Source::etag)
        .filter(e -> !e.isEmpty())
        .ifPresent(e -> headers.put("If-None-Match", e));
    before
        .map(Memory.Source::lastModified)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> headers.put("If-Modified-Since", text));
    return headers;
  }

  /** Whether equal tags have to mean equal bytes. */
  static boolean isStrong(String etag) {
    return etag.startsWith("\"");
  }

  private void whole(HttpHeaders headers) throws FetchException, IOException {
    if (delivery.bytes() > 0) {
      delivery.restart();
    }
    etag = headers.firstValue("ETag").orElse("");
    lastModified = headers.firstValue("Last-Modified").orElse("");
    total = headers.firstValueAsLong("Content-Length").orElse(-1);
    boolean chunked =
        headers.firstValue("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked");
    if (total < 0 && !chunked) {
      throw FetchException.refused(
          Http.shown(address)
              + " does not say how long it is, so nobody could tell if it was cut; ask the provider"
              + " to send Content-Length");
    }
    String coding = headers.firstValue("Content-Encoding").orElse("identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw FetchException.refused(
          Http.shown(address)
              + " comes in a content coding that was not asked for; ask the provider for the file"
              + " as it is");
    }
    if (total > limits.bytes()) {
      throw tooLong();
    }
  }

  private void rest(HttpHeaders headers) throws FetchException, IOException {
    Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    boolean follows =
        delivery.bytes() > 0
            && range.matches()
            && Long.parseLong(range.group(1)) == delivery.bytes()
            && Long.parseLong(range.group(2)) == Long.parseLong(range.group(3)) - 1
            && (total < 0 || Long.parseLong(range.group(3)) == total);
    if (!follows) {
      delivery.restart();
      throw FetchException.passing(
          Http.shown(address) + " sends another part than was asked for; ask the provider");
    }
    total = Long.parseLong(range.group(3));
  }

  private void copy(HttpResponse<InputStream> response) throws FetchException, IOException {
    byte[] buffer = new byte[1 << 16];
    try (Watch watch = new Watch(response.body(), attempts, patience.silence())) {
      while (true) {
        int read = read(response.body(), buffer, watch);
        if (read < 0) {
          break;
        }
        if (delivery.bytes() == 0) {
          read = begin(response, buffer, read, watch);
        }
        if (delivery.bytes() + read > limits.bytes()) {
          throw tooLong();
        }
        delivery.write(buffer, 0, read);
      }
    }
    if (total >= 0 && delivery.bytes() != total) {
      throw cut();
    }
  }

  /** Reads the beginning whole, to see what it is. */
  private int begin(HttpResponse<InputStream> response, byte[] buffer, int read, Watch watch)
      throws FetchException {
    int length = read;
    while (length < ErrorPage.BEGINNING) {
      byte[] more = new byte[ErrorPage.BEGINNING - length];
      int next = read(response.body(), more, watch);
      if (next < 0) {
        break;
      }
      System.arraycopy(more, 0, buffer, length, next);
      length += next;
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    Optional<String> complaint = ErrorPage.complain(name, type, buffer, length);
    if (complaint.isPresent()) {
      throw FetchException.refused(
          Http.shown(address)
              + " answers with status 200, but sends "
              + complaint.get()
              + " instead of the file; look at the address in a browser, and ask the provider");
    }
    return length;
  }

  private int read(InputStream body, byte[] buffer, Watch watch) throws FetchException {
    int read;
    try {
      read = body.read(buffer);
    } catch (IOException e) {
      watch.check(address);
      throw cut();
    }
    watch.check(address);
    watch.heard();
    return read;
  }

  private FetchException cut() {
    return FetchException.passing(
        Http.shown(address)
            + " was cut after "
            + delivery.bytes()
            + " of "
            + (total < 0 ? "an unknown number of" : total)
            + " bytes; ask the provider if that goes on");
  }

  private FetchException tooLong() {
    return FetchException.refused(
        Http.shown(address)
            + " has more than "
            + (limits.bytes() >> 20)
            + " MB, the most that the contract allows; if that is right, raise maxMegabytes");
  }
}
