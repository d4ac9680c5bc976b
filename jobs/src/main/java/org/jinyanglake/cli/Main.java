package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code lake}: one class a verb, which parses, calls and prints. Results go to
 * standard output; progress and errors go to standard error.
 */
@Command(
    name = "lake",
    description = "A city's public-data lake: collect, check, desensitize, release.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      Demo.class,
      DemoData.class,
      Run.class,
      Validate.class,
      Inspect.class,
      Suggest.class,
      Propose.class,
      Declassify.class,
      Approve.class,
      Withdraw.class,
      Status.class,
      CheckReport.class,
      Refused.class,
      Original.class,
      Trace.class,
      Sql.class,
      Export.class,
      PortalPages.class,
      Verify.class,
      Rebuild.class,
      KeyVerbs.class
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done; also when there was nothing to do",
      "  1  some dataset was held back or did not verify, the rest is done",
      "  2  the command or a contract is wrong; trying again changes nothing",
      "  3  the lake itself failed; trying again is always safe",
      "",
      "'lake VERB --help' explains a verb."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the words as given and ends the process with the exit code. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs the words as given and returns the exit code; see {@link ExitCode}. */
  static int execute(String... args) {
    CommandLine lake = new CommandLine(new Main());
    lake.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    lake.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    lake.setUsageHelpAutoWidth(true).setAdjustLineBreaksForWideCJKCharacters(true);
    lake.setParameterExceptionHandler(Errors::wrongWords);
    lake.setExecutionExceptionHandler(Errors::failed);
    try {
      return lake.execute(args);
    } catch (Error e) { // memory, a missing class: what picocli does not catch
      return Errors.failed(e, lake);
    } finally {
      lake.getOut().flush();
    }
  }

  /** Without a verb there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which verb?");
  }
}
