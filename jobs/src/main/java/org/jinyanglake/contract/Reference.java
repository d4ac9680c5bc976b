package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a rule in DQDL reads of another dataset, told from its text, without the parser of the
 * language.
 *
 * @param type the rule's type, as {@code ReferentialIntegrity}
 * @param dataset the other dataset
 * @param own columns of the contract's own dataset, each compared with the one of {@code theirs} at
 *     the same place; none if they are not compared one by one
 * @param theirs columns of the other dataset
 * @param rest whether all other columns of its own dataset are compared as well, each with the one
 *     of its name
 */
public record Reference(
    String type, DatasetName dataset, List<String> own, List<String> theirs, boolean rest) {

  private static final String TEXT = "\\s+\"((?:\\\\.|[^\"\\\\])*)\"";
  private static final Pattern COMPARING =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\])*\"|\\b(ReferentialIntegrity|RowCountMatch|DatasetMatch|SchemaMatch|AggregateMatch)"
              + TEXT
              + "(?:"
              + TEXT
              + ")?(?:"
              + TEXT
              + ")?");
  private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*)");
  private static final Pattern COLUMNS =
      Pattern.compile(NAME.pattern() + "\\.(?:\\{([^}]+)}|([^.{}]+))");
  private static final Pattern AGGREGATE =
      Pattern.compile("(?:sum|avg|SUM|AVG)\\(" + NAME.pattern() + "\\.([^.)]+)\\)");

  public Reference {
    own = List.copyOf(own);
    theirs = List.copyOf(theirs);
  }

  /** The references of a rule; none of a rule that compares nothing, or is not well formed. */
  public static List<Reference> in(Rule rule) {
    if (!rule.dqdl().contains("Match") && !rule.dqdl().contains("ReferentialIntegrity")) {
      return List.of(); // most rules; the expression below takes long
    }
    List<Reference> references = new ArrayList<>();
    Matcher comparing = COMPARING.matcher(rule.dqdl());
    while (rule.measure().isEmpty() && comparing.find()) {
      if (comparing.group(1) != null) {
        references.addAll(
            read(
                comparing.group(1),
                comparing.group(2),
                text(comparing.group(3)),
                text(comparing.group(4))));
      }
    }
    return references;
  }

  private static List<Reference> read(String type, String first, String second, String third) {
    return switch (type) {
      case "ReferentialIntegrity" -> {
        Matcher columns = COLUMNS.matcher(second);
        yield columns.matches()
            ? List.of(
                new Reference(
                    type,
                    DatasetName.parse(columns.group(1)),
                    list(first),
                    list(columns.group(2) == null ? columns.group(3) : columns.group(2)),
                    false))
            : List.of();
      }
      case "AggregateMatch" -> {
        List<Reference> references = new ArrayList<>();
        for (String text : List.of(first, second)) {
          Matcher aggregate = AGGREGATE.matcher(text);
          if (aggregate.matches()) {
            references.add(
                new Reference(
                    type,
                    DatasetName.parse(aggregate.group(1)),
                    List.of(),
                    List.of(aggregate.group(2)),
                    false));
          }
        }
        yield references;
      }
      default -> {
        List<String> pairs = new ArrayList<>(list(second));
        pairs.addAll(list(third));
        List<String[]> each = pairs.stream().map(pair -> pair.split("->", 2)).toList();
        yield NAME.matcher(first).matches()
            ? List.of(
                new Reference(
                    type,
                    DatasetName.parse(first),
                    each.stream().map(pair -> pair[0].strip()).toList(),
                    each.stream().map(pair -> pair[pair.length - 1].strip()).toList(),
                    type.equals("DatasetMatch") && third.isEmpty()))
            : List.of();
      }
    };
  }

  private static String text(String group) {
    return group == null ? "" : group;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** The same with all columns that it compares, given those of its own dataset. */
  public Reference with(Collection<String> columns) {
    if (!rest) {
      return this;
    }
    List<String> others = columns.stream().filter(name -> !own.contains(name)).toList();
    return new Reference(type, dataset, both(own, others), both(theirs, others), false);
  }

  private static List<String> both(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** What is wrong with it, given the columns of both datasets by name; empty if nothing is. */
  List<String> faults(Map<String, Column> ours, Map<String, Column> others) {
    if (rest) {
      return with(ours.keySet()).faults(ours, others);
    }
    List<String> faults = new ArrayList<>();
    for (String name : theirs) {
      if (!others.containsKey(name)) {
        faults.add(
            "%s has no column '%s'; %s"
                .formatted(dataset, Place.shorten(name), Nearest.remedy(name, others.keySet())));
      }
    }
    if (faults.isEmpty() && !own.isEmpty() && own.size() != theirs.size()) {
      faults.add("as many columns are needed on both sides; correct one of the two");
    }
    for (int i = 0; faults.isEmpty() && i < own.size(); i++) {
      Column here = ours.get(own.get(i));
      Column there = others.get(theirs.get(i));
      if (here != null && here.type() != null && !alike(here.type(), there.type())) {
        faults.add(
            "column %s is %s, but %s of %s is %s; compare columns of one type"
                .formatted(here.name(), here.type(), there.name(), dataset, there.type()));
      }
    }
    return faults;
  }

  private static boolean alike(Type here, Type there) {
    return here.equals(there) || isNumber(here) && isNumber(there);
  }

  private static boolean isNumber(Type type) {
    return switch (type.kind()) {
      case INTEGER, LONG, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }
}
