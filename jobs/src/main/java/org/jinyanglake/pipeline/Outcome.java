package org.jinyanglake.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a run did for one dataset.
 *
 * @param dataset {@code domain.name}
 * @param status what it came to
 * @param worked whether anything was tried
 * @param files landing files collected
 * @param stored rows stored by them
 * @param refused rows refused, at collection and by checks
 * @param released what was opened
 * @param held why something was held back, in words; empty if nothing was
 * @param notes what is worth knowing and holds nothing back: files ignored, unknown columns
 */
public record Outcome(
    String dataset,
    Status status,
    @JsonIgnore boolean worked,
    int files,
    long stored,
    long refused,
    List<Released> released,
    List<String> held,
    List<String> notes) {

  /** What a dataset came to in a run. */
  public enum Status {
    /** Nothing was to be done. */
    @JsonProperty("unchanged")
    UNCHANGED,
    /** All that was to be done is done. */
    @JsonProperty("done")
    DONE,
    /** Something of it was held back. */
    @JsonProperty("held")
    HELD,
    /** The lake failed it; other datasets went on. */
    @JsonProperty("failed")
    FAILED
  }

  /**
   * What was opened in a zone.
   *
   * @param snapshot the zone's new snapshot, as text, for a JSON number cannot hold it
   * @param partitions their paths
   * @param rows in them
   */
  public record Released(String zone, String snapshot, List<String> partitions, long rows) {}

  /** Whether there was nothing to do. */
  public boolean idle() {
    return !worked;
  }

  static Outcome failed(String dataset, String why) {
    return new Outcome(dataset, Status.FAILED, true, 0, 0, 0, List.of(), List.of(why), List.of());
  }
}
