package org.jinyanglake.collect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.jinyanglake.contract.CellFormat;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;

/**
 * What a fuzzer calls ({@code scripts/fuzz}): whatever bytes lie in the landing folder, the readers
 * refuse the file or some rows, account for every record, give the same rows however the file is
 * split, and end in time and with little memory. The first byte says which of the deliveries the
 * others are.
 */
public final class ReadersFuzz {
  private static final Path LANDING = landing();

  private static final List<Function<Path, Delivery>> DELIVERIES =
      List.of(
          landing -> typed(landing),
          landing -> typed(landing).multiline(),
          landing -> typed(landing).in("GB18030").delimited('|', '\''),
          landing -> typed(landing).in("UTF-16LE"),
          landing -> typed(landing).in("Big5"),
          landing -> typed(landing).detected(),
          landing ->
              typed(landing).dialect(new Source.Dialect(';', '"', '\\', 1, 2, 1, true, false)),
          landing -> typed(landing).named("a.csv.gz"),
          landing -> typed(landing).named("a.csv.bz2"),
          landing -> typed(landing).jsonLines(),
          landing -> typed(landing).as(Source.Format.JSON, "a.json"),
          landing ->
              typed(landing)
                  .as(Source.Format.GEOJSON, "a.geojson")
                  .column("w", "@wkt", Type.STRING),
          landing -> typed(landing).as(Source.Format.XML, "a.xml").within(within("r")),
          landing -> typed(landing).as(Source.Format.EXCEL, "a.xlsx"),
          landing -> typed(landing).as(Source.Format.EXCEL, "a.xls"),
          landing -> typed(landing).named("a.zip").within(within("")),
          landing -> typed(landing).named("a.tar.gz").within(within("")),
          landing -> fixed(landing));

  private ReadersFuzz() {}

  private static Path landing() {
    try {
      Path memory = Path.of("/dev/shm");
      return Files.isDirectory(memory)
          ? Files.createTempDirectory(memory, "fuzz")
          : Files.createTempDirectory("fuzz");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Source.Within within(String rows) {
    return new Source.Within("", rows, "", 1, 1, false);
  }

  private static Delivery typed(Path landing) {
    return new Delivery(landing)
        .column("id", Type.LONG)
        .column("born", Type.DATE)
        .column("seen", Type.TIMESTAMP)
        .column("fee", Type.decimal(10, 2))
        .column("ok", Type.BOOLEAN)
        .column("note", Type.STRING);
  }

  private static Delivery fixed(Path landing) {
    return new Delivery(landing)
        .as(Source.Format.FIXED, "a.txt")
        .in("GB18030")
        .dialect(new Source.Dialect(',', Source.Dialect.NONE, false, false))
        .column("id", Type.LONG, true, new CellFormat(List.of(), List.of(), ",", 1, 6))
        .column("name", Type.STRING, true, new CellFormat(List.of(), List.of(), "", 7, 12));
  }

  /** One trial. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    if (data.length < 1) {
      return;
    }
    Delivery delivery = DELIVERIES.get((data[0] & 0xff) % DELIVERIES.size()).apply(LANDING);
    LandingFile file = delivery.write(Arrays.copyOfRange(data, 1, data.length));
    Map<LandingFile, Fingerprint> found =
        file.isArchive()
            ? new ArchivePass(Delivery.fs(), file, delivery.source()).read(Optional.empty())
            : Map.of(file, Fingerprint.of(Delivery.fs(), file, delivery.source()));
    for (Map.Entry<LandingFile, Fingerprint> each : found.entrySet()) {
      Fingerprint print = each.getValue();
      boolean refused = print.refusal().isPresent() || each.getKey().isArchive();
      if (!refused && delivery.header(print).refusal().isEmpty() && print.records() > 0) {
        delivery.splitAt(Long.MAX_VALUE);
        List<String> whole = delivery.read(each.getKey(), print).rows();
        delivery.splitAt(1 + data.length / 3);
        if (!delivery.read(each.getKey(), print).rows().equals(whole)) {
          throw new AssertionError("other rows when the file is split");
        }
      }
    }
  }

  /** Before the first trial: loads what all of them need, which takes longer than a trial may. */
  public static void fuzzerInitialize() throws IOException {
    for (byte[] seed : seeds()) {
      fuzzerTestOneInput(seed);
    }
  }

  /** Writes deliveries to begin with, each as the fuzzer keeps them, into a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<byte[]> seeds = seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed" + i), seeds.get(i));
    }
  }

  private static List<byte[]> seeds() throws IOException {
    String rows =
        "id,born,seen,fee,ok,note\n1,1899-03-01,2024-03-01T08:00:00,12.50,true,\"太原 \"\"x\"\"\"\n2,,,,,\n";
    String json =
        "{\"id\":1,\"born\":\"1899-03-01\",\"fee\":12.5,\"ok\":true,\"note\":{\"a\":[1,\"太\"]}}\n";
    String place =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":1},"
            + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[112,37],[113,37],[113,38],[112,37]]]}}]}";
    List<byte[]> seeds = new ArrayList<>();
    for (String charset :
        List.of("UTF-8", "UTF-8", "GB18030", "UTF-16LE", "Big5", "UTF-8", "UTF-8")) {
      seeds.add(rows.getBytes(charset));
    }
    seeds.add(gzip(rows));
    seeds.add("BZh91AY&SY".getBytes(StandardCharsets.ISO_8859_1));
    seeds.add(json.repeat(2).getBytes(StandardCharsets.UTF_8));
    seeds.add(("[" + json + "," + json + "]").getBytes(StandardCharsets.UTF_8));
    seeds.add(place.getBytes(StandardCharsets.UTF_8));
    seeds.add(
        "<?xml version=\"1.0\"?><l><r><id>1</id><note a=\"b\">太&amp;</note></r><r/></l>"
            .getBytes(StandardCharsets.UTF_8));
    seeds.add(workbook());
    seeds.add(
        new byte[] {
          (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
        });
    seeds.add(zip(rows));
    seeds.add(gzip("a.csv"));
    seeds.add("000001太原  \n000002x     \n".getBytes("GB18030"));
    List<byte[]> numbered = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      ByteArrayOutputStream seed = new ByteArrayOutputStream();
      seed.write(i);
      seed.writeBytes(seeds.get(i));
      numbered.add(seed.toByteArray());
    }
    return numbered;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setLevel(0);
      out.putNextEntry(new ZipEntry("a.csv"));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] workbook() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "fuzz", "1.0")) {
      var sheet = workbook.newWorksheet("s");
      for (String name : List.of("id", "born", "seen", "fee", "ok", "note")) {
        sheet.value(0, List.of("id", "born", "seen", "fee", "ok", "note").indexOf(name), name);
      }
      sheet.value(1, 0, 1);
      sheet.value(1, 5, "太");
    }
    return bytes.toByteArray();
  }
}
