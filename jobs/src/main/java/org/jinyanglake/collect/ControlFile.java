package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * A file in which a provider says what else was delivered, as CSV or JSON in UTF-8.
 *
 * @param file where it lies
 * @param sha256 of its bytes, 64 hex digits; empty if they could not be read
 * @param says the figures of each file that it names, by the name below the landing folder
 * @param fault why it cannot be used, and what to do; empty if it can
 */
public record ControlFile(
    LandingFile file, String sha256, SortedMap<String, Figures> says, String fault) {

  static final int MOST_FILES = 10_000;
  private static final int MOST_BYTES = 4 << 20;

  public ControlFile {
    says = new TreeMap<>(says);
  }

  /** Its name below the landing folder. */
  String name() {
    return file.name();
  }

  /**
   * Reads it. What is wrong with it is its {@link #fault}.
   *
   * @throws IOException if the file system fails
   */
  static ControlFile read(FileSystem fs, LandingFile file) throws IOException {
    byte[] bytes;
    try (InputStream in = file.open(fs)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (FileNotFoundException | AccessControlException e) {
      return faulty(file, "", "it cannot be read; give the lake's user the right to");
    }
    if (bytes.length > MOST_BYTES) {
      return faulty(
          file,
          "",
          "it is larger than " + (MOST_BYTES >> 20) + " MB; deliver fewer files with one");
    }
    String sha256 = HexFormat.of().formatHex(digest().digest(bytes));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String folder = file.name().substring(0, file.name().lastIndexOf('/') + 1);
      String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
      SortedMap<String, Figures> says =
          file.name().endsWith(".json")
              ? ControlText.json(plain, folder)
              : ControlText.csv(plain, folder);
      return new ControlFile(file, sha256, says, "");
    } catch (CharacterCodingException e) {
      return faulty(file, sha256, "it is not UTF-8; write it in UTF-8");
    } catch (IllegalArgumentException e) {
      return faulty(file, sha256, e.getMessage());
    }
  }

  private static ControlFile faulty(LandingFile file, String sha256, String fault) {
    return new ControlFile(file, sha256, new TreeMap<>(), fault);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
