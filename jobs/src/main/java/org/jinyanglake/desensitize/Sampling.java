package org.jinyanglake.desensitize;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Sample;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;

/**
 * Leaves out the rows of all persons but a declared fraction, before anything else is done. Who is
 * in the sample follows from the key alone: the same in every partition, zone and rerun under one
 * version of it, and nobody without the key can tell.
 */
public final class Sampling {
  private Sampling() {}

  /** The rows of the sample, or all if the contract declares none. */
  public static Dataset<Row> of(Contract contract, Keys keys, Dataset<Row> raw) {
    if (contract.sample().isEmpty()) {
      return raw;
    }
    Sample sample = contract.sample().get();
    // The raw zone's label: of two samples, one in each zone, the union would be a greater one.
    KeyLabel label =
        new KeyLabel(
            TokenAlgorithm.HMAC_SHA256,
            contract.dataset(),
            Zone.RAW,
            "sample:" + sample.by(),
            keys.version());
    Dataset<Row> sampled =
        raw.where(
            new Function(keys.folder())
                .call(
                    functions.col(sample.by()).cast(DataTypes.StringType),
                    functions.lit(sample.fraction()),
                    functions.lit(label.toString())));
    return Engine.isOnePartition(raw) ? sampled.coalesce(1) : sampled;
  }

  /** {@code lake.sampled(person, fraction, key_label)}: whether the person is in the sample. */
  public static final class Function extends KeyedFunction<KeyedHash> {
    private static final long serialVersionUID = 1L;

    Function(Path folder) {
      super(
          folder,
          "sampled",
          DataTypes.BooleanType,
          DataTypes.StringType,
          DataTypes.DoubleType,
          DataTypes.StringType);
    }

    @Override
    KeyedHash open(KeyLabel label, byte[] key) {
      return new KeyedHash(label, key);
    }

    /** See {@link Sampling}; false for a person that is null or blank. */
    public boolean invoke(UTF8String person, double fraction, UTF8String label) {
      UTF8String canonical = Canonical.of(person);
      return canonical != null && label != null && with(label).of(canonical).fraction(0) < fraction;
    }
  }
}
