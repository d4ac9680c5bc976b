package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;

/** A lake with one dataset, {@code city.counts}, that is fetched. No Spark. */
public final class Sources {
  static final Patience HASTY =
      new Patience(Duration.ofMillis(400), Duration.ofMillis(1), Duration.ofMillis(5));

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:counts
      name: counts
      version: 1.0.0
      status: active
      domain: city
      servers:
        - {server: landing, type: local, path: city/counts/*.%s, format: %s}
      %s
      schema:
        - name: counts
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
            - {property: loadMode, value: %s}
      %s
      team:
        members:
          - {username: officer, role: chiefDataOfficer}
          - {username: steward, role: steward}
      """;

  static final String COLUMNS =
      """
          properties:
            - {name: district, logicalType: string, classification: public}
            - {name: persons, logicalType: integer, classification: public}
      """;

  private Sources() {}

  /** A contract; {@code source} is the second server, indented by two. */
  public static String contract(String source, String format, String mode, String columns) {
    return CONTRACT.formatted(
        format, format, source.stripTrailing(), mode, columns.stripTrailing());
  }

  /** A web server as a source. */
  public static String web(String location, String... properties) {
    StringBuilder source =
        new StringBuilder(
            "  - server: source\n    type: api\n    location: "
                + location
                + "\n    customProperties:\n"
                + "      - {property: networks, value: [127.0.0.0/8]}\n");
    for (String property : properties) {
      int colon = property.indexOf(':');
      source.append(
          "      - {property: %s, value: %s}\n"
              .formatted(property.substring(0, colon), property.substring(colon + 1).strip()));
    }
    return source.toString();
  }

  /** Writes a credential, readable by its owner only. */
  public static void credential(Path home, String name, String text) {
    try {
      Path file = Files.createDirectories(home.resolve("credentials")).resolve(name);
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A database as a source, with the password of the tests' servers.
   *
   * @param type postgresql or mysql
   */
  public static String database(
      Path home, String type, int port, String database, String... properties) {
    credential(home, "db", "lake:lake\n");
    StringBuilder source =
        new StringBuilder(
            "  - server: source\n    type: %s\n    host: 127.0.0.1\n    port: %d\n    database: %s\n"
                .formatted(type, port, database));
    if (!type.equals("mysql")) {
      source.append("    schema: public\n");
    }
    source.append("    customProperties:\n      - {property: passwordFile, value: db}\n");
    for (String property : properties) {
      int colon = property.indexOf(':');
      source.append(
          "      - {property: %s, value: %s}\n"
              .formatted(property.substring(0, colon), property.substring(colon + 1).strip()));
    }
    return source.toString();
  }

  /** Reads a contract; throws with its problems if it has any. */
  static Contract read(Path schemas, String yaml) {
    try {
      Files.createDirectories(schemas.resolve("city"));
      Files.writeString(schemas.resolve("city/counts.yaml"), yaml);
      Contracts contracts = Contracts.in(schemas).read();
      if (contracts.failed()) {
        throw new IllegalArgumentException(contracts.problems().toString());
      }
      return contracts.contract(new DatasetName("city", "counts")).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Lake lake(Path home) {
    return Lake.open(LakeConf.embedded(home), Observer.NONE);
  }

  static Fetch.Result fetch(Lake lake, Contract contract) {
    return fetch(lake, contract, Optional.empty());
  }

  static Fetch.Result fetch(Lake lake, Contract contract, Optional<Version> raw) {
    return Fetch.of(lake, contract)
        .orElseThrow()
        .with(HASTY, java.time.Clock.systemUTC())
        .execute(raw);
  }

  /** The files in the dataset's landing folder with their text, by name. */
  static SortedMap<String, String> landed(Path home) {
    SortedMap<String, String> landed = new TreeMap<>();
    try (Stream<Path> files = Files.list(home.resolve("landing/city/counts"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        landed.put(name, name.endsWith(".gz") ? "" : Files.readString(file));
      }
      return landed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a gzipped file in the landing folder. */
  static List<String> lines(Path home, String file) {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(home.resolve("landing").resolve(file)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> texts(Path home) {
    return List.copyOf(landed(home).values());
  }
}
