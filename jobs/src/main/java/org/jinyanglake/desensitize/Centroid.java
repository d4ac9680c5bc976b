package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Puts the point of a region in the place of a coordinate: of the region that is published in
 * another column of the row, or of the nearest above it that has a point. Nothing of the coordinate
 * is left, not even whether there was one, so that it tells no more than the region beside it. A
 * region without a point gives null.
 *
 * @param by the column of the region
 * @param hierarchy whose {@linkplain Hierarchy#point points} are taken
 */
record Centroid(Type type, String by, Hierarchy hierarchy, Axis axis) implements SameTypeTechnique {

  /** Which number of a point. */
  enum Axis {
    LONGITUDE,
    LATITUDE
  }

  @Override
  public Optional<String> follows() {
    return Optional.of(by);
  }

  @Override
  public Column apply(Column region) {
    return new Function(Hierarchies.of(hierarchy))
        .call(region, functions.lit(hierarchy.name()), functions.lit(axis.name()))
        .cast(SparkTypes.of(type));
  }

  /** {@code lake.centroid(region, hierarchy, axis)}. The hierarchies travel with it. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    private final Hierarchies hierarchies;

    Function(Hierarchies hierarchies) {
      super(
          "centroid",
          DataTypes.DoubleType,
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.StringType);
      this.hierarchies = hierarchies;
    }

    /** See {@link Centroid}; throws {@link IllegalArgumentException} for an unknown axis. */
    public Double invoke(UTF8String region, UTF8String hierarchy, UTF8String axis) {
      return region == null || hierarchy == null || axis == null
          ? null
          : hierarchies
              .get(hierarchy.toString())
              .point(region)
              .map(point -> point.get(Axis.valueOf(axis.toUpperCase().toString())))
              .orElse(null);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Function function && function.hierarchies.equals(hierarchies);
    }

    @Override
    public int hashCode() {
      return hierarchies.hashCode();
    }
  }
}
