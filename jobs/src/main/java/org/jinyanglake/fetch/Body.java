package org.jinyanglake.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;

/** The body of an answer that is read into memory: whole, in time, and not too large. */
final class Body {
  private Body() {}

  /**
   * Reads it.
   *
   * @param most megabytes that it may have: of JSON the tree takes some twenty times as much
   * @param smaller what makes the answer smaller
   */
  static byte[] read(
      HttpResponse<InputStream> response,
      Attempts attempts,
      Patience patience,
      int most,
      String smaller)
      throws FetchException {
    URI address = response.uri();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try (Watch watch = new Watch(response.body(), attempts, patience.silence())) {
      try {
        for (int read = response.body().read(buffer); ; read = response.body().read(buffer)) {
          watch.check(address);
          watch.heard();
          if (read < 0) {
            break;
          }
          body.write(buffer, 0, read);
          if (body.size() > most << 20) {
            throw FetchException.refused(
                "%s answers with more than %d MB; %s"
                    .formatted(Http.shown(address), most, smaller));
          }
        }
      } catch (IOException e) {
        watch.check(address);
        throw cut(address);
      }
    }
    long length = response.headers().firstValueAsLong("Content-Length").orElse(body.size());
    if (length != body.size()) {
      throw cut(address);
    }
    return body.toByteArray();
  }

  private static FetchException cut(URI address) {
    return FetchException.passing(
        Http.shown(address) + " was cut; ask the provider if that goes on");
  }
}
