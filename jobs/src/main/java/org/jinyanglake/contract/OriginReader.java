package org.jinyanglake.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jinyanglake.contract.Origin.Credential;
import org.jinyanglake.contract.Origin.Limits;

/** Reads where landing files are fetched from: the server named {@code source}. */
final class OriginReader {

  /** The server's name. */
  static final String NAME = "source";

  private final DatasetName dataset;
  private final Report report;

  OriginReader(DatasetName dataset, Report report) {
    this.dataset = dataset;
    this.report = report;
  }

  /** The server, if there is one beside that of the landing files; the first of that name. */
  static Optional<Place> server(Place root) {
    List<Place> servers = root.get("servers").items();
    return servers.stream()
        .filter(server -> servers.size() > 1)
        .filter(server -> server.get("server").textOrEmpty().equals(NAME))
        .findFirst();
  }

  /** Whether it is a table, of a database or of another lake, whose nulls are no texts. */
  static boolean isTable(Place root) {
    return server(root)
        .map(server -> server.get("type").textOrEmpty())
        .filter(type -> List.of("mysql", "postgresql", "postgres", "custom").contains(type))
        .isPresent();
  }

  /**
   * Reads it.
   *
   * @param path the place of the landing files' path
   */
  Optional<Origin> read(
      Place root,
      Optional<Source> source,
      Place path,
      LoadMode mode,
      List<ColumnReader.Result> columns,
      Optional<String> order,
      Optional<Deletion> deletion) {
    Optional<Place> server = server(root);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    if (source.isPresent() && !(source.get() instanceof Source.Files)) {
      report.error(
          server.get(),
          "a dataset that is computed by sql is not fetched; delete the server " + NAME);
      return Optional.empty();
    }
    source.ifPresent(files -> checkPath((Source.Files) files, path));
    if (source.filter(files -> ((Source.Files) files).control().isPresent()).isPresent()) {
      report.error(
          server.get(),
          "what is fetched is checked on its way, and nobody delivers control files for it; delete"
              + " control, or the server "
              + NAME);
    }
    Place type = server.get().get("type");
    return switch (type.textOrEmpty()) {
      case "api" -> new WebReader(report, this).read(server.get(), source, mode);
      case "postgresql", "postgres", "mysql" ->
          new DatabaseReader(report, this).read(server.get(), source, mode, columns);
      case "custom" ->
          new LakeTableReader(report, this)
              .read(server.get(), source, mode, columns, order, deletion);
      default -> {
        if (type.text().isPresent()) {
          report.errorUnlessTold(
              type,
              "nothing is fetched from a server of type '"
                  + Place.shorten(type.textOrEmpty())
                  + "'; use api for files and portals, postgresql or mysql for databases, custom for"
                  + " tables of other lakes");
        }
        yield Optional.empty();
      }
    };
  }

  /** Fetched files get names of their own, which the path has to take. */
  private void checkPath(Source.Files files, Place path) {
    String folder = dataset.domain() + "/" + dataset.name() + "/";
    if (files.path().startsWith(folder)
        && !files
            .path()
            .substring(folder.length())
            .matches("\\*\\.[A-Za-z0-9]+(\\.[A-Za-z0-9]+)?(?<!\\.gz)")) {
      report.error(
          path,
          "the names of fetched files begin as they do at the source, so the path must be "
              + folder
              + "* and the ending, as "
              + folder
              + "*.csv");
    }
  }

  /** Rows of a source that has no files are stored as JSON lines. */
  void checkJsonLines(Optional<Source> source, Place server, String rows) {
    if (source.isPresent() && !isJsonLines((Source.Files) source.get())) {
      report.error(
          server,
          rows
              + " are stored as JSON lines; write format: jsonl and a path that ends in .jsonl for"
              + " the landing files");
    }
  }

  private static boolean isJsonLines(Source.Files files) {
    return files.format() == Source.Format.JSON_LINES && files.path().endsWith(".jsonl");
  }

  /** Times come as ISO 8601, whatever their source is set to. */
  void checkNoFormats(List<ColumnReader.Result> columns, String source) {
    for (ColumnReader.Result each : columns) {
      if (each.column().format().isPresent()) {
        report.error(
            each.place(),
            "column "
                + each.name()
                + " has a format, but dates and times of "
                + source
                + " come as ISO 8601; delete it");
      }
    }
  }

  Limits limits(CustomProperties properties) {
    return new Limits(
        (long) number(properties.get("maxMegabytes"), "maxMegabytes", 2_048, 1, 1_048_576) << 20,
        Duration.ofMinutes(number(properties.get("maxMinutes"), "maxMinutes", 60, 1, 1_440)),
        number(properties.get("attempts"), "attempts", 5, 1, 10));
  }

  Optional<Credential> credential(CustomProperties properties) {
    List<Credential> found = new ArrayList<>();
    for (Credential.Kind kind : Credential.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      Place env = properties.get(name + "Env");
      if (env.exists()) {
        if (!env.textOrEmpty().matches("LAKE_SOURCE_[A-Z0-9_]+")) {
          report.error(
              env, name + "Env must name an environment variable that begins with LAKE_SOURCE_");
        }
        found.add(new Credential(kind, env.textOrEmpty(), false));
      }
      Place file = properties.get(name + "File");
      if (file.exists()) {
        if (!file.textOrEmpty().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
          report.error(
              file,
              name + "File must be the name of a file in credentials of the lake, without a path");
        }
        found.add(new Credential(kind, file.textOrEmpty(), true));
      }
      if (found.size() > 1) {
        report.error(
            file.exists() ? file : env, "one credential is enough; delete all but one of them");
      }
    }
    return found.stream().findFirst();
  }

  List<String> texts(Place place, String what) {
    if (!place.exists()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (!place.isSequence()) {
      report.error(place, what + " must be a list; write it as [a, b]");
    }
    for (Place item : place.items()) {
      if (item.text().filter(text -> !text.isBlank()).isEmpty()) {
        report.error(item, what + " must be texts; put each in quotes");
      } else {
        texts.add(item.textOrEmpty());
      }
    }
    return texts;
  }

  boolean flag(Place place, String what) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, what + " must be true or false; write one of the two");
    }
    return place.isTrue();
  }

  int number(Place place, String what, int standard, int least, int most) {
    if (!place.exists()) {
      return standard;
    }
    Optional<Long> number = place.integer();
    if (number.isEmpty() || number.get() < least || number.get() > most) {
      report.error(
          place, what + " must be a whole number from " + least + " to " + most + "; write one");
      return standard;
    }
    return number.get().intValue();
  }
}
