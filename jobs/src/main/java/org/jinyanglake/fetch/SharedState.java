package org.jinyanglake.fetch;

import java.sql.Connection;
import java.util.List;

/**
 * Transactions that see the same state of a table.
 *
 * @param connections on which they have begun; none if that cannot be had
 * @param why it cannot be had, and what would help; empty if it can
 */
record SharedState(List<Connection> connections, String why) {
  SharedState {
    connections = List.copyOf(connections);
  }

  static SharedState of(List<Connection> connections) {
    return new SharedState(connections, "");
  }

  static SharedState none(String why) {
    return new SharedState(List.of(), why);
  }
}
