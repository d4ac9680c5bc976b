package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * Reads a contract's bytes: one YAML 1.2 document of the core schema in UTF-8, bounded in size,
 * depth and aliases, so that no file can take more than a moment or become anything but text,
 * numbers, booleans, lists and mappings.
 */
final class Yaml {

  static final int MAX_BYTES = 3 * 1024 * 1024;
  static final int MAX_LINE = 1024 * 1024;
  static final int MAX_DEPTH = 50;
  static final int MAX_ALIASES = 50;

  /** Values after aliases are followed; 50 aliases of aliases could stand for billions. */
  static final int MAX_VALUES = 200_000;

  private static final int MAX_DIGITS = 40;
  private static final int MAX_EXPONENT = 308;
  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new LeadingZerosAreText())
          .setMaxAliasesForCollections(MAX_ALIASES)
          .setCodePointLimit(MAX_BYTES)
          .setAllowRecursiveKeys(false)
          .build();

  private final Report report;
  private final Map<Node, Long> sizes = new IdentityHashMap<>();

  private Yaml(Report report) {
    this.report = report;
  }

  /** The root mapping; empty if there is none, in which case the report says why. */
  static Optional<Place> read(byte[] bytes, Report report) {
    return new Yaml(report).read(bytes);
  }

  private Optional<Place> read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      report.error(1, 1, "the file is larger than 3 MB; a contract describes one dataset");
      return Optional.empty();
    }
    Optional<String> text = decode(bytes);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Node> node = compose(text.get());
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (size(node.get()) > MAX_VALUES) {
      report.error(
          1, 1, "aliases stand for more than " + MAX_VALUES + " values; write the values out");
      return Optional.empty();
    }
    if (report.failed()) {
      return Optional.empty();
    }
    Place root = Place.root(text.get(), node.get());
    if (!root.isMapping()) {
      report.error(root, "not a contract; write 'key: value' lines as schemas/README.md shows");
      return Optional.empty();
    }
    return Optional.of(root);
  }

  private Optional<String> decode(byte[] bytes) {
    int start = 0;
    if (bytes.length >= 3
        && (bytes[0] & 0xff) == 0xef
        && (bytes[1] & 0xff) == 0xbb
        && (bytes[2] & 0xff) == 0xbf) {
      start = 3;
      report.warning(1, 1, "begins with a byte-order mark; save it as UTF-8 without one");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = strict(StandardCharsets.UTF_8);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - (text.lastIndexOf('\n') + 1) + 1;
      boolean gbk =
          !strict(Charset.forName("GB18030"))
              .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), true)
              .isError();
      report.error(
          line,
          column,
          "byte "
              + in.position()
              + " is not UTF-8"
              + (gbk ? ", the file looks like GBK" : "")
              + "; save it as UTF-8");
      return Optional.empty();
    }
    if (text.indexOf('\r') >= 0) {
      report.warning(1, 1, "has Windows line ends (CRLF); save it with LF");
      text = text.replace("\r\n", "\n");
    }
    if (text.lines().anyMatch(line -> line.length() > MAX_LINE)) {
      report.error(1, 1, "a line is longer than 1 MB; break it");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static CharsetDecoder strict(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  private Optional<Node> compose(String text) {
    try {
      Parser parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
      Optional<Node> node = new Composer(SETTINGS, new Bounded(parser)).getSingleNode();
      if (node.isEmpty()) {
        report.error(1, 1, "the file is empty; write a contract as schemas/README.md shows");
      }
      return node;
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      report.error(
          mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, say(e));
    } catch (ReaderException e) {
      String before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
      report.error(
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          1 + before.length() - (before.lastIndexOf('\n') + 1),
          "the control character U+%04X does not belong in a contract; delete it"
              .formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      boolean key = String.valueOf(e.getMessage()).contains("Non scalar key");
      report.error(
          1,
          1,
          key
              ? "a list or mapping stands as a key; write text"
              : "not readable as YAML 1.2: " + e.getMessage() + "; see schemas/README.md");
    }
    return Optional.empty();
  }

  private static String say(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (e instanceof Limit) {
      return problem;
    }
    if (problem.contains("TAB")) {
      return "a tab stands where YAML wants spaces; indent with spaces";
    }
    if (String.valueOf(e.getContext()).contains("expected a single document")) {
      return "a second document begins here; write one contract a file";
    }
    return "not readable as YAML: "
        + (e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ", ")
        + problem
        + "; check indentation, colons and quotes";
  }

  /** Checks a node and all below it, once each, and counts the values that it stands for. */
  private long size(Node node) {
    Long known = sizes.get(node);
    if (known != null) {
      return known;
    }
    Place place = Place.root("", node);
    if (node.isRecursive()) {
      report.error(place, "an anchor contains itself; write the value out");
      return 0;
    }
    long size = 1;
    if (!TAGS.contains(node.getTag())) {
      report.error(
          place,
          "tag '"
              + Place.shorten(node.getTag().getValue())
              + "' is not allowed; a contract holds plain values only");
    } else if (node instanceof ScalarNode scalar) {
      checkScalar(scalar, place);
    } else if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        size += size(item);
      }
    } else if (node instanceof MappingNode mapping) {
      size += size(mapping);
    }
    size = Math.min(size, MAX_VALUES + 1L);
    sizes.put(node, size);
    return size;
  }

  private long size(MappingNode mapping) {
    long size = 0;
    Map<String, Place> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place place = Place.root("", tuple.getKeyNode());
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getTag().equals(Tag.STR)) {
        Place first = seen.putIfAbsent(key.getValue(), place);
        if (first != null) {
          report.error(
              place,
              "key '%s' stands in line %d already; delete one of the two"
                  .formatted(Place.shorten(key.getValue()), first.line()));
        }
      } else {
        report.error(place, "a key must be text; put it in quotes");
      }
      size += 1 + size(tuple.getValueNode());
    }
    return size;
  }

  private void checkScalar(ScalarNode node, Place place) {
    try {
      scalar(node);
    } catch (NumberFormatException e) {
      report.error(
          place,
          "'"
              + Place.shorten(node.getValue())
              + "' is no number that a contract can hold; put it in quotes if it is text");
    }
  }

  /** String, Long, BigDecimal, Boolean or null. */
  static Object scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return text;
    } else if (tag.equals(Tag.BOOL)) {
      return text.equalsIgnoreCase("true");
    } else if (tag.equals(Tag.INT)) {
      return integer(text);
    } else if (tag.equals(Tag.FLOAT)) {
      return decimal(text);
    }
    return null;
  }

  private static Object integer(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new NumberFormatException();
    }
    BigInteger number =
        text.startsWith("0x")
            ? new BigInteger(text.substring(2), 16)
            : text.startsWith("0o")
                ? new BigInteger(text.substring(2), 8)
                : new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
  }

  private static BigDecimal decimal(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new NumberFormatException();
    }
    BigDecimal number = new BigDecimal(text);
    if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
      throw new NumberFormatException();
    }
    return number;
  }

  /** The core schema, except that 012 stays text: codes keep their leading zeros. */
  private static final class LeadingZerosAreText implements Schema {
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private final CoreSchema core = new CoreSchema();

    @Override
    public ScalarResolver getScalarResolver() {
      ScalarResolver resolver = core.getScalarResolver();
      return (value, implicit) ->
          implicit && LEADING_ZERO.matcher(value).matches()
              ? Tag.STR
              : resolver.resolve(value, implicit);
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return core.getSchemaTagConstructors();
    }
  }

  private static final class Limit extends MarkedYamlEngineException {
    private static final long serialVersionUID = 1;

    Limit(String message, Optional<Mark> mark) {
      super(null, Optional.empty(), message, mark);
    }
  }

  /** Stops before the composer, which is recursive, goes too deep. */
  private static final class Bounded implements Parser {
    private final Parser parser;
    private int depth;
    private int aliases;

    Bounded(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case Alias -> aliases++;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new Limit(
            "nested deeper than " + MAX_DEPTH + " levels; a contract needs about ten",
            event.getStartMark());
      }
      if (aliases > MAX_ALIASES) {
        throw new Limit(
            "more than " + MAX_ALIASES + " aliases; write the values out", event.getStartMark());
      }
      return event;
    }
  }
}
