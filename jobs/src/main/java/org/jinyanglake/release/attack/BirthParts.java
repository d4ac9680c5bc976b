package org.jinyanglake.release.attack;

import java.time.LocalDate;
import java.util.stream.IntStream;

/** What the first fourteen digits of a resident ID can be, as numbers. */
final class BirthParts {

  /** GB/T 2260; below the province its ranges, as codes of abolished counties live on. */
  private static final int[] PROVINCES = {
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83
  };

  /** Regions of six digits. */
  static final int[] REGIONS =
      IntStream.of(PROVINCES)
          .flatMap(province -> IntStream.range(province * 10_000, (province + 1) * 10_000))
          .toArray();

  /** Days of birth of eight digits, from 1800 to 2099. */
  static final int[] DATES =
      LocalDate.of(1800, 1, 1)
          .datesUntil(LocalDate.of(2100, 1, 1))
          .mapToInt(day -> day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth())
          .toArray();

  private BirthParts() {}
}
