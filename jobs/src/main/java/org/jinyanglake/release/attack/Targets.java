package org.jinyanglake.release.attack;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The persons of a partition with the least hashes, one row of each. */
public final class Targets implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<Long, Target> least = new TreeMap<>();
  private final int most;

  /** No more than so many. */
  public Targets(int most) {
    this.most = most;
  }

  public void add(Target target) {
    if (least.size() == most && target.who() > least.lastKey()) {
      return;
    }
    least.merge(target.who(), target, (a, b) -> a.tie() <= b.tie() ? a : b);
    if (least.size() > most) {
      least.pollLastEntry();
    }
  }

  public void addAll(Collection<Target> targets) {
    targets.forEach(this::add);
  }

  /** These and those, as many as there may be. */
  public Targets and(Targets others) {
    others.least.values().forEach(this::add);
    return this;
  }

  /** In an order that says nothing. */
  public List<Target> list() {
    return List.copyOf(least.values());
  }
}
