package org.jinyanglake.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Drives two runs through their interleavings at named points. Each run says where it is by {@link
 * Hook#at}; there it stops until its next turn. Exactly one run moves at a time, so that a schedule
 * such as {@code ABBA} replays: A moves to its first point, B to its second, A to its end.
 *
 * <pre>{@code
 * int schedules = Interleavings.at(Set.of("gated", "swapped")).every(() -> {
 *   Lake lake = freshLake();
 *   return new Race(hook -> run(lake, hook), hook -> run(lake, hook),
 *       outcome -> assertThat(rows(lake)).isEqualTo(expected));
 * });
 * }</pre>
 *
 * <p>A run that reaches no point for {@link #patience} waits for the other one, on a lock perhaps:
 * the other one moves then. If neither can move, it is a deadlock and the schedule fails.
 */
public final class Interleavings {

  /** Where a run says that it has come to a point. Points that are not named pass at once. */
  public interface Hook {
    void at(String point);
  }

  /** One of the two runs. */
  public interface Run {
    void run(Hook hook) throws Exception;
  }

  /** What must hold when both runs have ended. */
  public interface Check {
    void check(Outcome outcome) throws Exception;
  }

  /** Two runs upon fresh data, made anew for each schedule. */
  public record Race(Run first, Run second, Check check) {}

  /**
   * How a race went.
   *
   * @param schedule who moved, A or B, turn by turn
   * @param steps the points in the order in which they were reached, such as {@code A:gated}
   * @param first what the first run threw
   * @param second what the second run threw
   */
  public record Outcome(
      String schedule, List<String> steps, Optional<Throwable> first, Optional<Throwable> second) {}

  private final Set<String> points;
  private final Duration patience;

  private Interleavings(Set<String> points, Duration patience) {
    this.points = points;
    this.patience = patience;
  }

  /** Interleavings at the given points. */
  public static Interleavings at(Set<String> points) {
    return new Interleavings(Set.copyOf(points), Duration.ofSeconds(5));
  }

  /** How long a run may move without reaching a point before the other one moves; default 5 s. */
  public Interleavings patience(Duration wait) {
    return new Interleavings(points, wait);
  }

  /**
   * Every schedule there is, found by trying, at each turn at which both runs can move, first one
   * and then the other. Two runs of p points have (2p+2)! / (p+1)!² schedules: 70 for 3, 3,432 for
   * 6.
   *
   * @return how many
   */
  public int every(Supplier<Race> races) {
    List<Integer> choices = new ArrayList<>();
    int schedules = 0;
    do {
      drive(races.get(), turn -> depthFirst(choices, turn));
      schedules++;
    } while (nextBranch(choices));
    return schedules;
  }

  private static int depthFirst(List<Integer> choices, int turn) {
    if (turn == choices.size()) {
      choices.add(0);
    }
    return choices.get(turn);
  }

  private static boolean nextBranch(List<Integer> choices) {
    while (!choices.isEmpty() && choices.get(choices.size() - 1) == 1) {
      choices.remove(choices.size() - 1);
    }
    if (choices.isEmpty()) {
      return false;
    }
    choices.set(choices.size() - 1, 1);
    return true;
  }

  /** So many schedules drawn at random, the same for the same seed. */
  public void random(int schedules, long seed, Supplier<Race> races) {
    Random random = new Random(seed);
    for (int i = 0; i < schedules; i++) {
      drive(races.get(), turn -> random.nextInt(2));
    }
  }

  /**
   * One schedule: at the n-th turn at which both runs can move, the n-th letter of {@code turns}
   * says which, A or B. Behind its last letter A moves. Replays the turns that a failed schedule
   * names.
   */
  public Outcome follow(String turns, Race race) {
    return drive(race, turn -> turn < turns.length() ? turns.charAt(turn) - 'A' : 0);
  }

  private Outcome drive(Race race, IntUnaryOperator chooser) {
    Conductor conductor = new Conductor(race);
    Outcome outcome = conductor.conduct(chooser);
    try {
      race.check().check(outcome);
    } catch (Exception | Error e) {
      throw new AssertionError(
          "fails when the runs take turns as "
              + outcome
              + "; replay with follow(\""
              + conductor.turns
              + "\", …): "
              + e.getMessage(),
          e);
    }
    return outcome;
  }

  private enum Place {
    PARKED,
    MOVING,
    ENDED
  }

  /** One run in its thread. */
  private final class Player {
    private final char name;
    private final Thread thread;
    private final Conductor conductor;

    /** Several threads of one run may come to points: one after the other is let through. */
    private final ReentrantLock doorway = new ReentrantLock(true);

    private Place place = Place.PARKED;
    private Throwable thrown;

    Player(char name, Run run, Conductor conductor) {
      this.name = name;
      this.conductor = conductor;
      this.thread = new Thread(() -> play(run), "run " + name);
      thread.setDaemon(true);
    }

    private void play(Run run) {
      try {
        park();
        run.run(this::at);
      } catch (Throwable e) {
        thrown = e;
      } finally {
        conductor.moved(this, Place.ENDED);
      }
    }

    private void at(String point) {
      if (!points.contains(point)) {
        return;
      }
      doorway.lock();
      try {
        conductor.reached(this, point);
        park();
      } finally {
        doorway.unlock();
      }
    }

    private void park() {
      conductor.awaitTurn(this);
    }
  }

  private final class Conductor {
    private final List<Player> players;
    private final StringBuilder schedule = new StringBuilder();
    private final StringBuilder turns = new StringBuilder();
    private final List<String> steps = new ArrayList<>();

    Conductor(Race race) {
      players = List.of(new Player('A', race.first(), this), new Player('B', race.second(), this));
    }

    synchronized Outcome conduct(IntUnaryOperator chooser) {
      players.forEach(player -> player.thread.start());
      int turn = 0;
      while (players.stream().anyMatch(player -> player.place != Place.ENDED)) {
        List<Player> parked = in(Place.PARKED);
        if (parked.isEmpty()) {
          throw deadlock();
        }
        Player next = parked.get(0);
        if (parked.size() == 2) {
          next = parked.get(chooser.applyAsInt(turn++));
          turns.append(next.name);
        }
        schedule.append(next.name);
        next.place = Place.MOVING;
        notifyAll();
        awaitStandstill();
      }
      return new Outcome(
          schedule.toString(),
          List.copyOf(steps),
          Optional.ofNullable(players.get(0).thrown),
          Optional.ofNullable(players.get(1).thrown));
    }

    private List<Player> in(Place place) {
      return players.stream().filter(player -> player.place == place).toList();
    }

    /** Waits until nobody moves, or until patience ends: then who moves waits for the other. */
    private void awaitStandstill() {
      long end = System.nanoTime() + patience.toNanos();
      while (!in(Place.MOVING).isEmpty() && System.nanoTime() < end) {
        await(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      }
    }

    private void await(long millis) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while two runs took turns", e);
      }
    }

    private AssertionError deadlock() {
      StringBuilder message = new StringBuilder("after the turns " + schedule + " neither moves");
      for (Player player : in(Place.MOVING)) {
        message.append("\n").append(player.thread.getName()).append(" is at");
        Arrays.stream(player.thread.getStackTrace())
            .limit(12)
            .forEach(frame -> message.append("\n  ").append(frame));
        player.thread.interrupt();
      }
      return new AssertionError(message.toString());
    }

    synchronized void reached(Player player, String point) {
      steps.add(player.name + ":" + point);
      moved(player, Place.PARKED);
    }

    synchronized void moved(Player player, Place place) {
      player.place = place;
      notifyAll();
    }

    synchronized void awaitTurn(Player player) {
      while (player.place == Place.PARKED) {
        await(0);
      }
    }
  }
}
