package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/** What a run keeps of the files that it joins with. */
class OpenFilesTest {
  private final OpenFiles files = new OpenFiles();
  private int readings;

  private Map<String, OpenRows> read(OpenFiles of, String file, int rows) {
    return of.get(
        file,
        () -> {
          readings++;
          LongRecords records = new LongRecords(3);
          for (int i = 0; i < rows; i++) {
            records.add();
          }
          return Map.of("day=1899-01-04", OpenRows.of(List.of("cost bigint"), records));
        });
  }

  @Test
  void aFileIsReadOnceInARunAlsoByTasks() {
    Map<String, OpenRows> first = read(files, "f", 3);
    assertThat(read(SerializationUtils.clone(files), "f", 3)).isSameAs(first);
    assertThat(readings).isOne();

    read(new OpenFiles(), "f", 3);
    assertThat(readings).as("another run looks whether it is still there").isEqualTo(2);
  }

  @Test
  void aLargeFileIsNotKept() {
    int rows = (int) (Runtime.getRuntime().maxMemory() / 32 / 16 / (3 * Long.BYTES)) + 1;
    assertThat(read(files, "large", rows)).isNotSameAs(read(files, "large", rows));
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void whatWasNotAskedForTheLongestMakesRoom() {
    long heap = Runtime.getRuntime().maxMemory();
    int rows = (int) (heap / 32 / 17 / (3 * Long.BYTES));
    for (int i = 0; i < 20; i++) {
      read(files, "f" + i, rows);
      read(files, "f0", rows);
    }
    assertThat(readings).isEqualTo(20);
    read(files, "f19", rows);
    assertThat(readings).isEqualTo(20);
    read(files, "f1", rows);
    assertThat(readings).isEqualTo(21);
  }
}
