package org.jinyanglake.portal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The portal's folder, as a web server shows it. Its files change one by one and each at once: a
 * reader gets a page as it was or as it is, and a build that is cut off leaves every page whole.
 */
final class Folder {
  /** Tells that the folder is a portal's, whose files may be replaced; locked by a build. */
  private static final String MARK = ".portal";

  /** Where files are written before they are shown. */
  private static final String ASIDE = ".next";

  private final Path root;

  Folder(Path root) {
    this.root = root;
  }

  /**
   * Shows these files, in this order, and no others. Waits for another build to end.
   *
   * @param files by path below the folder
   * @throws ForeignFolderException if the folder is not empty and no portal's
   */
  void show(Map<String, byte[]> files) throws IOException {
    Files.createDirectories(root);
    if (!Files.exists(root.resolve(MARK)) && !isEmpty()) {
      throw new ForeignFolderException(
          root + " holds other files: name an empty or a new folder for the portal");
    }
    try (FileChannel mark =
            FileChannel.open(
                root.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock alone = mark.lock()) {
      Path aside = root.resolve(ASIDE);
      delete(aside);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        write(aside.resolve(file.getKey()), file.getValue());
      }
      for (String name : files.keySet()) {
        Path page = root.resolve(name);
        Files.createDirectories(page.getParent());
        Files.move(aside.resolve(name), page, StandardCopyOption.ATOMIC_MOVE);
      }
      delete(aside);
      withdraw(files.keySet());
      alone.release();
    }
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.findAny().isEmpty();
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  /** What is not published any more is not shown any more. */
  private void withdraw(Collection<String> shown) throws IOException {
    for (Path file : tree(root)) {
      String name = root.relativize(file).toString().replace('\\', '/');
      if (Files.isRegularFile(file) && !name.equals(MARK) && !shown.contains(name)) {
        Files.delete(file);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path file : tree(folder)) {
      Files.delete(file);
    }
  }

  /** All files and folders, each folder after what is in it. */
  private static List<Path> tree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
