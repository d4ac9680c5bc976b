package org.jinyanglake.collect;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;

/**
 * How the columns of a contract lie in a file, by name; their order does not matter.
 *
 * @param cells for each of the contract's source columns, in the contract's order, the index of its
 *     cell, or {@link #MISSING}; empty if the file is refused
 * @param width the number of cells that every record must have
 * @param unknown names in the file that the contract does not know; they are kept out
 * @param refusal why the file is refused
 */
record Header(List<Integer> cells, int width, List<String> unknown, Optional<Refusal> refusal) {

  /** The cell of a column that a file lacks and may lack. */
  static final int MISSING = -1;

  /** The most columns that a file may have. */
  static final int WIDEST = 10_000;

  /** How the columns lie in a file, or why it is refused for what it says of its columns. */
  static Header of(Contract contract, Fingerprint print) {
    Source.Files source = (Source.Files) contract.source();
    Header header = source.named() ? match(contract, print.header()) : byPosition(contract);
    if (header.refusal().isPresent()) {
      return header;
    }
    return print
        .layout()
        .complain(LandingReader.fields(contract))
        .map(refusal -> new Header(List.of(), 0, List.of(), Optional.of(refusal)))
        .orElse(header);
  }

  /** Without a header line: the columns by their position. */
  static Header byPosition(Contract contract) {
    int width = contract.sourceColumns().size();
    return new Header(
        java.util.stream.IntStream.range(0, width).boxed().toList(),
        width,
        List.of(),
        Optional.empty());
  }

  /** By the names in a header line. */
  static Header match(Contract contract, List<String> names) {
    if (names.size() > WIDEST) {
      return new Header(List.of(), 0, List.of(), Optional.of(tooWide(names.size())));
    }
    List<Column> columns = contract.sourceColumns();
    List<String> declared = columns.stream().map(column -> nameIn(names, column)).toList();
    List<String> missing = declared.stream().filter(name -> !names.contains(name)).toList();
    List<String> lacking =
        columns.stream()
            .filter(column -> !column.mayBeMissing())
            .map(column -> nameIn(names, column))
            .filter(missing::contains)
            .toList();
    List<String> unknown =
        names.stream().filter(name -> !name.isBlank() && isUnknown(name, declared)).toList();
    // A file without a header has data in its first line, which no message may show.
    boolean isHeader = missing.size() * 2 <= declared.size();
    if (!isHeader) {
      boolean text = ((Source.Files) contract.source()).format() == Source.Format.CSV;
      return refused(
          (text ? "the first line has " : "the file has ")
              + (declared.size() - missing.size())
              + " of the "
              + declared.size()
              + " column names of the contract ("
              + String.join(", ", declared)
              + (text ? "), so it is no header or that of other data" : ")"),
          text
              ? "deliver the file with its header, or correct header, delimiter or physicalName in"
                  + " the contract"
              : "deliver the file with these columns, or correct physicalName (of a sheet also"
                  + " headerRow) in the contract");
    }
    Optional<String> twice = twice(names);
    if (twice.isPresent()) {
      return refused(
          "two columns are named " + twice.get() + " (case, spaces and width aside)",
          "give each column a name of its own");
    }
    Optional<Column> both =
        columns.stream().filter(column -> namesIn(names, column).count() > 1).findFirst();
    if (both.isPresent()) {
      return refused(
          "the header has the column %s by two names, %s"
              .formatted(
                  both.get().name(), String.join(" and ", namesIn(names, both.get()).toList())),
          "deliver it once, or delete the alias in the contract");
    }
    if (!lacking.isEmpty()) {
      return refused(
          "the header lacks "
              + String.join(", ", lacking)
              + nearest(lacking, unknown)
              + "; contract: "
              + String.join(", ", declared)
              + "; file: "
              + String.join(", ", names),
          "deliver the column again, or change physicalName in the contract if it was renamed; of csv"
              + " and excel {property: aliases, value: [its new name]} reads both, and {property:"
              + " mayBeMissing, value: true} lets files lack it");
    }
    return new Header(
        declared.stream().map(names::indexOf).toList(), names.size(), unknown, Optional.empty());
  }

  /** Why a file of so many columns is refused. */
  static Refusal tooWide(int columns) {
    return new Refusal(
        "header",
        columns + " columns, more than " + WIDEST,
        "check the delimiter in the contract",
        0,
        1);
  }

  /** The names that a column has in a header. */
  private static Stream<String> namesIn(List<String> names, Column column) {
    return Stream.concat(Stream.of(column.header()), column.aliases().stream())
        .filter(names::contains);
  }

  /** The name of a column in a header; its first one if it is not there. */
  private static String nameIn(List<String> names, Column column) {
    return namesIn(names, column).findFirst().orElse(column.header());
  }

  private static Header refused(String reason, String remedy) {
    return new Header(
        List.of(), 0, List.of(), Optional.of(new Refusal("header", reason, remedy, 0, 1)));
  }

  /**
   * Whether a name is of nothing that is read. Of what lies in each other, in columnar files, the
   * outermost that is not read counts.
   */
  private static boolean isUnknown(String name, List<String> declared) {
    String path = name.startsWith("/") ? name : "/" + name;
    int last = name.lastIndexOf('/');
    return !declared.contains(name)
        && declared.stream().noneMatch(other -> other.startsWith(path + "/"))
        && (last <= 0
            || !name.startsWith("/")
            || declared.stream().anyMatch(other -> other.startsWith(name.substring(0, last + 1))));
  }

  private static Optional<String> twice(List<String> names) {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      String folded =
          Normalizer.normalize(name, Normalizer.Form.NFKC)
              .replaceAll("\\s", "")
              .toLowerCase(Locale.ROOT);
      if (!folded.isEmpty() && seen.put(folded, name) != null) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static String nearest(List<String> missing, List<String> unknown) {
    List<String> pairs = new ArrayList<>();
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    for (String name : missing) {
      unknown.stream()
          .min(java.util.Comparator.comparingInt(other -> distance.apply(name, other)))
          .filter(
              other ->
                  distance.apply(name, other) * 5 <= Math.max(name.length(), other.length()) * 3)
          .ifPresent(other -> pairs.add("is " + name + " now " + other + "?"));
    }
    return pairs.isEmpty() ? "" : " (" + String.join(" ", pairs) + ")";
  }
}
