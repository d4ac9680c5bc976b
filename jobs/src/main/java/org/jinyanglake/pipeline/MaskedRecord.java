package org.jinyanglake.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.RefusedHistory;

/**
 * What a refused record says of its columns, as JSON. Only columns are shown that are public by the
 * contract as it is now.
 */
final class MaskedRecord {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASK = "***";
  private static final String UNCUT = "not shown, since it cannot be cut into columns";

  private static final String WITHHELD = "not shown, for its partition has classified content";

  private final Map<String, Classification> classes;

  /**
   * @param contract by which columns are public now
   */
  MaskedRecord(Contract contract) {
    this.classes =
        contract.columns().stream().collect(Collectors.toMap(Column::name, Column::classification));
  }

  String of(RefusedHistory.Entry entry) {
    return entry.stage().equals("collect") ? ofCells(entry) : ofColumns(entry.row().text());
  }

  private String ofCells(RefusedHistory.Entry entry) {
    List<String> names = entry.columns();
    if (!entry.isCut()) {
      boolean open =
          !names.isEmpty()
              && names.stream().allMatch(this::isShown)
              && classes.values().stream().allMatch(Classification.PUBLIC::equals);
      return open ? entry.row().text() : UNCUT;
    }
    ObjectNode shown = JSON.createObjectNode();
    for (int i = 0; i < names.size(); i++) {
      String cell = entry.row().cells().get(i);
      shown.put(names.get(i), cell == null || isShown(names.get(i)) ? cell : MASK);
    }
    return shown.toString();
  }

  /** Of a row that had become one. */
  private String ofColumns(String text) {
    if (text.isEmpty()) {
      return WITHHELD;
    }
    try {
      JsonNode read = JSON.readTree(text);
      if (!(read instanceof ObjectNode object)) {
        return UNCUT;
      }
      object
          .fields()
          .forEachRemaining(
              field -> {
                if (!isShown(field.getKey())) {
                  field.setValue(JSON.getNodeFactory().textNode(MASK));
                }
              });
      return object.toString();
    } catch (JsonProcessingException e) {
      return UNCUT;
    }
  }

  private boolean isShown(String column) {
    return classes.get(column) == Classification.PUBLIC;
  }
}
