package org.jinyanglake.desensitize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
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

  private OwnerFiles() {}

  /** Writes a file so that it is there as a whole, on disk, or not at all. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, "." + file.getFileName(), "", FILE);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
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
