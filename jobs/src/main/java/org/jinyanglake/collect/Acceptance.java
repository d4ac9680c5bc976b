package org.jinyanglake.collect;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.iceberg.DataFile;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Tolerance;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Version;

/**
 * Decides, once files are read and written, which of them may be stored: by the rows that do not
 * fit and the days that they are for. The others are refused as a whole in the account.
 *
 * @param raw the table as it is; empty if there is none yet
 * @param repairs whether the rows of the files take the place of refused ones
 * @param now when they are collected
 */
record Acceptance(
    Account account, Engine engine, Optional<Version> raw, boolean repairs, Instant now) {

  /**
   * Those that may be stored.
   *
   * @param contract with the types of the table
   * @param counts what became of each file's records
   * @param written the rows of all of them
   */
  List<CheckedFile> of(
      Contract contract,
      List<CheckedFile> readable,
      Map<String, Tally.OfFile> counts,
      Commit commit,
      List<DataFile> written) {
    List<CheckedFile> tolerated =
        readable.stream()
            .filter(each -> tolerable(contract, each, counts.get(each.file().name())))
            .toList();
    return timely(contract, tolerated, commit, written, tolerated.size() == readable.size());
  }

  /** Whether a file may be stored; if not it is refused here as a whole. */
  private boolean tolerable(Contract contract, CheckedFile each, Tally.OfFile count) {
    if (count == null) {
      return true;
    }
    if (!count.damage().isEmpty()) {
      account.refuse(each, count.damage());
      return false;
    }
    Optional<String> retyped = repairs ? Optional.empty() : Retyped.complain(contract, count);
    if (retyped.isPresent()) {
      account.refuse(each, retyped.get());
      return false;
    }
    boolean empties = contract.loadMode() == LoadMode.SNAPSHOT && !repairs && count.good() == 0;
    if (!count.complete() || empties) {
      account.refuse(
          each,
          count.refused()
              + " rows do not fit, the first for: "
              + count.rows().get(0).reason()
              + "; is it the right file, delimiter and encoding?");
      return false;
    }
    Optional<Tolerance> exceeded =
        contract
            .tolerance()
            .filter(tolerance -> !repairs) // each row of such a file is a case of its own
            .filter(tolerance -> !tolerance.takes(count.refused(), count.good() + count.refused()));
    exceeded.ifPresent(tolerance -> account.refuse(each, tooMany(count, tolerance)));
    return exceeded.isEmpty();
  }

  private static String tooMany(Tally.OfFile count, Tolerance tolerance) {
    return "%d of %d rows do not fit, more than the tolerance of %s; most of them for: %s; correct the file and deliver it again, or raise tolerance in the contract; nothing of it was stored"
        .formatted(
            count.refused(),
            count.good() + count.refused(),
            tolerance,
            String.join(", ", count.mostFrequent(3)));
  }

  /**
   * Those files that may be stored though they have rows for days that are final. A table without
   * rows has no such days yet.
   *
   * @param all whether these are all files that were written, so that nothing is written again
   */
  private List<CheckedFile> timely(
      Contract contract,
      List<CheckedFile> readable,
      Commit commit,
      List<DataFile> written,
      boolean all) {
    Optional<Delivery.FinalDays> policy =
        contract
            .delivery()
            .finalDays()
            .filter(any -> !repairs) // what they were refused of was delivered in time
            .filter(any -> raw.filter(v -> !v.state().partitions().isEmpty()).isPresent());
    if (policy.isEmpty()) {
      return readable;
    }
    LocalDate today = LocalDate.ofInstant(now, contract.zone());
    FinalDays days = new FinalDays(today.minusDays(policy.get().after() + 1L));
    SortedMap<String, SortedMap<LocalDate, Long>> late = days.in(written, commit, contract, engine);
    List<CheckedFile> kept = new ArrayList<>();
    for (CheckedFile each : readable) {
      String file = each.file().name();
      boolean holds = late.containsKey(file) && policy.get().then() == Delivery.Then.HOLD;
      if (holds) {
        account.complain("finalDays", Delivery.Then.HOLD, file, days.complain(late.get(file)));
        account.refuse(
            each,
            days.complain(late.get(file))
                + "; deliver the file without them, or change finalDays in the contract");
      } else {
        kept.add(each);
      }
    }
    if (all && kept.size() == readable.size()) {
      late.forEach(
          (file, counts) ->
              account.complain("finalDays", Delivery.Then.WARN, file, days.complain(counts)));
    }
    return kept;
  }
}
