package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jinyanglake.contract.Origin.Access;

/**
 * HTTP as the lake speaks it: to listed hosts only, through no proxy, also where a server leads to
 * another address. A credential goes to the host that it is meant for and to no other.
 */
final class Http {
  private static final int MOST_REDIRECTS = 5;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Hosts hosts;
  private final URI home;
  private final Optional<String> authorization;
  private final Patience patience;

  /**
   * A client.
   *
   * @param home whose host the credential is for
   * @param authorization the header; empty: none
   */
  Http(Access access, URI home, Optional<String> authorization, Patience patience) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build();
    this.hosts = new Hosts(access);
    this.home = home;
    this.authorization = authorization;
    this.patience = patience;
  }

  /** The answer to a GET; its body has to be closed. */
  HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws FetchException {
    URI at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      hosts.check(at);
      HttpRequest.Builder request = HttpRequest.newBuilder(at).GET();
      headers.forEach(request::header);
      HttpResponse<InputStream> response = send(at, request);
      if (!isRedirect(response.statusCode())) {
        return response;
      }
      close(response);
      at = next(at, response);
    }
    throw FetchException.refused(
        host(address)
            + " redirects more than "
            + MOST_REDIRECTS
            + " times; ask the provider for"
            + " the address of the file itself");
  }

  /** The answer to a form, which goes nowhere else: a redirect is an answer like any other. */
  HttpResponse<InputStream> post(URI address, String form) throws FetchException {
    hosts.check(address);
    return send(
        address,
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json"));
  }

  private HttpResponse<InputStream> send(URI address, HttpRequest.Builder request)
      throws FetchException {
    request
        .timeout(patience.silence())
        .header("Accept-Encoding", "identity")
        .header("User-Agent", "jinyang-lake");
    if (sameHost(address, home)) {
      authorization.ifPresent(text -> request.header("Authorization", text));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException e) {
      throw FetchException.passing(
          host(address) + " cannot be reached within " + CONNECT.toSeconds() + " s");
    } catch (HttpTimeoutException e) {
      throw FetchException.passing(
          host(address) + " does not answer within " + patience.silence().toSeconds() + " s");
    } catch (SSLException e) {
      throw FetchException.refused(
          host(address)
              + " has no certificate that this machine trusts; ask the provider, or add its"
              + " authority to Java's trust store");
    } catch (IOException e) {
      throw FetchException.passing(
          host(address) + " cannot be reached: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FetchException.refused("the run was stopped");
    }
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static URI next(URI at, HttpResponse<?> response) throws FetchException {
    Optional<String> location = response.headers().firstValue("Location");
    try {
      URI next = at.resolve(new URI(location.orElse(":")));
      if (at.getScheme().equals("https") && !"https".equals(next.getScheme())) {
        throw FetchException.refused(
            host(at) + " redirects from https to another scheme, which is not followed");
      }
      return next;
    } catch (URISyntaxException e) {
      throw FetchException.refused(host(at) + " redirects to what is no address");
    }
  }

  private static boolean sameHost(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  static String host(URI address) {
    return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  /** An address without what may be secret in it. */
  static String shown(URI address) {
    return host(address) + address.getRawPath();
  }

  static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // The connection is gone anyway.
    }
  }

  /** What a status means that is no success; passing if it may be another one soon. */
  static FetchException failure(URI address, int status) {
    String answer = shown(address) + " answers with status " + status;
    return switch (status) {
      case 401, 403 ->
          FetchException.refused(
              answer + ": not allowed; check the credential that the contract names");
      case 404, 410 ->
          FetchException.refused(answer + ": not there; check the address with the provider");
      case 408, 425, 429, 500, 502, 503, 504 ->
          FetchException.passing(answer + "; run again later, or ask the provider");
      default -> FetchException.refused(answer + "; ask the provider what that means");
    };
  }

  /** How long a server asks to be left alone; zero if it does not. */
  static Duration retryAfter(HttpResponse<?> response, Instant now) {
    String text = response.headers().firstValue("Retry-After").orElse("").strip();
    try {
      if (text.matches("\\d{1,6}")) {
        return Duration.ofSeconds(Long.parseLong(text));
      }
      if (!text.isEmpty()) {
        Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
      }
    } catch (DateTimeException e) {
      // As if it were not there.
    }
    return Duration.ZERO;
  }
}
