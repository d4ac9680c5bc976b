package org.jinyanglake.collect;

import javax.xml.stream.XMLStreamReader;

/**
 * An element that no column takes, while it is read: its text, or if there are elements or
 * attributes in it, all of it as XML with local names.
 */
final class XmlField {

  private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private final String name;
  private final int depth;
  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder whole = new StringBuilder();
  private boolean nested;
  private boolean begun;

  /**
   * @param name by which it is kept
   * @param depth at which it stands
   */
  XmlField(String name, int depth) {
    this.name = name;
    this.depth = depth;
  }

  String name() {
    return name;
  }

  /** The element itself begins, or one in it. */
  void start(XMLStreamReader xml) {
    nested |= begun;
    begun = true;
    whole.append('<').append(xml.getLocalName());
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (!INSTANCE.equals(xml.getAttributeNamespace(i))) {
        nested = true;
        whole.append(' ').append(xml.getAttributeLocalName(i)).append("=\"");
        whole.append(escaped(xml.getAttributeValue(i)).replace("\"", "&quot;")).append('"');
      }
    }
    whole.append('>');
  }

  /** Adds text; returns its length. */
  int text(XMLStreamReader xml) {
    String text = xml.getText();
    plain.append(text);
    whole.append(escaped(text));
    return text.length();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** An element at a depth ends; whether it is the one itself. */
  boolean end(XMLStreamReader xml, int at) {
    whole.append("</").append(xml.getLocalName()).append('>');
    return at == depth;
  }

  String text() {
    return nested ? whole.toString() : plain.toString();
  }
}
