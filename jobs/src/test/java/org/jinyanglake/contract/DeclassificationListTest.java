package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of terms and areas, and what is said about mistakes in them. */
class DeclassificationListTest {
  private static final String TERMS = "id,term,source\n";
  private static final String AREAS = "id,west,south,east,north,source\n";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("terms.csv"), TERMS + "works,虚构七号工程,文件一\n");
    Files.writeString(folder.resolve("areas.csv"), AREAS + "desert,103.4,42.1,103.5,42.2,文件二\n");
  }

  @Test
  void isTheSameVersionWhateverIsSaidAboutIt() throws IOException {
    DeclassificationList list = DeclassificationList.read(folder);
    Files.writeString(folder.resolve("terms.csv"), "# 词表\n\n" + TERMS + "works,虚构七号工程,另一份文件\n");
    assertThat(DeclassificationList.read(folder)).isEqualTo(list);

    Files.writeString(folder.resolve("terms.csv"), TERMS + "works,虚构八号工程,文件一\n");
    assertThat(DeclassificationList.read(folder).version()).isNotEqualTo(list.version());
    Files.writeString(folder.resolve("terms.csv"), TERMS);
    assertThat(DeclassificationList.read(folder).version()).isNotEqualTo(list.version());
  }

  @Test
  void aMissingListIsNoEmptyList() throws IOException {
    Files.delete(folder.resolve("areas.csv"));
    assertThatThrownBy(() -> DeclassificationList.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("areas.csv is missing; write it, with the line 'id,west,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terms.csv | term,id,source | :1: the header must be id,term,source",
        "terms.csv | id,term,source~a,机密 | :2: write id,term,source without quotes or further commas",
        "terms.csv | id,term,source~a,\"机密工程\",x | :2: write id,term,source without quotes",
        "terms.csv | id,term,source~a b,机密工程,x | :2: the id must be of at most 40 letters",
        "terms.csv | id,term,source~a,机密工程,x~a,别的工程,x | :3: the id must be",
        "terms.csv | id,term,source~a,机密工程, | :2: say in source where it comes from",
        "terms.csv | id,term,source~a,密,x | :2: a term has two letters or digits at least",
        "areas.csv | id,west,south,east,north,source~a,east,1,2,3,x | :2: bounds are numbers",
        "areas.csv | id,west,south,east,north,source~a,104,42,103,43,x | :2: an area goes from west to east",
        "areas.csv | id,west,south,east,north,source~works,103,42,104,43,x | :2: the id must be"
      })
  void saysWhichLineIsWrongAndNoTerm(String file, String text, String message) throws IOException {
    Files.writeString(folder.resolve(file), text.replace('~', '\n'));
    assertThatThrownBy(() -> DeclassificationList.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + message)
        .hasMessageNotContaining("机密");
  }
}
