package org.jinyanglake.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Breaks sound rows. */
final class Damage {

  private static final List<String> BAD_DATES =
      List.of("2024-02-30", "2023-02-29", "2024-13-01", "0000-00-00", "2024-04-31");

  private Damage() {}

  /** The faults that a row of the feed can have. */
  static List<Fault> possible(Feed feed) {
    List<Fault> faults = new ArrayList<>();
    faults.add(Fault.BAD_DATE);
    faults.add(Fault.MISSING_KEY);
    faults.add(Fault.LETTERS_IN_NUMBER);
    faults.add(Fault.OUT_OF_RANGE);
    faults.add(Fault.UNKNOWN_CODE);
    if (feed.format().json()) {
      faults.add(Fault.BROKEN_JSON);
    } else {
      faults.add(Fault.WRONG_COLUMN_COUNT);
      faults.add(Fault.STRAY_QUOTE);
    }
    if (!feed.upsert()) {
      faults.add(Fault.DUPLICATE_KEY);
    }
    return List.copyOf(faults);
  }

  /** The record, without its line end, of a row that has the fault. */
  static String record(Fault fault, Feed feed, String[] sound, Dice dice) {
    List<Field> fields = feed.fields();
    FileFormat format = feed.format();
    String[] cells = sound.clone();
    StringBuilder line = new StringBuilder(256);
    switch (fault) {
      case BAD_DATE -> {
        int i = first(fields, Field.Role.TIME);
        String time = cells[i].length() > 10 ? cells[i].substring(10) : "";
        cells[i] = dice.pick(BAD_DATES) + time;
      }
      case MISSING_KEY -> cells[first(fields, Field.Role.KEY)] = null;
      case LETTERS_IN_NUMBER -> {
        int i = first(fields, Field.Role.NUMBER);
        String number = cells[i] == null ? "4" : cells[i];
        int at = dice.below(number.length() + 1);
        cells[i] =
            number.substring(0, at) + dice.pick(List.of("O", "l", "x")) + number.substring(at);
      }
      case OUT_OF_RANGE -> {
        int i = first(fields, Field.Role.NUMBER);
        cells[i] = fields.get(i).absurd();
      }
      case UNKNOWN_CODE -> {
        int i = first(fields, Field.Role.CODE);
        cells[i] = fields.get(i).absurd();
      }
      case WRONG_COLUMN_COUNT ->
          cells = Arrays.copyOf(cells, cells.length + (dice.chance(0.5) ? 1 : -1));
      case STRAY_QUOTE -> {
        String mark = "\ufffc";
        int i = first(fields, Field.Role.CODE);
        cells[i] = mark + cells[i];
        format.append(line, fields, cells);
        int at = line.indexOf(mark);
        return line.replace(at, at + mark.length(), "\"").toString();
      }
      case BROKEN_JSON -> {
        format.append(line, fields, cells);
        return line.substring(0, line.length() / 2);
      }
      case DUPLICATE_KEY, BAD_BYTES ->
          throw new IllegalArgumentException(fault + " is not a fault of one row's content");
    }
    format.append(line, fields, cells);
    return line.toString();
  }

  private static int first(List<Field> fields, Field.Role role) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).role() == role) {
        return i;
      }
    }
    throw new IllegalArgumentException("a feed needs a field of role " + role);
  }
}
