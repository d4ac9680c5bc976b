package org.jinyanglake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/**
 * A real Chromium without a screen, found or installed by {@code scripts/browser}; where it can
 * neither be found nor installed the test fails with what to do.
 */
public final class Browser {
  private final Path folder;
  private final String program;

  private Browser(Path folder, String program) {
    this.folder = folder;
    this.program = program;
  }

  /** A browser with a profile of its own. */
  public static Browser in(Path folder) throws IOException, InterruptedException {
    Ended script = run(folder, List.of(TestLake.PROJECT.resolve("scripts/browser").toString()));
    return new Browser(folder, script.out().strip());
  }

  /**
   * What became of a page after its scripts ran.
   *
   * @param dom as HTML
   * @param console what stands in the browser's console, an entry a line
   * @param picture of the page
   */
  public record Seen(String dom, List<String> console, BufferedImage picture) {

    /** How many pixels have that colour, {@code 0xRRGGBB}. */
    public long pixels(int colour) {
      int[] all =
          picture.getRGB(
              0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
      return Arrays.stream(all).filter(pixel -> (pixel & 0xFFFFFF) == colour).count();
    }
  }

  /** Opens a page in a window of that size. */
  public Seen open(Path page, int width, int height) throws IOException, InterruptedException {
    Path picture = folder.resolve("page.png");
    Ended ended =
        run(
            folder,
            List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--window-size=" + width + "," + height,
                "--screenshot=" + picture,
                "--dump-dom",
                page.toUri().toString()));
    List<String> console = ended.err().lines().filter(line -> line.contains(":CONSOLE")).toList();
    return new Seen(ended.out(), console, ImageIO.read(picture.toFile()));
  }

  private record Ended(String out, String err) {}

  private static Ended run(Path folder, List<String> words)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(new ArrayList<>(words))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    Ended ended = new Ended(Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    if (process.isAlive() || process.exitValue() != 0) {
      throw new AssertionError(words + " failed: " + ended.err());
    }
    return ended;
  }
}
