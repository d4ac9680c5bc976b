package org.jinyanglake.pipeline;

import org.jinyanglake.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a real HDFS of one data node; with {@code -Dslow=true} only. */
@EnabledIfSystemProperty(named = "slow", matches = "true")
class HdfsTest extends LakeOnStore {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start("hdfs");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String root() {
    return "hdfs://127.0.0.1:" + server.port();
  }
}
