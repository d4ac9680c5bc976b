package org.jinyanglake.desensitize;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.desensitize.recognize.Finding;
import org.jinyanglake.desensitize.recognize.Recognizers;

/** Puts {@code [手机号]} and the like in the place of what identifies somebody in free text. */
record Redact() implements TextTechnique {
  static final LakeFunction FUNCTION = new Function();

  @Override
  public Column apply(Column value) {
    return FUNCTION.call(value);
  }

  /** {@code lake.redact(text)}. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Function() {
      super("redact", DataTypes.StringType, DataTypes.StringType);
    }

    /** See {@link Redact}. */
    public static UTF8String invoke(UTF8String value) {
      if (value == null) {
        return null;
      }
      String text = value.toString();
      List<Finding> found = Recognizers.find(text, Recognizers.SURE);
      if (found.isEmpty()) {
        return value;
      }
      StringBuilder redacted = new StringBuilder(text.length());
      int end = 0;
      for (Finding each : found) {
        redacted
            .append(text, end, each.start())
            .append('[')
            .append(each.kind().label())
            .append(']');
        end = each.end();
      }
      return UTF8String.fromString(redacted.append(text, end, text.length()).toString());
    }
  }
}
