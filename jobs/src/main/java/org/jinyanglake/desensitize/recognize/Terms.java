package org.jinyanglake.desensitize.recognize;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.DeclassificationList;

/**
 * Finds the terms of a list in one pass over a text, however many there are (Aho and Corasick
 * 1975), whatever signs stand between their characters.
 */
final class Terms implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A prefix of some terms. */
  private static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;
    final Map<Character, Node> next = new HashMap<>();

    /** The longest prefix that this one ends with. */
    Node shorter;

    /** The term that it is; null if it is none. */
    String id;

    int length;
  }

  private final Node root = new Node();

  Terms(List<DeclassificationList.Term> terms) {
    for (DeclassificationList.Term term : terms) {
      Node node = root;
      Text plain = new Text(term.text());
      for (int i = 0; i < plain.length(); i++) {
        if (!Military.isBetween(plain.at(i))) {
          node = node.next.computeIfAbsent(plain.at(i), c -> new Node());
        }
      }
      node.id = term.id();
    }
    link();
  }

  private void link() {
    Deque<Node> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Node node = open.remove();
      node.next.forEach(
          (c, child) -> {
            child.length = node.length + 1;
            Node shorter = node.shorter;
            while (shorter != null && !shorter.next.containsKey(c)) {
              shorter = shorter.shorter;
            }
            child.shorter = shorter == null ? root : shorter.next.get(c);
            open.add(child);
          });
    }
  }

  /** The characters that a term may begin with, in letters of both cases. */
  BitSet firsts() {
    BitSet firsts = new BitSet();
    root.next
        .keySet()
        .forEach(
            c -> {
              firsts.set(c);
              firsts.set(Character.toLowerCase(c));
            });
    return firsts;
  }

  /** A term at a place. */
  record Place(String id, int start, int end) {}

  List<Place> find(Text text) {
    if (root.next.isEmpty()) {
      return List.of();
    }
    List<Place> found = new ArrayList<>();
    Node node = root;
    for (int at = 0; at < text.length(); at++) {
      char c = text.at(at);
      if (Military.isBetween(c)) {
        continue;
      }
      Node next = node.next.get(c);
      while (next == null && node != root) {
        node = node.shorter;
        next = node.next.get(c);
      }
      node = next == null ? root : next;
      for (Node end = node; end != root && end != null; end = end.shorter) {
        if (end.id != null) {
          found.add(new Place(end.id, start(text, at, end.length), at + 1));
        }
      }
    }
    return found;
  }

  private static int start(Text text, int last, int length) {
    int start = last + 1;
    for (int left = length; left > 0; left--) {
      do {
        start--;
      } while (Military.isBetween(text.at(start)));
    }
    return start;
  }
}
