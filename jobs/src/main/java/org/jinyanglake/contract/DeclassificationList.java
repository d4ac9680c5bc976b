package org.jinyanglake.contract;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What counts as classified content beside the numbers of soldiers and of military vehicles, which
 * are known by their form: the terms and areas of {@code conf/declassification}. Two stages look
 * for it, each in its own way: the step that leaves it out, and the gate.
 *
 * @param version SHA-256 (64 hex digits) of the terms and areas and of {@link #RULES}; comments and
 *     sources do not change it
 */
public record DeclassificationList(String version, List<Term> terms, List<Area> areas)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** To be raised whenever the lake comes to look for other forms. */
  private static final String RULES = "military-id military-plate 1";

  private static final int SHORTEST = 2;

  /** Nothing but the forms. */
  public static final DeclassificationList EMPTY = of(List.of(), List.of());

  /**
   * A word that must not be opened.
   *
   * @param id by which records name it, for the word itself stands in none
   * @param text as it is written without disguise, two characters or more
   */
  public record Term(String id, String text) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A box that no coordinates may lie in, in degrees; its bounds belong to it. */
  public record Area(String id, double west, double south, double east, double north)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether two numbers are a point in it, whichever of them is the longitude. */
    public boolean holds(double one, double other) {
      return isPoint(one, other) || isPoint(other, one);
    }

    private boolean isPoint(double longitude, double latitude) {
      return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
    }
  }

  public DeclassificationList {
    terms = List.copyOf(terms);
    areas = List.copyOf(areas);
  }

  /** A list of such terms and areas. */
  public static DeclassificationList of(List<Term> terms, List<Area> areas) {
    StringBuilder text = new StringBuilder(RULES);
    terms.stream().map(Term::toString).sorted().forEach(each -> text.append('\n').append(each));
    areas.stream().map(Area::toString).sorted().forEach(each -> text.append('\n').append(each));
    return new DeclassificationList(Canonical.hash(text.toString()), terms, areas);
  }

  /**
   * Reads {@code terms.csv} (id, term, source) and {@code areas.csv} (id, west, south, east, north,
   * source) of a folder. Lines that begin with {@code #} are comments.
   *
   * @throws IllegalArgumentException that names file and line and what to write there, but no term
   */
  public static DeclassificationList read(Path folder) throws IOException {
    Set<String> ids = new HashSet<>();
    return of(
        lines(folder.resolve("terms.csv"), "id,term,source", ids, DeclassificationList::term),
        lines(
            folder.resolve("areas.csv"),
            "id,west,south,east,north,source",
            ids,
            DeclassificationList::area));
  }

  /** Whether a dataset has columns in which to look: texts, or numbers that may be coordinates. */
  public boolean concerns(Contract contract) {
    List<Type.Kind> kinds = contract.columns().stream().map(each -> each.type().kind()).toList();
    long numbers =
        kinds.stream().filter(k -> k == Type.Kind.DOUBLE || k == Type.Kind.DECIMAL).count();
    return kinds.contains(Type.Kind.STRING) || !areas.isEmpty() && numbers > 1;
  }

  private static <T> List<T> lines(
      Path file, String header, Set<String> ids, Function<String[], T> parse) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + " is missing; write it, with the line '" + header + "' if nothing is listed");
    }
    List<T> read = new ArrayList<>();
    int number = 0;
    boolean begun = false;
    for (String line : Files.readAllLines(file)) {
      number++;
      String content = line.replace("\uFEFF", "").strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      if (!begun) {
        require(content.equals(header), file, number, "the header must be " + header);
        begun = true;
        continue;
      }
      String[] cells = content.split(",", -1);
      require(
          cells.length == header.split(",").length && !content.contains("\""),
          file,
          number,
          "write " + header + " without quotes or further commas");
      require(
          cells[0].matches("[A-Za-z0-9._-]{1,40}") && ids.add(cells[0]),
          file,
          number,
          "the id must be of at most 40 letters, digits, '.', '_' and '-', and stand once");
      require(
          !cells[cells.length - 1].isBlank(), file, number, "say in source where it comes from");
      try {
        read.add(parse.apply(cells));
      } catch (IllegalArgumentException e) {
        String why = e instanceof NumberFormatException ? "bounds are numbers" : e.getMessage();
        throw new IllegalArgumentException(file + ":" + number + ": " + why, e);
      }
    }
    return read;
  }

  private static void require(boolean holds, Path file, int line, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(file + ":" + line + ": " + otherwise);
    }
  }

  private static Term term(String[] cells) {
    long visible =
        Normalizer.normalize(cells[1], Normalizer.Form.NFKC)
            .codePoints()
            .filter(Character::isLetterOrDigit)
            .count();
    if (visible < SHORTEST) {
      throw new IllegalArgumentException("a term has two letters or digits at least");
    }
    return new Term(cells[0], cells[1].strip());
  }

  private static Area area(String[] cells) {
    double west = Double.parseDouble(cells[1]);
    double south = Double.parseDouble(cells[2]);
    double east = Double.parseDouble(cells[3]);
    double north = Double.parseDouble(cells[4]);
    boolean box = -180 <= west && west < east && east <= 180;
    if (!(box && -90 <= south && south < north && north <= 90)) {
      throw new IllegalArgumentException(
          "an area goes from west to east and from south to north, in degrees");
    }
    return new Area(cells[0], west, south, east, north);
  }
}
