package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lines whose cells stand one below the other, told by the positions that are blank in all of them.
 * Few lines may go across, as titles do; nothing is told of a position that is blank by chance.
 *
 * @param columns in their order
 * @param head lines at the start by which no column was told
 * @param width the positions of the longest line
 * @param across lines in which a word goes over a border
 * @param doubts borders that too few lines show, in words
 */
record AlignedLines(List<Column> columns, int head, int width, int across, List<String> doubts) {

  /** Any three or four lines of words have a blank position in common, and mean nothing by it. */
  private static final int LEAST = 5;

  /**
   * One blank position is a border if so many lines have something on both sides of it. Where words
   * end by chance in one line of four, all of eight lines do so in one text of 65,000.
   */
  private static final int LEAST_BESIDE = 8;

  /** A reader looks at the first ones, and finds the others by them. */
  private static final int MOST_DOUBTS = 5;

  /** A title, the names and a line below them; more is found as lines that go across. */
  private static final int MOST_HEAD = 3;

  AlignedLines {
    columns = List.copyOf(columns);
    doubts = List.copyOf(doubts);
  }

  /** Positions from 0 that hold something in some line; {@code end} is the one after them. */
  record Run(int begin, int end) {}

  /**
   * A column and where its cells stand.
   *
   * @param rightAligned whether they end one below the other, as numbers do
   */
  record Column(int begin, int end, boolean rightAligned) {}

  /** What stands between blanks, and where. */
  record Word(String text, int begin, int end) {
    boolean meets(Run column) {
      return begin < column.end && column.begin < end;
    }
  }

  /**
   * Finds the columns.
   *
   * @param lines for each the words in it, which blanks part, by their positions
   * @return empty if they are not lined up in two columns or more
   */
  static Optional<AlignedLines> of(List<List<Word>> lines) {
    AlignedLines best = null;
    for (int head = 0; head <= MOST_HEAD && lines.size() - head >= LEAST; head++) {
      AlignedLines each = of(lines, head);
      if (each != null && (best == null || each.columns.size() > best.columns.size())) {
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  private static AlignedLines of(List<List<Word>> all, int head) {
    List<List<Word>> lines = all.subList(head, all.size());
    int width = lines.stream().mapToInt(AlignedLines::end).max().orElse(0);
    int most = mostAcross(lines.size());
    List<Run> usual = runs(filled(lines, width), most);
    List<List<Word>> within = lines.stream().filter(line -> !isAcross(line, usual)).toList();
    int across = lines.size() - within.size();
    if (across > most || within.size() < LEAST) {
      return null;
    }
    List<String> doubts = new ArrayList<>();
    List<Run> columns = joined(runs(filled(within, width), 0), within, doubts);
    boolean padded = 2 * within.stream().filter(l -> isPadded(l, columns)).count() >= within.size();
    return columns.size() > 1 && padded
        ? new AlignedLines(
            columns.stream()
                .map(run -> new Column(run.begin, run.end, isRightAligned(run, within)))
                .toList(),
            head,
            width,
            across,
            doubts.subList(0, Math.min(MOST_DOUBTS, doubts.size())))
        : null;
  }

  /**
   * Lines that may go across: titles and notes, three in a short text but never so many that few
   * others are left, and in a long one headings of its pages, which have fifty lines or more.
   */
  private static int mostAcross(int lines) {
    return Math.max(Math.min(3, lines / 4), lines / 50);
  }

  private static int end(List<Word> line) {
    return line.isEmpty() ? 0 : line.get(line.size() - 1).end;
  }

  /** In how many lines each position holds something. */
  private static int[] filled(List<List<Word>> lines, int width) {
    int[] filled = new int[width];
    for (List<Word> line : lines) {
      for (Word word : line) {
        for (int i = word.begin; i < word.end; i++) {
          filled[i]++;
        }
      }
    }
    return filled;
  }

  private static List<Run> runs(int[] filled, int most) {
    List<Run> runs = new ArrayList<>();
    int begin = -1;
    for (int i = 0; i <= filled.length; i++) {
      boolean holds = i < filled.length && filled[i] > most;
      if (holds && begin < 0) {
        begin = i;
      } else if (!holds && begin >= 0) {
        runs.add(new Run(begin, i));
        begin = -1;
      }
    }
    return runs;
  }

  /** Whether a word lies in two columns. */
  private static boolean isAcross(List<Word> line, List<Run> columns) {
    int column = 0;
    for (Word word : line) {
      while (column < columns.size() && columns.get(column).end <= word.begin) {
        column++;
      }
      if (column + 1 < columns.size() && word.end > columns.get(column + 1).begin) {
        return true;
      }
    }
    return false;
  }

  /** Joins what is parted by blanks that may be those between words. */
  private static List<Run> joined(List<Run> runs, List<List<Word>> lines, List<String> doubts) {
    List<Run> columns = new ArrayList<>();
    for (Run run : runs) {
      Run before = columns.isEmpty() ? null : columns.get(columns.size() - 1);
      if (before == null) {
        columns.add(run);
        continue;
      }
      Beside beside = Beside.of(before, run, lines);
      if (run.begin - before.end > 1 ? beside.lines > 0 : beside.isBorder()) {
        columns.add(run);
      } else {
        columns.set(columns.size() - 1, new Run(before.begin, run.end));
        doubts.add(
            "position %d may be a border: it is always blank, but few lines have something else on both sides of it"
                .formatted(before.end + 1));
      }
    }
    return columns;
  }

  /**
   * What stands on both sides of a border.
   *
   * @param lines that have something on both sides
   * @param filled lines that have something on the side that has more
   * @param left different words before it, {@code right} after it, in those lines
   */
  private record Beside(long lines, long filled, int left, int right) {

    static Beside of(Run before, Run after, List<List<Word>> lines) {
      long both = 0;
      long left = 0;
      long right = 0;
      Set<String> last = new HashSet<>();
      Set<String> first = new HashSet<>();
      for (List<Word> line : lines) {
        Word one = null;
        Word other = null;
        for (Word word : line) {
          one = word.meets(before) ? word : one;
          other = other == null && word.meets(after) ? word : other;
        }
        left += one == null ? 0 : 1;
        right += other == null ? 0 : 1;
        if (one != null && other != null) {
          both++;
          add(last, one);
          add(first, other);
        }
      }
      return new Beside(both, Math.max(left, right), last.size(), first.size());
    }

    private static void add(Set<String> words, Word word) {
      if (words.size() < LEAST_BESIDE) {
        words.add(word.text);
      }
    }

    /**
     * Whether it parts cells and not the words of one value, which do not stand there in nine of
     * ten lines, or are the same few again and again.
     */
    boolean isBorder() {
      boolean always = 10 * lines >= 9 * filled;
      return lines >= LEAST_BESIDE && (always || left >= LEAST_BESIDE && right >= LEAST_BESIDE);
    }
  }

  /**
   * Whether two words in different columns have more than one blank between them. In a text that is
   * lined up half of the lines do; in words that are parted by one blank each, hardly any.
   */
  private static boolean isPadded(List<Word> line, List<Run> columns) {
    for (int i = 1; i < line.size(); i++) {
      Word before = line.get(i - 1);
      Word after = line.get(i);
      if (after.begin - before.end > 1
          && columns.stream().noneMatch(each -> before.meets(each) && after.meets(each))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether what a column holds ends at its end in nearly all lines, and begins elsewhere in some.
   * One line in ten may hold a longer value, or a word between numbers.
   */
  private static boolean isRightAligned(Run column, List<List<Word>> lines) {
    long filled = 0;
    long begin = 0;
    long end = 0;
    for (List<Word> line : lines) {
      int first = -1;
      int last = -1;
      for (Word word : line) {
        if (word.meets(column)) {
          first = first < 0 ? word.begin : first;
          last = word.end;
        }
      }
      filled += last < 0 ? 0 : 1;
      begin += last >= 0 && first == column.begin ? 1 : 0;
      end += last == column.end ? 1 : 0;
    }
    return 10 * end >= 9 * filled && 10 * begin < 9 * filled;
  }
}
