package org.jinyanglake.fetch;

import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.ResourcePaths;
import org.apache.iceberg.rest.auth.OAuth2Util;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ConfigResponseParser;
import org.apache.iceberg.rest.responses.LoadTableResponseParser;
import org.apache.iceberg.rest.responses.OAuthTokenResponse;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Origin.Credential;
import org.jinyanglake.fetch.Credentials.Login;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;

/**
 * An Iceberg REST catalog, asked for one table: {@code GET v1/config}, then {@code GET
 * v1/{prefix}/namespaces/{namespace}/tables/{table}} of Iceberg's REST specification.
 *
 * <p>Iceberg's own client is not used: it lets the server name hosts, classes and credentials for
 * it. Here the server's configuration can say only where on a listed host its tables are.
 */
final class RestCatalog {
  private static final String PREFIX = "prefix";
  private static final String SEPARATOR = "namespace-separator";
  private static final String URI_KEY = "uri";

  private final Origin.LakeTable origin;
  private final Origin.RestCatalog rest;
  private final LakeConf conf;
  private final Attempts attempts;
  private final Patience patience;

  RestCatalog(Origin.LakeTable origin, Lake lake, Attempts attempts, Patience patience) {
    this.origin = origin;
    this.rest = origin.rest().orElseThrow();
    this.conf = lake.conf();
    this.attempts = attempts;
    this.patience = patience;
  }

  /** What the catalog says of the table now, all its snapshots included. */
  TableMetadata table() throws FetchException {
    URI home = URI.create(slashed(origin.location()));
    Http http = new Http(rest.access(), home, authorization(), patience);
    String warehouse =
        origin.catalog().isEmpty()
            ? ""
            : "?" + RESTUtil.encodeFormData(Map.of("warehouse", origin.catalog()));
    ConfigResponse config =
        answer(
            get(http, home.resolve(ResourcePaths.config() + warehouse)),
            ConfigResponseParser::fromJson);
    HttpResponse<InputStream> found = get(http, base(home, config).resolve(path(config)));
    if (found.statusCode() == 404) {
      Http.close(found);
      throw FetchException.refused(
          origin.name() + ": there is no such table; check location, catalog and table");
    }
    return answer(found, LoadTableResponseParser::fromJson).tableMetadata();
  }

  /** The header for the host of the catalog. */
  private Optional<String> authorization() throws FetchException {
    if (origin.credential().isEmpty()) {
      return Optional.empty();
    }
    Credential credential = origin.credential().get();
    return Optional.of(
        rest.tokenServer().isEmpty()
            ? Credentials.authorization(credential, conf)
            : "Bearer " + token(rest.tokenServer().get(), Credentials.login(credential, conf)));
  }

  /** A token for client id and secret (RFC 6749, 4.4), in the form that Iceberg's clients send. */
  private String token(URI server, Login login) throws FetchException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", login.user());
    form.put("client_secret", login.password());
    rest.scope().ifPresent(scope -> form.put("scope", scope));
    Http http = new Http(rest.access(), server, Optional.empty(), patience);
    OAuthTokenResponse answer =
        answer(http.post(server, RESTUtil.encodeFormData(form)), OAuth2Util::tokenResponseFromJson);
    if (!"bearer".equalsIgnoreCase(answer.tokenType()) || !Credentials.isHeader(answer.token())) {
      throw other(server);
    }
    return answer.token();
  }

  private static HttpResponse<InputStream> get(Http http, URI address) throws FetchException {
    return http.get(address, Map.of("Accept", "application/json"));
  }

  private <T> T answer(HttpResponse<InputStream> response, Function<String, T> parser)
      throws FetchException {
    try {
      if (response.statusCode() != 200) {
        attempts.asked(Http.retryAfter(response, Instant.now()));
        throw Http.failure(response.uri(), response.statusCode());
      }
      byte[] body =
          Body.read(
              response, attempts, patience, 32, "have the table's old snapshots expired there");
      return parser.apply(new String(body, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      // Its message may hold what the server sent.
      throw other(response.uri());
    } finally {
      Http.close(response);
    }
  }

  private static FetchException other(URI address) {
    return FetchException.refused(
        Http.shown(address)
            + " does not answer as an Iceberg REST catalog does; is the location that of one, without"
            + " v1?");
  }

  /** Where the server wants to be spoken to, as long as that is no step down. */
  private URI base(URI home, ConfigResponse config) throws FetchException {
    String text = config.overrides().get(URI_KEY);
    if (text == null) {
      return home;
    }
    try {
      URI base = new URI(slashed(text));
      if (home.getScheme().equals("https") && !"https".equals(base.getScheme())) {
        throw FetchException.refused(
            Http.shown(home) + " leads from https to another scheme, which is not followed");
      }
      return base;
    } catch (URISyntaxException e) {
      throw other(home);
    }
  }

  /** Of what the server configures, only how the table's path is written counts. */
  private String path(ConfigResponse config) throws FetchException {
    Map<String, String> paths = new HashMap<>();
    for (String key : new String[] {PREFIX, SEPARATOR}) {
      String value = config.overrides().getOrDefault(key, config.defaults().get(key));
      if (value != null) {
        paths.put(key, value);
      }
    }
    if (!paths.getOrDefault(PREFIX, "p").matches("([A-Za-z0-9._~:=/-]|%[0-9A-Fa-f]{2})+")
        || !paths.getOrDefault(SEPARATOR, ".").matches("[.~_-]|%[0-9A-Fa-f]{2}")) {
      throw FetchException.refused(
          Http.shown(URI.create(origin.location()))
              + " asks for addresses that are none; ask the provider about its configuration");
    }
    return ResourcePaths.forCatalogProperties(paths).table(TableIdentifier.parse(origin.table()));
  }

  private static String slashed(String address) {
    return address.endsWith("/") ? address : address + "/";
  }
}
