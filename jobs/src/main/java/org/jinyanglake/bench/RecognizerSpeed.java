package org.jinyanglake.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.collect.FoundColumns;
import org.jinyanglake.collect.FoundFile;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.desensitize.recognize.Recognizers;

/**
 * How fast all recognizers together read the texts of the demo city's hotline, of which two in
 * three hold something to be found.
 *
 * @param texts what is read, one after the other
 * @param bytes of all texts in UTF-8
 */
record RecognizerSpeed(List<String> texts, long bytes) {
  private static final int CITY = 400_000;
  private static final String DATASET = "governance.hotline_tickets";
  private static final String COLUMN = "诉求内容";

  /** Texts of a city that is written into a folder. */
  static RecognizerSpeed over(Path folder) throws IOException {
    List<String> texts = new ArrayList<>();
    try (FileSystem fs = FileSystem.newInstance(folder.toUri(), new Configuration())) {
      for (DemoCity.Landed landed : DemoCity.rows(CITY).writeTo(folder).files()) {
        if (!landed.dataset().equals(DATASET)) {
          continue;
        }
        FoundFile file = FoundFile.of(fs, new org.apache.hadoop.fs.Path(landed.file().toUri()));
        if (file.fingerprint().refusal().isEmpty()) {
          FoundColumns columns = file.columns(fs);
          int at = columns.names().indexOf(COLUMN);
          file.read(fs, columns.columns(), Long.MAX_VALUE, values -> texts.add(values[at]));
        }
      }
    }
    texts.removeIf(java.util.Objects::isNull);
    long bytes = texts.stream().mapToLong(t -> t.getBytes(StandardCharsets.UTF_8).length).sum();
    return new RecognizerSpeed(texts, bytes);
  }

  /**
   * Seconds of this thread's processor time, so that what else runs on the machine counts little.
   */
  double seconds() {
    var thread = ManagementFactory.getThreadMXBean();
    long start = thread.getCurrentThreadCpuTime();
    long found = 0;
    for (String each : texts) {
      found += Recognizers.find(each, Recognizers.SURE).size();
    }
    if (found < texts.size() / 2) {
      throw new IllegalStateException("only " + found + " findings in " + texts.size() + " texts");
    }
    return (thread.getCurrentThreadCpuTime() - start) / 1e9;
  }
}
