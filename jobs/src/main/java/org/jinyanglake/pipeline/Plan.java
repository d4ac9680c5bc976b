package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.aggregate.Aggregate;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.collect.Arrivals;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.fetch.Fetch;
import org.jinyanglake.lake.Version;

/**
 * What a run would begin with for one dataset, told without Spark and without opening a file. What
 * follows from new files is not foreseen.
 *
 * @param dataset {@code domain.name}
 * @param fetch where new files would be looked for first, which needs the network; empty: nowhere
 * @param files landing files that would be looked at
 * @param derive whether a derived dataset would be made anew, in part or whole
 * @param check partitions that would be judged
 * @param release partitions that would be opened, by zone
 * @param withdraw partitions that would leave a zone and not be made anew, by zone
 * @param approved whether this version of the contract may be opened
 */
public record Plan(
    String dataset,
    String fetch,
    List<String> files,
    boolean derive,
    List<String> check,
    Map<String, List<String>> release,
    Map<String, List<String>> withdraw,
    boolean approved) {

  static Plan of(Context context, Contract contract) {
    Optional<Version> raw = context.lake().version(Zone.RAW, contract.dataset());
    List<String> files = new ArrayList<>();
    boolean derive = false;
    if (contract.source() instanceof Source.Files) {
      files.addAll(Arrivals.of(context.lake(), contract, raw).names());
    } else {
      derive = !Aggregate.of(contract, context.contracts(), context.lake()).upToDate(raw);
    }
    Map<String, List<String>> release = new TreeMap<>();
    Map<String, List<String>> withdraw = new TreeMap<>();
    boolean approved = context.approval(contract).isPresent();
    raw.ifPresent(
        version -> {
          for (Zone zone : contract.opened()) {
            Opening opening = Opening.of(context, contract, zone, version);
            Set<String> leaving =
                (approved ? opening : opening.withdrawal("not approved")).gone().keySet();
            if (!leaving.isEmpty()) {
              withdraw.put(zone.catalog(), List.copyOf(leaving));
            }
            if (!opening.due().isEmpty()) {
              release.put(zone.catalog(), List.copyOf(opening.due().keySet()));
            }
          }
        });
    return new Plan(
        contract.dataset().toString(),
        Fetch.of(context.lake(), contract).map(Fetch::from).orElse(""),
        files,
        derive,
        raw.map(
                version ->
                    List.copyOf(
                        Judgement.due(
                            context.compared(contract), context.searched(contract), version)))
            .orElse(List.of()),
        release,
        withdraw,
        approved);
  }

  /** Whether nothing would be done. */
  public boolean empty() {
    return fetch.isEmpty()
        && files.isEmpty()
        && !derive
        && check.isEmpty()
        && release.isEmpty()
        && withdraw.isEmpty();
  }
}
