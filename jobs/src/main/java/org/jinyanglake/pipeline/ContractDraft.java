package org.jinyanglake.pipeline;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.collect.FoundType;
import org.jinyanglake.collect.dialect.FixedText;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.inspect.ColumnFindings;

/**
 * A contract for a file that nobody described, as far as the file tells. It is valid as it stands,
 * opens nothing: a person completes it. It holds no value of the file.
 */
public final class ContractDraft {

  /** Room for larger numbers than those that were seen. */
  private static final int PRECISION = 18;

  /** Encodings that a contract names. */
  private static final Set<String> READ = Set.of("GB18030", "Big5", "UTF-16LE", "UTF-16BE");

  private static final int LONGEST_NAME = 60;

  /** What stands for a column that a zone had better not see: no line is drafted for it. */
  private static final String NOTHING = "{technique: suppress}";

  private final Inspection.Result result;
  private final DatasetName dataset;
  private final String extension;
  private final StringBuilder yaml = new StringBuilder();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> headers = new HashSet<>();

  private ContractDraft(Inspection.Result result, DatasetName dataset, String extension) {
    this.result = result;
    this.dataset = dataset;
    this.extension = extension;
  }

  /**
   * Writes a contract.
   *
   * @param result of a file
   * @throws IllegalArgumentException if its columns have no names that a contract could write
   * @param fileName whose last extension the dataset's files have; {@code .gz} and {@code .bz2}
   *     aside
   */
  public static String of(Inspection.Result result, DatasetName dataset, String fileName) {
    String name = fileName.replaceFirst("\\.(gz|bz2)$", "");
    int dot = name.lastIndexOf('.');
    String extension = dot > 0 ? name.substring(dot).replaceAll("[^.\\w]", "?") : "";
    return new ContractDraft(result, dataset, extension).write();
  }

  private String write() {
    Inspection.FileFindings file = result.file();
    boolean csv = file.dialect() != null;
    boolean numbered = csv || !file.places().isEmpty() || file.properties().containsKey("header");
    if (file.names().isEmpty() && !numbered) {
      throw new IllegalArgumentException(
          result.columns().isEmpty()
              ? "the file has no column that a contract could name"
              : "the names of the file's columns look like data, which no contract may hold");
    }
    line(
        "# Drafted by 'lake inspect --contract' from one file. It belongs to schemas/%s/%s.yaml.",
        dataset.domain(), dataset.name());
    line(
        "# Read every line: texts, provider, team, grade, types, key, classifications. Names of columns,");
    line(
        "# and which of them partition the table (partitioned: true), stay as they are in the first run.");
    line(
        "# It opens nothing; after 'lake validate' and 'lake run' the rows stand in the raw zone. To open");
    line(
        "# columns: schemas/README.md, 'What is opened'; openingType, anonymity, a technique by column.");
    line("apiVersion: v3.1.0");
    line("kind: DataContract");
    line("id: urn:draft:%s:%s", dataset.domain(), dataset.name());
    line("name: %s", dataset.name());
    line("version: 0.1.0");
    line("status: active");
    line("domain: %s", dataset.domain());
    line("tenant: 待填写");
    line("description: {purpose: 待填写, limitations: 待填写, usage: 待填写}");
    if (!file.encoding().equals("UTF-8") && !READ.contains(file.encoding())) {
      line("# The file is %s, which is not read: deliver UTF-8.", file.encoding());
    }
    if (csv && file.dialect().blankAfter()) {
      line("# The file has a blank before its cells, which is read as part of them: deliver none.");
    }
    line("servers:");
    line("  - server: landing");
    line("    type: local");
    line("    path: %s", quoted(dataset.domain() + "/" + dataset.name() + "/" + glob()));
    line("    format: %s", file.format());
    file.notes().forEach(note -> line("    # %s", oneLine(note)));
    properties(serverProperties(csv));
    line("schema:");
    line("  - name: %s", dataset.name());
    line("    physicalType: table");
    line("    customProperties:");
    line("      - {property: openingType, value: closed}");
    line("      - {property: grade, value: general-3}");
    line("      - {property: provider, value: 待填写}");
    line("    properties:");
    for (int i = 0; i < result.columns().size(); i++) {
      column(i);
    }
    line("team:");
    line("  members:");
    line("    - {username: to.be.named.officer, role: chiefDataOfficer}");
    line("    - {username: to.be.named.steward, role: steward}");
    return yaml.toString();
  }

  private void line(String format, Object... values) {
    yaml.append(format.formatted(values)).append('\n');
  }

  private String glob() {
    return extension.isEmpty() ? dataset.name() + "*" : "*" + extension;
  }

  private Map<String, String> serverProperties(boolean csv) {
    Map<String, String> properties = new TreeMap<>();
    Inspection.FileFindings file = result.file();
    if (READ.contains(file.encoding())) {
      properties.put("encoding", quoted(file.encoding()));
    }
    if (!file.nullValues().isEmpty()) {
      List<String> values = new ArrayList<>(List.of("\"\""));
      file.nullValues().forEach(value -> values.add(quoted(value)));
      properties.put("nullValues", values.toString());
    }
    Map<String, Object> found = new TreeMap<>(file.properties());
    if (csv) {
      found.putAll(file.dialect().properties());
    }
    found.forEach(
        (key, value) ->
            properties.put(key, value instanceof String text ? quoted(text) : value.toString()));
    return properties;
  }

  private void properties(Map<String, String> properties) {
    if (!properties.isEmpty()) {
      line("    customProperties:");
      properties.forEach(
          (property, value) -> line("      - {property: %s, value: %s}", property, value));
    }
  }

  private void column(int i) {
    ColumnFindings found = result.columns().get(i);
    List<String> names = result.file().names();
    String header = names.isEmpty() ? "column_" + (i + 1) : names.get(i);
    boolean placed = !result.file().places().isEmpty();
    boolean once = result.file().dialect() != null || result.file().format().equals("excel");
    if (!names.isEmpty() && !placed && (header.isBlank() || once && !headers.add(folded(header)))) {
      line(
          "      # column %d is left out: %s",
          i + 1, header.isBlank() ? "it has no name" : "its name stands above already");
      return;
    }
    String name = name(header, i);
    boolean direct = found.classification().equals(Classification.DIRECT_IDENTIFIER.toString());
    FoundType type = direct ? new FoundType("string", "", "") : result.file().types().get(i);
    line("      - name: %s", name);
    if (!name.equals(header) && !names.isEmpty() && !header.isBlank()) {
      if (!placed) {
        line("        physicalName: %s", quoted(header));
      }
      boolean path = header.startsWith("/") && result.file().dialect() == null;
      List<String> lies = path ? FieldPath.of(header).names() : List.of(header);
      line("        businessName: %s", quoted(lies.get(lies.size() - 1).strip()));
    }
    line("        logicalType: %s", type.logical());
    if (!type.physical().isEmpty()) {
      String scale = type.physical().replaceAll(".*,|\\)", "");
      line(
          "        physicalType: \"%s\"",
          result.file().typed() ? type.physical() : "decimal(" + PRECISION + "," + scale + ")");
    }
    if (!type.format().isEmpty()) {
      line("        logicalTypeOptions: {format: %s}", quoted(type.format()));
    }
    String own = "";
    if (placed) {
      FixedText.Place place = result.file().places().get(i);
      own =
          "{property: position, value: \"%s\"}%s"
              .formatted(
                  place, place.mayBeMissing() ? ", {property: mayBeMissing, value: true}" : "");
      line("        customProperties: [%s]", own);
    }
    String why = found.sensitive() ? "  # " + found.meaning() + ": " + found.why() : "";
    line("        classification: %s%s", found.classification(), oneLine(why));
    if (found.sensitive()) {
      opening(own, found.techniques(), Zone.OPEN, "to anybody");
      opening(own, found.techniques(), Zone.CONDITIONAL, "to known recipients");
    }
  }

  /** What stands in the place of the column's own properties if it is opened in a zone. */
  private void opening(String own, Map<String, String> techniques, Zone zone, String whom) {
    String technique = techniques.getOrDefault(zone.catalog(), NOTHING);
    if (!technique.equals(NOTHING)) {
      line(
          "        # %s: customProperties: [%s{property: %s, value: %s}]",
          whom, own.isEmpty() ? "" : own + ", ", zone.catalog(), oneLine(technique));
    }
  }

  /** Names that differ in case, width or blanks only are one to collection. */
  private static String folded(String header) {
    return Normalizer.normalize(header, Normalizer.Form.NFKC)
        .replaceAll("\\s", "")
        .toLowerCase(Locale.ROOT);
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}]", " ");
  }

  /** The header in the letters of a name, Chinese ones as they are spoken, each name once. */
  private String name(String header, int i) {
    String latin = header.chars().allMatch(c -> c < 0x80) ? header : Latin.of(header);
    String name =
        latin.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
    if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
      name = name.isEmpty() ? "column_" + (i + 1) : "c_" + name;
    }
    name = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    String unique =
        taken.contains(name)
            ? name.substring(0, Math.min(name.length(), 55)) + "_" + (i + 1)
            : name;
    taken.add(unique);
    return unique;
  }

  /** A dataset's name from that of a file. */
  public static String datasetName(String fileName) {
    String stem = fileName.replaceFirst("(\\.\\w{1,7}){1,2}$", "");
    String latin = stem.chars().allMatch(c -> c < 0x80) ? stem : Latin.of(stem);
    String name =
        latin
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("(^|_)\\d{4,}(?=_|$)|(?<=_)\\d{1,2}(?=_|$)", "")
            .replaceAll("_+", "_")
            .replaceAll("^[_0-9]+|_+$", "");
    return name.isEmpty() ? "dataset" : name.substring(0, Math.min(LONGEST_NAME, name.length()));
  }

  /** As YAML takes it in double quotes. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c == '\t') {
                quoted.append("\\t");
              } else if (c == '\n') {
                quoted.append("\\n");
              } else if (c < ' '
                  || c >= 0x7f && c < 0xa0
                  || c == 0x2028
                  || c == 0x2029
                  || c == 0xfeff) {
                quoted.append("\\u%04x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }

  /** Loaded when a name needs it, as that takes a second. */
  private static final class Latin {
    private static final Transliterator TO_LATIN =
        Transliterator.getInstance("Any-Latin; Latin-ASCII");

    static String of(String text) {
      return TO_LATIN.transliterate(text);
    }
  }
}
