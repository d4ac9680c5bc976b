package org.jinyanglake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.desensitize.anonymity.LabelSolver;
import org.jinyanglake.desensitize.anonymity.Mondrian;
import org.jinyanglake.desensitize.anonymity.Requirement;
import org.jinyanglake.desensitize.anonymity.Tuples;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the lake against plain Spark in one JVM, turn by turn, and prints the ratios; and what
 * has no counterpart there by itself.
 */
@Command(
    name = "bench",
    description = "Measures the lake against plain Spark; docs/performance.md says how to read it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Bench implements Callable<Integer> {
  /** What is measured. */
  enum Part {
    /** A large dataset against two bare writes. */
    a,
    /** Many small datasets against the same. */
    b,
    /** A lake in which nothing changed. */
    c,
    /** One changed partition of many. */
    d,
    /** Landing files until they are a table, against Spark's own reader. */
    collect,
    /** Checks, against hand-written SQL; the measures of a table after a change; row rules. */
    check,
    /** The gate with its attacks, against what makes the rows that it judges. */
    gate,
    /** Techniques on a column. */
    techniques,
    /** Recognizers over texts of a hotline; without Spark. */
    recognizers,
    /** What k-anonymity costs on the table by which anonymizers are compared; without Spark. */
    anonymity,
    /** The same in Spark, on millions of rows; only if asked for. */
    scale,
    all;

    boolean includes(Part part) {
      return this == part || this == all && part != scale;
    }
  }

  /** Files of one dataset that are collected at once. */
  private static final int SMALL_FILES = 1000;

  /** Rounds until the compiler has done its work. */
  private static final int WARM_UP = 8;

  @Parameters(
      arity = "0..1",
      defaultValue = "all",
      description =
          "a large, b many small, c unchanged, d one partition changed, collect, check, gate, techniques, recognizers,"
              + " anonymity, scale, or all (without scale).")
  private Part part;

  @Option(
      names = "--rows",
      defaultValue = "3000000",
      description = "Rows of the large dataset (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--datasets",
      defaultValue = "300",
      description = "Small datasets, of 1,000 rows each (${DEFAULT-VALUE}).")
  private int datasets;

  @Option(
      names = "--partitions",
      defaultValue = "1000",
      description = "Partitions of which one changes (${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each is measured; the median counts (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--out",
      defaultValue = "bench-results/bench.json",
      description = "File of the results (${DEFAULT-VALUE}).")
  private Path out;

  private final Path project = Path.of(System.getProperty("lake.project"));
  private final List<Measure> measures = new ArrayList<>();
  private Path work;
  private SparkSession spark;

  /**
   * One line of the result.
   *
   * @param seconds of the lake in each run
   * @param plain seconds of what it is compared to, empty if nothing
   * @param value ratio or milliseconds a dataset
   * @param limit the value that must not be exceeded; below the aim, the least that must be reached
   */
  record Measure(
      String what,
      List<Double> seconds,
      List<Double> plain,
      double value,
      String unit,
      double aim,
      double limit) {
    String number(double number) {
      return String.format(Locale.ROOT, unit.equals("loss") ? "%.4f" : "%.2f", number);
    }

    boolean missed() {
      return limit < aim ? value < limit : value > limit;
    }
  }

  /** Work that is timed. */
  private interface Work {
    void run() throws Exception;
  }

  /** Measures as the words say and ends the process. */
  public static void main(String[] args) {
    int code = new CommandLine(new Bench()).execute(args);
    System.exit(code);
  }

  @Override
  public Integer call() throws Exception {
    work = Files.createTempDirectory("bench");
    Instant start = Instant.now();
    try {
      if (part.includes(Part.recognizers)) {
        recognizers();
      }
      if (part.includes(Part.anonymity)) {
        anonymity();
      }
      if (part != Part.recognizers && part != Part.anonymity) {
        LakeSide warm = new LakeSide(project, work.resolve("warm"), new Workload(20, 1, 1_000));
        spark = warm.spark();
        say("warming up");
        compare(warm, new Workload(20, 1, 1_000), 1);
      }
      if (part.includes(Part.a)) {
        large();
      }
      if (part.includes(Part.b) || part.includes(Part.c)) {
        small();
      }
      if (part.includes(Part.d)) {
        changed();
      }
      if (part.includes(Part.collect)) {
        collect();
      }
      if (part.includes(Part.check)) {
        check();
      }
      if (part.includes(Part.gate)) {
        gate();
      }
      if (part.includes(Part.techniques)) {
        techniques();
      }
      if (part.includes(Part.scale)) {
        scale();
      }
      print(start);
    } finally {
      if (spark != null) {
        spark.stop();
      }
      FileUtils.deleteQuietly(work.toFile());
    }
    return 0;
  }

  private void large() throws Exception {
    int days = Math.max(1, Math.min(30, rows / 10_000));
    Workload workload = new Workload(1, days, rows / days);
    say(String.format(Locale.ROOT, "(a) %,d rows", workload.allRows()));
    Workload little = new Workload(1, days, Math.max(1, rows / days / 20));
    compare(new LakeSide(project, work.resolve("little"), little), little, 1);
    LakeSide lake = new LakeSide(project, work.resolve("large"), workload);
    Times times = compare(lake, workload, rounds);
    measures.add(
        times.ratio(String.format(Locale.ROOT, "(a) %,d rows", workload.allRows()), 1.25, 1.6));
    FileUtils.deleteQuietly(work.resolve("large").toFile());
  }

  private void small() throws Exception {
    Workload workload = new Workload(datasets, 1, 1_000);
    LakeSide lake = new LakeSide(project, work.resolve("small"), workload);
    if (part.includes(Part.b)) {
      say("(b) " + datasets + " small datasets");
      measures.add(
          compare(lake, workload, rounds).ratio("(b) " + datasets + " small datasets", 1.5, 2.5));
    } else {
      lake.reset();
      lake.run(spark);
    }
    if (part.includes(Part.c)) {
      say("(c) the same lake, unchanged");
      List<Double> inside = new ArrayList<>();
      List<Double> outside = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        inside.add(seconds(() -> idle(lake)));
        outside.add(seconds(() -> process(lake)));
      }
      double each = 1000 * median(inside) / datasets;
      measures.add(
          new Measure(
              "(c) " + datasets + " unchanged, warm JVM",
              inside,
              List.of(),
              each,
              "ms a dataset",
              5,
              5));
      double all = 1000 * median(outside) / datasets;
      measures.add(
          new Measure(
              "(c) " + datasets + " unchanged, lake run",
              outside,
              List.of(),
              all,
              "ms a dataset",
              5,
              10));
    }
    FileUtils.deleteQuietly(work.resolve("small").toFile());
  }

  private void changed() throws Exception {
    Workload workload = new Workload(1, partitions, 100);
    say("(d) one changed partition of " + partitions);
    LakeSide lake = new LakeSide(project, work.resolve("days"), workload);
    lake.reset();
    double all = seconds(() -> lake.run(spark));
    workload.writeLateFile(lake.landing());
    double one = seconds(() -> lake.run(spark));
    measures.add(
        new Measure(
            "(d) one changed of " + partitions + " partitions",
            List.of(one),
            List.of(all),
            one / all,
            "of all",
            0.05,
            0.1));
  }

  private void check() throws Exception {
    int days = Math.max(1, Math.min(30, rows / 10_000));
    say(String.format(Locale.ROOT, "30 rules on %,d rows", rows));
    try (CheckSpeed rules = new CheckSpeed(spark, project, work.resolve("rules"))) {
      rules.fill(days, rows / days);
      Times times = new Times(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i <= rounds; i++) {
        double plain = seconds(rules::aggregatePlainly);
        double lake = seconds(rules::check);
        if (i > 0) {
          times.plain().add(plain);
          times.lake().add(lake);
        }
      }
      measures.add(times.ratio(String.format(Locale.ROOT, "30 rules, %,d rows", rows), 1.15, 1.3));
    }
    long many = CheckSpeed.TIMES * (long) rows;
    say(String.format(Locale.ROOT, "%,d rows in %,d partitions", many, partitions));
    try (CheckSpeed table = new CheckSpeed(spark, project, work.resolve("table"))) {
      table.fill(partitions, (int) (many / partitions));
      table.judge();
      table.forget();
      double all = seconds(table::judge);
      List<Double> one = new ArrayList<>();
      for (int i = 0; i < WARM_UP + rounds; i++) {
        table.change(i % partitions, (int) (many / partitions));
        double each = seconds(table::judge);
        if (i >= WARM_UP) {
          one.add(each);
        }
      }
      measures.add(
          new Measure(
              String.format(Locale.ROOT, "one changed of %,d, checked", partitions),
              one,
              List.of(all),
              median(one) / all,
              "of all",
              0.005,
              0.01));
    }
    int some = rows / 10;
    say(String.format(Locale.ROOT, "row rules in the pipeline, %,d rows", some));
    Workload workload = new Workload(1, days, some / days);
    LakeSide without = new LakeSide(project, work.resolve("without"), workload);
    LakeSide with = new LakeSide(project, work.resolve("with"), workload);
    CheckSpeed.rowRules(without, List.of());
    CheckSpeed.rowRules(with, CheckSpeed.ROW_RULES);
    Times refused = new Times(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i <= rounds; i++) {
      without.reset();
      double bare = seconds(() -> without.run(spark));
      with.reset();
      double ruled = seconds(() -> with.run(spark));
      if (i > 0) {
        refused.plain().add(bare);
        refused.lake().add(ruled);
      }
    }
    measures.add(
        new Measure(
            String.format(Locale.ROOT, "%d row rules, %,d rows", CheckSpeed.ROW_RULES.size(), some),
            refused.lake(),
            refused.plain(),
            median(refused.lake()) / median(refused.plain()),
            "times a run without",
            1.1,
            1.15));
  }

  private void gate() throws Exception {
    int days = Math.max(1, Math.min(30, rows / 10_000));
    say(String.format(Locale.ROOT, "the gate on %,d rows", rows));
    Workload workload = new Workload(1, days, rows / days);
    GateSpeed speed = new GateSpeed(new LakeSide(project, work.resolve("gate"), workload), spark);
    Times times = new Times(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < rounds; i++) {
      GateSpeed.Seconds seconds = speed.release();
      times.lake().add(seconds.verify());
      times.plain().add(seconds.desensitize());
    }
    measures.add(
        new Measure(
            String.format(Locale.ROOT, "gate, %,d rows", workload.allRows()),
            times.lake(),
            times.plain(),
            median(times.lake()) / median(times.plain()),
            "of desensitizing",
            0.2,
            0.3));
    FileUtils.deleteQuietly(work.resolve("gate").toFile());
  }

  private void collect() throws Exception {
    say(String.format(Locale.ROOT, "collecting %,d rows", rows));
    CollectSpeed file = CollectSpeed.file(spark, project, work.resolve("file"), rows);
    CollectSpeed unknown = CollectSpeed.unknown(spark, project, work.resolve("unknown"), rows);
    CollectSpeed little = CollectSpeed.file(spark, project, work.resolve("one"), rows / 10);
    CollectSpeed files =
        CollectSpeed.files(spark, project, work.resolve("files"), rows / 10, SMALL_FILES);
    CollectSpeed workbook =
        CollectSpeed.workbook(spark, project, work.resolve("workbook"), rows / 10);
    Times declared = new Times(new ArrayList<>(), new ArrayList<>());
    Times found = new Times(new ArrayList<>(), declared.plain());
    Times many = new Times(new ArrayList<>(), new ArrayList<>());
    List<Double> sheet = new ArrayList<>();
    little.collectPlainly(work.resolve("plain"));
    for (CollectSpeed each : List.of(little, workbook)) {
      collected(each);
    }
    for (int i = 0; i < rounds; i++) {
      Path plain = work.resolve("plain" + i);
      declared.plain().add(seconds(() -> file.collectPlainly(plain)));
      declared.lake().add(collected(file));
      found.lake().add(collected(unknown));
      many.plain().add(collected(little));
      many.lake().add(collected(files));
      sheet.add(collected(workbook));
    }
    String what = String.format(Locale.ROOT, "%,d rows of CSV", rows);
    measures.add(declared.ratio(what, 1, 1.25));
    measures.add(found.ratio(what + ", dialect found", 1, 1.25));
    measures.add(
        new Measure(
            String.format(Locale.ROOT, "%,d files beside one", SMALL_FILES),
            many.lake(),
            many.plain(),
            median(many.lake()) / median(many.plain()),
            "times one file",
            1.5,
            2));
    double cells = (double) rows / 10 * CollectSpeed.COLUMNS;
    measures.add(
        new Measure(
            String.format(Locale.ROOT, "xlsx, %,.0f cells", cells),
            sheet,
            List.of(),
            cells / 1e6 / median(sheet),
            "M cells/s a core",
            0.5,
            0.2));
  }

  private static double collected(CollectSpeed speed) throws Exception {
    speed.reset();
    return seconds(speed::collect);
  }

  private void techniques() throws Exception {
    say(String.format(Locale.ROOT, "techniques on %,d values", rows));
    try (TechniqueSpeed speed =
        new TechniqueSpeed(spark, project, work.resolve("techniques"), rows)) {
      rate("token, HMAC-SHA256", speed, TechniqueSpeed.SHA256, 1.5, 1);
      rate("token, HMAC-SM3", speed, TechniqueSpeed.SM3, 1.2, 1);
      rate("encrypt, FF1-AES", speed, TechniqueSpeed.AES, 0.4, 0.3);
      rate("encrypt, FF1-SM4", speed, TechniqueSpeed.SM4, 0.2, 0.08);
      ratio("mask", speed, TechniqueSpeed.MASK, "phone");
      ratio("generalize", speed, TechniqueSpeed.GENERALIZE, "district");
    }
  }

  /** Millions of values a second of one core, reading them included. */
  private void rate(String what, TechniqueSpeed speed, String expression, double aim, double least)
      throws Exception {
    speed.read(expression);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      seconds.add(speed.read(expression));
    }
    double rate = rows / 1e6 / median(seconds);
    measures.add(new Measure(what, seconds, List.of(), rate, "M values/s a core", aim, least));
  }

  /** The copy through a technique against the bare copy of the same column, turn by turn. */
  private void ratio(String what, TechniqueSpeed speed, String expression, String column)
      throws Exception {
    speed.copy(column);
    speed.copy(expression);
    List<Double> seconds = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      bare.add(speed.copy(column));
      seconds.add(speed.copy(expression));
    }
    double ratio = median(seconds) / median(bare);
    measures.add(new Measure(what, seconds, bare, ratio, "times a bare copy", 1, 1.1));
  }

  private void anonymity() throws IOException {
    say("anonymity");
    double slowest = 0;
    double slowestPeel = 0;
    for (Adult.Goal goal : Adult.GOALS) {
      Tuples tuples = Adult.tuples(goal.columns());
      String cell = " QI%d k=%d".formatted(goal.columns().size(), goal.k());
      Requirement requirement = Requirement.rows(tuples, goal.k());
      boolean[] ordered = Adult.ordered(goal.columns());
      double labels = 0;
      double values = 0;
      double peel = 0;
      List<Double> peelSeconds = new ArrayList<>();
      List<Double> labelSeconds = new ArrayList<>();
      List<Double> valueSeconds = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        double start = processorSeconds();
        peel = LabelSolver.solve(tuples, requirement, 0, false).loss(tuples);
        peelSeconds.add(processorSeconds() - start);
        start = processorSeconds();
        labels = LabelSolver.solve(tuples, requirement, 0, true).loss(tuples);
        labelSeconds.add(processorSeconds() - start);
        start = processorSeconds();
        values = Mondrian.loss(tuples, Mondrian.solve(tuples, requirement, ordered), ordered);
        valueSeconds.add(processorSeconds() - start);
      }
      slowestPeel = Math.max(slowestPeel, median(peelSeconds));
      slowest = Math.max(slowest, Math.max(median(labelSeconds), median(valueSeconds)));
      measures.add(
          new Measure(
              "peel" + cell,
              peelSeconds,
              List.of(),
              peel,
              "loss",
              goal.labels(),
              goal.labelsOfArx()));
      measures.add(
          new Measure(
              "labels" + cell,
              labelSeconds,
              List.of(),
              labels,
              "loss",
              goal.labels(),
              goal.labelsOfArx()));
      measures.add(
          new Measure(
              "values" + cell,
              valueSeconds,
              List.of(),
              values,
              "loss",
              goal.values(),
              goal.valuesOfPeers()));
    }
    measures.add(
        new Measure(
            "slowest of labels and values", List.of(slowest), List.of(), slowest, "s", 0.8, 1));
    measures.add(
        new Measure("slowest peel", List.of(slowestPeel), List.of(), slowestPeel, "s", 0.3, 0.4));
  }

  /** What this thread has used of a processor. */
  private static double processorSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  /** Ten times the rows, and a year of partitions beside a masked copy. */
  private void scale() throws Exception {
    for (List<String> columns : List.of(Adult.QI4, Adult.QI8)) {
      String name = "QI" + columns.size();
      say("k-anonymity at scale, " + name);
      new Census(spark, work.resolve("warm" + name), columns, rows / 100, 10, true).anonymize();
      double tenth = median(census(columns, rows / 10, 0, true, name + "-tenth").lake());
      double all = median(census(columns, rows, 0, true, name + "-all").lake());
      measures.add(
          new Measure(
              String.format(Locale.ROOT, "%s, %,d rows, and a tenth", name, rows),
              List.of(all),
              List.of(tenth),
              Math.log10(all / tenth),
              "is the exponent of rows",
              1,
              1.05));
      String year = String.format(Locale.ROOT, "%s, %,d rows in 365 partitions", name, rows);
      measures.add(census(columns, rows, 365, true, name + "-year").ratio(year, 2, 2.5));
      measures.add(
          census(columns, rows, 365, false, name + "-quick")
              .ratio(year + ", search: false", 2, 2.5));
    }
  }

  private Times census(List<String> columns, int size, int days, boolean search, String folder)
      throws Exception {
    Census census = new Census(spark, work.resolve(folder), columns, size, days, search);
    Times times = new Times(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < rounds; i++) {
      times.plain().add(seconds(census::mask));
      times.lake().add(seconds(census::anonymize));
    }
    FileUtils.deleteQuietly(work.resolve(folder).toFile());
    return times;
  }

  private void recognizers() throws IOException {
    RecognizerSpeed speed = RecognizerSpeed.over(work.resolve("city"));
    say(String.format(Locale.ROOT, "recognizers over %,d texts", speed.texts().size()));
    for (int i = 0; i < WARM_UP; i++) {
      speed.seconds();
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      seconds.add(speed.seconds());
    }
    double value = speed.bytes() / 1e6 / median(seconds);
    measures.add(new Measure("recognizers", seconds, List.of(), value, "MB/s a core", 25, 20));
  }

  private void idle(LakeSide lake) throws IOException {
    if (!lake.run(spark).idle()) {
      throw new IllegalStateException("the lake was not unchanged");
    }
  }

  private void process(LakeSide lake) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(project.resolve("scripts/lake").toString(), "run")
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("run.log").toFile());
    builder.environment().put("LAKE_HOME", lake.home().toString());
    builder.environment().put("LAKE_SCHEMAS", lake.schemas().toString());
    builder.environment().put("LAKE_CONF", project.resolve("conf").toString());
    if (builder.start().waitFor() != 0) {
      throw new IllegalStateException(Files.readString(work.resolve("run.log")));
    }
  }

  /** Both sides, turn by turn. */
  private Times compare(LakeSide lake, Workload workload, int runs) throws Exception {
    Times times = new Times(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < runs; i++) {
      Path folder = work.resolve("plain" + System.nanoTime());
      PlainSpark plain = new PlainSpark(spark, folder, lake.parallelism());
      plain.reset();
      times.plain().add(seconds(() -> plain.write(workload, lake.landing())));
      lake.reset();
      times.lake().add(seconds(() -> lake.run(spark)));
      FileUtils.deleteQuietly(folder.toFile());
    }
    return times;
  }

  private record Times(List<Double> lake, List<Double> plain) {
    Measure ratio(String what, double aim, double limit) {
      double ratio = median(lake) / median(plain);
      return new Measure(what, lake, plain, ratio, "times plain Spark", aim, limit);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double seconds(Work work) throws Exception {
    System.gc();
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private void print(Instant start) throws IOException {
    System.out.printf("%-36s %9s %9s  %-30s %s%n", "", "lake", "plain", "", "aim, limit");
    for (Measure each : measures) {
      System.out.printf(
          Locale.ROOT,
          "%-36s %7.2f s %9s  %6s %-23s %s, %s%s%n",
          each.what(),
          median(each.seconds()),
          each.plain().isEmpty() ? "" : String.format(Locale.ROOT, "%.2f s", median(each.plain())),
          each.number(each.value()),
          each.unit(),
          each.number(each.aim()),
          each.number(each.limit()),
          each.missed() ? "  missed" : "");
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", start.toString());
    document.put("command", Arrays.asList(part.name(), rows, datasets, partitions));
    document.put("cores", Runtime.getRuntime().availableProcessors());
    document.put("heapMegabytes", Runtime.getRuntime().maxMemory() >> 20);
    document.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    document.put("java", System.getProperty("java.vm.version"));
    document.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    document.put("iceberg", org.apache.iceberg.IcebergBuild.version());
    document.put("measures", measures);
    Files.createDirectories(out.toAbsolutePath().getParent());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(out.toFile(), document);
    System.out.println("all of it: " + out.toAbsolutePath());
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}
