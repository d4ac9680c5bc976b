package org.jinyanglake.contract;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a dataset's landing files are fetched from: the server named {@code source} of its
 * contract. Without one, somebody puts the files into the landing folder.
 */
public sealed interface Origin {

  /** How long and how much may be fetched, and as whom. */
  Limits limits();

  /** Where the credential is; empty: none is needed. */
  Optional<Credential> credential();

  /** Host and place for people and for the ledger: no user, no query. */
  String name();

  /**
   * Where a credential is; itself it is in no contract.
   *
   * @param kind what it is
   * @param name of the environment variable, {@code LAKE_SOURCE_…}, or of the file in {@code
   *     credentials} of the lake
   * @param file whether it is a file
   */
  record Credential(Kind kind, String name, boolean file) {
    /** PASSWORD is written {@code user:password}; TOKEN is the header Authorization as it is. */
    public enum Kind {
      PASSWORD,
      TOKEN
    }
  }

  /**
   * What one file may cost.
   *
   * @param bytes of one file as it is stored
   * @param time for one file, all attempts together
   * @param attempts how often it is tried, with longer and longer pauses
   */
  record Limits(long bytes, Duration time, int attempts) {}

  /**
   * What may be contacted.
   *
   * @param hosts {@code host} for the scheme's port, or {@code host:port}; lower case
   * @param networks addresses that may be contacted though they are not public
   */
  record Access(Set<String> hosts, List<Network> networks) {
    public Access {
      hosts = Set.copyOf(hosts);
      networks = List.copyOf(networks);
    }
  }

  /**
   * What is believed of a file that was fetched before.
   *
   * @param etag whether equal strong ETags have to mean equal bytes
   * @param recheck after this time a file is fetched whole, whatever its server says of it
   * @param collect whether a file that changed at its source is collected once more; if not, it
   *     holds the dataset back
   */
  record Changes(boolean etag, Duration recheck, boolean collect) {}

  /**
   * Files at web addresses.
   *
   * @param files addresses relative to {@code location}; empty: the location itself is the file
   */
  record Web(
      URI location,
      List<String> files,
      Access access,
      Changes changes,
      Limits limits,
      Optional<Credential> credential)
      implements Origin {
    public Web {
      files = List.copyOf(files);
    }

    @Override
    public String name() {
      return shown(location);
    }
  }

  /**
   * A dataset of an open-data portal that speaks CKAN's API.
   *
   * @param location where the API's actions are, as {@code https://host/api/3/action/}
   * @param dataset its name or id there
   * @param resources names or ids of the resources; empty: all of {@code format}
   * @param format of the resources, as CSV; empty: any
   * @param datastore whether rows are read from the portal's database, not the files
   * @param pageSize rows a page
   */
  record Ckan(
      URI location,
      String dataset,
      List<String> resources,
      Optional<String> format,
      boolean datastore,
      int pageSize,
      Access access,
      Changes changes,
      Limits limits,
      Optional<Credential> credential)
      implements Origin {
    public Ckan {
      resources = List.copyOf(resources);
    }

    @Override
    public String name() {
      return shown(location) + " " + dataset;
    }
  }

  /** The database servers that are read. */
  enum Product {
    POSTGRESQL,
    MYSQL
  }

  /**
   * Fetching by day: a day whose rows differ from those that were fetched is fetched whole.
   *
   * @param column a date, or a time of which the day in the contract's zone counts
   * @param reload how many past days are compared in each run
   * @param empties whether a day of which all rows are gone is emptied; if not, it holds the
   *     dataset back and its rows stay
   */
  record Days(String column, int reload, boolean empties) {}

  /**
   * A table or view of a database.
   *
   * @param schema empty for MySQL, where it is the database
   * @param watermark a column that only grows: rows above the greatest value that was fetched are
   *     fetched; empty: the whole table each time
   * @param lag rows whose watermark is a time younger than this wait for the next run, since others
   *     of that time may not be committed yet
   * @param days by which the table is fetched; empty: by the watermark, or whole
   * @param partitionColumn by whose ranges the table is read in parts, side by side and as of one
   *     moment; empty: it is read as one
   * @param partitions the number of parts
   * @param options of the driver
   */
  record Database(
      Product product,
      String host,
      int port,
      String database,
      String schema,
      String table,
      Optional<String> watermark,
      Duration lag,
      Optional<Days> days,
      Optional<String> partitionColumn,
      int partitions,
      Map<String, String> options,
      Limits limits,
      Optional<Credential> credential)
      implements Origin {
    public Database {
      options = Map.copyOf(options);
    }

    @Override
    public String name() {
      return "%s:%d/%s %s%s"
          .formatted(host, port, database, schema.isEmpty() ? "" : schema + ".", table);
    }
  }

  /** Formats of tables that other lakes keep. */
  enum TableFormat {
    ICEBERG,
    DELTA
  }

  /**
   * What an Iceberg REST catalog asks for beyond its address.
   *
   * @param access hosts that may be contacted: those of the catalog and of {@code tokenServer}, and
   *     what the contract adds
   * @param storage folders, Hadoop paths; files of the table that lie in none of them are not read
   * @param tokenServer gives a token for user and password (OAuth 2.0, client credentials); empty:
   *     the credential goes to the catalog as it is
   * @param scope of that token; empty: that server's own
   */
  record RestCatalog(
      Access access, List<String> storage, Optional<URI> tokenServer, Optional<String> scope) {
    public RestCatalog {
      storage = List.copyOf(storage);
    }
  }

  /**
   * A table of another lake. Its rows are fetched whole, or as what changed since the version that
   * was fetched last.
   *
   * @param location the table's folder, a Hadoop path; or an Iceberg catalog, as {@code
   *     jdbc:postgresql://host/database} or {@code https://host/path}
   * @param catalog the catalog's name in its database, the warehouse of a REST catalog; empty for a
   *     folder, and for a REST catalog that has one warehouse
   * @param table as {@code namespace.name}; empty for a folder
   * @param rest of a REST catalog
   */
  record LakeTable(
      TableFormat format,
      String location,
      String catalog,
      String table,
      Optional<RestCatalog> rest,
      Limits limits,
      Optional<Credential> credential)
      implements Origin {
    /** Name of the field that says what became of a row: {@link #DELETED}, else {@code U}. */
    public static final String OPERATION = "_op";

    /** The mark of a row that is deleted. */
    public static final String DELETED = "D";

    /** Name of the field that counts the fetches, a whole number that only grows. */
    public static final String VERSION = "_version";

    /** Name of the field with the moment of the version that was fetched, which only grows. */
    public static final String MOMENT = "_moment";

    /** Whether the location is a catalog. */
    public boolean inCatalog() {
      return !table.isEmpty();
    }

    @Override
    public String name() {
      if (!inCatalog()) {
        return location;
      }
      return location + " " + (catalog.isEmpty() ? "" : catalog + ".") + table;
    }
  }

  /** An address without user, query and fragment, which may hold secrets. */
  static String shown(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
  }
}
