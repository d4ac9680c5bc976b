package org.jinyanglake.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Withdrawn;

/** Partitions that leave a zone and nothing that takes their place; needs no Spark and no key. */
public final class Withdrawal {
  private Withdrawal() {}

  /**
   * Takes partitions out of a zone, all in one commit, as the lake found that they have to leave.
   *
   * @param raw the raw version that was looked at
   * @param open the zone's version, which holds the partitions
   * @param leaving by path
   * @return the zone's new version
   * @throws ConflictException if the raw table or the zone's moved on meanwhile; nothing left then
   */
  public static Version execute(
      Lake lake, Version raw, Version open, SortedMap<String, Withdrawn> leaving, String run) {
    return execute(lake, raw, open, leaving, Optional.empty(), run);
  }

  /** The same, as a person ordered it; the signed order is for the records. */
  public static Version execute(
      Lake lake,
      Version raw,
      Version open,
      SortedMap<String, Withdrawn> leaving,
      JsonNode order,
      String run) {
    return execute(lake, raw, open, leaving, Optional.of(order), run);
  }

  private static Version execute(
      Lake lake,
      Version raw,
      Version open,
      SortedMap<String, Withdrawn> leaving,
      Optional<JsonNode> order,
      String run) {
    Commit commit =
        Commit.to(lake, open.zone(), open.dataset(), Optional.of(open), Optional.empty());
    commit.remove(open.files(leaving.keySet())).madeFrom(raw);
    SortedMap<String, State.PartitionState> left = new TreeMap<>(open.state().partitions());
    left.keySet().removeAll(leaving.keySet());
    SortedMap<String, Withdrawn> withdrawn =
        Withdrawn.after(open.state().withdrawn(), leaving, left.keySet());
    commit.withdrawn(withdrawn);
    State state =
        new State(
            open.state().contract(),
            raw.snapshot().snapshotId(),
            new TreeMap<>(),
            left,
            open.state().key(),
            open.state().deleted(),
            open.state().published(),
            withdrawn);
    ObjectNode facts = Evidence.JSON.createObjectNode();
    record(leaving, facts);
    order.ifPresent(
        signed ->
            facts.path("withdrawal").forEach(fact -> ((ObjectNode) fact).set("order", signed)));
    Version now = commit.execute(run, lake.evidence().write("withdraw", state, facts));
    Superseded.of(lake, open.zone(), open.dataset()).takeOut(now);
    return now;
  }

  /** One fact of kind {@code withdrawal} for each partition, which becomes a record. */
  static void record(SortedMap<String, Withdrawn> leaving, ObjectNode facts) {
    if (!leaving.isEmpty()) {
      ArrayNode withdrawals = facts.putArray("withdrawal");
      leaving.forEach(
          (path, each) -> {
            ObjectNode fact = withdrawals.addObject().put("partition", path);
            fact.setAll((ObjectNode) Evidence.JSON.valueToTree(each));
          });
    }
  }
}
