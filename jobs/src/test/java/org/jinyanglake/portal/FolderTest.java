package org.jinyanglake.portal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
  @TempDir private Path root;

  @Test
  void aReaderSeesEveryPageWhole() throws Exception {
    Folder folder = new Folder(root.resolve("portal"));
    Path page = root.resolve("portal/open/a.html");
    List<byte[]> pages = List.of(page('旧', 400_000), page('新', 700_000));
    folder.show(Map.of("open/a.html", pages.get(0)));

    CompletableFuture<Void> builds =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 40; i++) {
                show(folder, Map.of("open/a.html", pages.get(i % 2)));
              }
            });
    List<Integer> sizes = new ArrayList<>();
    while (!builds.isDone()) {
      sizes.add(Files.readAllBytes(page).length);
    }

    builds.get();
    assertThat(sizes).isNotEmpty().containsAnyOf(pages.get(0).length, pages.get(1).length);
    assertThat(sizes).isSubsetOf(pages.get(0).length, pages.get(1).length);
  }

  @Test
  void aBuildThatFailsHalfWayLeavesWholePagesAndTheNextOneMendsAll() throws Exception {
    Folder folder = new Folder(root.resolve("portal"));
    folder.show(Map.of("a.html", page('旧', 10), "b.html", page('旧', 10)));
    Files.delete(root.resolve("portal/b.html"));
    Files.createDirectories(root.resolve("portal/b.html/in the way"));

    assertThatThrownBy(() -> folder.show(Map.of("b.html", page('新', 10))))
        .isInstanceOf(IOException.class);
    assertThat(root.resolve("portal/a.html")).hasBinaryContent(page('旧', 10));

    Files.delete(root.resolve("portal/b.html/in the way"));
    Files.delete(root.resolve("portal/b.html"));
    folder.show(Map.of("a.html", page('新', 10), "b.html", page('新', 10)));
    assertThat(files()).containsExactly(".portal", "a.html", "b.html");
    assertThat(root.resolve("portal/a.html")).hasBinaryContent(page('新', 10));
  }

  @Test
  void whatIsNotShownAnyMoreIsGone() throws Exception {
    Folder folder = new Folder(root.resolve("portal"));
    folder.show(Map.of("open/a.html", page('甲', 10), "index.html", page('甲', 10)));

    folder.show(Map.of("index.html", page('乙', 10)));

    assertThat(files()).containsExactly(".portal", "index.html");
  }

  @Test
  void aFolderOfSomebodyElseIsNotTouched() throws Exception {
    Files.writeString(root.resolve("thesis.txt"), "mine");

    assertThatThrownBy(() -> new Folder(root).show(Map.of("index.html", page('甲', 10))))
        .isInstanceOf(ForeignFolderException.class)
        .hasMessage(root + " holds other files: name an empty or a new folder for the portal");

    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).containsExactly(root.resolve("thesis.txt"));
    }
  }

  private static void show(Folder folder, Map<String, byte[]> files) {
    try {
      folder.show(files);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] page(char of, int length) {
    return String.valueOf(of).repeat(length).getBytes(UTF_8);
  }

  private List<String> files() throws IOException {
    Path portal = root.resolve("portal");
    try (Stream<Path> files = Files.walk(portal)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> portal.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
