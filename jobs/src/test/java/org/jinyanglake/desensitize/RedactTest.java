package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.collect.FoundColumns;
import org.jinyanglake.collect.FoundFile;
import org.jinyanglake.demo.DemoCity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What redaction leaves in the tickets of the demo city, whose other columns say who is in them.
 */
class RedactTest {

  /** Texts in which a person's own data stood, and those in which it stands still. */
  private static final class Count {
    private int before;
    private int after;
  }

  @Test
  void leavesNoNumberAndNoAddressOfTheCallerAndFewNames(@TempDir Path landing) throws IOException {
    Map<String, Count> counts = new TreeMap<>();
    List<String> redacted = new ArrayList<>();
    try (FileSystem fs = FileSystem.newInstance(landing.toUri(), new Configuration())) {
      for (DemoCity.Landed landed : DemoCity.rows(50_000).seed(5).writeTo(landing).files()) {
        FoundFile file = FoundFile.of(fs, new org.apache.hadoop.fs.Path(landed.file().toUri()));
        if (landed.dataset().equals("governance.hotline_tickets")
            && file.fingerprint().refusal().isEmpty()) {
          FoundColumns found = file.columns(fs);
          List<String> columns = found.names();
          int text = columns.indexOf("诉求内容");
          file.read(
              fs,
              found.columns(),
              Long.MAX_VALUE,
              values -> {
                String after =
                    Redact.Function.invoke(UTF8String.fromString(values[text])).toString();
                redacted.add(after);
                for (String column : List.of("来电人", "来电号码", "地址")) {
                  String value = values[columns.indexOf(column)];
                  if (value != null && values[text].contains(value)) {
                    Count count = counts.computeIfAbsent(column, c -> new Count());
                    count.before++;
                    count.after += after.contains(value) ? 1 : 0;
                  }
                }
              });
        }
      }
    }
    assertThat(counts).hasSize(3).allSatisfy((c, count) -> assertThat(count.before).isPositive());
    assertThat(counts.get("来电号码").after).isZero();
    assertThat(counts.get("地址").after).isZero();
    assertThat(redacted).noneMatch(text -> text.matches("(?s).*\\d[\\d ]{9,}\\d.*"));
    Count names = counts.get("来电人");
    assertThat((double) names.after / names.before)
        .as("%d of %d names are left", names.after, names.before)
        .isLessThanOrEqualTo(0.05);
  }
}
