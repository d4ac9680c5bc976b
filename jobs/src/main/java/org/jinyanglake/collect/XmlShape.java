package org.jinyanglake.collect;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Looks at the elements and attributes in the records of a sound XML document. */
final class XmlShape {

  private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  /**
   * An element that is being read.
   *
   * @param node null if it is not looked at
   * @param names of the elements in it
   */
  private record Open(FieldShape.Node node, Set<String> names) {}

  private final Reader text;
  private final FieldShape shape;
  private final Deque<Open> open = new ArrayDeque<>();

  XmlShape(TextStream utf8, FieldShape shape) {
    this.text = new InputStreamReader(utf8, StandardCharsets.UTF_8);
    this.shape = shape;
  }

  /**
   * Reads the document.
   *
   * @param rows the local name of the elements that are records
   */
  void read(String rows) throws IOException {
    try {
      XMLStreamReader xml = new InputFactoryImpl().createXMLStreamReader(text);
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (!open.isEmpty()) {
              startChild(xml);
            } else if (xml.getLocalName().equals(rows)) {
              start(xml, shape.root());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            if (!open.isEmpty()) {
              open.pop();
            }
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (!open.isEmpty() && open.peek().node() != null && !xml.getText().isBlank()) {
              open.peek().node().plain();
            }
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new DamagedFile("xml", "the document changed while it was read", "inspect it again");
    }
  }

  private void startChild(XMLStreamReader xml) {
    Open parent = open.peek();
    FieldShape.Node node = null;
    if (parent.node() != null) {
      parent.node().nested();
      node = shape.child(parent.node(), xml.getLocalName());
      if (!parent.names().add(xml.getLocalName()) && node != null) {
        node.many();
      }
    }
    start(xml, node);
  }

  private void start(XMLStreamReader xml, FieldShape.Node node) {
    open.push(new Open(node, new HashSet<>()));
    for (int i = 0; node != null && i < xml.getAttributeCount(); i++) {
      if (!INSTANCE.equals(xml.getAttributeNamespace(i))) {
        FieldShape.Node attribute = shape.child(node, "@" + xml.getAttributeLocalName(i));
        if (attribute != null) {
          attribute.plain();
        }
      }
    }
  }
}
