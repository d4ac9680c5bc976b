package org.jinyanglake.lake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The evidence of commits: one JSON document a commit, in a folder that only the lake may write. It
 * is written before the commit that refers to it, by name and SHA-256, in its snapshot's summary;
 * one that no snapshot refers to is the trace of a run that was cut off and means nothing.
 */
public final class Evidence {

  /** Sorts keys, so that equal documents have equal bytes. */
  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  private final FileSystem fs;
  private final Path folder;

  Evidence(Path folder, Configuration conf) {
    this.folder = folder;
    try {
      this.fs = folder.getFileSystem(conf);
    } catch (IOException e) {
      throw new LakeException("cannot reach " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a commit's evidence and returns the reference for its snapshot's summary.
   *
   * @param stage which stage commits, as {@code collect}
   * @param state what the table holds with the commit
   * @param facts what was done, for the ledger
   */
  public String write(String stage, State state, ObjectNode facts) {
    ObjectNode document = JSON.createObjectNode();
    document.put("stage", stage);
    document.set("facts", facts);
    document.set("state", JSON.valueToTree(state));
    return write(document);
  }

  private String write(ObjectNode document) {
    String name = UUID.randomUUID().toString();
    try {
      byte[] bytes = text(document).getBytes(StandardCharsets.UTF_8);
      try (OutputStream out = fs.create(path(name), false)) {
        out.write(bytes);
      }
      return name + "#" + sha256(bytes);
    } catch (IOException e) {
      throw new LakeException(
          "cannot write evidence to " + folder + ": " + e.getMessage() + "; is the disk full?", e);
    }
  }

  /** Reads evidence; throws {@link LakeException} if it is gone or not what was written. */
  public JsonNode read(String reference) {
    return read(reference, JSON::readTree);
  }

  /**
   * The facts of some evidence, as {@link #read} gives them, without making anything of the state,
   * which is large where partitions are many: for whoever goes through all commits of a table.
   */
  public JsonNode facts(String reference) {
    return read(reference, Evidence::facts);
  }

  private static JsonNode facts(byte[] document) throws IOException {
    try (JsonParser json = JSON.createParser(document)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean facts = json.currentName().equals("facts");
        json.nextToken();
        if (facts) {
          return json.readValueAsTree();
        }
        json.skipChildren();
      }
      return JSON.createObjectNode();
    }
  }

  /** What evidence is made into. */
  private interface Parsing {
    JsonNode of(byte[] document) throws IOException;
  }

  private JsonNode read(String reference, Parsing parsing) {
    int cut = reference.indexOf('#');
    Path path = path(reference.substring(0, cut));
    try (InputStream in = fs.open(path)) {
      byte[] bytes = in.readAllBytes();
      if (!sha256(bytes).equals(reference.substring(cut + 1))) {
        throw new LakeException(path + " was altered: its SHA-256 is not that in the snapshot");
      }
      return parsing.of(bytes);
    } catch (ChecksumException e) {
      throw new LakeException(path + " was altered: its bytes are not those that were written", e);
    } catch (FileNotFoundException e) {
      throw new LakeException(path + " is missing; restore it from a back-up of the ledger", e);
    } catch (IOException e) {
      throw new LakeException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** JSON as text, keys in order, without spaces. */
  public static String text(JsonNode json) {
    try {
      return JSON.writeValueAsString(JSON.treeToValue(json, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON", e);
    }
  }

  /** The state in a document of {@link #write(String, State, ObjectNode)}. */
  public static State state(JsonNode document) {
    try {
      return JSON.treeToValue(document.get("state"), State.class);
    } catch (JsonProcessingException e) {
      throw new LakeException("evidence without a readable state: " + e.getOriginalMessage(), e);
    }
  }

  private Path path(String name) {
    return new Path(folder, name + ".json");
  }

  /** SHA-256 as 64 hex digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** SHA-256 of a text, as 64 hex digits. */
  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
