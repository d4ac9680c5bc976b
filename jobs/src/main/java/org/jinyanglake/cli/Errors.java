package org.jinyanglake.cli;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jinyanglake.lake.LakeException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what went wrong into one line for people (what, where, what to do) and an exit code. Stack
 * traces go to the log file only.
 */
final class Errors {
  private Errors() {}

  /** The words do not parse; the line names the nearest word that would. */
  static int wrongWords(ParameterException problem, String[] words) {
    CommandLine command = problem.getCommandLine();
    if (problem instanceof UnmatchedArgumentException unmatched) {
      say(command, unknown(unmatched));
    } else {
      say(command, problem.getMessage() + help(command));
    }
    return ExitCode.WRONG_USAGE;
  }

  /** A verb threw an exception. */
  static int failed(Exception problem, CommandLine command, ParseResult words) {
    if (problem instanceof UsageException) {
      say(command, problem.getMessage());
      return ExitCode.WRONG_USAGE;
    }
    return failed(problem, command);
  }

  /** The lake failed in a way that no verb foresaw. */
  static int failed(Throwable problem, CommandLine command) {
    LoggerFactory.getLogger(Errors.class).error("The command failed", problem);
    say(command, describe(problem) + " (stack trace: " + Logging.file() + ")");
    return ExitCode.FAILED;
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println("lake: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private static String unknown(UnmatchedArgumentException problem) {
    CommandLine command = problem.getCommandLine();
    String word = problem.getUnmatched().get(0);
    boolean verb = command.getParent() == null && !word.startsWith("-");
    List<String> near = problem.getSuggestions();
    return (verb ? "there is no verb '" : "cannot make sense of '")
        + word
        + "'"
        + (near.isEmpty() ? "" : ", did you mean '" + near.get(0) + "'?")
        + help(command);
  }

  private static String help(CommandLine command) {
    return " (see '" + command.getCommandSpec().qualifiedName() + " --help')";
  }

  /**
   * What happened and what to do, from the cause nearest to the fault that says more than a type.
   */
  private static String describe(Throwable problem) {
    if (problem instanceof LakeException) {
      return problem.getMessage();
    }
    Throwable cause = problem;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory: set LAKE_MEMORY to more than the %dm of now"
          .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }
    if (cause instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be read or written: check its owner and mode";
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "there is no " + cause.getMessage() + ": restore it or correct the configuration";
    }
    if (cause instanceof FileSystemException && cause.getMessage().contains("No space left")) {
      return cause.getMessage()
          + ": free space there, or move the folder in conf/lake.yaml to another disk";
    }
    if (cause instanceof LinkageError) {
      return cause
          + ": the program and its Java or libraries do not fit; start it with scripts/lake, by a JDK 17";
    }
    return cause
        + "; nothing is half done. Try it once more; if it fails again, report it with the stack trace";
  }
}
