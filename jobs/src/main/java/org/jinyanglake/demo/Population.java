package org.jinyanglake.demo;

/**
 * The persons of the demo city. A person is a function of a number, so a population of millions
 * takes no memory.
 *
 * @param city where they live
 * @param seed of everything that is drawn
 * @param size how many there are
 */
record Population(City city, long seed, long size) {

  /**
   * How much more often the first persons are drawn than the last: rank r comes with a density of
   * 1/(r + size/FLATTENING), Zipf's law with Mandelbrot's shift, so that whatever the size the
   * first hundredth of the persons makes about three tenths of the rows and nobody makes half of
   * them.
   */
  private static final double FLATTENING = 500;

  Person person(long number) {
    return new Person(this, number);
  }

  /** A person as they turn up: a few very often, most seldom. */
  Person meet(Dice dice) {
    double shift = size / FLATTENING;
    double rank = shift * (Math.pow((size + shift) / shift, dice.fraction()) - 1);
    return person(Math.min(size - 1, (long) rank));
  }

  /** Any person, all alike. */
  Person any(Dice dice) {
    return person(dice.below(size));
  }
}
