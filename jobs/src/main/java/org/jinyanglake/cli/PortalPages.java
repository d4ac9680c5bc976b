package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.pipeline.Publications;
import org.jinyanglake.portal.ForeignFolderException;
import org.jinyanglake.portal.Portal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the pages of what is released. */
@Command(
    name = "portal",
    description =
        "Write static pages (in Chinese) of what is released, for a web server or a browser.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake portal                       into the lake's folder 'portal'",
      "  lake portal --out /srv/www/data   into a folder that a web server shows"
    })
final class PortalPages implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new or empty folder, or an earlier portal's (default: portal in the lake).")
  private Path out;

  /** What {@code --json} prints. */
  private record Report(String folder, int files, int datasets, List<String> problems) {}

  @Override
  public Integer call() {
    Path folder = out == null ? options.home().resolve("portal") : out.toAbsolutePath().normalize();
    try (Workplace place = Workplace.existing(options)) {
      Publications published = Publications.of(place.lake(), place.contracts());
      int files = write(published, folder);
      PrintWriter to = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(
            to,
            new Report(
                folder.toString(), files, published.publications().size(), published.problems()));
      } else {
        published
            .problems()
            .forEach(why -> spec.commandLine().getErr().println("left out: " + why));
        to.println(said(published, folder));
        to.flush();
      }
      return published.problems().isEmpty() ? ExitCode.DONE : ExitCode.HELD_BACK;
    }
  }

  /** Writes the pages and returns how many files there are. */
  static int write(Publications published, Path folder) {
    try {
      return Portal.of(published.publications(), Instant.now())
          .with(published.ended())
          .writeTo(folder);
    } catch (ForeignFolderException e) {
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      throw new LakeException(
          "cannot write the portal to " + folder + ": " + e + "; is it writable, is the disk full?",
          e);
    }
  }

  private static String said(Publications published, Path folder) {
    int datasets = published.publications().size();
    return datasets == 0
        ? "nothing is released yet, and so says " + folder.resolve("index.html")
        : datasets
            + (datasets == 1 ? " dataset: open " : " datasets: open ")
            + folder.resolve("index.html").toUri();
  }
}
