package org.jinyanglake.collect;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.Closeable;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.spark.sql.catalyst.util.MapData;
import org.jinyanglake.collect.FieldTree.Node;

/**
 * The elements of one name in an XML document and the texts in them that are columns. Namespaces do
 * not matter, only local names. No document type is taken, hence no entity but the five of XML
 * itself; nothing outside the document is ever read.
 */
final class XmlRecords implements Closeable {

  private static final int DEEPEST = 100;

  /** A tag or a text of more characters than this is not held in memory. */
  private static final int LONGEST = 4 * Lines.LONGEST;

  private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
  private static final Misfit NESTED =
      new Misfit("type", "an element with elements in it for a plain value");
  private static final Misfit TWICE = new Misfit("xml", "a value that comes twice");

  private final Bounded source;
  private final XMLStreamReader xml;
  private final String rows;
  private final FieldTree fields;
  private final String[] values;
  private final Misfit[] misfits;
  private final boolean keeps;
  private final AddedCells kept = new AddedCells();
  private final List<String> names = new ArrayList<>();
  private XmlField field;
  private final List<Node> path = new ArrayList<>();
  private final List<StringBuilder> texts = new ArrayList<>();
  private final List<Boolean> nils = new ArrayList<>();
  private int outer;
  private long number;
  private long length;
  private boolean found;

  /**
   * @param utf8 the document, in UTF-8 whatever its declaration says
   * @param rows the local name of the elements that are records
   * @param columns the number of columns in the tree
   * @param keeps whether elements and attributes that are no columns are kept
   */
  XmlRecords(TextStream utf8, String rows, FieldTree fields, int columns, boolean keeps)
      throws IOException {
    this.source = new Bounded(new InputStreamReader(utf8, StandardCharsets.UTF_8));
    this.rows = rows;
    this.fields = fields;
    this.values = new String[columns];
    this.misfits = new Misfit[columns];
    this.keeps = keeps;
    try {
      this.xml = new InputFactoryImpl().createXMLStreamReader(source);
    } catch (XMLStreamException e) {
      throw damaged(e);
    }
  }

  /** Goes to the next record and reads it; false at the end of the document. */
  boolean next() throws IOException {
    try {
      while (xml.hasNext()) {
        source.left = LONGEST;
        int event = xml.next();
        if (event == XMLStreamConstants.DTD) {
          throw withDocumentType();
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
          checkDepth(++outer);
          if (xml.getLocalName().equals(rows)) {
            readRecord();
            outer--;
            return true;
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          outer--;
        }
      }
    } catch (XMLStreamException e) {
      throw damaged(e);
    }
    if (!found) {
      throw refused(
          "it has no element " + rows,
          "correct the property rows in the contract, the name of the element that is one record");
    }
    return false;
  }

  private void readRecord() throws XMLStreamException, DamagedFile {
    found = true;
    number++;
    length = 0;
    Arrays.fill(values, null);
    Arrays.fill(misfits, null);
    kept.clear();
    start(fields.root(), "");
    while (!path.isEmpty()) {
      source.left = LONGEST;
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> startChild(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          StringBuilder text = texts.get(texts.size() - 1);
          if (text != null) {
            text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            length += xml.getTextLength();
          } else if (field != null) {
            length += field.text(xml);
          }
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw refused("it uses an entity that XML does not have", "write the text itself");
        default -> {}
      }
      if (length > Lines.LONGEST) {
        throw refused(
            "record " + number + " is longer than " + (Lines.LONGEST >> 20) + " MB",
            "correct rows in the contract if it is not the element of one record");
      }
    }
  }

  private void startChild(String name) throws DamagedFile {
    Node parent = path.get(path.size() - 1);
    Node node = parent == null ? null : parent.child(name);
    if (parent != null && node == null) {
      if (parent.column() == FieldTree.NONE || parent.hasChildren()) {
        if (fields.unknown(within(name)) && keeps) {
          field = new XmlField(within(name), path.size());
        }
      } else {
        misfits[parent.column()] = NESTED;
      }
    }
    if (field != null) {
      field.start(xml);
    }
    start(node, name);
  }

  /** The name by which a contract would call what lies in the element that is being read. */
  private String within(String name) {
    return names.size() < 2
        ? name
        : "/" + String.join("/", names.subList(1, names.size())) + "/" + name;
  }

  private void start(Node node, String element) throws DamagedFile {
    checkDepth(outer + path.size());
    path.add(node);
    names.add(element);
    texts.add(node != null && node.column() != FieldTree.NONE ? new StringBuilder() : null);
    nils.add("true".equals(xml.getAttributeValue(INSTANCE, "nil")));
    for (int i = 0; node != null && i < xml.getAttributeCount(); i++) {
      String name = "@" + xml.getAttributeLocalName(i);
      Node attribute = node.child(name);
      if (attribute != null && attribute.column() != FieldTree.NONE) {
        set(attribute.column(), xml.getAttributeValue(i));
        length += xml.getAttributeValue(i).length();
      } else if (!INSTANCE.equals(xml.getAttributeNamespace(i))
          && fields.unknown(within(name))
          && keeps) {
        kept.append(within(name), xml.getAttributeValue(i));
        length += xml.getAttributeValue(i).length();
      }
    }
  }

  private void end() {
    int last = path.size() - 1;
    StringBuilder text = texts.remove(last);
    boolean nil = nils.remove(last);
    Node node = path.remove(last);
    names.remove(last);
    if (field != null && field.end(xml, last)) {
      if (!nil) {
        kept.append(field.name(), field.text());
      }
      field = null;
    }
    if (text != null && !nil) {
      set(node.column(), text.toString());
    }
  }

  private void set(int column, String value) {
    if (values[column] != null) {
      misfits[column] = TWICE;
    }
    values[column] = value;
  }

  private static void checkDepth(int depth) throws DamagedFile {
    if (depth > DEEPEST) {
      throw refused("it is nested deeper than " + DEEPEST + " levels", "deliver flatter records");
    }
  }

  /** The number of the record, from 1. */
  long number() {
    return number;
  }

  /** The text of a column; null if the record has none. */
  String value(int column) {
    return values[column];
  }

  /** See {@link Cursor#added}. */
  MapData added() {
    return kept.map();
  }

  /** Why a column's value is none; null if it is. */
  Misfit misfit(int column) {
    return misfits[column];
  }

  static DamagedFile withDocumentType() {
    return refused("it declares a document type (DTD)", "leave <!DOCTYPE …> out");
  }

  private static DamagedFile refused(String reason, String remedy) {
    return new DamagedFile("xml", "the document is not taken: " + reason, remedy);
  }

  /** The parser's messages may quote the text, so only the place is taken from them. */
  private DamagedFile damaged(XMLStreamException e) {
    if (e.getNestedException() instanceof DamagedFile known) {
      return known;
    }
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNumber();
    return new DamagedFile(
        new Refusal(
            "xml",
            "the document is damaged: it is no well-formed XML after record " + number,
            "deliver it again; nothing of it was stored",
            -1,
            line));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Lets the parser read only so much between two events. */
  private static final class Bounded extends FilterReader {
    private long left = LONGEST;

    Bounded(Reader in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] to, int offset, int count) throws IOException {
      int read = super.read(to, offset, count);
      left -= Math.max(0, read);
      if (left < 0) {
        throw refused("a tag or text in it is longer than 64 MB", "deliver shorter texts");
      }
      return read;
    }
  }
}
