package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/**
 * XML documents; the elements of one name are the records. A column with a plain name is a child
 * element, {@code @id} an attribute of the record, a path leads deeper, as {@code /address/@code}.
 *
 * @param rows the name of these elements
 */
record XmlDocuments(String rows, List<String> nullValues, ZoneId zone) implements Reading {

  private static final Pattern ENCODING =
      Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

  /** An XML declaration is not longer. */
  private static final int DECLARATION = 200;

  XmlDocuments {
    nullValues = List.copyOf(nullValues);
  }

  @Override
  public Set<Content> contents() {
    return Set.of(Content.XML, Content.TEXT, Content.UTF_16);
  }

  @Override
  public String title() {
    return "an XML document";
  }

  @Override
  public boolean splittable() {
    return false;
  }

  private XmlRecords records(Input input, FieldTree fields, int columns, boolean keeps)
      throws IOException {
    return new XmlRecords(text(input.stream()), rows, fields, columns, keeps);
  }

  /** The document in the encoding that it declares. */
  static TextStream text(InputStream content) throws IOException {
    PushbackInputStream in = new PushbackInputStream(content, DECLARATION);
    byte[] head = in.readNBytes(DECLARATION);
    in.unread(head);
    if (head.length >= 2 && ((head[0] & 0xff) >= 0xfe || head[0] == 0 || head[1] == 0)) {
      boolean marked = (head[0] & 0xff) >= 0xfe;
      boolean big = marked ? (head[0] & 0xff) == 0xfe : head[0] == 0;
      return new TextStream(in, big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
    }
    String start = new String(head, StandardCharsets.ISO_8859_1).replace("\u00ef\u00bb\u00bf", "");
    Matcher declared = ENCODING.matcher(start);
    String name = declared.find() ? declared.group(1).toUpperCase(Locale.ROOT) : "UTF-8";
    boolean chinese = Set.of("GBK", "GB2312", "CP936", "GB_2312-80").contains(name);
    try {
      return new TextStream(in, Charset.forName(chinese ? "GB18030" : name));
    } catch (UnsupportedCharsetException e) {
      throw new DamagedFile(
          "encoding",
          "the document declares the encoding " + name + ", which is not known",
          "deliver it in UTF-8");
    }
  }

  @Override
  public Survey survey(Input input) throws IOException {
    XmlRecords records = records(input, FieldTree.of(List.of(), List.of(), Set.of()), 0, false);
    while (records.next()) {
      // Counted there.
    }
    return new Survey(records.number(), List.of(), Layout.NONE);
  }

  @Override
  public Cursor open(Input input, Split split, List<SourceColumn> columns) throws IOException {
    try {
      FieldTree fields = FieldTree.of(columns, List.of(), Set.of());
      boolean keeps = split.source().keeps();
      return new XmlCursor(input, records(input, fields, columns.size(), keeps), columns, fields);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** The elements as records. */
  private static final class XmlCursor implements Cursor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Input input;
    private final XmlRecords records;
    private final List<SourceColumn> columns;
    private final FieldTree fields;
    private String column = "";

    XmlCursor(Input input, XmlRecords records, List<SourceColumn> columns, FieldTree fields) {
      this.input = input;
      this.records = records;
      this.columns = columns;
      this.fields = fields;
    }

    @Override
    public boolean next() throws IOException {
      return records.next();
    }

    @Override
    public long row() {
      return records.number();
    }

    @Override
    public long line() {
      return records.number();
    }

    @Override
    public Misfit read(InternalRow row) {
      column = "";
      for (int i = 0; i < columns.size(); i++) {
        Misfit misfit = read(i, row);
        if (misfit != null) {
          column = columns.get(i).field().name();
          return misfit;
        }
      }
      return null;
    }

    private Misfit read(int i, InternalRow row) {
      String value = records.value(i);
      if (records.misfit(i) != null) {
        return records.misfit(i);
      }
      if (value == null) {
        return columns.get(i).readNull(row);
      }
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      Misfit misfit = ControlCharacters.find(utf8, 0, utf8.length);
      return misfit == null ? columns.get(i).read(utf8, 0, utf8.length, row) : misfit;
    }

    @Override
    public String column() {
      return column;
    }

    /** What was found of the columns, as a JSON object. */
    @Override
    public String text() {
      ObjectNode object = JSON.createObjectNode();
      for (int i = 0; i < columns.size(); i++) {
        if (records.value(i) != null) {
          object.put(columns.get(i).field().header(), records.value(i));
        }
      }
      String text = object.toString();
      return text.substring(0, Math.min(text.length(), Lines.KEPT));
    }

    @Override
    public List<String> cells() {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        texts.add(records.value(i));
      }
      return texts;
    }

    @Override
    public MapData added() {
      return records.added();
    }

    @Override
    public Set<String> unknown() {
      return fields.unknown();
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}
