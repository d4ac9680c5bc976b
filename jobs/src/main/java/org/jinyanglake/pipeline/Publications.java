package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableUtil;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.portal.Daily;
import org.jinyanglake.portal.Publication;
import org.jinyanglake.release.Certificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lake shows to its readers. Each dataset is described by the contract that was approved
 * and under which it was released, whatever its file says by now; a file can only take away: what
 * it does not open any more is not shown.
 *
 * @param publications by dataset and zone
 * @param problems datasets that are released and could not be read, and why
 * @param ended the list of ended certificates as it was signed; empty if none was written yet
 */
public record Publications(
    List<Publication> publications, List<String> problems, Optional<String> ended) {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  /** What is released in a lake now, under contracts as they are now; needs no Spark. */
  public static Publications of(Lake lake, Contracts contracts) {
    List<Publication> publications = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    LedgerState ledger = Ledger.of(lake).state();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      for (DatasetName dataset : lake.datasets(zone)) {
        boolean opens =
            contracts.contract(dataset).map(now -> isOpened(now, zone, ledger)).orElse(true);
        try {
          lake.version(zone, dataset)
              .filter(version -> isShown(version.state(), opens))
              .ifPresent(
                  version -> publications.add(publication(lake, version, contracts, ledger)));
        } catch (LakeException | IllegalArgumentException e) {
          LOG.error("{}.{} cannot be shown", zone.catalog(), dataset, e);
          problems.add(zone.catalog() + "." + dataset + ": " + e.getMessage());
        }
      }
    }
    return new Publications(publications, problems, EndedFile.text(lake));
  }

  /** What was published and is withdrawn keeps its entry, also when it is closed for good. */
  private static boolean isShown(State state, boolean opens) {
    return state.partitions().isEmpty() ? !state.withdrawn().isEmpty() : opens;
  }

  private static boolean opens(Contract contract, Zone zone) {
    return contract.openingType() != OpeningType.CLOSED && contract.opened().contains(zone);
  }

  private static Publication publication(
      Lake lake, Version version, Contracts contracts, LedgerState ledger) {
    Approval approval = approval(lake, version, ledger);
    Contract contract =
        contracts
            .contract(version.dataset())
            .filter(now -> now.hash().equals(approval.contract()))
            .orElseGet(() -> Contracts.restore(approval.canonical()));
    TreeMap<String, State.PartitionState> partitions = new TreeMap<>(version.state().partitions());
    Set<String> newest = new LinkedHashSet<>();
    partitions.descendingKeySet().stream().limit(Publication.LISTED).forEach(newest::add);
    History history = History.of(lake, version, newest);
    return new Publication(
        contract,
        version.zone(),
        version.table().schema(),
        String.valueOf(version.snapshot().snapshotId()),
        history.releasedAt(),
        Long.parseLong(version.snapshot().summary().getOrDefault("total-records", "0")),
        partitions.size(),
        version.state().withdrawn(),
        partitions.isEmpty() ? "" : partitions.firstKey(),
        newest.stream()
            .map(path -> partition(history.certificate(partitions.get(path).certificate())))
            .toList(),
        approval.officerInWords(),
        Instant.parse(approval.approvedAt()),
        announced(version.dataset(), ledger),
        version.zone() == Zone.OPEN ? Optional.of(access(lake, version)) : Optional.empty(),
        version.zone() == Zone.OPEN ? Daily.read(version, contract) : Optional.empty());
  }

  private static Optional<Publication.Announced> announced(
      DatasetName dataset, LedgerState ledger) {
    return ledger
        .waiting(dataset.toString(), Instant.now())
        .map(
            approval -> {
              Contract coming = Contracts.restore(approval.canonical());
              return new Publication.Announced(
                  coming.retired(), coming.openingType(), Instant.parse(approval.effectiveAt()));
            });
  }

  /**
   * Whether a contract opens a dataset in a zone, or what it opens until its notice is over does.
   */
  private static boolean isOpened(Contract now, Zone zone, LedgerState ledger) {
    return opens(now, zone)
        || ledger
            .waiting(now.dataset().toString(), Instant.now())
            .filter(each -> each.contract().equals(now.hash()))
            .isPresent();
  }

  private static Publication.Partition partition(Certificate certificate) {
    return new Publication.Partition(
        certificate.partition(),
        certificate.rows().out(),
        certificate.id(),
        certificate.contract().version(),
        certificate.issuedAt());
  }

  /** The approval of the contract version under which the table was released. */
  private static Approval approval(Lake lake, Version version, LedgerState ledger) {
    return PastApprovals.of(lake, ledger, version.dataset(), version.state().contract())
        .orElseThrow(
            () ->
                new LakeException(
                    "the ledger holds no approval of the contract under which it was released: run 'lake verify'"));
  }

  private static Publication.Access access(Lake lake, Version version) {
    LakeConf.Catalog catalog = lake.conf().zones().get(version.zone());
    // A URI may carry a user and a password.
    String uri =
        catalog.properties().get("uri").replaceFirst("[?;].*", "").replaceFirst("//.*@", "//");
    return new Publication.Access(
        TableUtil.metadataFileLocation(version.table()), uri, catalog.warehouse());
  }

  /**
   * What the newest snapshots of a table say of themselves, as far back as is needed.
   *
   * @param releasedAt of the last snapshot that released something
   */
  private record History(Instant releasedAt, Map<String, Certificate> certificates) {

    static History of(Lake lake, Version version, Set<String> partitions) {
      SortedSet<String> wanted = new TreeSet<>();
      partitions.forEach(path -> wanted.add(version.state().partitions().get(path).certificate()));
      Map<String, Certificate> found = new HashMap<>();
      Instant releasedAt = null;
      for (Snapshot snapshot : version.history()) {
        if (releasedAt != null && wanted.isEmpty()) {
          break;
        }
        JsonNode document = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE));
        if (releasedAt == null && document.path("stage").asText().equals("release")) {
          releasedAt = Instant.ofEpochMilli(snapshot.timestampMillis());
        }
        for (JsonNode fact : document.path("facts").path("release")) {
          if (wanted.remove(fact.path("certificate").path("id").asText())) {
            Certificate certificate = Certificate.fromJson(fact.get("certificate").toString());
            found.put(certificate.id(), certificate);
          }
        }
      }
      if (!wanted.isEmpty()) {
        throw new LakeException(
            "no snapshot holds certificate " + wanted.first() + ": run 'lake verify'");
      }
      return new History(releasedAt, found);
    }

    Certificate certificate(String id) {
      return certificates.get(id);
    }
  }
}
