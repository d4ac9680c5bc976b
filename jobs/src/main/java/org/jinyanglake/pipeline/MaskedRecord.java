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
import org.jinyanglake.lake.RefusedRows;

/** What a refused record says of its columns, as JSON; only public columns are shown. */
final class MaskedRecord {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MASK = "***";
  private static final String UNCUT = "not shown, since it cannot be cut into columns";

  private final List<Column> columns;
  private final Map<String, Classification> classes;

  MaskedRecord(Contract contract) {
    this.columns = contract.sourceColumns();
    this.classes =
        contract.columns().stream().collect(Collectors.toMap(Column::name, Column::classification));
  }

  /**
   * @param stage by which the row was refused
   */
  String of(RefusedRows.Row row, String stage) {
    return stage.equals("collect") ? ofCells(row) : ofColumns(row.text());
  }

  private String ofCells(RefusedRows.Row row) {
    if (row.cells().size() != columns.size()) {
      boolean open = classes.values().stream().allMatch(Classification.PUBLIC::equals);
      return open ? row.text() : UNCUT;
    }
    ObjectNode shown = JSON.createObjectNode();
    for (int i = 0; i < columns.size(); i++) {
      String cell = row.cells().get(i);
      String name = columns.get(i).name();
      shown.put(name, cell == null || isShown(name) ? cell : MASK);
    }
    return shown.toString();
  }

  /** Of a row that had become one. */
  private String ofColumns(String text) {
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
