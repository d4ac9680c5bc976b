package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * What became of the files of a dataset when they were collected.
 *
 * @param files that were read; not control files, empty ones or second copies
 * @param filesRefused of these, as a whole
 * @param rows of the files that are in the table, of a snapshot of the one that holds
 * @param refused of these rows
 * @param rules by which rows were refused that can still be repaired, the most frequent first
 * @param remedy about these rows; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Collected(
    int files,
    int filesRefused,
    long rows,
    long refused,
    List<ByRule> rules,
    List<RefusedFile> refusedFiles,
    Remedy remedy) {

  private static final Set<Outcome> REFUSED = Set.of(Outcome.REFUSED, Outcome.CHANGED);
  private static final Set<Outcome> READ =
      Set.of(Outcome.COLLECTED, Outcome.SUPERSEDED, Outcome.REFUSED, Outcome.CHANGED);

  /** Rows that one rule of collection refused. */
  public record ByRule(String rule, long rows, List<Example> examples) {}

  /** A file that was refused as a whole. */
  public record RefusedFile(String file, String reason, Remedy remedy) {}

  /** The files of a dataset that were refused as a whole, by name. */
  public static List<RefusedFile> refusedFiles(Contract contract, State state) {
    Remedies remedies = new Remedies(contract);
    return state.files().entrySet().stream()
        .filter(each -> REFUSED.contains(each.getValue().outcome()))
        .map(
            each ->
                new RefusedFile(
                    each.getKey(),
                    each.getValue().reason(),
                    remedies.file(each.getValue().outcome())))
        .toList();
  }

  static Collected of(Contract contract, State state, List<ByRule> rules) {
    String holds = State.lastCollected(state.files());
    List<FileState> stored =
        state.files().entrySet().stream()
            .filter(each -> contract.loadMode() != LoadMode.SNAPSHOT || each.getKey().equals(holds))
            .flatMap(each -> each.getValue().inTable().stream())
            .toList();
    List<RefusedFile> refusedFiles = refusedFiles(contract, state);
    return new Collected(
        (int) state.files().values().stream().filter(each -> READ.contains(each.outcome())).count(),
        refusedFiles.size(),
        stored.stream().mapToLong(FileState::rows).sum(),
        stored.stream().mapToLong(FileState::refused).sum(),
        rules,
        refusedFiles,
        rules.isEmpty() ? null : new Remedies(contract).collection());
  }

  /** Shares of rows and of files that were not refused; empty where nothing was read. */
  List<Double> shares() {
    return files == 0
        ? List.of()
        : rows == 0
            ? List.of(1 - (double) filesRefused / files)
            : List.of(1 - (double) refused / rows, 1 - (double) filesRefused / files);
  }
}
