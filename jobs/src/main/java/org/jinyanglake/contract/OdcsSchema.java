package org.jinyanglake.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON schema of the Open Data Contract Standard v3.1.0 (draft 2019-09), compiled on first use.
 */
final class OdcsSchema {

  private static final class Compiled {
    static final ObjectMapper JSON = new ObjectMapper();
    static final JsonNode TEXT;
    static final Schema SCHEMA;

    static {
      try (InputStream in = OdcsSchema.class.getResourceAsStream("odcs-3.1.0.schema.json")) {
        TEXT = JSON.readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // The standard groups its definitions of servers below a name that is no keyword.
      Dialect draft =
          Dialect.builder(Dialects.getDraft201909())
              .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
              .build();
      SCHEMA = SchemaRegistry.withDefaultDialect(draft).getSchema(TEXT);
    }
  }

  private OdcsSchema() {}

  /** Reports everything in which the contract differs from the standard. */
  static void check(Place root, String canonical, Report report) {
    JsonNode contract;
    try {
      contract = Compiled.JSON.readTree(canonical);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Error> errors = Compiled.SCHEMA.validate(contract);
    for (Error error : errors) {
      if (!follows(error, errors) && !isOperator(error)) {
        tell(error, place(root, error.getInstanceLocation()), report);
      }
    }
  }

  /** What a rule's measure must be is judged, and said better, where rules are read. */
  private static boolean isOperator(Error error) {
    return error.getEvaluationPath().toString().contains("DataQualityLibrary/allOf")
        || error.getEvaluationPath().toString().contains("DataQualitySql/allOf")
        || error.getSchemaLocation().toString().contains("DataQualityOperators");
  }

  /** Whether an error is only said because of another one. */
  private static boolean follows(Error error, List<Error> errors) {
    String keyword = error.getKeyword();
    if (keyword.equals("oneOf") || keyword.equals("anyOf")) {
      return errors.stream().anyMatch(other -> other != error && isBelow(other, error));
    }
    return isUnevaluated(error) ? followsFromFailure(error, errors) : isOtherBranch(error, errors);
  }

  /**
   * A key that the standard knows counts as unevaluated when anything else in its mapping fails.
   */
  private static boolean followsFromFailure(Error error, List<Error> errors) {
    List<Error> below = errors.stream().filter(other -> isBelow(other, error)).toList();
    // With an unknown type of server, no key of any type is known to be wrong.
    boolean anyType = below.stream().anyMatch(other -> other.getKeyword().equals("enum"));
    return allowed(error, anyType).contains(error.getProperty())
        && below.stream().anyMatch(other -> !isUnevaluated(other) || !isKnown(other));
  }

  /** Of two forms that a value may have, the one whose type it has not is not meant. */
  private static boolean isOtherBranch(Error error, List<Error> errors) {
    return error.getKeyword().equals("type")
        && parentKeywordIsChoice(error)
        && errors.stream()
            .anyMatch(
                other ->
                    isBelow(other, error)
                        && !other.getKeyword().equals("type")
                        && !other.getKeyword().equals("oneOf")
                        && !other.getKeyword().equals("anyOf"));
  }

  private static boolean parentKeywordIsChoice(Error error) {
    String path = error.getEvaluationPath().toString();
    return path.contains("/oneOf/") || path.contains("/anyOf/");
  }

  private static boolean isUnevaluated(Error error) {
    return error.getKeyword().equals("unevaluatedProperties");
  }

  private static boolean isBelow(Error error, Error above) {
    return error.getInstanceLocation().startsWith(above.getInstanceLocation());
  }

  private static boolean isKnown(Error error) {
    return allowed(error, false).contains(error.getProperty());
  }

  private static void tell(Error error, Place place, Report report) {
    switch (error.getKeyword()) {
      case "unevaluatedProperties", "additionalProperties" -> {
        String key = error.getProperty();
        Set<String> allowed = allowed(error, false);
        allowed.remove(key);
        report.error(
            place.key(key),
            "unknown key '" + Place.shorten(key) + "'; " + Nearest.remedy(key, allowed));
      }
      case "required" ->
          report.error(place, "key '" + error.getProperty() + "' is missing; add it here");
      case "enum" -> {
        List<String> words = new ArrayList<>();
        error.getSchemaNode().forEach(word -> words.add(word.asText()));
        String typed = String.valueOf(place.scalar());
        report.error(
            place,
            "'" + Place.shorten(typed) + "' is not allowed here; " + Nearest.remedy(typed, words));
      }
      case "type" -> report.error(place, typeMessage(error, place));
      default ->
          report.error(
              place, error.getMessage() + "; see " + error.getSchemaLocation() + " of ODCS v3.1.0");
    }
  }

  private static String typeMessage(Error error, Place place) {
    String expected = error.getSchemaNode() == null ? "" : error.getSchemaNode().asText();
    String found = place.scalar() == null ? "this" : "'" + place.scalar() + "'";
    return switch (expected) {
      case "string" ->
          place.exists() && place.scalar() != null
              ? Place.shorten(found) + " must be text; put it in quotes"
              : "must be text; write a value";
      case "boolean" -> Place.shorten(found) + " must be true or false; write one of the two";
      case "array" -> Place.shorten(found) + " must be a list; write '- ' before each element";
      case "object" -> Place.shorten(found) + " must be a mapping; write 'key: value'";
      default -> error.getMessage() + "; change the value";
    };
  }

  private static Place place(Place root, NodePath path) {
    Place place = root;
    for (int i = 0; i < path.getNameCount(); i++) {
      Object step = path.getElement(i);
      place =
          step instanceof Integer index && place.isSequence()
              ? place.item(index)
              : place.get(step.toString());
    }
    return place;
  }

  /**
   * The keys of the mapping in which the error stands.
   *
   * @param anyType also those that only other types of it have
   */
  private static Set<String> allowed(Error error, boolean anyType) {
    // The last step is the keyword itself.
    String location = error.getSchemaLocation().getFragment().toString();
    JsonNode schema = Compiled.TEXT.at(location.substring(0, location.lastIndexOf('/')));
    Set<String> keys = new TreeSet<>();
    collect(schema, anyType ? MissingNode.getInstance() : error.getInstanceNode(), keys);
    return keys;
  }

  private static void collect(JsonNode schema, JsonNode instance, Set<String> keys) {
    schema.path("properties").fieldNames().forEachRemaining(keys::add);
    if (schema.has("$ref")) {
      collect(Compiled.TEXT.at(schema.get("$ref").asText().substring(1)), instance, keys);
    }
    for (String choice : List.of("allOf", "anyOf", "oneOf")) {
      schema.path(choice).forEach(part -> collect(part, instance, keys));
    }
    if (schema.has("then") && applies(schema.path("if").path("properties"), instance)) {
      collect(schema.get("then"), instance, keys);
    }
  }

  private static boolean applies(JsonNode condition, JsonNode instance) {
    return instance.isMissingNode()
        || condition.properties().stream()
            .filter(property -> property.getValue().has("const"))
            .allMatch(
                property ->
                    property.getValue().get("const").equals(instance.path(property.getKey())));
  }
}
