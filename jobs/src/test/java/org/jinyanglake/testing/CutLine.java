package org.jinyanglake.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy to a server on this machine that cuts its first connections in mid-answer, or after
 * some words forwards nothing more from any client, not even that it is gone.
 */
public final class CutLine implements AutoCloseable {
  private final ServerSocket socket;
  private final int target;
  private final int cuts;
  private final long bytes;
  private final String lastWords;
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean silent;

  /**
   * A proxy.
   *
   * @param cuts how many connections are cut
   * @param bytes of an answer after which they are
   */
  public CutLine(int target, int cuts, long bytes) {
    this(target, cuts, bytes, null);
  }

  /** A proxy behind which all clients fall silent when one has sent these words. */
  public static CutLine silentAfter(String words, int target) {
    return new CutLine(target, 0, 0, words);
  }

  private CutLine(int target, int cuts, long bytes, String lastWords) {
    this.lastWords = lastWords;
    this.target = target;
    this.cuts = cuts;
    this.bytes = bytes;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cut-line");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket near = socket.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        boolean cut = connections.incrementAndGet() <= cuts;
        start(() -> ask(near, far));
        start(() -> copy(far, near, cut ? bytes : Long.MAX_VALUE));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void ask(Socket from, Socket to) {
    if (lastWords == null) {
      copy(from, to, Long.MAX_VALUE);
      return;
    }
    try (from;
        to) {
      byte[] buffer = new byte[4096];
      int read = from.getInputStream().read(buffer);
      while (read >= 0 && !silent) {
        to.getOutputStream().write(buffer, 0, read);
        silent |= new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(lastWords);
        read = from.getInputStream().read(buffer);
      }
      if (silent) {
        closed.await();
      }
    } catch (IOException e) {
      // One of the ends is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to, long most) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[4096];
      long copied = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        copied += read;
        if (copied > most) {
          return;
        }
      }
    } catch (IOException e) {
      // One of the ends is gone.
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
