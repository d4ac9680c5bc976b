package org.jinyanglake.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One version of a dataset's key, by its number; its secret is nowhere but in the key store.
 *
 * @param version from 1
 * @param since when it came to its state, ISO 8601; empty for a first version that is as it was
 *     made
 */
public record KeyVersion(int version, State state, String since) {
  static final KeyVersion FIRST = new KeyVersion(1, State.ACTIVE, "");

  /** The states of a key after NIST SP 800-57, part 1. */
  public enum State {
    /** Runs release under it. */
    @JsonProperty("active")
    ACTIVE,
    /** Runs release under a later version. */
    @JsonProperty("deactivated")
    DEACTIVATED,
    /** Somebody else may have it. */
    @JsonProperty("compromised")
    COMPROMISED,
    /** Its secret was deleted, or lost. */
    @JsonProperty("destroyed")
    DESTROYED
  }

  /** The same version in another state. */
  public KeyVersion become(State next, String when) {
    return new KeyVersion(version, next, when);
  }
}
