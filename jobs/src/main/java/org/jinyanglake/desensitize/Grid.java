package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Puts the middle of its cell in the place of a coordinate; cells begin at multiples of {@code
 * cell}. NaN and infinite ones become null. Coarser: cells of twice the width, {@code doublings}
 * times.
 *
 * @param cell the width, in the unit of the column
 */
record Grid(Type type, double cell, int doublings) implements SameTypeTechnique {
  static final LakeFunction FUNCTION = new Function();

  /** How often the declared width doubles. */
  static final int DOUBLINGS = 3;

  /** Of latitude, everywhere nearly; of longitude at the equator. */
  private static final double METRES_A_DEGREE = 111_320;

  /** The width in degrees of a cell that is so many metres wide at a latitude. */
  static double degrees(double metres, double latitude) {
    return metres / (METRES_A_DEGREE * StrictMath.cos(Math.toRadians(latitude)));
  }

  @Override
  public Column apply(Column value) {
    Column middle = FUNCTION.call(value.cast(DataTypes.DoubleType), functions.lit(cell));
    return middle.cast(SparkTypes.of(type));
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(
        doublings > 0 ? new Grid(type, 2 * cell, doublings - 1) : new Suppress(type));
  }

  /** {@code lake.grid(value, cell)}. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Function() {
      super("grid", DataTypes.DoubleType, DataTypes.DoubleType, DataTypes.DoubleType);
    }

    /** See {@link Grid}; throws {@link IllegalArgumentException} for a cell that has no width. */
    public static Double invoke(double value, double cell) {
      if (!(cell > 0)) {
        throw new IllegalArgumentException("grid: cell must be greater than 0");
      }
      double middle = (Math.floor(value / cell) + 0.5) * cell;
      return Double.isFinite(middle) ? middle : null;
    }
  }
}
