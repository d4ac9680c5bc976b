package org.jinyanglake.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Makes the n-th call to the file system ({@link FaultFs}) or to the database ({@link FaultDriver})
 * go wrong, whichever thread makes it. The way to find every place where a fault hurts: count the
 * calls of an undisturbed run, then strike each n, and after each look whether the next run ends
 * like the undisturbed one.
 *
 * <pre>{@code
 * int calls = Faults.count(run);
 * for (int n = 1; n <= calls; n++) {
 *   Faults.at(n, Mode.DIE, run);
 *   run.run();
 *   assertThat(tables()).isEqualTo(undisturbed);
 * }
 * }</pre>
 *
 * <p>One at a time in a JVM. Outside of {@link #count}, {@link #calls} and {@link #at} nothing is
 * counted and nothing fails. With several threads the n-th call of one run need not be that of the
 * next: ask {@link Outcome#struck} what was hit.
 */
public final class Faults {

  /** What is called. */
  public enum Kind {
    /** A file is opened for reading. */
    OPEN,
    /** A file is opened for writing. */
    CREATE,
    /** A file that was written is closed. A fault leaves its first half. */
    CLOSE,
    RENAME,
    DELETE,
    MKDIRS,
    LIST,
    /** The status of a file or folder is asked for, also to know whether it exists. */
    STATUS,
    /** A statement is executed. */
    SQL
  }

  /** How the call goes wrong. */
  public enum Mode {
    /** It throws an {@code IOException} or {@code SQLException} and has no effect. */
    FAIL,
    /** It has its effect, then throws the same: the reply is lost. */
    FAIL_AFTERWARDS,
    /**
     * The process dies: the call has no effect, it and every later call throw {@link Death}. What
     * the process had opened (files being written, connections) stays dead when {@link #at} is
     * over.
     */
    DIE
  }

  /** The death of the process, as seen by those of its threads that still run. */
  @SuppressWarnings("serial")
  public static final class Death extends Error {
    Death(Call call) {
      super("the process died at " + call);
    }
  }

  /**
   * One call.
   *
   * @param target path, or text of the statement
   */
  public record Call(Kind kind, String target) {}

  /**
   * What became of a run with a fault in it.
   *
   * @param struck the call that went wrong; empty if the run made fewer calls
   * @param thrown what the run threw; empty if it survived the fault
   */
  public record Outcome(Optional<Call> struck, Optional<Throwable> thrown) {}

  /** Something to run. */
  public interface Work {
    void run() throws Exception;
  }

  /** The real effect of a call. */
  interface Effect<T, E extends Exception> {
    T run() throws E;
  }

  private static volatile Faults current;

  private final int n;
  private final Mode mode;
  private final Set<Kind> kinds;
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private volatile Call struck;

  private Faults(int n, Mode mode, Set<Kind> kinds) {
    this.n = n;
    this.mode = mode;
    this.kinds = kinds;
  }

  /** The number of calls that an undisturbed run makes. */
  public static int count(Work work) throws Exception {
    return calls(work).size();
  }

  /** The calls that an undisturbed run makes, in their order. */
  public static List<Call> calls(Work work) throws Exception {
    Faults none = new Faults(0, Mode.FAIL, EnumSet.allOf(Kind.class));
    none.during(work);
    return List.copyOf(none.calls);
  }

  /** Runs with a fault in the n-th call, n from 1. */
  public static Outcome at(int n, Mode mode, Work work) {
    return at(n, mode, EnumSet.allOf(Kind.class), work);
  }

  /** Runs with a fault in the n-th call among those of the given kinds, n from 1. */
  public static Outcome at(int n, Mode mode, Set<Kind> kinds, Work work) {
    Faults faults = new Faults(n, mode, kinds);
    Throwable thrown = null;
    try {
      faults.during(work);
    } catch (Exception | Error e) {
      thrown = e;
    }
    return new Outcome(Optional.ofNullable(faults.struck), Optional.ofNullable(thrown));
  }

  /**
   * Calls to strike where all of them would take too long: one drawn from each of {@code size}
   * equal stretches of 1 … {@code calls}, the same for the same seed.
   */
  public static SortedSet<Integer> sample(int calls, int size, long seed) {
    Random random = new Random(seed);
    int stretches = Math.min(calls, size);
    SortedSet<Integer> sample = new TreeSet<>();
    for (int i = 0; i < stretches; i++) {
      int from = (int) ((long) calls * i / stretches);
      int to = (int) ((long) calls * (i + 1) / stretches);
      sample.add(1 + from + random.nextInt(to - from));
    }
    return sample;
  }

  private void during(Work work) throws Exception {
    synchronized (Faults.class) {
      if (current != null) {
        throw new IllegalStateException("faults are injected into one run at a time");
      }
      current = this;
    }
    try {
      work.run();
    } finally {
      current = null;
    }
  }

  /** What a file or connection opened now belongs to; null outside of a run. */
  static Faults owner() {
    return current;
  }

  /** Throws if the process to which a file or connection belongs has died. */
  static void requireAlive(Faults owner) {
    if (owner != null && owner.mode == Mode.DIE && owner.struck != null) {
      throw new Death(owner.struck);
    }
  }

  /** Makes a call, or the fault in its place. */
  static <T, E extends Exception> T call(
      Kind kind, String target, Effect<T, E> effect, Function<String, E> failure) throws E {
    Faults faults = current;
    if (faults == null) {
      return effect.run();
    }
    requireAlive(faults);
    if (!faults.strikes(new Call(kind, target))) {
      return effect.run();
    }
    switch (faults.mode) {
      case FAIL -> {}
      case FAIL_AFTERWARDS -> effect.run();
      case DIE -> throw new Death(faults.struck);
    }
    throw failure.apply("injected fault: " + faults.mode + " at " + faults.struck);
  }

  private synchronized boolean strikes(Call call) {
    if (!kinds.contains(call.kind())) {
      return false;
    }
    calls.add(call);
    if (calls.size() != n) {
      return false;
    }
    struck = call;
    return true;
  }
}
