package org.jinyanglake.collect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.collect.dialect.DetectedEncoding;
import org.jinyanglake.contract.Source;

/**
 * What a file that no contract describes is, and where in it the records stand.
 *
 * @param within as a contract would say it
 * @param header whether the columns of a sheet have names
 * @param width the number of columns of a sheet without names
 * @param words where the records stand, for people; empty where everything is records
 * @param notes what else they should know
 */
record FoundPlace(
    Source.Format format,
    Charset encoding,
    Source.Within within,
    boolean header,
    int width,
    String words,
    List<String> notes) {

  /** So much of a document is looked at to find its records. */
  static final int HEAD = 4 << 20;

  private static final Set<String> READ = Set.of("UTF-8", "GB18030", "Big5");

  /** Where everything is records. */
  static FoundPlace whole(Source.Format format, Charset encoding) {
    return new FoundPlace(format, encoding, Source.Within.WHOLE, true, 0, "", List.of());
  }

  /** In documents. */
  static FoundPlace rows(Source.Format format, Charset encoding, String rows, String words) {
    Source.Within within = new Source.Within("", rows, "", 1, 1, false);
    return new FoundPlace(format, encoding, within, true, 0, words, List.of());
  }

  /**
   * Finds it out; empty of what may be delimited text, or is nothing that is read.
   *
   * @throws DamagedFile if the file cannot be read, or a person has to say which records are meant
   */
  static Optional<FoundPlace> of(FileSystem fs, LandingFile file, Known known) throws IOException {
    try (OpenArchive archive = new OpenArchive();
        Input input = Input.open(fs, file, archive)) {
      if (!isPackedAsNamed(fs, file)) {
        return Optional.empty();
      }
      byte[] start;
      try {
        start = input.stream().readNBytes(Content.HEAD);
      } catch (DamagedFile e) {
        throw e;
      } catch (IOException e) {
        return Optional.empty(); // who reads it as text says so
      }
      Content content = Content.of(start);
      return switch (content) {
        case XLSX, XLS -> {
          try (OpenArchive again = new OpenArchive();
              Input workbook = Input.open(fs, file, again)) {
            yield Optional.of(new FoundSheet(known).find(workbook));
          }
        }
        case PARQUET -> Optional.of(whole(Source.Format.PARQUET, StandardCharsets.UTF_8));
        case ORC -> Optional.of(whole(Source.Format.ORC, StandardCharsets.UTF_8));
        case AVRO -> Optional.of(whole(Source.Format.AVRO, StandardCharsets.UTF_8));
        case XML, TEXT, UTF_16 -> document(head(start, input), content, file, known);
        default -> Optional.empty();
      };
    }
  }

  /** Whether the file is packed as its name says; others are refused by who reads them as text. */
  private static boolean isPackedAsNamed(FileSystem fs, LandingFile file) throws IOException {
    if (file.packing() == Packing.NONE) {
      return true;
    }
    try (var stored = file.open(fs)) {
      return file.packing() == Packing.of(Content.of(stored.readNBytes(Content.HEAD)));
    }
  }

  private static byte[] head(byte[] start, Input input) throws IOException {
    byte[] rest = input.stream().readNBytes(HEAD - start.length);
    byte[] head = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, head, start.length, rest.length);
    return head;
  }

  private static Optional<FoundPlace> document(
      byte[] head, Content content, LandingFile file, Known known) throws IOException {
    if (content == Content.XML || isMarkup(head)) {
      try {
        return Optional.of(FoundElement.find(new ByteArrayInputStream(head), known));
      } catch (DamagedFile e) {
        if (isDeclared(head) || name(file).endsWith(".xml")) {
          throw e;
        }
        return Optional.empty(); // a text that begins with a bracket
      }
    }
    if (!FoundArray.isJson(head)) {
      return Optional.empty();
    }
    byte[] text = head.length < HEAD ? head : Arrays.copyOf(head, lastMark(head));
    DetectedEncoding found = DetectedEncoding.of(text);
    Charset charset = found.charset();
    Charset encoding = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    if (!READ.contains(encoding.name()) && !encoding.name().startsWith("UTF-16")) {
      throw new DamagedFile(
          "encoding", "the text seems to be " + encoding + ", which is not read", "deliver UTF-8");
    }
    FoundPlace place = new FoundArray(name(file), encoding, known).find(text);
    return Optional.of(found.sure() ? place : place.unsure());
  }

  /** With a note that its encoding may be another one. */
  private FoundPlace unsure() {
    String note = "the text is too short to be sure that it is " + encoding + ": declare encoding";
    return new FoundPlace(format, encoding, within, header, width, words, List.of(note));
  }

  /** A text that is cut may end within a character: after a quote or comma it does not. */
  private static int lastMark(byte[] head) {
    int end = head.length;
    while (end > 0 && head[end - 1] != '"' && head[end - 1] != ',') {
      end--;
    }
    return end == 0 ? head.length : end;
  }

  /** Whether a text begins as elements do. */
  private static boolean isMarkup(byte[] head) {
    return beginning(head).matches("<[!?\\p{L}](?s:.*)");
  }

  private static boolean isDeclared(byte[] head) {
    return beginning(head).startsWith("<?xml");
  }

  /** The first characters of a text as far as they are ASCII, whatever its encoding. */
  private static String beginning(byte[] head) {
    String bytes = new String(head, 0, Math.min(head.length, 64), StandardCharsets.ISO_8859_1);
    return bytes.replaceAll("[^\\x01-\\x7f]", "").stripLeading();
  }

  /** A file's name without what says how it is packed. */
  private static String name(LandingFile file) {
    String suffix = file.packing().suffix();
    return file.name().substring(0, file.name().length() - suffix.length());
  }

  /** As a contract would say it, for the files of an archive. */
  Source.Files source(String name, String entries) {
    Source.Within meant =
        new Source.Within(
            entries,
            within.rows(),
            within.sheet(),
            within.headerRow(),
            within.headerRows(),
            within.repeatMerged());
    return new Source.Files(
        name, format, encoding, new Source.Dialect(',', '"', header, false), List.of(""), meant);
  }
}
