package org.jinyanglake.lake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * The withdrawn partitions of a table, where whoever reads the table meets them: two table
 * properties, of which one names a JSON file beside the table. Properties stay small, however many
 * partitions there are.
 */
public final class WithdrawnList {
  /** Table property: how many partitions are withdrawn; not there if none is. */
  public static final String COUNT = "jinyang.withdrawn";

  /** Table property: the location of the list, a JSON file; not there if none is. */
  public static final String LIST = "jinyang.withdrawn.list";

  private WithdrawnList() {}

  /** Has a commit publish what is withdrawn after it. The file is written before the commit. */
  static void publish(
      Commit commit, Zone zone, DatasetName dataset, SortedMap<String, Withdrawn> withdrawn) {
    if (withdrawn.isEmpty()) {
      commit.property(COUNT, null).property(LIST, null);
      return;
    }
    Table table = commit.table();
    String location = table.location() + "/withdrawn/" + UUID.randomUUID() + ".json";
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      out.write(
          (json(zone, dataset, withdrawn).toPrettyString() + "\n")
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new LakeException(
          "cannot write %s: %s; is the disk full?".formatted(location, e.getMessage()), e);
    }
    commit.property(COUNT, String.valueOf(withdrawn.size())).property(LIST, location);
  }

  private static ObjectNode json(
      Zone zone, DatasetName dataset, SortedMap<String, Withdrawn> withdrawn) {
    ObjectNode list = Evidence.JSON.createObjectNode();
    list.put("dataset", dataset.toString()).put("zone", zone.catalog());
    ArrayNode partitions = list.putArray("withdrawn");
    withdrawn.forEach(
        (path, each) -> {
          ObjectNode partition = partitions.addObject().put("partition", path);
          partition.setAll((ObjectNode) Evidence.JSON.valueToTree(each));
          partition.remove(List.of("contract", "merged"));
        });
    return list;
  }
}
