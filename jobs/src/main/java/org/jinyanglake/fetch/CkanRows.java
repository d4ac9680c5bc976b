package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jinyanglake.contract.Origin;

/**
 * The rows of a resource that is in the portal's database, page after page in the order of its row
 * numbers. They have to be as many as the portal says on each page, and the portal has to say
 * before and after that the resource is the same; otherwise all pages are read anew.
 */
final class CkanRows {

  /** The portal's own row number. */
  private static final String ID = "_id";

  private static final int MOST_BEGINNINGS = 3;

  /** Tells what marks a state of a resource. */
  interface Modified {
    String of(String resource) throws FetchException, IOException;
  }

  private final Origin.Ckan origin;
  private final CkanApi api;
  private final Modified modified;

  CkanRows(Origin.Ckan origin, CkanApi api, Modified modified) {
    this.origin = origin;
    this.api = api;
    this.modified = modified;
  }

  void fetch(Inbox inbox, JsonNode resource) throws FetchException, IOException {
    String id = resource.path("id").asText();
    if (!resource.path("datastore_active").asBoolean(false)) {
      throw FetchException.refused(
          "the portal's database does not hold its rows; delete datastore to fetch its file");
    }
    String stem = Inbox.stem(id);
    Delivery delivery = inbox.begin(stem);
    boolean taken = false;
    try {
      RowFile rows = new RowFile(delivery, origin.limits());
      read(inbox, id, rows);
      taken =
          inbox.bring(
              delivery,
              stem,
              Http.shown(origin.location().resolve("datastore_search")) + " " + id,
              OptionalLong.of(rows.rows()),
              origin.changes().collect());
    } finally {
      if (!taken) {
        delivery.discard();
      }
    }
  }

  private void read(Inbox inbox, String id, RowFile rows) throws FetchException, IOException {
    Attempts whole = new Attempts(origin.limits(), Patience.DEFAULT);
    boolean keepsId =
        inbox.contract().columns().stream().anyMatch(column -> column.header().equals(ID));
    for (int beginning = 1; beginning <= MOST_BEGINNINGS; beginning++) {
      String before = modified.of(id);
      if (pages(id, rows, keepsId, whole) && modified.of(id).equals(before)) {
        rows.finish();
        return;
      }
      rows.restart();
    }
    throw FetchException.refused(
        "its rows changed each of "
            + MOST_BEGINNINGS
            + " times while they were read; run again when the portal is not loading it");
  }

  /** Whether all pages show one state. */
  private boolean pages(String id, RowFile rows, boolean keepsId, Attempts whole)
      throws FetchException, IOException {
    long total = -1;
    long last = Long.MIN_VALUE;
    while (total < 0 || rows.rows() < total) {
      if (whole.left() == 0) {
        throw FetchException.refused(
            "its pages take longer than "
                + whole.time().toMinutes()
                + " minutes, the most that the contract allows; if that is right, raise maxMinutes");
      }
      JsonNode result =
          api.call(
              "datastore_search",
              Map.of(
                  "resource_id",
                  id,
                  "limit",
                  String.valueOf(origin.pageSize()),
                  "offset",
                  String.valueOf(rows.rows()),
                  "sort",
                  ID,
                  "include_total",
                  "true"));
      if (!result.path("total").canConvertToLong() || !result.path("records").isArray()) {
        throw FetchException.refused(
            "the portal does not say how many rows there are; it is too old for datastore");
      }
      if (result.path("total_was_estimated").asBoolean(false)) {
        throw FetchException.refused(
            "the portal only estimates how many rows there are; delete datastore to fetch its file");
      }
      if (total >= 0 && total != result.path("total").asLong()) {
        return false;
      }
      total = result.path("total").asLong();
      if (result.path("records").isEmpty()) {
        break;
      }
      for (JsonNode record : result.path("records")) {
        long number = record.path(ID).asLong(Long.MIN_VALUE);
        if (!(record instanceof ObjectNode row) || number <= last) {
          return false; // a row was moved or comes twice
        }
        last = number;
        if (!keepsId) {
          row.remove(ID);
        }
        byte[] json = json(row);
        rows.add(json, json.length);
      }
    }
    return rows.rows() == total;
  }

  private static byte[] json(ObjectNode row) throws JsonProcessingException {
    try {
      return CkanApi.JSON.writeValueAsBytes(row);
    } catch (JsonGenerationException e) {
      // A number of more than 9,999 decimals, for its column to refuse.
      return CkanApi.JSON
          .writer()
          .without(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .writeValueAsBytes(row);
    }
  }
}
