package org.jinyanglake.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;

/** Spark for files that need it and no lake; started when it is asked for, stopped when closed. */
final class SparkOnDemand implements Supplier<SparkSession>, AutoCloseable {

  private final LakeOptions options;
  private Path home;
  private Lake lake;
  private Engine engine;

  SparkOnDemand(LakeOptions options) {
    this.options = options;
  }

  @Override
  public SparkSession get() {
    if (engine == null) {
      lake = lake();
      engine = Engine.start(lake);
    }
    return engine.spark();
  }

  /** That of the options, or if there is none a folder for what Spark keeps while it runs. */
  private Lake lake() {
    if (Files.isDirectory(options.home().resolve("catalog"))) {
      return Workplace.lake(options);
    }
    try {
      home = Files.createTempDirectory("lake-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
    return Lake.open(LakeConf.embedded(home), Observer.NONE);
  }

  @Override
  public void close() {
    if (engine == null) {
      return;
    }
    engine.close();
    lake.close();
    if (home != null) {
      try (Stream<Path> files = Files.walk(home)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.deleteIfExists(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + home, e);
      }
    }
  }
}
