package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The zip archive that an xlsx workbook is, looked at as a whole before any of it is believed:
 * every part is unpacked once, within limits, and must have the length and checksum that are
 * written down.
 */
final class XlsxPackage {

  private static final int MOST_PARTS = 10_000;

  /** Texts of cells, which are held in memory while a sheet is read. */
  private static final long MOST_TEXTS = 512L << 20;

  /** What a text takes in memory beside its letters; it has four or more tags' ends in the part. */
  private static final int BESIDE = 56 / 4;

  private final Path file;
  private long packed;
  private long unpacked;
  private long texts;
  private long held;

  XlsxPackage(Path file) {
    this.file = file;
  }

  static DamagedFile damaged(String how) {
    return new DamagedFile(
        "excel",
        "the workbook is damaged: " + how,
        "open it in Excel, save it again and deliver that; nothing of it was stored");
  }

  /**
   * Looks at all parts but the sheets.
   *
   * @throws DamagedFile if they are not sound
   */
  void checkParts() throws IOException {
    each(
        (zip, part) -> {
          check(part);
          if (!isSheet(part)) {
            read(zip, part, null);
          }
        });
  }

  /**
   * Looks at the sheets, and at some of them in particular.
   *
   * @param scans of these, by index
   * @throws DamagedFile if they are not sound
   */
  void checkSheets(Map<Integer, SheetScan> scans) throws IOException {
    Map<String, SheetScan> byPart = new HashMap<>();
    for (Map.Entry<Integer, SheetScan> each : scans.entrySet()) {
      String part = XlsxSheet.part(file, each.getKey());
      byPart.put(part.toLowerCase(Locale.ROOT), each.getValue());
    }
    each(
        (zip, part) -> {
          SheetScan scan = byPart.remove(part.getName().toLowerCase(Locale.ROOT));
          if (isSheet(part) || scan != null) {
            read(zip, part, scan);
          }
        });
    if (!byPart.isEmpty()) {
      throw damaged("a sheet is missing");
    }
    for (SheetScan scan : scans.values()) {
      scan.checkTexts(texts);
    }
  }

  private interface Action {
    void of(ZipFile zip, ZipArchiveEntry part) throws IOException;
  }

  private void each(Action action) throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      int parts = 0;
      for (ZipArchiveEntry part : Collections.list(zip.getEntries())) {
        if (++parts > MOST_PARTS) {
          throw damaged("it has more than " + MOST_PARTS + " parts");
        }
        action.of(zip, part);
      }
    } catch (DamagedFile e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged("it is cut short or was changed on the way");
    }
  }

  private static boolean isSheet(ZipArchiveEntry part) {
    return part.getName().toLowerCase(Locale.ROOT).contains("worksheets/");
  }

  private void check(ZipArchiveEntry part) throws DamagedFile {
    String name = part.getName().toLowerCase(Locale.ROOT);
    if (part.getGeneralPurposeBit().usesEncryption()) {
      throw passwordProtected();
    }
    if (name.endsWith("vbaproject.bin") || name.contains("/macrosheets/")) {
      throw new DamagedFile(
          "macros",
          "the workbook holds macros (" + (name.endsWith(".bin") ? "VBA" : "Excel 4.0") + ")",
          "save it as .xlsx without macros and deliver that");
    }
    if (name.endsWith("workbook.bin")) {
      throw new DamagedFile(
          "format", "the workbook is binary (xlsb)", "save it as .xlsx and deliver that");
    }
    if (isTexts(part)) {
      texts += part.getSize();
      held(part.getSize());
    }
    packed += part.getCompressedSize();
  }

  private static boolean isTexts(ZipArchiveEntry part) {
    return part.getName().toLowerCase(Locale.ROOT).endsWith("sharedstrings.xml");
  }

  private void held(long bytes) throws DamagedFile {
    held += bytes;
    if (held > MOST_TEXTS) {
      throw new DamagedFile(
          "excel",
          "the workbook holds texts that take more than " + (MOST_TEXTS >> 20) + " MB of memory",
          "deliver it in parts, or as CSV");
    }
  }

  static DamagedFile passwordProtected() {
    return new DamagedFile(
        "password",
        "the workbook is password-protected",
        "remove the password (File, Info, Protect Workbook) and deliver it again");
  }

  private void read(ZipFile zip, ZipArchiveEntry part, SheetScan scan) throws IOException {
    CRC32 crc = new CRC32();
    long before = unpacked;
    try (InputStream in =
        new CheckedInputStream(new Unpacked(zip.getInputStream(part), this::count), crc)) {
      if (scan != null) {
        scan.read(in);
      }
      if (isTexts(part)) {
        readTexts(in);
      } else {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
    if (unpacked - before != part.getSize() || crc.getValue() != part.getCrc()) {
      throw damaged("a part of it is not what its checksum says");
    }
  }

  private void readTexts(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      int tags = 0;
      for (int i = 0; i < read; i++) {
        tags += buffer[i] == '<' ? 1 : 0;
      }
      held((long) BESIDE * tags);
    }
  }

  /** Counts what is unpacked of all parts together. */
  private void count(long bytes) throws DamagedFile {
    unpacked += bytes;
    if (Unpacked.isTooMuch(unpacked, packed)) {
      throw new DamagedFile(
          "excel",
          "unpacked the workbook is more than 100 times as large as packed",
          "deliver it as CSV, if it is what it should be");
    }
  }
}
