package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.node.TextNode;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.RefusedRows;

/**
 * How the columns of a contract lie in a file, by name; their order does not matter.
 *
 * @param cells for each of the contract's source columns, in the contract's order, the index of its
 *     cell, or {@link #MISSING}; empty if the file is refused
 * @param width the number of cells that every record must have
 * @param unknown names in the file that the contract does not know
 * @param keeps whether cells that no column takes are kept
 * @param added the indices of the cells to keep, where the file names its columns once
 * @param refusal why the file is refused
 */
record Header(
    List<Integer> cells,
    int width,
    List<String> unknown,
    boolean keeps,
    List<Integer> added,
    Optional<Refusal> refusal) {

  /** The cell of a column that a file lacks and may lack. */
  static final int MISSING = -1;

  /** The most columns that a file may have. */
  static final int WIDEST = 10_000;

  /** How the columns lie in a file, or why it is refused for what it says of its columns. */
  static Header of(Contract contract, Fingerprint print) {
    Source.Files source = (Source.Files) contract.source();
    Header header = source.named() ? match(contract, print) : byPosition(contract);
    if (header.refusal().isPresent()) {
      return header;
    }
    return print.layout().complain(contract.sourceColumns()).map(Header::refused).orElse(header);
  }

  /** Without a header line: the columns by their position. */
  static Header byPosition(Contract contract) {
    int width = contract.sourceColumns().size();
    return new Header(
        IntStream.range(0, width).boxed().toList(),
        width,
        List.of(),
        contract.drift().adds(),
        List.of(),
        Optional.empty());
  }

  /** By the names in the file. */
  private static Header match(Contract contract, Fingerprint print) {
    List<String> names = print.header();
    if (names.size() > WIDEST) {
      return refused(tooWide(names.size()));
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
    // Of repaired files, which alone have the first of them.
    List<String> known = names.contains(RefusedRows.REFUSED) ? RefusedRows.COLUMNS : List.of();
    List<String> unknown =
        names.stream()
            .filter(name -> !name.isBlank() && isUnknown(name, declared) && !known.contains(name))
            .toList();
    // A file without a header has data in its first line, which no message may show.
    long needed = columns.stream().filter(column -> !column.mayBeMissing()).count();
    boolean isHeader = lacking.size() * 2 <= needed && missing.size() < declared.size();
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
      return refused("two columns are named " + twice.get(), "give each column a name of its own");
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
      Renamed renamed = Renamed.of(lacking, unknown);
      return refused(
          "the header lacks "
              + String.join(", ", lacking)
              + renamed.question()
              + "; contract: "
              + String.join(", ", declared)
              + "; file: "
              + String.join(", ", names),
          "deliver the column again, or change physicalName in the contract if it was renamed; of csv"
              + " and excel {property: aliases, value: ["
              + renamed.alias()
              + "]} reads both, and {property: mayBeMissing, value: true} lets files lack it");
    }
    boolean keeps = contract.drift().adds();
    Set<String> kept = keeps ? Set.copyOf(unknown) : Set.of();
    return new Header(
        declared.stream().map(names::indexOf).toList(),
        names.size(),
        unknown,
        keeps,
        IntStream.range(0, keeps ? names.size() : 0)
            .filter(cell -> names.get(cell).isBlank() || kept.contains(names.get(cell)))
            .filter(cell -> print.layout().reads(names.get(cell)))
            .boxed()
            .toList(),
        Optional.empty());
  }

  /** What to write into a contract so that it knows a column. */
  static String edit(String name) {
    return "- {name: …, physicalName: %s, logicalType: string, classification: …}"
        .formatted(quoted(name));
  }

  /** A text as YAML takes it, in quotes if need be. */
  static String quoted(String text) {
    boolean plain = text.matches("[\\p{L}_][\\p{L}\\p{N}_]*");
    return plain ? text : TextNode.valueOf(text).toString();
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
    return refused(new Refusal("header", reason, remedy, 0, 1));
  }

  private static Header refused(Refusal refusal) {
    return new Header(List.of(), 0, List.of(), false, List.of(), Optional.of(refusal));
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
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String folded =
          Normalizer.normalize(name, Normalizer.Form.NFKC)
              .replaceAll("\\s", "")
              .toLowerCase(Locale.ROOT);
      Integer first = folded.isEmpty() ? null : seen.put(folded, i);
      if (first != null) {
        return Optional.of(
            "%s (case, spaces and width aside): column %d, %s, and column %d"
                .formatted(name, first + 1, names.get(first), i + 1));
      }
    }
    return Optional.empty();
  }
}
