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

  /** Whether there was nothing to do; what was held back before may still be. */
  public boolean idle() {
    return datasets.stream().allMatch(Outcome::idle);
  }

  public boolean any(Outcome.Status status) {
    return datasets.stream().anyMatch(each -> each.status() == status);
  }
}
