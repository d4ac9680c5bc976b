package org.jinyanglake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the pipeline beside plain Spark, in one JVM and in turns, so that the ratios mean
 * something on a noisy machine. {@code docs/performance.md} says how to read them.
 */
@Command(name = "bench", mixinStandardHelpOptions = true)
public final class Bench implements Runnable {
  @Parameters(arity = "0..*", description = "large, small, unchanged, day; default: all.")
  private List<String> parts = new ArrayList<>();

  @Option(names = "--rows", defaultValue = "3000000", description = "Rows of the large dataset.")
  private long rows;

  @Option(names = "--datasets", defaultValue = "300", description = "How many small datasets.")
  private int datasets;

  @Option(names = "--partitions", defaultValue = "1000", description = "Partitions for 'day'.")
  private int partitions;

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds of the large dataset.")
  private int rounds;

  @Option(names = "--work", defaultValue = "bench-results", description = "Folder to work in.")
  private Path work;

  @Option(names = "--conf", required = true, description = "The project's conf folder.")
  private Path conf;

  private final Map<String, Object> results = new LinkedHashMap<>();
  private SparkSession spark;
  private int homes;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public void run() {
    work = work.toAbsolutePath().normalize();
    spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.scheduler.mode", "FAIR")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.sql.session.timeZone", "Asia/Shanghai")
            .config("spark.local.dir", work.resolve("tmp").toString())
            .getOrCreate();
    results.put("at", Instant.now().toString());
    results.put("cores", Runtime.getRuntime().availableProcessors());
    results.put("heapMB", Runtime.getRuntime().maxMemory() >> 20);
    results.put("java", Runtime.version().toString());
    results.put("spark", spark.version());
    try {
      warmUp();
      if (wants("large")) {
        large();
      }
      if (wants("small") || wants("unchanged")) {
        small();
      }
      if (wants("day")) {
        day();
      }
      Path file = work.resolve("results.json");
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), results);
      System.out.println("\nwritten to " + file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      spark.stop();
    }
  }

  private boolean wants(String part) {
    return parts.isEmpty() || parts.contains(part);
  }

  private void warmUp() throws IOException {
    Field field = new Field("warm");
    BenchLake lake = lake();
    field.land(lake.landing(), 0, 3, 1, 5_000);
    new Bare(spark, lake.home().resolve("bare")).run(field, lake.landing());
    lake.declare(List.of(field));
    lake.run();
    delete(lake.home());
  }

  private void large() throws IOException {
    Field field = new Field("large");
    Path source = fresh();
    field.land(source, 0, 30, 5, rows / 30);
    List<Double> ratios = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Path home = fresh();
      double bare = seconds(() -> new Bare(spark, home).run(field, source));
      delete(home);
      BenchLake lake = lake();
      Files.createSymbolicLink(Files.createDirectories(lake.home()).resolve("landing"), source);
      lake.declare(List.of(field));
      double whole = seconds(lake::run);
      delete(lake.home());
      theirs.add(bare);
      ours.add(whole);
      ratios.add(whole / bare);
    }
    report("large", rows + " rows", median(ours), median(theirs), median(ratios), 1.6);
    delete(source);
  }

  private void small() throws IOException {
    List<Field> fields =
        IntStream.range(0, datasets).mapToObj(i -> new Field("small%03d".formatted(i))).toList();
    BenchLake lake = lake();
    fields.forEach(field -> field.land(lake.landing(), 0, 1, 1, 1_000));
    lake.declare(fields);
    Path home = fresh();
    double bare = seconds(() -> sideBySide(fields, lake, home));
    delete(home);
    double whole = seconds(lake::run);
    report("small", datasets + " datasets", whole, bare, whole / bare, 2.5);
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      times.add(seconds(lake::run));
    }
    double each = median(times) * 1000 / datasets;
    results.put("unchanged", Map.of("datasets", datasets, "msPerDataset", each, "aim", 5));
    System.out.printf(
        Locale.ROOT, "unchanged  %d datasets: %.1f ms a dataset (aim 5)%n", datasets, each);
    delete(lake.home());
  }

  private void sideBySide(List<Field> fields, BenchLake lake, Path home) {
    ExecutorService threads =
        Executors.newFixedThreadPool(2 * Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Field field : fields) {
        running.add(threads.submit(() -> new Bare(spark, home).run(field, lake.landing())));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void day() throws IOException {
    Field field = new Field("days");
    BenchLake lake = lake();
    lake.declare(List.of(field));
    field.land(lake.landing(), 0, partitions, 100, 100);
    double all = seconds(lake::run);
    field.land(lake.landing(), partitions, 1, 1, 100);
    double one = seconds(lake::run);
    report("day", "1 of " + (partitions + 1) + " partitions", one, all, one / all, 0.2);
    delete(lake.home());
  }

  private void report(
      String part, String what, double ours, double theirs, double ratio, double most) {
    results.put(
        part,
        Map.of(
            "what", what, "seconds", ours, "besideSeconds", theirs, "ratio", ratio, "most", most));
    System.out.printf(
        Locale.ROOT,
        "%-9s  %s: %.1f s beside %.1f s, ratio %.2f (at most %.1f)%n",
        part,
        what,
        ours,
        theirs,
        ratio,
        most);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private BenchLake lake() throws IOException {
    return new BenchLake(fresh(), conf.toAbsolutePath(), spark);
  }

  private Path fresh() throws IOException {
    Path home = work.resolve("h" + homes++);
    delete(home);
    return home;
  }

  private static void delete(Path folder) throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
  }
}
