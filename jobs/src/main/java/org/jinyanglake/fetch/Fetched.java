package org.jinyanglake.fetch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What is known of a file that was fetched.
 *
 * @param file its name below the landing folder
 * @param from host and place; no user, no query
 * @param bytes as it is stored
 * @param sha256 of the stored bytes
 * @param rows in it, if the source counted them; else null
 * @param replaces the landing file that this is a later version of; else empty
 * @param fetched when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Fetched(
    String file,
    String from,
    long bytes,
    String sha256,
    Long rows,
    String replaces,
    String fetched) {

  static Fetched of(
      String file,
      String from,
      Delivery delivery,
      OptionalLong rows,
      String replaces,
      Instant fetched) {
    return new Fetched(
        file,
        from,
        delivery.bytes(),
        delivery.sha256(),
        rows.isPresent() ? rows.getAsLong() : null,
        replaces,
        fetched.toString());
  }
}
