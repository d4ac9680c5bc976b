package org.jinyanglake.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Origin.Credential;
import org.jinyanglake.contract.Origin.RestCatalog;

/** Reads how an Iceberg REST catalog is spoken to. */
final class RestCatalogReader {

  /** The properties that are for such a catalog alone. */
  static final List<String> PROPERTIES =
      List.of("storage", "tokenServer", "scope", "hosts", "networks", "tokenEnv", "tokenFile");

  private final Report report;
  private final OriginReader shared;

  RestCatalogReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  /** Whether a location is such a catalog. */
  static boolean isOne(Place location) {
    return location.textOrEmpty().matches("(?i)https?:.*");
  }

  /** Reports properties that mean nothing for another location. */
  void refuse(CustomProperties properties) {
    for (String name : PROPERTIES) {
      if (properties.get(name).exists()) {
        report.error(
            properties.get(name),
            name + " is for Iceberg REST catalogs (https://…) only; delete it");
      }
    }
  }

  /** Reads it; empty if its address is wrong. */
  Optional<RestCatalog> read(
      Place server, CustomProperties properties, Optional<Credential> credential) {
    WebAddressReader addresses = new WebAddressReader(report, shared);
    Place location = server.get("location");
    Optional<URI> catalog = addresses.address(location, "location");
    Place tokenServer = properties.get("tokenServer");
    Optional<URI> tokens =
        tokenServer.exists() ? addresses.address(tokenServer, "tokenServer") : Optional.empty();
    catalog
        .filter(uri -> uri.getRawQuery() != null)
        .ifPresent(
            uri -> report.error(location, "the address of a catalog has no query; delete it"));
    List<URI> contacted = new ArrayList<>();
    catalog.ifPresent(contacted::add);
    tokens.ifPresent(contacted::add);
    if (credential.isPresent()
        && contacted.stream().anyMatch(uri -> uri.getScheme().equals("http"))) {
      report.warning(
          location, "over http anybody between can read the credential; ask for an https address");
    }
    Place scope = properties.get("scope");
    if (tokenServer.exists()
        && credential.filter(each -> each.kind() == Credential.Kind.PASSWORD).isEmpty()) {
      report.error(
          tokenServer,
          "a tokenServer asks for client id and secret; name their place as passwordFile or"
              + " passwordEnv, or delete tokenServer");
    }
    if (scope.exists() && !tokenServer.exists()) {
      report.error(scope, "scope is asked of a tokenServer; add that, or delete scope");
    }
    List<String> storage = storage(server, properties.get("storage"));
    Origin.Access access = addresses.access(properties, contacted);
    return catalog.map(
        uri -> new RestCatalog(access, storage, tokens, report.text(scope, "scope")));
  }

  private List<String> storage(Place server, Place place) {
    List<String> storage = shared.texts(place, "storage");
    if (!place.exists() || place.isSequence() && storage.isEmpty()) {
      report.error(
          place.exists() ? place : server,
          "where do the catalog's files lie? add the property storage, a list of folders as"
              + " [s3a://bucket/warehouse]; files elsewhere are not read");
    }
    for (String folder : storage) {
      if (!LakeTableReader.isFolder(folder)) {
        report.error(
            place,
            "'"
                + Place.shorten(folder)
                + "' is no folder; write it as hdfs://host/path, s3a://bucket/path, abfss://… or"
                + " file:///path");
      }
    }
    return storage;
  }
}
