package org.jinyanglake.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A text with gaps, as {@code {name}来电，电话{phone}}.
 *
 * @param pieces text and names of gaps in turn, beginning with text
 */
record Template(List<String> pieces) {

  Template {
    pieces = List.copyOf(pieces);
  }

  static Template parse(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException(
            "the template '" + text + "' opens a gap and never closes it");
      }
      pieces.add(text.substring(from, open));
      pieces.add(text.substring(open + 1, close));
      from = close + 1;
    }
    pieces.add(text.substring(from));
    return new Template(pieces);
  }

  /** The text with each gap filled by its name. */
  String fill(Function<String, String> gaps) {
    StringBuilder text = new StringBuilder(96);
    for (int i = 0; i < pieces.size(); i++) {
      text.append(i % 2 == 0 ? pieces.get(i) : gaps.apply(pieces.get(i)));
    }
    return text.toString();
  }
}
