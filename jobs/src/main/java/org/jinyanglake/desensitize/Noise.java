package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Adds noise to a number, within bounds: the number is brought within them, before and after. The
 * noise follows from the key, the number and the primary key of its row: a rerun gives the same,
 * and nobody without the key can take it off. NaN becomes null.
 *
 * @param distribution {@code laplace} or {@code normal}, around 0
 * @param scale the mean distance from 0 of Laplace's, the standard deviation of the normal one
 * @param row the primary key
 * @param folder where every JVM that runs tasks finds the key
 */
record Noise(
    Type type,
    String distribution,
    double scale,
    BigDecimal least,
    BigDecimal most,
    List<org.jinyanglake.contract.Column> row,
    KeyLabel label,
    Path folder)
    implements SameTypeTechnique {

  Noise {
    if (row.isEmpty()) {
      throw new IllegalArgumentException("the table has no primary key, which the noise follows");
    }
    if (type.kind() != Type.Kind.DOUBLE) { // rounded afterwards, which must not leave the bounds
      least = least.setScale(type.scale(), RoundingMode.CEILING);
      most = most.setScale(type.scale(), RoundingMode.FLOOR);
    }
  }

  @Override
  public Column apply(Column value) {
    Column noisy =
        new Function(folder)
            .call(
                value.cast(DataTypes.DoubleType),
                functions.lit(distribution),
                functions.lit(scale),
                functions.lit(least.doubleValue()),
                functions.lit(most.doubleValue()),
                identity(),
                functions.lit(label.toString()));
    return switch (type.kind()) {
      case INTEGER, LONG -> functions.rint(noisy).cast(SparkTypes.of(type));
      case DECIMAL -> noisy.cast(SparkTypes.of(type));
      default -> noisy;
    };
  }

  /** One text for one key: each part after its length. */
  private Column identity() {
    return functions.concat(
        row.stream()
            .map(
                column -> {
                  Column exact = Anonymize.exact(functions.col(column.name()), column.type());
                  Column text = functions.coalesce(exact.cast("string"), functions.lit(""));
                  return functions.concat(functions.length(text), functions.lit(":"), text);
                })
            .toArray(Column[]::new));
  }

  /** {@code lake.noise(value, distribution, scale, least, most, row, key_label)}. */
  public static final class Function extends KeyedFunction<KeyedHash> {
    private static final long serialVersionUID = 1L;
    private static final UTF8String NORMAL = UTF8String.fromString("normal");

    Function(Path folder) {
      super(
          folder,
          "noise",
          DataTypes.DoubleType,
          DataTypes.DoubleType,
          DataTypes.StringType,
          DataTypes.DoubleType,
          DataTypes.DoubleType,
          DataTypes.DoubleType,
          DataTypes.StringType,
          DataTypes.StringType);
    }

    @Override
    KeyedHash open(KeyLabel label, byte[] key) {
      return new KeyedHash(label, key);
    }

    /** See {@link Noise}. */
    public Double invoke(
        double value,
        UTF8String distribution,
        double scale,
        double least,
        double most,
        UTF8String row,
        UTF8String label) {
      if (Double.isNaN(value) || distribution == null || row == null || label == null) {
        return null;
      }
      double bounded = Math.min(Math.max(value, least), most);
      UTF8String seed =
          UTF8String.concat(
              UTF8String.fromString(Long.toHexString(Double.doubleToLongBits(bounded)) + ":"), row);
      KeyedHash hash = with(label).of(seed);
      double noise = distribution.equals(NORMAL) ? normal(hash) : laplace(hash.fraction(0));
      return Math.min(Math.max(bounded + scale * noise, least), most);
    }

    /** The quantile of Laplace's distribution. */
    private static double laplace(double fraction) {
      return fraction < 0.5 ? StrictMath.log(2 * fraction) : -StrictMath.log(2 * (1 - fraction));
    }

    /** Box and Muller's transformation. */
    private static double normal(KeyedHash hash) {
      return StrictMath.sqrt(-2 * StrictMath.log(hash.fraction(0)))
          * StrictMath.cos(2 * Math.PI * hash.fraction(1));
    }
  }
}
