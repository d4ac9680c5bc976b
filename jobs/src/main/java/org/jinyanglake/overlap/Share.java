package org.jinyanglake.overlap;

import org.apache.datasketches.BoundsOnRatiosInThetaSketchedSets;
import org.apache.datasketches.theta.CompactSketch;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.Sketch;

/**
 * How much of one set is in another, as their sketches tell.
 *
 * @param estimate from 0 to 1
 * @param least what it is at least, with 95 % confidence
 */
record Share(double estimate, double least) {
  static final Share NONE = new Share(0, 0);

  /** The share of a set's members that are in another; {@link #NONE} of an empty set. */
  static Share of(Sketch set, Sketch other) {
    if (set.isEmpty() || other.isEmpty()) {
      return NONE;
    }
    CompactSketch common = SetOperation.builder().buildIntersection().intersect(set, other);
    if (common.getRetainedEntries() == 0) {
      return NONE;
    }
    return new Share(
        BoundsOnRatiosInThetaSketchedSets.getEstimateOfBoverA(set, common),
        BoundsOnRatiosInThetaSketchedSets.getLowerBoundForBoverA(set, common));
  }

  /** Whether it is that much, and not by the chance of a small sample. */
  boolean reaches(double threshold) {
    return estimate >= threshold && least >= threshold / 2;
  }
}
