package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R83: patterns of death. */
class PatternSafetyTest {

  private static Optional<String> complain(String regex) {
    return assertTimeoutPreemptively(Duration.ofSeconds(5), () -> PatternSafety.complain(regex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(a+)+$",
        "(.*)*",
        "(\\w+\\s?)+$",
        "(x+x+)+y",
        "(a{2,}){3,}",
        "^[A-Z]{2}\\d+(,\\d+)*$",
        "((a+)b?)*"
      })
  void refusesARepetitionOfARepetition(String regex) {
    assertThat(complain(regex)).get().asString().startsWith("the pattern repeats a repetition");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(.+)(.+)(.+)(.+)x", "(\\d*)(\\d*)(\\d*)(\\d*)x", ".*.*.*.*z"})
  void refusesWhatMatchesInTooManyWays(String regex) {
    assertThat(complain(regex)).get().asString().contains("in too many ways");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "a**", "(a"})
  void refusesWhatIsNoPattern(String regex) {
    assertThat(complain(regex)).get().asString().startsWith("the pattern is wrong at character");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^1[3-9]\\d{9}$",
        "^[A-Z]{2}\\d+(,\\d++)*$",
        "^(\\d{3},)+$",
        "^(?:[^@]+)@(.+)$",
        "\\(a+\\)+",
        "[(a+)]+",
        "\\Q(a+)+\\E",
        "(?=.*a)(?=.*b).*",
        "^(男|女)$"
      })
  void takesTheOthers(String regex) {
    assertThat(complain(regex)).isEmpty();
  }
}
