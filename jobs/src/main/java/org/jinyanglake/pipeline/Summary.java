package org.jinyanglake.pipeline;

import java.util.List;

/**
 * What a run did.
 *
 * @param run its id
 * @param datasets one outcome for each dataset asked for, by name
 * @param head hash of the ledger's last record after the run, to be kept outside the lake
 */
public record Summary(String run, List<Outcome> datasets, String head) {

  /** Whether nothing was done or held back. */
  public boolean unchanged() {
    return datasets.stream().allMatch(each -> each.status() == Outcome.Status.UNCHANGED);
  }

  public boolean any(Outcome.Status status) {
    return datasets.stream().anyMatch(each -> each.status() == status);
  }
}
