package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * What became of the files of a dataset when they were collected.
 *
 * @param files that were read
 * @param filesRefused of these, as a whole
 * @param rows of the files that are in the table
 * @param refused of these rows
 * @param rules by which rows were refused and not repaired since, the most frequent first
 * @param remedy null if nothing is to be done
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

  /** Rows that one rule of collection refused. */
  public record ByRule(String rule, long rows, List<Example> examples) {}

  /** A file that was refused as a whole. */
  public record RefusedFile(String file, String reason) {}

  static Collected of(State state, List<ByRule> rules, Remedies remedies) {
    List<FileState> read =
        state.files().values().stream().filter(each -> each.outcome() != Outcome.WAITING).toList();
    List<FileState> stored =
        state.files().values().stream().flatMap(each -> each.inTable().stream()).toList();
    List<RefusedFile> refusedFiles =
        state.files().entrySet().stream()
            .filter(each -> REFUSED.contains(each.getValue().outcome()))
            .map(each -> new RefusedFile(each.getKey(), each.getValue().reason()))
            .toList();
    return new Collected(
        read.size(),
        refusedFiles.size(),
        stored.stream().mapToLong(FileState::rows).sum(),
        stored.stream().mapToLong(FileState::refused).sum(),
        rules,
        refusedFiles,
        rules.isEmpty() && refusedFiles.isEmpty() ? null : remedies.collection());
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
