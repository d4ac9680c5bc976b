package org.jinyanglake.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A city that does not exist, as the landing files of seven providers: hotline tickets, bus swipes,
 * hospital visits, enterprise registrations, meter readings, air quality and grid events.
 *
 * <pre>{@code
 * DemoCity.Result result = DemoCity.rows(100_000).seed(42).days(7).writeTo(landing);
 * }</pre>
 *
 * <p>Below the folder stand the files {@code <domain>/<dataset>/<dataset>-<day>.<extension>}, one a
 * day, none for a day without rows. The same rows, seed, first day and days give the same bytes.
 * Files are written row by row: 100 million rows take no more memory than a thousand.
 *
 * <p>About one row in 200 is broken, see {@link Fault}. {@code _labels.csv}, beside the domains'
 * folders and so never collected, tells which: dataset, file (below the folder), row_number (from 1
 * among the file's records, the header not counted; 0: the whole file) and label. If the last day
 * has enough tickets, its last ones come in one more file, {@code …-misencoded.csv}, which is
 * broken as a whole.
 */
public final class DemoCity {

  /** The labels' file, below the folder of the landing files. */
  public static final String LABELS = "_labels.csv";

  private static final int PERMILLE = 1000;
  private static final int MISENCODED_ROWS = 8;

  private final long rows;
  private final long seed;
  private final LocalDate first;
  private final int days;

  private DemoCity(long rows, long seed, LocalDate first, int days) {
    if (rows < 1 || days < 1) {
      throw new IllegalArgumentException(
          "the demo city needs at least one row and one day, not " + rows + " and " + days);
    }
    this.rows = rows;
    this.seed = seed;
    this.first = first;
    this.days = days;
  }

  /**
   * So many rows over all datasets and days, the broken ones included; seven days in March 2024.
   */
  public static DemoCity rows(long rows) {
    return new DemoCity(rows, 1, LocalDate.of(2024, 3, 4), 7);
  }

  /** Another seed is another city. */
  public DemoCity seed(long newSeed) {
    return new DemoCity(rows, newSeed, first, days);
  }

  /** The first day, by default Monday, 2024-03-04. */
  public DemoCity from(LocalDate newFirst) {
    return new DemoCity(rows, seed, newFirst, days);
  }

  public DemoCity days(int newDays) {
    return new DemoCity(rows, seed, first, newDays);
  }

  /**
   * What was written.
   *
   * @param labels the file that names the broken rows
   */
  public record Result(List<Landed> files, Path labels) {

    public Result {
      files = List.copyOf(files);
    }

    public long rows() {
      return files.stream().mapToLong(Landed::rows).sum();
    }

    /** How many broken rows of each fault; BAD_BYTES counts files. */
    public Map<Fault, Long> broken() {
      Map<Fault, Long> sum = new EnumMap<>(Fault.class);
      files.forEach(
          file -> file.broken().forEach((fault, count) -> sum.merge(fault, count, Long::sum)));
      return sum;
    }
  }

  /**
   * A landing file.
   *
   * @param dataset as {@code domain.name}
   * @param rows of it, broken ones included
   * @param broken how many of its rows have which fault; BAD_BYTES: 1, the file itself
   */
  public record Landed(String dataset, Path file, long rows, Map<Fault, Long> broken) {

    public Landed {
      broken = Map.copyOf(broken);
    }
  }

  /**
   * Writes all files below the folder, which is made if need be; files of the same names are
   * replaced.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  public Result writeTo(Path folder) {
    City city = City.load();
    Population people = new Population(city, seed, Math.min(5_300_000, Math.max(1_000, rows / 5)));
    List<Feed> feeds =
        List.of(
            new HotlineTickets(city, people),
            new BusSwipes(city, people),
            new HospitalVisits(city, people),
            new Enterprises(city, people),
            new MeterReadings(city, people),
            new AirQuality(city, seed),
            new GridEvents(city, people, seed));
    List<Landed> landed = new ArrayList<>();
    Path labels = folder.resolve(LABELS);
    try {
      Files.createDirectories(folder);
      try (BufferedWriter out = Files.newBufferedWriter(labels)) {
        out.write("dataset,file,row_number,label\n");
        int shareBefore = 0;
        for (Feed feed : feeds) {
          // Rounding of the sums, not of the shares, so that no row is lost.
          long feedRows =
              rows * (shareBefore + feed.share()) / PERMILLE - rows * shareBefore / PERMILLE;
          shareBefore += feed.share();
          write(feed, Timetable.spread(feedRows, first, days, feed.week()), folder, out, landed);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo city cannot be written to " + folder, e);
    }
    return new Result(landed, labels);
  }

  private void write(
      Feed feed, Timetable timetable, Path folder, BufferedWriter labels, List<Landed> landed)
      throws IOException {
    for (int day = 0; day < days; day++) {
      long dayRows = timetable.rows(day);
      if (dayRows == 0) {
        continue;
      }
      LandingFile writer = new LandingFile(feed, timetable, seed, day);
      boolean splits =
          feed instanceof HotlineTickets && day == days - 1 && dayRows >= 2 * MISENCODED_ROWS;
      long sound = splits ? dayRows - MISENCODED_ROWS : dayRows;
      Path file = file(folder, feed, timetable.date(day), "");
      Map<Fault, Long> broken =
          writer.write(file, sound, (row, fault) -> label(labels, folder, feed, file, row, fault));
      landed.add(new Landed(feed.dataset(), file, sound, broken));
      if (splits) {
        Path misencoded = file(folder, feed, timetable.date(day), "-misencoded");
        writer.writeMisencoded(misencoded, sound);
        label(labels, folder, feed, misencoded, 0, Fault.BAD_BYTES);
        landed.add(
            new Landed(feed.dataset(), misencoded, MISENCODED_ROWS, Map.of(Fault.BAD_BYTES, 1L)));
      }
    }
  }

  private static Path file(Path folder, Feed feed, LocalDate date, String suffix) {
    String[] name = feed.dataset().split("\\.", 2);
    return folder
        .resolve(name[0])
        .resolve(name[1])
        .resolve(name[1] + "-" + date + suffix + feed.format().extension());
  }

  private static void label(
      BufferedWriter labels, Path folder, Feed feed, Path file, long row, Fault fault)
      throws IOException {
    String place = folder.relativize(file).toString().replace('\\', '/');
    labels.write(feed.dataset() + "," + place + "," + row + "," + fault.label() + "\n");
  }
}
