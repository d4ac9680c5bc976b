package org.jinyanglake.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a client and a PostgreSQL server and cuts the connection at a chosen statement. It
 * reads just enough of the protocol (version 3, extended query): Parse names a statement and its
 * text, Bind says that it is about to be executed, ReadyForQuery ends the reply.
 *
 * <p>Not encrypted connections only.
 */
public final class CuttingProxy implements Closeable {

  /** Where the connection is cut. */
  public enum Place {
    /** The server never sees the statement. */
    BEFORE_THE_STATEMENT,
    /** The server has carried it out; not one byte of the reply arrives. */
    BEFORE_THE_REPLY,
    /** The server has carried it out; only the first bytes of the reply arrive. */
    INSIDE_THE_REPLY
  }

  /** One cut to come. */
  private record Cut(
      String statement, Place place, double fractionOfReply, Runnable beforeTheClientNotices) {}

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final int server;
  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean refuses;
  private final AtomicReference<Cut> next = new AtomicReference<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Listens on a free port of 127.0.0.1 for a server on the given one. */
  public CuttingProxy(int serverPort) throws IOException {
    this.server = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Cuts the next execution of a statement.
   *
   * @param statement how its text begins
   * @param place where
   * @param fractionOfReply how much of the reply arrives if the place is inside it, between 0 and 1
   *     and never the whole
   * @param beforeTheClientNotices runs after the server did what it does and before the client's
   *     connection ends: time for another writer
   */
  public void cut(
      String statement, Place place, double fractionOfReply, Runnable beforeTheClientNotices) {
    next.set(new Cut(statement, place, fractionOfReply, beforeTheClientNotices));
  }

  /** Whether the cut that was asked for last has happened; throws what its runnable threw. */
  public boolean hasCut() {
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("the runnable of the cut failed", thrown);
    }
    return next.get() == null;
  }

  /** Ends all connections, as a restart of the server does. */
  public void endConnections() {
    links.forEach(Link::close);
  }

  /**
   * Ends all connections, and each that comes as soon as it is there, as if the server were gone.
   * The port stays taken: of one that is free, somebody else's server may be the next to listen.
   */
  public void refuse() {
    refuses = true;
    endConnections();
  }

  /** Ends all connections and accepts no more. */
  @Override
  public void close() throws IOException {
    listener.close();
    endConnections();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      if (refuses) {
        client.close();
        continue;
      }
      Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), server));
      links.add(link);
      if (refuses) {
        link.close();
      }
      start("to server", link::forwardStatements);
      start("to client", link::forwardReplies);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the ends has closed its connection, or this proxy has.
              }
            },
            "cutting proxy: " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One client's connection with the server's. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private final Map<String, String> statements = new ConcurrentHashMap<>();
    private volatile Cut cut;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void forwardStatements() throws IOException {
      try {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = server.getOutputStream();
        boolean started = false;
        while (!started) {
          byte[] body = in.readNBytes(in.readInt() - 4);
          int code = ByteBuffer.wrap(body).getInt();
          started = code != SSL_REQUEST && code != GSS_REQUEST;
          out.write(ByteBuffer.allocate(4).putInt(body.length + 4).array());
          out.write(body);
        }
        while (true) {
          Message message = Message.read(in);
          if (message.type == 'P') {
            statements.put(message.text(0), message.text(1));
          } else if (message.type == 'B' && begins(statements.get(message.text(1)))) {
            if (cut.place == Place.BEFORE_THE_STATEMENT) {
              server.close();
              end();
              return;
            }
          }
          message.write(out);
        }
      } finally {
        close();
      }
    }

    private boolean begins(String statement) {
      Cut wanted = next.get();
      if (wanted != null && statement != null && statement.startsWith(wanted.statement)) {
        cut = wanted;
        return true;
      }
      return false;
    }

    void forwardReplies() throws IOException {
      try {
        DataInputStream in = new DataInputStream(server.getInputStream());
        OutputStream out = client.getOutputStream();
        int first = in.read();
        while (first == 'N') { // the answer to the request for encryption is one byte
          out.write(first);
          first = in.read();
        }
        Message message = Message.read(first, in);
        while (cut == null) {
          message.write(out);
          message = Message.read(in);
        }
        if (cut.place == Place.BEFORE_THE_STATEMENT) {
          return;
        }
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        message.write(reply);
        while (message.type != 'Z') {
          message = Message.read(in);
          message.write(reply);
        }
        if (cut.place == Place.INSIDE_THE_REPLY) {
          int most = reply.size() - 1;
          int arrives = Math.max(1, Math.min(most, (int) (most * cut.fractionOfReply)));
          out.write(reply.toByteArray(), 0, arrives);
        }
        end();
      } finally {
        if (cut == null || cut.place != Place.BEFORE_THE_STATEMENT) {
          close();
        }
      }
    }

    private void end() {
      try {
        cut.beforeTheClientNotices.run();
      } catch (RuntimeException | Error e) {
        failure.set(e);
      }
      next.set(null);
      close();
    }

    void close() {
      links.remove(this);
      try (client;
          server) {
        // both are closed, whichever fails
      } catch (IOException e) {
        // it was closed already
      }
    }
  }

  private record Message(int type, byte[] body) {

    static Message read(DataInputStream in) throws IOException {
      return read(in.read(), in);
    }

    static Message read(int type, DataInputStream in) throws IOException {
      if (type < 0) {
        throw new EOFException();
      }
      return new Message(type, in.readNBytes(in.readInt() - 4));
    }

    void write(OutputStream out) throws IOException {
      out.write(
          ByteBuffer.allocate(5 + body.length)
              .put((byte) type)
              .putInt(body.length + 4)
              .put(body)
              .array());
    }

    /** The n-th of the zero-terminated texts with which the body begins. */
    String text(int n) {
      int from = 0;
      for (int i = 0; i < n; i++) {
        from = end(from) + 1;
      }
      return new String(body, from, end(from) - from, StandardCharsets.UTF_8);
    }

    private int end(int from) {
      int at = from;
      while (body[at] != 0) {
        at++;
      }
      return at;
    }
  }
}
