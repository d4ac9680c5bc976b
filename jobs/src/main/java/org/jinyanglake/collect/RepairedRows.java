package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.RefusedRows;

/**
 * What the rows of a repaired file take the place of. Such a file is written as {@code lake refused
 * --csv} writes it, whatever the dataset's format is.
 *
 * @param places the refused row that each row of the file repairs, by the byte at which it begins;
 *     of rows that cannot be cut into cells it is not known
 * @param refused why others repair none, likewise
 */
record RepairedRows(Map<Long, String> places, Map<Long, Misfit> refused) implements Layout {

  /** The rule that rows break which repair none. */
  private static final String RULE = "repair";

  RepairedRows {
    places = Map.copyOf(places);
    refused = Map.copyOf(refused);
  }

  /** The same dataset, collected from repaired files. */
  static Contract contract(Contract contract) {
    Source.Files files = (Source.Files) contract.source();
    Set<String> nulls = new HashSet<>(files.nullValues());
    if (files.format() != Source.Format.CSV) {
      nulls.add(""); // there a value is missing, here its cell is empty
    }
    return contract.from(
        new Source.Files(
            files.path(),
            Source.Format.CSV,
            StandardCharsets.UTF_8,
            new Source.Dialect(',', '"', true, true),
            List.copyOf(nulls)));
  }

  /**
   * Reads what each row of a file repairs.
   *
   * @param open the names of the rows that may be repaired; those that are now are taken out
   * @param known the places of all rows that were ever refused
   */
  static RepairedRows read(FileSystem fs, CheckedFile checked, Set<String> open, Set<String> known)
      throws IOException {
    Fingerprint print = checked.fingerprint();
    Source.Dialect dialect = print.source().dialect();
    int cell = print.header().indexOf(RefusedRows.REFUSED);
    CsvCells cells = new CsvCells(dialect.delimiter(), dialect.quote(), dialect.escape());
    Map<Long, String> places = new HashMap<>();
    Map<Long, Misfit> refused = new HashMap<>();
    var stored = checked.file().open(fs);
    stored.seek(print.dataOffset());
    FileFormat format = FileFormat.of(print.source(), java.time.ZoneOffset.UTC);
    try (Records records =
        format.records(new Lines(stored, print.dataOffset()), print.dataLine(), true)) {
      while (records.next()) {
        if (records.misfit() != null
            || cells.split(records.text()) != null
            || cells.count() != print.header().size()) {
          continue;
        }
        String name =
            new String(
                cells.text(),
                cells.from(cell),
                cells.to(cell) - cells.from(cell),
                StandardCharsets.UTF_8);
        if (open.remove(name)) {
          places.put(records.offset(), RefusedRows.place(name));
        } else {
          refused.put(records.offset(), misfit(RefusedRows.place(name), known));
        }
      }
    }
    return new RepairedRows(places, refused);
  }

  private static Misfit misfit(String place, Set<String> known) {
    if (place.isEmpty()) {
      return new Misfit(RULE, RefusedRows.REFUSED + " is empty: it names the row that is repaired");
    }
    return new Misfit(
        RULE,
        known.contains(place)
            ? RefusedRows.REFUSED
                + " names a row that was repaired already, or of a file whose place another took"
            : RefusedRows.REFUSED + " names no refused row of this dataset");
  }

  /**
   * Why a file is refused whose name and columns do not say the same of what is in it.
   *
   * @param named whether its name says that it holds repaired rows
   */
  static Optional<String> complain(boolean named, Fingerprint print) {
    if (named == print.header().contains(RefusedRows.REFUSED)) {
      return Optional.empty();
    }
    return Optional.of(
        named
            ? "the header lacks "
                + RefusedRows.REFUSED
                + "; keep the columns that 'lake refused --csv' wrote"
            : "the header has "
                + RefusedRows.REFUSED
                + ", so it holds repaired rows; let its name end in "
                + RefusedRows.REPAIRED);
  }

  /** What was repaired, by file and row, with the row that did it. */
  SortedMap<String, SortedMap<Long, Long>> byFile() {
    SortedMap<String, SortedMap<Long, Long>> files = new TreeMap<>();
    places.forEach(
        (row, place) -> {
          int cut = place.lastIndexOf('#');
          files
              .computeIfAbsent(place.substring(0, cut), f -> new TreeMap<>())
              .put(Long.parseLong(place.substring(cut + 1)), row);
        });
    return files;
  }
}
