package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/** Looks at the fields of JSON objects; makes no rows of them. */
final class ShapeRows implements RowReader {

  private static final ObjectMapper TREE = new ObjectMapper(JsonRows.JSON);

  private final FieldShape shape;

  ShapeRows(FieldShape shape) {
    this.shape = shape;
  }

  /** Records that are no JSON objects show no fields; that they are refused is found later. */
  @Override
  public Misfit read(Text record, InternalRow row) {
    try {
      JsonNode object = TREE.readTree(record.bytes, record.from, record.length());
      if (object.isObject()) {
        look(object, shape.root());
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  private void look(JsonNode object, FieldShape.Node node) {
    node.nested();
    object
        .fields()
        .forEachRemaining(
            field -> {
              FieldShape.Node child = shape.child(node, field.getKey());
              if (child == null) {
                return;
              }
              if (field.getValue().isObject()) {
                look(field.getValue(), child);
              } else if (!field.getValue().isNull()) {
                child.plain();
              }
            });
  }

  @Override
  public String column() {
    return "";
  }

  @Override
  public List<String> cells(Text record) {
    return List.of();
  }

  @Override
  public MapData added() {
    return null;
  }

  @Override
  public Set<String> unknown() {
    return Set.of();
  }
}
