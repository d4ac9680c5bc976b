package org.jinyanglake.lake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
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
    String location = folder(table) + UUID.randomUUID() + ".json";
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      out.write(text(zone, dataset, withdrawn));
    } catch (IOException e) {
      throw new LakeException(
          "cannot write %s: %s; is the disk full?".formatted(location, e.getMessage()), e);
    }
    commit.property(COUNT, String.valueOf(withdrawn.size())).property(LIST, location);
  }

  /** What readers are told otherwise than what is withdrawn; empty if just that. */
  public static Optional<String> objection(Version version) {
    SortedMap<String, Withdrawn> withdrawn = version.state().withdrawn();
    String count = version.table().properties().getOrDefault(COUNT, "0");
    if (!count.equals(String.valueOf(withdrawn.size()))) {
      return Optional.of(
          "the table says that %s partitions are withdrawn, its evidence %d"
              .formatted(count, withdrawn.size()));
    }
    String list = version.table().properties().get(LIST);
    return withdrawn.isEmpty() || holds(version, list)
        ? Optional.empty()
        : Optional.of("the list of what is withdrawn, %s, is not what was written".formatted(list));
  }

  private static boolean holds(Version version, String list) {
    if (list == null || !list.startsWith(folder(version.table()))) {
      return false;
    }
    byte[] expected = text(version.zone(), version.dataset(), version.state().withdrawn());
    try (InputStream in = version.table().io().newInputFile(list).newStream()) {
      return Arrays.equals(in.readNBytes(expected.length + 1), expected);
    } catch (IOException | RuntimeIOException | NotFoundException e) {
      return false;
    }
  }

  private static String folder(Table table) {
    return table.location() + "/withdrawn/";
  }

  private static byte[] text(Zone zone, DatasetName dataset, SortedMap<String, Withdrawn> all) {
    return (json(zone, dataset, all).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
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
          partition.remove(List.of("contract", "merged", "approvals"));
        });
    return list;
  }
}
