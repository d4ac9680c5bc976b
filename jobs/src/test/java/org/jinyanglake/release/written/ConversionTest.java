package org.jinyanglake.release.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** What stands for a value in a file, where a reader could take it for another. */
class ConversionTest {

  private static Conversion times(TimeUnit unit) {
    PrimitiveType written =
        org.apache.iceberg.shaded.org.apache.parquet.schema.Types.required(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, unit))
            .named("at");
    return new Conversion(Types.TimestampType.withZone(), written);
  }

  @Test
  void aTimeCountsMicroseconds() {
    assertThat(times(TimeUnit.MICROS).of(-1_000_000L))
        .isEqualTo(OffsetDateTime.parse("1969-12-31T23:59:59Z"));
  }

  /** Readers of the table would see another time than the gate. */
  @Test
  void aTimeInAnotherUnitIsRefused() {
    assertThatThrownBy(() -> times(TimeUnit.MILLIS).of(-1_000_000L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'at'");
  }
}
