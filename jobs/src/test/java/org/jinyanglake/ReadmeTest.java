package org.jinyanglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the documents say of commands, files and tests is so. */
class ReadmeTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS =
      Set.of("target", "lake-home", "node_modules", ".git", ".pytest_cache");

  private static final Pattern COMMAND_LINE =
      Pattern.compile("(?m)^\\s*(?:\\$ )?scripts/lake (.*)");
  private static final Pattern COMMAND_IN_TEXT = Pattern.compile("`(?:scripts/)?lake ([^`]+)`");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");
  private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|IT))`");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void everyCommandLineIsOneThatTheCommandKnows(String readme) throws IOException {
    List<String> lines = found(COMMAND_LINE, text(PROJECT.resolve(readme)));

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThatCode(() -> new CommandLine(new Main()).parseArgs(words(line)))
          .as("%s: scripts/lake %s", readme, line)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyVerbThatATextNamesExists() throws IOException {
    Set<String> verbs = new CommandLine(new Main()).getSubcommands().keySet();
    everywhere(COMMAND_IN_TEXT, command -> words(command)[0])
        .filteredOn(named -> !named.what().matches("-.*|VERB"))
        .allSatisfy(named -> assertThat(verbs).as("%s", named).contains(named.what()));
  }

  @Test
  void everyLinkWithinTheProjectLeadsToAFile() throws IOException {
    everywhere(LINK, link -> link)
        .filteredOn(named -> !named.what().matches("(?s)[a-z]+:.*|#.*"))
        .allSatisfy(
            named ->
                assertThat(named.where().resolveSibling(named.what().replaceFirst("#.*", "")))
                    .exists());
  }

  /** Others are started with little memory and without what Spark reaches of the JDK. */
  @Test
  void everyVerbThatNeedsSparkIsStartedSoByTheScript() throws IOException {
    String script = Files.readString(PROJECT.resolve("scripts/lake"));
    Path verbs = PROJECT.resolve("jobs/src/main/java/org/jinyanglake/cli");
    try (Stream<Path> files = Files.list(verbs)) {
      for (Path file : files.toList()) {
        String source = Files.readString(file);
        if (source.contains("@Command") && source.contains("engine")) {
          String verb = file.getFileName().toString().replace(".java", "").toLowerCase(Locale.ROOT);
          assertThat(script).contains("false:" + verb);
        }
      }
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(PROJECT.resolve("jobs/src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
              .collect(Collectors.toSet());
    }
    everywhere(TEST_CLASS, name -> name)
        .allSatisfy(named -> assertThat(tests).as("%s", named).contains(named.what()));
  }

  /** Something that a document names. */
  private record Named(Path where, String what) {}

  private static org.assertj.core.api.ListAssert<Named> everywhere(
      Pattern pattern, Function<String, String> what) throws IOException {
    List<Named> all = new ArrayList<>();
    for (Path document : documents()) {
      for (String found : found(pattern, text(document))) {
        all.add(new Named(document, what.apply(found)));
      }
    }
    return assertThat(all).isNotEmpty();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        PROJECT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return NOT_OURS.contains(name) || name.startsWith(".venv")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              documents.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  private static String text(Path document) throws IOException {
    return Files.readString(document);
  }

  /** The first group that took part in each match. */
  private static List<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
        .toList();
  }

  /** The words of a command line as a shell would split them, without what follows a {@code #}. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line.replaceFirst("\\s#.*", ""));
    while (word.find()) {
      words.add(word.group().replaceAll("^[\"']|[\"']$", ""));
    }
    return words.toArray(String[]::new);
  }
}
