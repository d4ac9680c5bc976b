package org.jinyanglake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jinyanglake.testing.Interleavings.Outcome;
import org.jinyanglake.testing.Interleavings.Race;
import org.jinyanglake.testing.Interleavings.Run;
import org.junit.jupiter.api.Test;

class InterleavingsTest {

  private static final Interleavings POINTS = Interleavings.at(Set.of("read", "written"));

  /** Reads, then writes one more: loses an update if another write comes in between. */
  private static Run careless(AtomicInteger counter) {
    return hook -> {
      int seen = counter.get();
      hook.at("read");
      counter.set(seen + 1);
    };
  }

  @Test
  void triesEveryScheduleOnce() {
    Set<String> schedules = new HashSet<>();
    int tried =
        POINTS.every(
            () ->
                new Race(
                    hook -> {
                      hook.at("read");
                      hook.at("written");
                    },
                    hook -> {
                      hook.at("read");
                      hook.at("written");
                    },
                    outcome -> schedules.add(outcome.schedule())));

    assertThat(tried).isEqualTo(20); // 6! / (3! 3!)
    assertThat(schedules).hasSize(20).contains("AAABBB", "ABABAB", "BBBAAA");
  }

  @Test
  void findsAnUpdateThatIsLostInOneScheduleAndReplaysIt() {
    List<String> lost = new ArrayList<>();
    POINTS.every(
        () -> {
          AtomicInteger counter = new AtomicInteger();
          return new Race(
              careless(counter),
              careless(counter),
              outcome -> {
                if (counter.get() != 2) {
                  lost.add(outcome.schedule());
                }
              });
        });

    assertThat(lost).containsExactlyInAnyOrder("ABAB", "ABBA", "BAAB", "BABA");

    AtomicInteger counter = new AtomicInteger();
    POINTS.follow("ABAB", new Race(careless(counter), careless(counter), outcome -> {}));
    assertThat(counter).hasValue(1);
    counter.set(0);
    POINTS.follow("AABB", new Race(careless(counter), careless(counter), outcome -> {}));
    assertThat(counter).hasValue(2);
  }

  @Test
  void namesTheScheduleThatFailedAndHowToReplayIt() {
    assertThatThrownBy(
            () ->
                POINTS.every(
                    () -> {
                      AtomicInteger counter = new AtomicInteger();
                      return new Race(
                          careless(counter),
                          careless(counter),
                          outcome -> assertThat(counter).hasValue(2));
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("follow(\"AB")
        .hasMessageContaining("A:read");
  }

  @Test
  void drawsTheSameSchedulesForTheSameSeed() {
    assertThat(drawn(42)).isEqualTo(drawn(42)).isNotEqualTo(drawn(43));
  }

  private static List<String> drawn(long seed) {
    List<String> schedules = new ArrayList<>();
    POINTS.random(
        30,
        seed,
        () ->
            new Race(
                hook -> hook.at("read"),
                hook -> hook.at("read"),
                outcome -> schedules.add(outcome.schedule())));
    return schedules;
  }

  @Test
  void reportsWhatARunThrewAndLetsTheOtherEnd() {
    Outcome outcome =
        POINTS.follow(
            "AB",
            new Race(
                hook -> {
                  throw new IllegalStateException("held");
                },
                hook -> hook.at("read"),
                seen -> {}));

    assertThat(outcome.first()).get().isInstanceOf(IllegalStateException.class);
    assertThat(outcome.second()).isEmpty();
    assertThat(outcome.steps()).containsExactly("B:read");
  }

  @Test
  void letsTheOtherMoveWhenOneWaitsForALockThatTheOtherHolds() {
    Lock lock = new ReentrantLock();
    Run locking =
        hook -> {
          lock.lock();
          try {
            hook.at("read");
          } finally {
            lock.unlock();
          }
          hook.at("written");
        };

    Outcome outcome =
        POINTS.patience(Duration.ofMillis(200)).follow("AB", new Race(locking, locking, o -> {}));

    assertThat(outcome.first()).isEmpty();
    assertThat(outcome.second()).isEmpty();
    assertThat(outcome.steps()).containsSubsequence("A:read", "B:read");
    assertThat(outcome.steps()).hasSize(4);
  }

  @Test
  void callsADeadlockADeadlockAndShowsWhereBothAre() {
    Lock one = new ReentrantLock();
    Lock two = new ReentrantLock();
    assertThatThrownBy(
            () ->
                POINTS
                    .patience(Duration.ofMillis(200))
                    .follow("AB", new Race(both(one, two), both(two, one), outcome -> {})))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("neither moves")
        .hasMessageContaining("run A is at")
        .hasMessageContaining("run B is at");
  }

  private static Run both(Lock first, Lock second) {
    return hook -> {
      first.lockInterruptibly();
      hook.at("read");
      second.lockInterruptibly();
    };
  }
}
