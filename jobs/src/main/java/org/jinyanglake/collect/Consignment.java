package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Files that control files name together: they are collected all or not at all. Control files that
 * name a file in common belong to one consignment.
 *
 * @param controls one or more; the only one if it is faulty
 * @param files the names of the files, below the landing folder
 */
public record Consignment(List<ControlFile> controls, SortedSet<String> files) {

  public Consignment {
    controls = List.copyOf(controls);
    files = new TreeSet<>(files);
  }

  static List<Consignment> of(Collection<ControlFile> controls) {
    List<Consignment> all = new ArrayList<>();
    for (ControlFile control : controls) {
      List<ControlFile> together = new ArrayList<>();
      SortedSet<String> files = new TreeSet<>(control.says().keySet());
      for (Consignment each : List.copyOf(all)) {
        if (!Collections.disjoint(each.files, control.says().keySet())) {
          all.remove(each);
          together.addAll(each.controls);
          files.addAll(each.files);
        }
      }
      together.add(control);
      all.add(new Consignment(together, files));
    }
    return all;
  }

  /** The names of its control files, for people. */
  String names() {
    return String.join(" and ", controls.stream().map(ControlFile::name).toList());
  }

  /** What its control files say of a file. */
  Figures says(String file) {
    return controls.stream()
        .map(control -> control.says().getOrDefault(file, Figures.NONE))
        .reduce(Figures.NONE, Figures::or);
  }

  /** Whether two of its control files say different things of a file. */
  boolean contradicts(String file) {
    Figures all = says(file);
    return controls.stream()
        .anyMatch(control -> !control.says().getOrDefault(file, Figures.NONE).agreesWith(all));
  }
}
