package org.jinyanglake.testing;

import java.nio.file.Path;
import java.util.List;

/**
 * A server that other lakes would run, a process of its own that {@code scripts/test-server}
 * starts, empty. Where what it needs can neither be found nor fetched the test fails with what to
 * do.
 *
 * @param name as that script knows it
 * @param folder of the server; its data are in {@code data}
 * @param port on 127.0.0.1
 */
public record TestServer(String name, Path folder, int port) implements AutoCloseable {

  public static TestServer start(String name) {
    ServerScript script = script(name);
    Path folder = script.folder();
    return new TestServer(name, folder, script.start(folder));
  }

  private static ServerScript script(String name) {
    return new ServerScript(name, List.of("test-server", name));
  }

  @Override
  public void close() {
    script(name).stop(folder);
  }
}
