package org.jinyanglake.release;

import java.util.EnumSet;
import java.util.Set;

/**
 * A fault between the transformer and the gate.
 *
 * @param group where it sits
 * @param what is broken
 * @param caught the checks of which at least one must find it
 * @param fault makes the release with the fault in it; may change the sound one
 */
record Mutation(String group, String what, Set<Check> caught, Fault fault) {

  /** Breaks a sound release, or makes a broken one. */
  interface Fault {
    Stays in(Stays sound) throws Exception;
  }

  /** Breaks a sound release. */
  interface Edit {
    void of(Stays stays) throws Exception;
  }

  static Mutation edit(String group, String what, Edit edit, Check first, Check... others) {
    return new Mutation(
        group,
        what,
        EnumSet.of(first, others),
        stays -> {
          edit.of(stays);
          return stays;
        });
  }

  /** A transformer that follows a contract of which one place reads otherwise. */
  static Mutation technique(
      String what, String declared, String followed, Check first, Check... others) {
    return new Mutation(
        "technique or solver",
        what,
        EnumSet.of(first, others),
        sound -> {
          if (!Stays.CONTRACT.contains(declared)) {
            throw new IllegalArgumentException(declared);
          }
          Stays broken =
              Stays.by(Stays.CONTRACT.replace(declared, followed), Stays.REGIONS, sound.folder);
          broken.judgedBy = sound.contract;
          return broken;
        });
  }

  @Override
  public String toString() {
    return what;
  }
}
