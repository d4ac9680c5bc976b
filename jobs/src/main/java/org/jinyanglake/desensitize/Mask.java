package org.jinyanglake.desensitize;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Replaces each character of a text but the first {@code keepFirst} and the last {@code keepLast}.
 * A text that has no character between them is replaced as a whole.
 *
 * @param with what stands for one character
 */
record Mask(int keepFirst, int keepLast, String with) implements TextTechnique {
  static final LakeFunction FUNCTION = new Function();

  Mask {
    if (keepFirst < 0 || keepLast < 0) {
      throw new IllegalArgumentException("keepFirst and keepLast must not be negative");
    }
  }

  @Override
  public Column apply(Column value) {
    return FUNCTION.call(
        value, functions.lit(keepFirst), functions.lit(keepLast), functions.lit(with));
  }

  /** {@code lake.mask(value, keep_first, keep_last, with)}. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Function() {
      super(
          "mask",
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.IntegerType,
          DataTypes.IntegerType,
          DataTypes.StringType);
    }

    /** See {@link Mask}; characters are Unicode code points. */
    public static UTF8String invoke(UTF8String value, int first, int last, UTF8String with) {
      if (value == null || with == null) {
        return null;
      }
      int length = value.numChars();
      if (length == value.numBytes() && with.numBytes() == 1 && first >= 0 && last >= 0) {
        byte sign = Platform.getByte(with.getBaseObject(), with.getBaseOffset());
        return ofBytes(value, first, last, sign);
      }
      if ((long) first + last >= length) {
        return with.repeat(length);
      }
      return UTF8String.concat(
          value.substring(0, first),
          with.repeat(length - first - last),
          value.substring(length - last, length));
    }

    /** The same where each character is one byte, as in nearly all numbers. */
    private static UTF8String ofBytes(UTF8String value, int first, int last, byte with) {
      int length = value.numBytes();
      boolean whole = (long) first + last >= length;
      byte[] masked = value.getBytes();
      if (masked == value.getBaseObject()) {
        masked = masked.clone();
      }
      Arrays.fill(masked, whole ? 0 : first, whole ? length : length - last, with);
      return UTF8String.fromBytes(masked);
    }
  }
}
