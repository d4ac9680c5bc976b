package org.jinyanglake.desensitize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jinyanglake.lake.LakeException;

/** Files and folders that nobody but their owner can reach. */
final class OwnerFiles {
  static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
  static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
  private static final Set<PosixFilePermission> OF_OTHER_WRITERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /** By folder: a lock of the system keeps out processes, not threads. */
  private static final ConcurrentMap<Path, Object> ONE_WRITER = new ConcurrentHashMap<>();

  private OwnerFiles() {}

  /** Writes a file so that it is there as a whole, on disk, or not at all. */
  static void write(Path file, byte[] bytes) throws IOException {
    write(file, out -> out.write(bytes));
  }

  /** What a file is to hold. */
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** The same of what is too much for the memory. */
  static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, "." + file.getFileName(), "", FILE);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      content.to(Channels.newOutputStream(channel));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Deletes what writers in a folder left who died; nobody may be writing there. */
  static void deleteDrafts(Path folder) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, ".*")) {
      for (Path draft : drafts) {
        Files.delete(draft);
      }
    }
  }

  /** What one does alone; E is what it throws beside {@link IOException}. */
  interface Step<T, E extends Exception> {
    T take() throws IOException, E;
  }

  /** Takes a step while no other thread or process takes one in the folder. */
  static <T, E extends Exception> T locked(Path folder, Step<T, E> step) throws IOException, E {
    synchronized (ONE_WRITER.computeIfAbsent(folder, any -> new Object())) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  FILE);
          var lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock was lost");
        }
        return step.take();
      }
    }
  }

  /** Throws {@link LakeException} if others can reach it, or it is not there. */
  static void check(Path path) {
    check(path, OF_OTHERS);
  }

  /** Throws {@link LakeException} if others can change the program, or it is not there. */
  static void checkProgram(Path path) {
    check(path, OF_OTHER_WRITERS);
  }

  private static void check(Path path, Set<PosixFilePermission> forbidden) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (permissions.stream().anyMatch(forbidden::contains)) {
        throw new LakeException(
            path
                + " is open to others (mode "
                + PosixFilePermissions.toString(permissions)
                + "): find out who used that, then chmod go= "
                + path);
      }
    } catch (IOException e) {
      throw new LakeException("no keys: " + path + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
