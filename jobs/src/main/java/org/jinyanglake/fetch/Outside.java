package org.jinyanglake.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jinyanglake.lake.Lake;

/**
 * What may be read of another lake's table: files outside of this lake. A contract, or a table that
 * names files of others as its own, must not be a way to the raw rows of another dataset, or to
 * keys.
 */
final class Outside {
  private static final Set<String> SCHEMES = Set.of("file", "hdfs", "viewfs", "s3a", "abfss");

  private final List<URI> inside = new ArrayList<>();

  Outside(Lake lake) {
    var conf = lake.conf();
    List<String> own = new ArrayList<>(List.of(conf.landing(), conf.staging(), conf.archive()));
    own.add(conf.home().toUri().toString());
    conf.zones().values().forEach(catalog -> own.add(catalog.warehouse()));
    own.forEach(place -> inside.add(place(place)));
  }

  /**
   * The location as Hadoop reads it.
   *
   * @throws Refused if it is inside of the lake, or nowhere that is read
   */
  String check(String location) {
    URI uri = place(location);
    if (!SCHEMES.contains(uri.getScheme())) {
      throw new Refused("a file of the table is at a place of the kind " + uri.getScheme());
    }
    for (URI own : inside) {
      boolean sameStore =
          uri.getScheme().equals(own.getScheme())
              && (isOne(uri.getScheme())
                  || String.valueOf(uri.getAuthority()).equals(own.getAuthority()));
      if (sameStore && (uri.getPath() + "/").startsWith(own.getPath() + "/")) {
        throw new Refused("a file of the table is inside of this lake");
      }
    }
    return location.replaceFirst("^s3n?://", "s3a://");
  }

  /** Schemes of which the whole path counts, since one store has several names. */
  private static boolean isOne(String scheme) {
    return !scheme.equals("s3a") && !scheme.equals("abfss");
  }

  /** Scheme, store and the path without detours and links. */
  private static URI place(String location) {
    URI uri = new Path(location).toUri();
    String scheme =
        uri.getScheme() == null
            ? "file"
            : uri.getScheme().toLowerCase(Locale.ROOT).replaceFirst("^s3n?$", "s3a");
    String path = uri.getPath();
    if (scheme.equals("file")) {
      path = real(java.nio.file.Path.of(path).toAbsolutePath().normalize()).toString();
    }
    try {
      return new URI(scheme, uri.getAuthority(), path, null, null).normalize();
    } catch (java.net.URISyntaxException e) {
      throw new Refused("a file of the table has a name that is no path");
    }
  }

  /** With links followed as far as the path is there. */
  private static java.nio.file.Path real(java.nio.file.Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
    } catch (IOException e) {
      throw new Refused("a file of the table is behind a link that leads nowhere");
    }
    return path.getParent() == null ? path : real(path.getParent()).resolve(path.getFileName());
  }

  /**
   * A file may not be read; the message holds no name, which may tell of a person. Of this kind
   * because readers try again after others.
   */
  static final class Refused extends NotFoundException {
    private static final long serialVersionUID = 1L;

    private Refused(String message) {
      super("%s", message);
    }
  }
}
