package org.jinyanglake.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;

/**
 * What may be read of another lake's table: files outside of this lake. A contract, or a table that
 * names files of others as its own, must not be a way to the raw rows of another dataset, or to
 * keys.
 */
final class Outside {
  private static final Set<String> SCHEMES = Set.of("file", "hdfs", "viewfs", "s3a", "abfss");

  private final List<URI> inside = new ArrayList<>();
  private final List<URI> storage = new ArrayList<>();
  private final Configuration hadoop;

  Outside(Lake lake) {
    this(places(lake.conf()), lake.hadoop());
  }

  /**
   * Outside of some places.
   *
   * @param hadoop says where a place is that has no scheme
   */
  Outside(List<String> own, Configuration hadoop) {
    this.hadoop = hadoop;
    own.forEach(place -> inside.add(place(place)));
  }

  /** Only what lies in these folders is read; without any, all that is outside. */
  Outside in(List<String> folders) {
    folders.forEach(folder -> storage.add(place(folder)));
    return this;
  }

  private static List<String> places(LakeConf conf) {
    List<String> own = new ArrayList<>(List.of(conf.landing(), conf.staging(), conf.archive()));
    own.add(local(conf.home()));
    conf.zones().values().forEach(catalog -> own.add(catalog.warehouse()));
    return own;
  }

  /** The location of a local file, as it is and not as a URI would write it. */
  static String local(java.nio.file.Path path) {
    return "file:" + path.toAbsolutePath();
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
      boolean sameStore = isOne(uri.getScheme()) || isSameStore(uri, own);
      if (uri.getScheme().equals(own.getScheme()) && sameStore && isBelow(uri, own)) {
        throw new Refused("a file of the table is inside of this lake");
      }
    }
    if (!storage.isEmpty()
        && storage.stream()
            .noneMatch(
                folder ->
                    uri.getScheme().equals(folder.getScheme())
                        && isSameStore(uri, folder)
                        && isBelow(uri, folder))) {
      throw new Refused("a file of the table is in none of the folders of storage");
    }
    return location.replaceFirst("^s3n?://", "s3a://");
  }

  private static boolean isSameStore(URI a, URI b) {
    return String.valueOf(a.getAuthority()).equals(String.valueOf(b.getAuthority()));
  }

  /** The root of a store is written with a slash or without. */
  private static boolean isBelow(URI file, URI folder) {
    return (file.getPath() + "/").startsWith(folder.getPath().replaceFirst("/+$", "") + "/");
  }

  /** Schemes of which the whole path counts, since one store has several names. */
  private static boolean isOne(String scheme) {
    return !scheme.equals("s3a") && !scheme.equals("abfss");
  }

  /** Scheme, store and the path without detours and links. */
  private URI place(String location) {
    URI uri = qualified(new Path(location)).toUri();
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT).replaceFirst("^s3n?$", "s3a");
    String path = uri.getPath();
    if (scheme.equals("file")) {
      path = real(java.nio.file.Path.of(path).toAbsolutePath().normalize()).toString();
    }
    try {
      String store =
          uri.getAuthority() == null ? null : uri.getAuthority().toLowerCase(Locale.ROOT);
      return new URI(scheme, store, path, null, null).normalize();
    } catch (java.net.URISyntaxException e) {
      throw new Refused("a file of the table has a name that is no path");
    }
  }

  /** Without a scheme it is where Hadoop looks for it. */
  private Path qualified(Path path) {
    if (path.toUri().getScheme() != null) {
      return path;
    }
    try {
      return path.getFileSystem(hadoop).makeQualified(path);
    } catch (IOException e) {
      throw new Refused("a file of the table is at a place that cannot be reached");
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
