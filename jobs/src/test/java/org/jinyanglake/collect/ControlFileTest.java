package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a control file may look like, and what is said of one that does not. */
class ControlFileTest {
  private static final String SHA256 = "ab".repeat(32);

  @TempDir Path folder;

  private ControlFile read(String name, String text, Charset encoding) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text, encoding);
    return ControlFile.read(
        FileSystem.getLocal(new Configuration()),
        new LandingFile(
            "health/fees/" + name,
            new org.apache.hadoop.fs.Path(file.toUri()),
            Files.size(file),
            Files.getLastModifiedTime(file).toMillis()));
  }

  @Test
  void csvAndJsonSayTheSame() throws IOException {
    ControlFile csv =
        read(
            "a.control.csv",
            "\ufefffile,rows,sum:金额,sha256,bytes\r\n\"a,1.csv\",3,12.50,%s,\r\nsub/b.csv,,,,40\r\n"
                .formatted(SHA256.toUpperCase()),
            StandardCharsets.UTF_8);
    ControlFile json =
        read(
            "a.control.json",
            """
            {"files": [{"file": "a,1.csv", "rows": 3, "sums": {"金额": "12.50"}, "sha256": "%s"},
                       {"file": "sub/b.csv", "bytes": "40"}]}"""
                .formatted(SHA256),
            StandardCharsets.UTF_8);

    assertThat(csv.fault()).isEmpty();
    assertThat(csv.says())
        .isEqualTo(
            Map.of(
                "health/fees/a,1.csv",
                new Figures(
                    Optional.of(3L),
                    Optional.empty(),
                    Optional.of(SHA256),
                    new TreeMap<>(Map.of("金额", new BigDecimal("12.50")))),
                "health/fees/sub/b.csv",
                new Figures(Optional.empty(), Optional.of(40L), Optional.empty(), new TreeMap<>())))
        .isEqualTo(json.says());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv | name,rows;a.csv,1 | line 1: a column is not file, rows, bytes, sha256 or sum:COLUMN",
        "csv | rows;1 | line 1: the column file is missing, or a column is there twice",
        "csv | file,rows;a.csv,1,2 | line 2: 3 cells, but the header has 2",
        "csv | file,rows;a.csv,1.0 | line 2: rows is no whole number",
        "csv | file,rows;a.csv,1;a.csv,1 | line 3: a file is named twice",
        "csv | file;../b.csv | line 2: the name of a file is missing, or leads out of the folder",
        "csv | file,sum:fee;a.csv,1e9 | line 2: sum:fee is no number",
        "csv | file,sha256;a.csv,abc | line 2: sha256 is no SHA-256 of 64 hex digits",
        "csv | file;a.repaired.csv | line 2: a file of repaired rows (*.repaired.csv) is named by no control file, since it is collected by itself",
        "csv | file,rows | it names no file",
        "json | {\"files\": [{\"file\": \"a.csv\", \"file\": \"b.csv\"}]} | line 1: it is not JSON with each key once",
        "json | {\"files\": {}} | it has no list files",
        "json | {\"files\": [{\"file\": \"a.csv\", \"row\": 1}]} | file 1: a key is not file, rows, bytes, sha256 or sums",
        "json | {\"files\": [{\"file\": \"a.csv\", \"rows\": 1e2000000000}]} | file 1: a number has more than 100 digits",
        "json | {\"files\": [{\"file\": \"a.csv\", \"sums\": {\"fee\": 1e-2000000000}}]} | file 1: a number has more than 100 digits",
        "json | {\"files\": [{\"file\": \"a.csv\", \"rows\": true}]} | file 1: a value is neither a text nor a number"
      })
  void whatIsWrongIsNamedWithItsPlace(String ending, String text, String fault) throws IOException {
    assertThat(read("a." + ending, text.replace(";", "\n"), StandardCharsets.UTF_8).fault())
        .isEqualTo(fault + "; correct the control file and deliver it again");
  }

  @Test
  void otherEncodingsAndLargeFilesAreNotRead() throws IOException {
    assertThat(read("a.csv", "file\n晋阳.csv\n", Charset.forName("GBK")).fault())
        .isEqualTo("it is not UTF-8; write it in UTF-8");
    assertThat(read("b.csv", "file\n" + "a".repeat(5 << 20), StandardCharsets.UTF_8).fault())
        .startsWith("it is larger than 4 MB");
  }
}
