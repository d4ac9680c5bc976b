package org.jinyanglake.collect;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jinyanglake.contract.Source;

/**
 * Which elements of an XML document are its records: those whose name comes most often in one
 * element, of those that hold elements or attributes. Half as many of another name are as good, and
 * a person has to say which.
 */
final class FoundElement {

  /** What was found of the elements of a name. */
  private static final class Found {
    private long siblings;
    private boolean holds;

    boolean repeats() {
      return holds && siblings > 1;
    }
  }

  /** An element that is being read, and the elements in it. */
  private record Open(Found found, Map<String, Long> children) {}

  private final Map<String, Found> names = new LinkedHashMap<>();
  private final Deque<Open> open = new ArrayDeque<>();

  private FoundElement() {}

  /**
   * Finds it in the beginning of a document.
   *
   * @throws DamagedFile if no name repeats, or more than one
   */
  static FoundPlace find(InputStream head, Known known) throws IOException {
    if (known.rows().isPresent()) {
      return place(known.rows().get());
    }
    FoundElement found = new FoundElement();
    boolean sound = found.read(XmlDocuments.text(head));
    return place(found.most(sound));
  }

  private static FoundPlace place(String name) {
    return FoundPlace.rows(
        Source.Format.XML, StandardCharsets.UTF_8, name, "each element " + name + " is a record");
  }

  /** Whether it could be read to its end. */
  private boolean read(TextStream utf8) throws IOException {
    try {
      XMLStreamReader xml =
          new InputFactoryImpl()
              .createXMLStreamReader(new InputStreamReader(utf8, StandardCharsets.UTF_8));
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD -> throw XmlRecords.withDocumentType();
          case XMLStreamConstants.START_ELEMENT -> start(xml);
          case XMLStreamConstants.END_ELEMENT -> open.pop();
          default -> {}
        }
      }
      return true;
    } catch (XMLStreamException e) {
      return false; // cut, or damaged: who reads all of it tells
    }
  }

  private void start(XMLStreamReader xml) {
    Found found = names.computeIfAbsent(xml.getLocalName(), name -> new Found());
    found.holds |= xml.getAttributeCount() > 0;
    if (!open.isEmpty()) {
      Open parent = open.peek();
      parent.found.holds = true;
      long siblings = parent.children.merge(xml.getLocalName(), 1L, Long::sum);
      found.siblings = Math.max(found.siblings, siblings);
    }
    open.push(new Open(found, new HashMap<>()));
  }

  private String most(boolean sound) throws DamagedFile {
    List<Map.Entry<String, Found>> most =
        names.entrySet().stream()
            .filter(each -> each.getValue().repeats())
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<String, Found> each) -> -each.getValue().siblings))
            .limit(10)
            .toList();
    if (most.isEmpty()) {
      throw sound
          ? new DamagedFile(
              "rows",
              "no element of the document repeats that holds others: it does not tell its records",
              "name the element that is one record by the property rows in the contract")
          : new DamagedFile(
              "xml",
              "the document is damaged: it is no well-formed XML",
              "deliver it again; nothing of it was stored");
    }
    long first = most.get(0).getValue().siblings;
    List<Map.Entry<String, Found>> good =
        most.stream().filter(each -> 2 * each.getValue().siblings >= first).toList();
    if (good.size() > 1) {
      throw new DamagedFile(
          "rows",
          "more than one element of the document may be a record: "
              + good.stream()
                  .map(each -> each.getKey() + " (" + each.getValue().siblings + " side by side)")
                  .collect(Collectors.joining(", ")),
          "name the one that is meant by the property rows in the contract");
    }
    return most.get(0).getKey();
  }
}
