package org.jinyanglake.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real HTTP server on 127.0.0.1 that answers byte for byte as a test says, also as no good server
 * would. It closes the connection after each answer.
 */
public final class WebServer implements AutoCloseable {

  /** What was asked for; names of headers in lower case. */
  public record Request(String method, String target, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Without the query. */
    public String path() {
      return target.replaceFirst("\\?.*", "");
    }
  }

  /** Answers a request with all that goes over the wire. */
  @FunctionalInterface
  public interface Answer {
    void write(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer;

  /** A server; {@code answer} may be replaced. */
  public WebServer(Answer answer) {
    this.answer = answer;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::accept, "web-server");
    thread.setDaemon(true);
    thread.start();
  }

  public void answer(Answer other) {
    answer = other;
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** What was asked for so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public void forget() {
    requests.clear();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread thread = new Thread(() -> serve(connection), "web-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = read(new BufferedInputStream(connection.getInputStream()));
      requests.add(request);
      answer.write(request, connection.getOutputStream());
      connection.getOutputStream().flush();
    } catch (IOException e) {
      // The client went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(first[0], first[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("cut");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Writes status and headers. */
  public static void head(OutputStream out, String status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a whole answer. */
  public static void send(OutputStream out, String status, byte[] body, String... headers)
      throws IOException {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: " + body.length;
    head(out, status, all);
    out.write(body);
  }

  /** A file as a good server gives it: with its tag, in parts, and not again if it is known. */
  public static Answer file(byte[] body, String etag) {
    return (request, out) -> part(request, out, body, etag, Integer.MAX_VALUE);
  }

  /** A file of which each answer holds {@code most} bytes at the most before it is cut. */
  public static Answer cut(byte[] body, String etag, int most) {
    return (request, out) -> part(request, out, body, etag, most);
  }

  private static void part(Request request, OutputStream out, byte[] body, String etag, int most)
      throws IOException {
    if (!etag.isEmpty() && request.header("If-None-Match").equals(etag)) {
      head(out, "304 Not Modified", "ETag: " + etag);
      return;
    }
    int from = 0;
    String range = request.header("Range");
    if (!range.isEmpty() && request.header("If-Range").equals(etag)) {
      from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }
    String length = "Content-Length: " + (body.length - from);
    String type = "Content-Type: text/csv";
    String tag = etag.isEmpty() ? "X-No: tag" : "ETag: " + etag;
    if (from > 0) {
      String of = "Content-Range: bytes " + from + "-" + (body.length - 1) + "/" + body.length;
      head(out, "206 Partial Content", length, type, tag, of);
    } else {
      head(out, "200 OK", length, type, tag);
    }
    out.write(body, from, Math.min(most, body.length - from));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
