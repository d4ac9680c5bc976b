package org.jinyanglake.portal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type.TypeID;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.Withdrawn;

/**
 * A dataset as it is published in one zone, as of one snapshot: what its page says.
 *
 * @param contract the approved contract under which it was released, which may differ from the file
 * @param zone {@link Zone#OPEN} or {@link Zone#CONDITIONAL}
 * @param schema of the published table, after desensitization
 * @param snapshot of the published table
 * @param releasedAt when something was released last
 * @param rows in the whole table
 * @param partitions how many there are; each has one certificate
 * @param withdrawn partitions that were published and are not any more, by path
 * @param first path of the first partition; empty if there is none
 * @param newest the last partitions, the newest first
 * @param officer user name of who approved the contract
 * @param approvedAt when, ISO 8601
 * @param announced what is approved already and takes effect later; empty: nothing
 * @param access where the table is; empty where it is read by grant only
 * @param daily its figures by day; empty for anything but a series of days
 */
public record Publication(
    Contract contract,
    Zone zone,
    Schema schema,
    String snapshot,
    Instant releasedAt,
    long rows,
    int partitions,
    SortedMap<String, Withdrawn> withdrawn,
    String first,
    List<Partition> newest,
    String officer,
    Instant approvedAt,
    Optional<Announced> announced,
    Optional<Access> access,
    Optional<Daily> daily) {

  /** How many of the last partitions a page lists. */
  public static final int LISTED = 30;

  /**
   * A released partition.
   *
   * @param path Iceberg's; empty for an unpartitioned table
   * @param certificate the id
   * @param releasedAt when the certificate was signed
   */
  public record Partition(
      String path, long rows, String certificate, String version, Instant releasedAt) {

    String label() {
      return Publication.label(path);
    }
  }

  /**
   * A change that readers are told of before it takes effect.
   *
   * @param retired whether the dataset ends then
   * @param type how it is opened from then on, if it does not end
   * @param from when it takes effect
   */
  public record Announced(boolean retired, OpeningType type, Instant from) {}

  /** Until when the zone has it, if that is known: it ends, or is opened to fewer then. */
  Optional<Instant> until() {
    return announced
        .filter(
            next ->
                next.retired()
                    || next.type() == OpeningType.CLOSED
                    || isOpen() && next.type() == OpeningType.CONDITIONAL)
        .map(Announced::from);
  }

  /**
   * Where readers find the table.
   *
   * @param metadata location of the current metadata file
   * @param uri of the zone's catalog database, without user, password and parameters
   * @param warehouse root of the zone's tables
   */
  public record Access(String metadata, String uri, String warehouse) {}

  public Publication {
    newest = List.copyOf(newest);
  }

  /** The page's path below the portal's folder. */
  String page() {
    return zone.catalog() + "/" + contract.dataset() + ".html";
  }

  /** The path of the page of the figures by day. */
  String dashboard() {
    return "dashboards/" + contract.dataset() + ".html";
  }

  /** A partition's values for people, as {@code 2024-03-10}. */
  static String label(String path) {
    return path.isEmpty() || path.equals(Withdrawn.ALL)
        ? "整表"
        : String.join(
            " · ",
            Partitions.values(path).stream().map(value -> value == null ? "空" : value).toList());
  }

  /** Whether all of it is withdrawn: its page stays and says so. */
  boolean isWithdrawn() {
    return partitions == 0 && !withdrawn.isEmpty();
  }

  /** The partitions that were withdrawn last, the newest first. */
  List<Map.Entry<String, Withdrawn>> notices() {
    return withdrawn.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Withdrawn> each) -> each.getValue().since())
                .thenComparing(Map.Entry::getKey)
                .reversed())
        .limit(LISTED)
        .toList();
  }

  boolean isOpen() {
    return zone == Zone.OPEN;
  }

  /** Who provides the data. */
  String provider() {
    return contract.provider().isEmpty() ? contract.tenant() : contract.provider();
  }

  /** The newest partition for people; empty for an unpartitioned table. */
  String last() {
    return newest.isEmpty() || newest.get(0).path().isEmpty() ? "" : newest.get(0).label();
  }

  /** The columns that are published. */
  List<Column> columns() {
    return contract.columns(zone);
  }

  /** The first and the last day of a table partitioned by days; empty for any other. */
  Optional<List<LocalDate>> period() {
    boolean days =
        !contract.partitionColumns().isEmpty()
            && schema.findField(contract.partitionColumns().get(0).name()).type().typeId()
                == TypeID.DATE;
    if (!days || newest.isEmpty()) {
      return Optional.empty();
    }
    String from = Partitions.values(first).get(0);
    String to = Partitions.values(newest.get(0).path()).get(0);
    return from == null || to == null
        ? Optional.empty()
        : Optional.of(List.of(LocalDate.parse(from), LocalDate.parse(to)));
  }
}
