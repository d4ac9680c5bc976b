package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files in an archive, one after the other; nothing is ever written anywhere by their names.
 */
abstract class Archive implements Closeable {

  /** How the names of archives end; longer ones first. */
  static final List<String> SUFFIXES = List.of(".tar.gz", ".tar.bz2", ".tgz", ".tar", ".zip");

  /** Whether a file is an archive, which its name has to say. */
  static boolean isNamed(String name) {
    return SUFFIXES.stream().anyMatch(name::endsWith);
  }

  /** Whether files are found only by reading all before them. */
  static boolean isSequential(String name) {
    return !name.endsWith(".zip");
  }

  /** Opens an archive before its first file. */
  static Archive open(FileSystem fs, Path path, long size) throws IOException {
    String name = path.getName();
    InputStream stored = LandingFile.open(fs, path);
    try {
      if (!isSequential(name)) {
        return new ZipFiles(
            new SeekableInput((org.apache.hadoop.fs.FSDataInputStream) stored, size));
      }
      boolean bzip2 = name.endsWith(".bz2");
      Packing packing = bzip2 ? Packing.BZIP2 : name.endsWith(".tar") ? Packing.NONE : Packing.GZIP;
      return new TarFiles(packing.unpack(stored));
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * Goes to the next file; false at the end.
   *
   * @throws DamagedFile if the archive cannot be read on, or holds what it should not
   */
  abstract boolean next() throws IOException;

  /** Which of the files it is, from 0. */
  abstract int index();

  /** Its path in the archive. */
  abstract String name() throws IOException;

  /** Its unpacked size in bytes. */
  abstract long size();

  /** Its content, to be read once; closing it does no harm. Its end checks what can be checked. */
  abstract InputStream content() throws IOException;

  /** A name whose encoding nobody wrote down: UTF-8 if it can be, else GBK. */
  static String decode(byte[] raw) throws DamagedFile {
    Text text = new Text();
    for (Encoding encoding : List.of(new Utf8(), new Gb18030())) {
      if (encoding.read(raw, 0, raw.length, true, text) < 0) {
        return new String(text.bytes, text.from, text.length(), StandardCharsets.UTF_8);
      }
    }
    throw refused("a file name in it is neither UTF-8 nor GBK", "pack it with names in UTF-8");
  }

  /** Refuses a name that leads out of the archive; gives it in one form otherwise. */
  static String checked(String name) throws DamagedFile {
    String path = name.replace('\\', '/');
    boolean out =
        path.startsWith("/")
            || path.matches("[A-Za-z]:.*")
            || List.of(path.split("/", -1)).contains("..")
            || path.chars().anyMatch(Character::isISOControl);
    if (out) {
      throw refused(
          "a file name in it leads out of the archive or holds control characters",
          "pack the files with plain relative names");
    }
    return path;
  }

  static DamagedFile refused(String reason, String remedy) {
    return new DamagedFile("archive", "the archive is not taken: " + reason, remedy);
  }

  static DamagedFile damaged() {
    return new DamagedFile(
        "archive",
        "the archive is damaged or cut short",
        "deliver it again; nothing of it was stored");
  }
}
