package org.jinyanglake.release.history;

import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.jinyanglake.lake.LakeException;

/** Runs tasks; what one of them has to say to people is thrown as it was said. */
final class InTasks {

  private InTasks() {}

  static <T> List<T> collect(JavaRDD<T> rows) {
    try {
      return rows.collect();
    } catch (Exception e) { // Spark's own is not declared
      if (e instanceof SparkException && e.getCause() instanceof LakeException said) {
        throw new LakeException(said.getMessage(), e);
      }
      throw e;
    }
  }
}
