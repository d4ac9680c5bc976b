package org.jinyanglake.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jinyanglake.contract.Zone;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Where a lake lives and how it runs: {@code conf/lake.yaml}. {@code ${LAKE_HOME}} and {@code
 * ${env:NAME}} in values are replaced. Nothing but this differs between one machine and a cluster.
 *
 * @param home the lake's own folder on this machine: keys and logs, and all else by default
 * @param landing root of the landing folders, a Hadoop path
 * @param staging where released files wait for the gate, a Hadoop path that no reader may see
 * @param archive exports and what is published as files, a Hadoop path
 * @param zones the catalogs of the zones
 * @param parallelism how many datasets are worked on at the same time
 * @param spark settings of the Spark session
 * @param hadoop settings of the Hadoop file systems
 */
public record LakeConf(
    Path home,
    String landing,
    String staging,
    String archive,
    Map<Zone, Catalog> zones,
    int parallelism,
    Map<String, String> spark,
    Map<String, String> hadoop) {

  /**
   * A zone's catalog.
   *
   * @param warehouse root of the zone's tables, a Hadoop path
   * @param properties of the Iceberg catalog: {@code uri}, {@code jdbc.user}…
   */
  public record Catalog(String warehouse, Map<String, String> properties) {}

  /** The lake of one machine, all below {@code home}. */
  public static LakeConf embedded(Path home) {
    return of(home, Map.of());
  }

  /** Reads {@code file}; keys that it leaves out are those of {@link #embedded}. */
  public static LakeConf read(Path file, Path home) {
    try {
      Object yaml =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      return of(home, yaml == null ? Map.of() : asMap(file.toString(), yaml));
    } catch (IOException e) {
      throw new LakeException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (YamlEngineException e) {
      throw new LakeException(file + " is not YAML: " + e.getMessage(), e);
    }
  }

  private static LakeConf of(Path home, Map<String, Object> yaml) {
    Path root = home.toAbsolutePath().normalize();
    Map<String, Object> zones = asMap("zones", yaml.getOrDefault("zones", Map.of()));
    Map<Zone, Catalog> catalogs = new EnumMap<>(Zone.class);
    for (Zone zone : Zone.values()) {
      Map<String, String> properties =
          new LinkedHashMap<>(strings(root, zones.getOrDefault(zone.catalog(), Map.of())));
      String warehouse = properties.remove("warehouse");
      properties.putIfAbsent(
          "uri", "jdbc:sqlite:" + root.resolve("catalog/" + zone.catalog() + ".db"));
      catalogs.put(
          zone,
          new Catalog(
              warehouse == null ? uri(root.resolve("warehouse/" + zone.catalog())) : warehouse,
              Map.copyOf(properties)));
    }
    return new LakeConf(
        root,
        string(root, yaml, "landing", uri(root.resolve("landing"))),
        string(root, yaml, "staging", uri(root.resolve("warehouse/staging"))),
        string(root, yaml, "archive", uri(root.resolve("archive"))),
        catalogs,
        Integer.parseInt(
            string(
                root,
                yaml,
                "parallelism",
                String.valueOf(2 * Runtime.getRuntime().availableProcessors()))),
        strings(root, yaml.getOrDefault("spark", Map.of())),
        strings(root, yaml.getOrDefault("hadoop", Map.of())));
  }

  /** As Hadoop reads it: unlike in a URI, spaces and Chinese stand for themselves. */
  private static String uri(Path path) {
    return "file://" + path;
  }

  private static String string(Path home, Map<String, Object> yaml, String key, String otherwise) {
    Object value = yaml.get(key);
    return value == null ? otherwise : replaced(home, value.toString());
  }

  private static Map<String, String> strings(Path home, Object value) {
    Map<String, String> strings = new LinkedHashMap<>();
    asMap("lake.yaml", value)
        .forEach((key, v) -> strings.put(key, replaced(home, String.valueOf(v))));
    return strings;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(String where, Object value) {
    if (!(value instanceof Map)) {
      throw new LakeException(where + ": expected keys and values");
    }
    return (Map<String, Object>) value;
  }

  private static String replaced(Path home, String value) {
    String text = value.replace("${LAKE_HOME}", home.toString());
    int from = text.indexOf("${env:");
    while (from >= 0) {
      int to = text.indexOf('}', from);
      String name = text.substring(from + 6, to);
      String found = System.getenv(name);
      if (found == null) {
        throw new LakeException("conf/lake.yaml: the environment has no " + name);
      }
      text = text.substring(0, from) + found + text.substring(to + 1);
      from = text.indexOf("${env:", from + found.length());
    }
    return text;
  }
}
